db_passwords = {
  app = "Mm4xQd5vr7"
  etl = var.etl
}
