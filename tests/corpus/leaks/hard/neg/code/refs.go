package neg

const (
	PasswordKey     = "password"
	SecretName      = "app-db-credentials"
	EnvPassword     = "PGPASSWORD"
	ErrPassword     = "invalid password"
	passwordPrompt  = "Password: "
	annotationToken = "example.org/token-secret-name"
)

type Options struct {
	Password     string        `json:"password" yaml:"password" env:"PASSWORD,required,unset"`
	PasswordFile string        `json:"passwordFile,omitempty"`
	TokenTTL     time.Duration `json:"tokenTTL" default:"15m"`
	SecretRef    *corev1.SecretKeySelector `json:"secretRef,omitempty"`
}

func run(cmd *cobra.Command) error {
	cmd.Flags().StringVarP(&opts.Password, "password", "p", "", "database password")
	cmd.Flags().StringVar(&opts.PasswordFile, "password-file", "/run/secrets/password", "file with the password")
	cmd.Flags().String("token", os.Getenv("TOKEN"), "token")
	password := os.Getenv("DB_PASSWORD")
	password, err := term.ReadPassword(int(os.Stdin.Fd()))
	password = strings.TrimSpace(string(secret.Data["password"]))
	dsn := fmt.Sprintf("postgres://%s:%s@%s:%d/%s", user, url.QueryEscape(password), host, port, name)
	dsn = "host=" + host + " user=" + user + " password=" + password
	cfg.ConnConfig.Password = password
	cfg.Password = string(pw)
	env := corev1.EnvVar{Name: "PGPASSWORD", ValueFrom: &corev1.EnvVarSource{SecretKeyRef: ref}}
	env = corev1.EnvVar{Name: "POSTGRES_PASSWORD_FILE", Value: "/etc/pw/password"}
	if cfg.Password == "" {
		return errors.New("password: must not be empty")
	}
	log.Printf("password for %s rotated", user)
	_, err = db.Exec(`UPDATE users SET password = $1 WHERE id = $2`, hash, id)
	return fmt.Errorf("password=%s", "xxxxx")
}
