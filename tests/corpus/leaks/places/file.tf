resource "local_file" "db_pw" {
  content = "sDP2GTK77s2Z"
}

variable "report_pw" {
  default = "y4472s6v532E"
}
