var c = new NpgsqlConnection("Server=db;Port=5432;User Id=app;Password=Lv9Jz5Rc7m;Database=app;");
Environment.SetEnvironmentVariable("PGPASSWORD", "Kx4Tq8Nw6z");
var pg = new PostgreSqlBuilder().WithUsername("app").WithPassword("Vr9Xm5Jt7k").Build();
private const string Password = "Wt4Lz8Qx6c";
var d = new Dictionary<string, string> { ["Db:Password"] = "Rk9Vn5Xw7j" };
var p = config["Db:Password"] ?? "Mz4Jt8Lq6x";
public string DbPassword { get; set; } = "Tn9Xv5Kw7r";
