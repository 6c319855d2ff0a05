package neg;

public class Refs {
    public static final String FIELD_PASSWORD = "password";
    static final String DB_PASSWORD_PROPERTY = "spring.datasource.password";
    static final String SECRET_HEADER = "X-Webhook-Secret";
    @Value("${spring.datasource.password}") private String password;
    @Value("#{systemEnvironment['DB_PASSWORD']}") private String envPassword;
    @ConfigProperty(name = "quarkus.datasource.password") String quarkusPassword;
    @Column(name = "password", nullable = false, length = 60) private String passwordHash;
    @NotBlank(message = "Password is required") @Size(min = 12, message = "Password too short") private String newPassword;
    @JsonProperty(value = "password", access = JsonProperty.Access.WRITE_ONLY) private char[] pw;
    @Parameter(names = {"-p", "--password"}, description = "Database password", password = true) private String cliPassword;
    @Option(names = "--password", arity = "0..1", interactive = true, description = "Passphrase") char[] passphrase;

    void connect(Config c) throws Exception {
        String password = System.getenv("DB_PASSWORD");
        String p2 = c.getString("db.password");
        String p3 = Objects.requireNonNull(System.getProperty("db.password"), "db.password is not set");
        Connection a = DriverManager.getConnection(url, user, password);
        Connection b = DriverManager.getConnection(c.getUrl(), c.getUser(), c.getPassword());
        Connection d = DriverManager.getConnection("jdbc:postgresql://" + host + "/app?user=" + user + "&password=" + password);
        ds.setPassword(env.getRequiredProperty("db.password"));
        ds.setPassword(new String(vault.read("secret/app").get("password")));
        ps = a.prepareStatement("UPDATE users SET password = ?, token = ? WHERE id = ?");
        ps.setString(1, passwordEncoder.encode(password));
        throw new BadCredentialsException("Bad credentials: wrong password");
    }
}
