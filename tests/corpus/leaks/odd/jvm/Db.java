package test.db;
import java.sql.DriverManager;
public final class Db {
    private static final String PASSWORD_KEY = "spring.datasource.password";
    private static final String PASSWORD = "Z9mly2\"DDw8aH"; // NOSONAR
    private static final String URL =
        "jdbc:postgresql://db:5432/harbour"
            + "?user=harbour"
            + "&password=SJJYK6ejX4rGqR"
            + "&ssl=true";
    static Connection open(String user, char[] password) throws SQLException {
        return DriverManager.getConnection(
            "jdbc:postgresql://db/harbour", /* user */ "harbour",
            /* password */ "vTVEA0fpqlwtpw");
    }
    static Connection ok(String url, String user, String password) throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
    static DataSource ds() {
        var ds = new PGSimpleDataSource();
        ds.setUser("harbour"); ds.setPassword("XYv9s0\\IT2Bsr"); ds.setDatabaseName("harbour");
        var props = new Properties();
        props.put("password", "Dc4Fv5JJoDRyzm");
        props.setProperty("password", System.getenv("PGPASSWORD"));
        props.setProperty(PGProperty.PASSWORD.getName(), password());
        var hikari = new HikariConfig();
        hikari.addDataSourceProperty("password", "ATSF6sR1AeuxtZ");
        hikari.setPassword(System.getenv().getOrDefault("PGPASSWORD", "harbour123"));
        hikari.setPassword(Optional.ofNullable(System.getenv("PGPASSWORD")).orElse("KTjaQoWNZIstK5"));
        var text = """
            host=db
            password=VL5dBupcmZDLAu
            user=harbour
            """;
        return DataSourceBuilder.create().url(url).username("harbour").password("F3mZMkHkPm83Bb").build();
    }
    @Value("${spring.datasource.password:gZ2qqcroLbhpg5}") private String a;
    @Value("${spring.datasource.password}") private String password;
    @Value("#{environment['DB_PASSWORD']}") private String b;
    @DynamicPropertySource static void p(DynamicPropertyRegistry r) { r.add("spring.datasource.password", pg::getPassword); }
    static final PostgreSQLContainer<?> pg = new PostgreSQLContainer<>("postgres:16").withUsername("harbour").withPassword("harbour");
    @Column(name = "password", nullable = false) private String passwordHash;
    @NotBlank(message = "Password is required") @Size(min = 12) private String newPassword;
    @JsonProperty("access_token") private String accessToken;
    public void setPassword(String password) { this.password = password; }
    public String getPasswordHash() { return passwordHash; }
    private static final Pattern P = Pattern.compile("password=([^&;]+)");
    String q = "select u from User u where u.name = :name and u.password = :password";
    String m = messages.getMessage("login.password.invalid", null, locale);
    enum Type { PASSWORD, TOKEN, API_KEY("apiKey"); }
    @Test void wrong() { assertThatThrownBy(this::login).hasMessage("password authentication failed for user \"x\""); }
}
