resource "aws_ecs_task_definition" "api" {
  container_definitions = jsonencode([{
    name = "api"
    environment = [
      { name = "DB_PASSWORD", value = "Mw4Rj8Tx6c" },
      { name = "DATABASE_URL", value = "postgres://api:Xz9Lv5Nk7w@db/api" },
    ]
  }])
}
resource "kubernetes_secret" "db" {
  data = {
    password = "Jq4Wt8Vx6m"
    "db-password" = "Kr9Lz5Tn7c"
  }
}
resource "helm_release" "db" {
  set {
    name  = "auth.password"
    value = "Rw4Xj8Qv6k"
  }
}
resource "aws_secretsmanager_secret_version" "db" {
  secret_string = "Zv9Tm5Lw7x"
}
resource "aws_ssm_parameter" "db_password" {
  type  = "SecureString"
  value = "Nk4Jr8Xz6q"
}
user_data = <<-EOT
  export PGPASSWORD=Wx9Vq5Kt7c
EOT
