region        = "eu-north-1"
db_name       = "hotel"
db_username   = "hotel"
db_password   = "YGI5JEdi_IQ3KtDih"
read_password = "motdepasse1"
tags          = { team = "guest-services", password_rotation = "90d" }
databases = {
  booking = { user = "booking", password = "Zbf5Lj0SAgd6kbTf" }
  loyalty = {
    user     = "loyalty"
    password = "loyalty"
  }
}
connection_string = <<-EOT
  host=10.20.0.4 user=hotel password=Y0up4JCjCXHHD9 dbname=hotel sslmode=verify-ca
EOT
certificate_arn = "arn:aws:acm:eu-north-1:123456789012:certificate/fee6e083-00bc-413e-8c94-019b7b13d296"
