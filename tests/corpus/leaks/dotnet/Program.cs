var cs = "Host=db;Username=orders;Password=Hk7Wv3Qz9n;Database=orders";
var builder = new NpgsqlConnectionStringBuilder { Host = "db", Username = "orders", Password = "Tx5Lr8Mc4j" };
builder.Password = "Wz9Vk4Xn7q";
builder["Password"] = "Jt6Rq3Yw8m";
var s = $"Host={host};Username={user};Password=Nc8Kx4Zv6t;Database={db}";
optionsBuilder.UseNpgsql(@"Host=db;Database=orders;Username=orders;Password=postgres");
