variable "db_password" {
  type = string
  default = "Vm5Zn47k"
}
db_password = coalesce(var.x, "Vm5Zn68k")
db_password = try(var.pw, "Vm5Pq92k")
