@DataSourceDefinition(name = "java:app/ds", className = "org.postgresql.ds.PGSimpleDataSource", user = "app", password = "Qw4Xv8Tz6k")
class Values {
    @Value("${db.password:Mt9Jr5Lx7n}") String a;
    void b() {
        System.setProperty("db.password", "Kv4Wz8Xq6c");
        DataSourceBuilder.create().url("jdbc:postgresql://db/app").username("app").password("Rn9Tm5Jx7k").build();
        Map<String, String> m = Map.of("user", "app", "password", "Lz4Vt8Qw6x");
        m.put("jakarta.persistence.jdbc.password", "Xj9Kr5Nz7m");
        registry.add("spring.datasource.password", () -> "Wc4Lt8Vq6x");
        Flyway.configure().dataSource("jdbc:postgresql://db/app", "app", "Tx9Jm5Rw7k").load();
        ConnectionFactoryOptions.builder().option(USER, "app").option(PASSWORD, "Nz4Qv8Xc6t").build();
        String url = "jdbc:postgresql://db/app?user=app" + "&password=Vk9Xw5Jz7q";
        char[] secret = "Jx4Rt8Kw6z".toCharArray();
        Jdbi.create("jdbc:postgresql://db/app", "app", "Zt9Vm5Lx7q");
    }
}
@SpringBootTest(properties = {"spring.datasource.password=Qn4Wk8Xt6r"})
class T {}
