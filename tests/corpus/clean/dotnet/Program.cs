var cs = builder.Configuration.GetConnectionString("Default");
var s = $"Host={host};Username={user};Password={password};Database={db}";
builder.Password = configuration["Db:Password"];
var password = Environment.GetEnvironmentVariable("PGPASSWORD");
