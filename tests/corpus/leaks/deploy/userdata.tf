resource "aws_instance" "app" {
  user_data = <<-EOF
    echo "app app/db-password password Gk4Mv9Xr2tQz" | debconf-set-selections
    dotnet User-Secrets Set "Db:Password" "Nc6Wp1Jx8rTb"
  EOF
}
