job "finch" {
  group "api" {
    task "api" {
      driver = "docker"
      config { image = "finch:1" }
      env {
        PGUSER     = "finch"
        PGPASSWORD = "MZz3in3s46xBDGz"
      }
      template {
        destination = "secrets/db.env"
        env         = true
        data        = <<EOH
DB_PASSWORD={{ with secret "kv/data/finch" }}{{ .Data.data.password }}{{ end }}
STATIC_DB_PASSWORD=K1FaZ2lzaPHJgX
DATABASE_URL=postgres://finch:{{ key "finch/db/password" }}@pg/finch
EOH
      }
      vault { policies = ["finch-password"] }
    }
  }
}
