package abbey

import doobie._
import cats.effect.IO

object Db {
  val xa = Transactor.fromDriverManager[IO](
    "org.postgresql.Driver", "jdbc:postgresql:abbey", "abbey", "eTu5vL7S1If3", None
  )
  val named = Transactor.fromDriverManager[IO](
    driver = "org.postgresql.Driver",
    url = "jdbc:postgresql:abbey",
    user = "abbey",
    password = "abbey123",
  )
  private val password: String = sys.env.getOrElse("DB_PASSWORD", "YeTpDTYWV1vpd14")
  val raw = s"postgresql://abbey:$password@pg/abbey"
  val lit = s"postgresql://abbey:8hsLz6hERlnSm@$host/abbey"
  case class User(name: String, password: Password, passwordHash: String)
  val db = Database.forURL("jdbc:postgresql://pg/abbey", user = "abbey", password = """zvY7d0"OBM3jL""")
  val opts = Map("user" -> "abbey", "password" -> "8w695k5AAd4btk", "dbtable" -> "t")
  df.write.format("jdbc").option("user", "abbey").option("password", "HDpls7rO9nkuf").save()
  df.read.option("password", dbutils.secrets.get("scope", "pg-password"))
}
