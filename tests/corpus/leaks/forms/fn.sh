db_password() {
  echo "Qx8Kw47k"
}
