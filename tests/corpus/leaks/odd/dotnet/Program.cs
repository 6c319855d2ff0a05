using Npgsql;
const string Password = @"iTh0R1""ooV64b";
const string Raw = """Host=db;Username=barge;Password=I8gseH"uuuEP0""";
const string PasswordKey = "Db:Password";
var csb = new NpgsqlConnectionStringBuilder
{
    Host = "db",
    Username = "barge",
    Password = /* rotated */ "RSQzwY0Vb3gJcd",
};
csb.Password = builder.Configuration["Db:Password"] ?? "c0ooDYAxGAs8qH";
csb["Password"] = "zmZAnL7qrmZPkL";
csb.Password = Environment.GetEnvironmentVariable("PGPASSWORD");
csb.Password = builder.Configuration.GetValue<string>("Db:Password", "q9XVaO25EhSYDq");
var cs = $"Host={host};Username=barge;Password=vlGiFYOIZQ4fiy;Database={db}";
var cs2 = $"Host={host};Username={user};Password={password};Database={db}";
var cs3 = "Host=db;Username=barge;" +
          "Password=SX67dvDBbuPwcx;" +
          "Database=barge";
var cs4 = string.Format("Host={0};Username={1};Password={2}", host, user, password);
services.AddDbContext<Db>(o => o.UseNpgsql("Host=db;Database=barge;Username=barge;Password=barge"));
services.Configure<IdentityOptions>(o => { o.Password.RequiredLength = 12; o.Password.RequireDigit = true; });
public record Login(string User, string Password, string? Token = null);
public class Input { [Required, DataType(DataType.Password)] [Display(Name = "Password")] public string Password { get; set; } = ""; }
[Compare("Password", ErrorMessage = "The password and confirmation password do not match.")] public string ConfirmPassword { get; set; } = default!;
modelBuilder.Entity<User>().Property(u => u.PasswordHash).HasColumnName("password_hash").HasMaxLength(255);
if (password is null) throw new ArgumentNullException(nameof(password), "Password must be given");
logger.LogInformation("Password for {User} changed, token {Token}", user, token);
var secret = await client.GetSecretAsync("db-password");
[assembly: InternalsVisibleTo("Tests, PublicKey=0024000004800000940000000602000000240000525341310004000001000100039ab187a02a1121dec5b379bd5480454f07c783abc7490309ed148dd797e60da4b400fae803b9dc7ff70080189f5842a9b7bfdb504d1145850b30208c5fadbf")]
