log.Printf("password=%s", mask(pw))
const passwordKey = "password"
flags.StringVar(&o.Password, "password", "", "the password")
cmd.Flags().String("password", "", "Database password")
errors.New("password: too short")
pflag.String("db-password", os.Getenv("DB_PW"), "x")
