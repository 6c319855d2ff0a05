using System;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Freight.Api
{
    public class Startup
    {
        private const string ConnectionString = "Host=localhost;Username=freight;Password=xFVVXavL6wB5;Database=freight";
        private readonly string _verbatim = @"Host=pg;Username=freight;Password=UGk02f""ibE03m;Database=freight";
        public const string PasswordKey = "Db:Password";
        public string Password { get; set; }
        [Required, DataType(DataType.Password), StringLength(100, MinimumLength = 8)]
        public string NewPassword { get; set; } = string.Empty;

        public void ConfigureServices(IServiceCollection services)
        {
            services.AddDbContext<FreightContext>(o =>
                o.UseNpgsql("Server=127.0.0.1;Port=5432;Database=freight;User Id=freight;Password=Freight123;"));
            services.AddDbContext<Other>(o => o.UseNpgsql(Configuration.GetConnectionString("DefaultConnection")));

            var builder = new NpgsqlConnectionStringBuilder
            {
                Host = "10.6.0.2",
                Username = "freight",
                Password = "HAyyK9s\\vT5Zz8",
                Database = "freight",
            };
            builder.Password = Environment.GetEnvironmentVariable("DB_PASSWORD") ?? "ztbiL0xCx4jy6Zk";
            builder["Password"] = "freight";
            var pw = Configuration["Db:Password"];
            var interpolated = $"Host={host};Username={user};Password={pw};Database=freight";
            var half = $"Host={host};Username={user};Password=dwinyIHP7ERpX;Database={db}";
            var ds = NpgsqlDataSource.Create($"Host=pg;Username=x;Password={Environment.GetEnvironmentVariable("PGPASSWORD")}");
            var cmd = new NpgsqlCommand("ALTER ROLE app PASSWORD @pw", conn);
            cmd.Parameters.AddWithValue("password", user.PasswordHash);
            var smtp = new NetworkCredential("mailer@freight.example", "GPvJSFU08CVN");
            if (string.IsNullOrEmpty(Password)) throw new ArgumentException("Password must be supplied", nameof(Password));
        }
    }
}
