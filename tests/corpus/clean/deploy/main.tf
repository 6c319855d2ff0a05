resource "random_password" "db" {
  length  = 32
  special = false
}
resource "aws_db_instance" "main" {
  username                    = var.db_username
  password                    = random_password.db.result
  manage_master_user_password = true
}
variable "db_password" {
  description = "Password of the database user"
  type        = string
  sensitive   = true
}
resource "aws_db_instance" "two" {
  password = data.aws_secretsmanager_secret_version.db.secret_string
}
output "url" {
  value = "postgres://${var.user}:${random_password.db.result}@${aws_db_instance.main.address}/app"
}
