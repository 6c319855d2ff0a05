assertThrows(AuthException.class, () -> login("app", "wrong"));
private static final String PASSWORD_KEY = "password";
private static final String PASSWORD = "password";
@Value("${db.password}") private String password;
config.setPassword(env.get("PW"));
props.put("password", System.getenv("PW"));
log.info("password={}", mask(pw));
throw new IllegalArgumentException("password=" + x);
