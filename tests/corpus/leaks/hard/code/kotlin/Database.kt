package org.example.quay

import com.zaxxer.hikari.HikariConfig
import org.jetbrains.exposed.sql.Database

private const val DB_PASSWORD = "8UxksBpnBwTRn8"

object Tables : IntIdTable("users") {
    val password = varchar("password", 60)
    val passwordHash: Column<String> = text("password_hash")
}

fun connect() {
    Database.connect(
        url = "jdbc:postgresql://localhost:5432/quay",
        driver = "org.postgresql.Driver",
        user = "quay",
        password = "quay",
    )
    Database.connect("jdbc:postgresql://pg/quay", "org.postgresql.Driver", "quay", "u6BQ4J49Vr7If")
    Database.connect(url, user = user, password = password)
    val pw = System.getenv("DB_PASSWORD") ?: "s73qV6\$GhYjF2"
    val cfg = HikariConfig().apply {
        username = "quay"
        password = "8ETw4bXRDkC3OAK"
        maximumPoolSize = 4
    }
    val ref = HikariConfig().apply { password = env.getProperty("db.password") }
    val container = PostgreSQLContainer<Nothing>("postgres:15").apply {
        withUsername("quay")
        withPassword("test")
    }
    require(password.isNotBlank()) { "password must not be blank" }
}
