String a = config.getString("db.password", "Pm8FwG7bD3");
String b = "postgresql://app:Jd9fRh8kv3" + "@db/app";
