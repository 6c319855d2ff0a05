resource "aws_kms_ciphertext" "pw" {
  key_id    = aws_kms_key.main.key_id
  plaintext = var.password
}

data "aws_kms_secrets" "db" {
  secret {
    name    = "master_password"
    payload = "AQICAHhWsB4Lb8XPIosyrMTqrOLBfbNoQXnfr/dZ0DKFTrozynsPhLP3ZbyBuCjn/4E4Gt4T6YymUyobYgzeLKy/BLXgoYUESKO1Ssv1zTVBRaHwpT+PKaiduRsiZH20kyyZye33dGzcCecNNymR05tB9hl1FrFExUo0Uv7+Vb/tc1zqwPHr6iXQaEb=="
  }
}

resource "aws_db_instance" "db" {
  password                    = data.aws_kms_secrets.db.plaintext["master_password"]
  password_wo                 = ephemeral.random_password.db.result
  password_wo_version         = 2
  username                    = "app"
  iam_database_authentication_enabled = true
}

resource "google_secret_manager_secret" "pw" { secret_id = "prod-db-password" }

resource "azurerm_key_vault_secret" "pw" {
  name         = "pg-admin-password"
  value        = random_password.pg.result
  key_vault_id = azurerm_key_vault.kv.id
}

resource "vault_generic_endpoint" "u" {
  data_json = jsonencode({ policies = ["db"], password = var.vault_user_password })
}

module "db" {
  source               = "terraform-aws-modules/rds/aws"
  create_random_password = true
  random_password_length = 32
  master_password      = local.creds.password
  db_password_ssm_path = "/prod/db/password"
  password             = module.secrets.values["db_password"]
  secret_token_ttl     = "24h"
}
