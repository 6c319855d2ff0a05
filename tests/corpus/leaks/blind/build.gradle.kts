jooq { jdbc { url = "jdbc:postgresql://db/app"; user = "app"; password = "Nn8dKH7zJ9" } }
