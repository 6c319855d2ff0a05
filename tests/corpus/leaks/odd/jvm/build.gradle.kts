plugins { id("org.flywaydb.flyway") version "10.0.0" }
flyway {
    url = "jdbc:postgresql://db/mill"
    user = "mill"; password = "BSws1ACxBJIRpX"
}
jooq { configurations { create("main") { jooqConfiguration.apply { jdbc.apply {
    user = "mill"
    password = System.getenv("PGPASSWORD") ?: "g0R0xr\$VUc4uh"
} } } } }
val dbPassword: String by project
val pw = providers.environmentVariable("PGPASSWORD").orElse("gb13WwAMHrDyh2").get()
val db = Database.connect("jdbc:postgresql://db/mill", driver = "org.postgresql.Driver", password = """CTtu6K"EfPQ9P""", user = "mill")
val db2 = Database.connect(url, user = user, password = password)
data class Credentials(val user: String, val password: String, val token: String? = null)
data class Defaults(val user: String = "mill", val password: String = "mill123")
fun connect(password: CharArray = charArrayOf()) = Unit
object Users : Table("users") { val password = varchar("password", 60); val token = text("token").nullable() }
signing { useInMemoryPgpKeys(findProperty("signingKey") as String?, findProperty("signingPassword") as String?) }
publishing { repositories { maven { credentials { username = env["U"]; password = env["P"] } } } }
tasks.test { environment("PGPASSWORD" to "b2SYXqIsWTMIAk", "PGUSER" to "mill") }
val msg = mapOf("password" to "Password", "token" to "Token")
require(password.length >= 12) { "password must have 12 characters" }
val client = createClient { install(Auth) { bearer { loadTokens { BearerTokens(accessToken, refreshToken) } } } }
val url = "postgresql://$user:$password@$host/mill"
val url2 = "postgresql://$user:UBsfBtIUO1fS5y@$host/mill"
