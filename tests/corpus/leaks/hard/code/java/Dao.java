package org.example.harbor;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;

import com.zaxxer.hikari.HikariConfig;
import org.postgresql.ds.PGSimpleDataSource;

public final class Dao {
    private static final String URL = "jdbc:postgresql://localhost:5432/harbor";
    private static final String USER = "harbor";
    private static final String PASSWORD = "7WBNucRiWlRae"; // NOSONAR
    public static final String PASSWORD_KEY = "db.password";
    public static final String ERR_BAD_PASSWORD = "error.password.invalid";
    private String password;

    @Value("${db.password:harbor123}")
    private String injected;

    @Value("${mail.password}")
    private String mailPassword;

    Connection open() throws Exception {
        return DriverManager.getConnection(URL, USER, PASSWORD);
    }

    Connection literal() throws Exception {
        return DriverManager.getConnection("jdbc:postgresql://localhost/harbor", "harbor", "harbor");
    }

    Connection wrapped() throws Exception {
        return DriverManager.getConnection(
                "jdbc:postgresql://10.5.0.9:5432/harbor?ssl=true",
                "harbor_rw",
                "pCcH95\"s3LVmh");
    }

    Connection query() throws Exception {
        return DriverManager.getConnection("jdbc:postgresql://h/harbor?user=harbor&password=3Z5IbuycOZKv&ssl=true");
    }

    Connection concat(String u, String p) throws Exception {
        return DriverManager.getConnection("jdbc:postgresql://h/harbor?user=" + u + "&password=" + p);
    }

    void pools(Credentials c) {
        HikariConfig hc = new HikariConfig();
        hc.setUsername("harbor");
        hc.setPassword("Nx6EfaHUc\\BOSrw");
        Properties props = new Properties();
        props.setProperty("user", "harbor");
        props.setProperty("password", "iW2v0N84tz4oRa");
        props.put("password", System.getenv("DB_PASSWORD"));
        PGSimpleDataSource ds = new PGSimpleDataSource();
        ds.setPassword(c.getPassword());
        String env = System.getenv().getOrDefault("DB_PASSWORD", "X5wkOjJf7P8tWMn");
        String prop = System.getProperty("db.password", "admin");
        PasswordEncoder enc = new BCryptPasswordEncoder(12);
        if (password == null || password.isEmpty()) throw new IllegalArgumentException("password must not be blank");
        char[] typed = System.console().readPassword("Password for %s: ", USER);
    }
}
