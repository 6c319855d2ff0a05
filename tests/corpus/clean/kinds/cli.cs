var password = config.GetValue<string>("Password");
var password = config["Db:Password"];
var password = Configuration.GetConnectionString("password");
var password = reader.GetString("password");
