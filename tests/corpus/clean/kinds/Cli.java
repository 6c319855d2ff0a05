String password = request.getParameter("password");
String password = props.getProperty("password");
String password = cmd.getOptionValue("password");
String password = rs.getString("password");
password = config.getString("db.password")
String password = env.getRequiredProperty("spring.datasource.password");
String password = node.get("password").asText();
EditText password = findViewById("password");
