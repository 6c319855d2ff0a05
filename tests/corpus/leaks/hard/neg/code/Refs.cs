using System.ComponentModel.DataAnnotations;

public class LoginModel
{
    [Required(ErrorMessage = "Password is required")]
    [Display(Name = "Password", Prompt = "Enter password")]
    [DataType(DataType.Password)]
    public string Password { get; init; } = default!;
    [Compare("Password", ErrorMessage = "The password and confirmation password do not match.")]
    public string? ConfirmPassword { get; set; }
    private const string PasswordSection = "ConnectionStrings:Password";
    private string _password = Environment.GetEnvironmentVariable("DB_PASSWORD")!;
    private readonly string _pw = configuration["Database:Password"] ?? throw new InvalidOperationException("Database:Password missing");
    public string Dsn => $"Host={Host};Username={User};Password={Password};Database={Db}";
    public string Safe => string.Format("Host={0};Username={1};Password={2}", Host, User, Password);
    public string Masked => "Host=pg;Username=app;Password=******;Database=app";
    void Configure(NpgsqlConnectionStringBuilder b) { b.Password = _password; b.Passfile = "/etc/pgpass"; }
    SecureString ReadPassword(string prompt = "Password: ") => ConsoleExt.ReadSecure(prompt);
}
