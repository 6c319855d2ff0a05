region      = "eu-central-1"
"db_password" = "Eb9gp4\"fLO5z3"
databases = {
  orders = { user = "orders", password = "BxXZmyFmk8bO8Z" }
  stock  = { user = "stock",  password = "stock", port = 5432 }
  none   = { user = "none",   password = null }
}
password_length     = 32
secret_arn          = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-y0vbPF"
kms_key_id          = "5f0a168d-0cc4-4d26-ada5-4de9c61e29da"
password_secret_ref = "projects/p/secrets/db/versions/3"
enable_password_auth = true
token_ttl           = "15m"
