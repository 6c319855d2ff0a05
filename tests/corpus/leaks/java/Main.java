class Main {
    private static final String DB_PASSWORD = "Rx8Kz3Wn6t";

    void open() throws Exception {
        Connection a = DriverManager.getConnection("jdbc:postgresql://db/bank", "bank", "Tq5Vm9Lx7j");
        Connection b = DriverManager.getConnection("jdbc:postgresql://db/bank?user=bank&password=Hw7Zc4Nk8r");
        Properties props = new Properties();
        props.setProperty("user", "bank");
        props.setProperty("password", "Bv3Xq8Jt6m");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setPassword("Yk9Rw4Zs7d");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://db/bank");
        config.setUsername("bank");
        config.setPassword("Mx6Tn8Vq3c");
        config.addDataSourceProperty("password", "Jz4Lk7Wr9x");
        var box = new PostgreSQLContainer<>("postgres:16").withUsername("bank").withPassword("test");
        String p = System.getenv().getOrDefault("DB_PASSWORD", "Qc8Xv5Hm3t");
    }
}
