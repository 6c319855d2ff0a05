String password = System.getenv("DB_PASSWORD");
Connection c = DriverManager.getConnection(url, user, password);
Connection d = DriverManager.getConnection("jdbc:postgresql://db/app", props);
config.setPassword(environment.getRequiredProperty("db.password"));
@Value("${spring.datasource.password}") private String password;
private static final String PASSWORD_PATTERN = "^(?=.*[0-9])(?=.*[a-z]).{8,20}$";
@Column(name = "password", nullable = false) private String password;
throw new BadCredentialsException("Wrong password");
