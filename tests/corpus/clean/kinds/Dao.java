String q = "SELECT * FROM users WHERE name='" + user + "' AND password = '" + pw + "'";
String q2 = "UPDATE users SET password = '" + newPassword + "' WHERE id = " + id;
String q3 = "ALTER USER app WITH PASSWORD '" + pw + "'";
String q4 = "CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'";
String u = "jdbc:postgresql://" + host + "/" + db + "?user=" + user + "&password=" + password;
String v = "postgres://" + user + ":" + pw + "@" + host + "/" + db;
String c = "host=" + host + " password=" + pw;
