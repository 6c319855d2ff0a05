object Db {
  val xa = Transactor.fromDriverManager[IO](
    driver = "org.postgresql.Driver",
    url = "jdbc:postgresql:forge",
    user = "forge",
    password = "HeVb5iFSNnaeBK", // TODO vault
    logHandler = None
  )
  val xa2 = Transactor.fromDriverManager[IO]("org.postgresql.Driver", "jdbc:postgresql:forge", "forge", "P0Izko:vMA02E", None)
  val session = Session.single(host = "db", port = 5432, user = "forge", database = "forge", password = Some("prbiSKK2aZySkB"))
  val session2 = Session.single(host = "db", user = cfg.user, database = "x", password = cfg.password.some)
  val pw = sys.env.getOrElse("PGPASSWORD", "xvmzvN8HqYW093")
  val pw2 = sys.env.get("PGPASSWORD").fold("uzv7313tMeLzTL")(identity)
  val pw3 = sys.env("PGPASSWORD")
  val df = spark.read.format("jdbc").option("user", "forge").option("password", "AC63mtuCjGlhmO").load()
  val df2 = spark.read.format("jdbc").option("password", dbutils.secrets.get("scope", "key")).load()
  val url = s"postgres://$user:$password@$host/forge"
  val raw = raw"postgres://forge:F5RtWq\pf9XLk@db/forge"
  case class User(name: String, password: String, resetToken: Option[String] = None)
  def password = column[String]("password", O.Length(60))
  def check(password: String)(implicit hasher: PasswordHasher): Boolean = hasher.matches(user.password, password)
  ConnectionPool.singleton("jdbc:postgresql:forge", "forge", "bUeM4hMa0uod0C")
  val form = Form(mapping("password" -> nonEmptyText(minLength = 12), "token" -> uuid)(Data.apply)(Data.unapply))
  val conf = Map("user" -> "forge", "password" -> "ubl3Y9FV8V9mt7")
  logger.warn("password authentication failed for {}", user)
}
