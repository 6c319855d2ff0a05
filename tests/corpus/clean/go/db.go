dsn := fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s", host, port, user, password, name)
url := fmt.Sprintf("postgres://%s:%s@%s:%d/%s", user, url.QueryEscape(pass), host, port, name)
cfg.Password = os.Getenv("DB_PASSWORD")
conn, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
type Config struct {
	Password string `json:"password" env:"DB_PASSWORD,required"`
	DSN      string `yaml:"dsn"`
}
flag.StringVar(&password, "password", "", "password of the database user")
return errors.New("invalid password")
u.User = url.UserPassword(user, password)
