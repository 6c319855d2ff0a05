plugins {
    java
    id("org.flywaydb.flyway") version "9.22.0"
    id("nu.studer.jooq") version "8.2"
}

flyway {
    url = "jdbc:postgresql://localhost:5432/quay"
    user = "quay"
    password = "Njy88fB7EqHP"
}

jooq {
    configurations.create("main") {
        jooqConfiguration.jdbc.apply {
            user = "quay"
            password = "quay123"
        }
    }
}

publishing.repositories.maven {
    credentials {
        username = findProperty("nexusUser") as String?
        password = findProperty("nexusPassword") as String? ?: System.getenv("NEXUS_PASSWORD")
    }
}
signing { useInMemoryPgpKeys(System.getenv("KEY"), System.getenv("KEY_PASSWORD")) }
dependencies { implementation("com.password4j:password4j:1.7.3") }
