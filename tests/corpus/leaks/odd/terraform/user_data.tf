resource "aws_instance" "db" {
  ami       = "ami-0abcdef1234567890"
  key_name  = "ops"
  user_data = <<-EOT
    #cloud-config
    write_files:
      - path: /etc/app/db.yml
        permissions: "0600"
        content: |
          production:
            adapter: postgresql
            username: app
            password: XUFQXnDKXikZ98
            host: ${aws_db_instance.main.address}
      - path: /root/.pgpass
        content: "db:5432:app:app:sXfBS4\\:K39CGm\n"
      - path: /etc/app/token
        content: ${var.token}
    chpasswd:
      expire: false
      list: |
        ops:RANDOM
    runcmd:
      - [sh, -c, "sudo -u postgres psql -c \"ALTER ROLE app PASSWORD 'Sp14oBc1vozK6n'\""]
      - sudo -u postgres psql -c "ALTER ROLE ro PASSWORD '${var.ro_password}'"
  EOT
}
resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({ "username" = "app", "password" : "hKKWpaRi0sMiBS", port = 5432 })
}
resource "aws_ssm_parameter" "pw" {
  value = "h4RP1RWRXnUkeM"
  type  = "SecureString"
  name  = "/app/DB_PASSWORD"
}
resource "kubernetes_secret" "app" {
  metadata { name = "app" }
  data = { password = var.db_password, "DATABASE_URL" = local.dsn }
}
provider "postgresql" {
  host     = "localhost"
  username = "postgres"
  password = "postgres"
  sslmode  = "require"
}
terraform {
  backend "pg" {
    conn_str = "postgres://tf:QNKap64h7yP8rQ@state.db.internal/tf?sslmode=verify-full"
  }
}
