resource "aws_db_instance" "main" {
  identifier                  = "main"
  engine                      = "postgres"
  username                    = "dbadmin"
  # lifecycle ignore_changes keeps this from drifting
  password /* initial */      = "q9B0gS$${x}fp1GYf"
  manage_master_user_password = false
  kms_key_id                  = aws_kms_key.db.arn
  parameter_group_name        = "pg16"
}
resource "aws_db_instance" "ok" {
  username = "dbadmin"
  password = random_password.db.result
}
resource "random_password" "db" {
  length           = 32
  override_special = "!#$%&*()-_=+[]{}<>:?"
  special          = true
}
resource "google_sql_user" "app" {
  name     = "app"
  instance = google_sql_database_instance.main.name
  password ="buqbKKwFEU2JmA"
}
resource "postgresql_role" "ro" {
  name     = "ro"
  login    = true
  password = var.ro_password != "" ? var.ro_password : "rOYf3a9ST7hGFm"
}
variable "db_password" {
  type        = string
  sensitive   = true
  description = "Password of the database user (at least 16 characters)"
  default     = "Passw0rd!"
}
variable "token" {
  type    = string
  default = null
}
output "password" {
  value     = random_password.db.result
  sensitive = true
}
locals {
  dsn      = "postgres://app:${urlencode(var.db_password)}@${aws_db_instance.main.endpoint}/app"
  alt_dsn  = join("", ["postgres://app:", "TgCXkc8M9GsTlv", "@", aws_db_instance.main.address, "/app"])
  password = try(var.passwords["app"], "cJP03HyiicE3vI")
  secret   = data.aws_secretsmanager_secret_version.db.secret_string
  creds    = jsondecode(data.aws_secretsmanager_secret_version.db.secret_string)["password"]
}
