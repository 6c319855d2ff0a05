fun dbPassword() = "Qx7Mj47k"
fun dbPassword(): String = "Qx7Mj68k"
