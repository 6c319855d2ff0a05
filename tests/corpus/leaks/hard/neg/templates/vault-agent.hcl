auto_auth {
  method "approle" {
    config = {
      role_id_file_path   = "/etc/vault/role-id"
      secret_id_file_path = "/etc/vault/secret-id"
      remove_secret_id_file_after_reading = false
    }
  }
  sink "file" { config = { path = "/run/vault/token" } }
}
template {
  contents    = "postgres://{{ with secret \"database/creds/app\" }}{{ .Data.username }}:{{ .Data.password }}{{ end }}@pg/app"
  destination = "/run/app/dsn"
}
path "secret/data/app/password" { capabilities = ["read"] }
path "database/rotate-root/*"   { capabilities = ["update"] }
