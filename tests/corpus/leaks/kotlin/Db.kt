val ds = HikariDataSource().apply {
    jdbcUrl = "jdbc:postgresql://db/app"
    username = "app"
    password = "Kx7Wz4Jt9q"
}
Database.connect("jdbc:postgresql://db/app", driver = "org.postgresql.Driver", user = "app", password = "Lv8Rn3Xc6m")
