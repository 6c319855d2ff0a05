variable "db_password" {
  description = "Master password of the database (min 12 characters)"
  type        = string
  sensitive   = true
}

variable "db_admin_password" {
  type      = string
  default   = "Password123!"
  sensitive = true
  validation {
    condition     = length(var.db_admin_password) >= 8
    error_message = "The password must be at least 8 characters long."
  }
}

variable "redis_password" { default = "pfumF1fzyqYYnBZ0Ca" }

variable "secret_name" {
  type    = string
  default = "prod/hotel/db-password"
}

variable "password_parameter" {
  default = "/prod/hotel/POSTGRES_PASSWORD"
}

locals {
  db_secret_arn   = "arn:aws:secretsmanager:us-east-1:123456789012:secret:hotel-db-password-a1B2c3"
  password_length = 24
  db_password     = jsondecode(data.aws_secretsmanager_secret_version.db.secret_string)["password"]
  pg_password     = coalesce(var.db_password, "wbRPkBI61VFzdc")
  api_password    = sensitive(var.api_password)
}

output "db_password" {
  value     = random_password.db.result
  sensitive = true
}

data "aws_ssm_parameter" "db_password" {
  name            = "/prod/hotel/db_password"
  with_decryption = true
}
