resource "aws_db_instance" "main" {
  engine               = "postgres"
  username             = "app"
  password             = "Tq8Zw4Xv7n"
}
resource "aws_rds_cluster" "main" {
  master_username = "app"
  master_password = "Kr5Jt9Mx3c"
}
resource "google_sql_user" "app" {
  name     = "app"
  password = "Lz7Vn4Wq8t"
}
resource "azurerm_postgresql_flexible_server" "main" {
  administrator_login    = "app"
  administrator_password = "Xw6Rk8Jc3m"
}
variable "db_password" {
  type    = string
  default = "Qv9Tx4Zn7r"
}
provider "postgresql" {
  host     = "db"
  username = "postgres"
  password = "postgres"
}
resource "postgresql_role" "app" {
  name     = "app"
  login    = true
  password = "Mj5Lw8Kt2x"
}
locals {
  url = "postgres://app:Vc7Xr3Nz9q@${aws_db_instance.main.address}/app"
}
