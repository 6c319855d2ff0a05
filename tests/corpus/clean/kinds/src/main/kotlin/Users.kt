object Users : Table() {
  val password = varchar("password", 255)
  val passwordHash = text("password_hash")
  val pw: Column<String> = text("password")
  val secret = text("client_secret").nullable()
}
