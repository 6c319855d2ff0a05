resource "google_sql_database_instance" "pg" {
  name             = "hotel-pg"
  database_version = "POSTGRES_15"
  root_password    = "QOGz5QfX3Jb6GfeY"
  settings {
    tier = "db-custom-2-7680"
    password_validation_policy {
      min_length                  = 12
      complexity                  = "COMPLEXITY_DEFAULT"
      disallow_username_substring = true
      enable_password_policy      = true
    }
  }
}

resource "google_sql_user" "app" {
  instance = google_sql_database_instance.pg.name
  name     = "hotel"
  password = "violet-Canyon.44.pretzel"
}

provider "postgresql" {
  host            = "10.20.0.4"
  username        = "postgres"
  password        = "p0stgr3s"
  sslmode         = "require"
  connect_timeout = 15
}

resource "postgresql_role" "reader" {
  name     = "reader"
  login    = true
  password = "sCEyi\"2mGiM8C"
}

resource "postgresql_role" "writer" {
  name            = "writer"
  login           = true
  password        = data.google_secret_manager_secret_version.writer.secret_data
  valid_until     = "infinity"
  encrypted_password = true
}

resource "kubernetes_secret" "db" {
  metadata { name = "hotel-db" }
  data = {
    DATABASE_URL = "postgres://hotel:${google_sql_user.app.password}@${google_sql_database_instance.pg.private_ip_address}/hotel"
    PGPASSWORD   = "xUWAktgHTMj6vdchQPKM"
    REPORT_URL   = "postgres://report:6RLIOOJ0HRVx@${google_sql_database_instance.pg.private_ip_address}/${var.report_db}"
  }
}

resource "google_secret_manager_secret_version" "smtp" {
  secret      = google_secret_manager_secret.smtp.id
  secret_data = "iBpTEGlRmE0si6XSD1exzw"
}
