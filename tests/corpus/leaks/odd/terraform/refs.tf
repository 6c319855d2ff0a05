data "vault_generic_secret" "db" { path = "secret/db" }
data "aws_ssm_parameter" "db_password" { name = "/prod/db/password" }
resource "aws_rds_cluster" "c" {
  master_username             = var.master_username
  master_password             = data.vault_generic_secret.db.data["password"]
  manage_master_user_password = null
  db_subnet_group_name        = "db"
}
module "db" {
  source   = "git::ssh://git@git.internal/infra/db.git?ref=v3"
  password = module.secrets.db_password
  user     = "app"
  secrets = {
    DB_PASSWORD  = "secret:db/password"
    DATABASE_URL = aws_ssm_parameter.url.arn
    TOKEN        = "${data.aws_ssm_parameter.token.value}"
  }
}
check "password" {
  assert {
    condition     = length(var.db_password) >= 16
    error_message = "The password must have at least 16 characters."
  }
}
resource "aws_db_parameter_group" "pg" {
  parameter {
    name  = "password_encryption"
    value = "scram-sha-256"
  }
  parameter {
    name  = "rds.accepted_password_auth_method"
    value = "scram"
  }
}
resource "aws_iam_user_login_profile" "u" {
  password_reset_required = true
  password_length         = 20
}
