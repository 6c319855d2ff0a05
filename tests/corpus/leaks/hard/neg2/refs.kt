package neg

data class Credentials(val username: String, val password: String, val token: String? = null)

@ConfigurationProperties("app.db")
class DbProps(var password: String = "", var passwordFile: Path? = null, var secretName: String = "app-db")

object Keys {
    const val PASSWORD_KEY = "password"
    const val PREF_TOKEN = "pref_token"
    const val DB_PASSWORD_ENV = "DB_PASSWORD"
}

fun dsn(c: Credentials, host: String) = "jdbc:postgresql://$host/app?user=${c.username}&password=${c.password}"
fun config() = HikariConfig().apply {
    username = System.getenv("DB_USER")
    password = System.getenv("DB_PASSWORD") ?: error("DB_PASSWORD is not set")
}
val pw = BuildConfig.DB_PASSWORD
val hint = stringResource(R.string.password_hint)
OutlinedTextField(value = password, onValueChange = { password = it }, label = { Text("Password") }, visualTransformation = PasswordVisualTransformation())
require(password.length >= 12) { "Password must have at least 12 characters" }
