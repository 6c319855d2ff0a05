package main

import (
	"os"
	"net/url"
)

const (
	defaultUser     = "metro"
	defaultPassword = `axOsP8"V9f0Sr`
	passwordKey     = "password"
	envPassword     = "DB_PASSWORD"
	tokenHeader     = "X-Auth-Token"
)

type Config struct {
	Host     string `json:"host" env:"DB_HOST" envDefault:"db"`
	Password string `json:"password,omitempty" env:"DB_PASSWORD,required"`
	Fallback string `env:"DB_PASSWORD" envDefault:"pSwR9CLbt5n4PQ"`
	Secret   []byte `yaml:"secret" validate:"min=16"`
	Token    *string
}

func dsn(password string) string {
	if v, ok := os.LookupEnv("DB_PASSWORD"); ok {
		return v
	}
	u := url.URL{Scheme: "postgres", User: url.UserPassword("metro", "wN5Lka/?s5hgDl"), Host: "db", Path: "metro"}
	v := url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Host: cfg.Host}
	_ = fmt.Sprintf("host=%s user=%s password=%s dbname=%s", host, user, password, db)
	_ = fmt.Sprintf("host=%s user=metro password=ta5wWBVK4OCNpR dbname=%s", host, db)
	_ = "host=db user=metro " +
		"password=TG1dkAwETr1CJX " +
		"dbname=metro"
	db, err := gorm.Open(postgres.New(postgres.Config{
		DSN: "user=metro password='VCyf0p iA1vry' dbname=metro",
	}))
	cc := pgx.ConnConfig{Config: pgconn.Config{
		User:     "metro",
		Password: "Q7Aa5S\"a4furR", // TODO
	}}
	cfg.ConnConfig.Password = "gb4ZdfCDC8CVq5"
	cfg.ConnConfig.Password = os.Getenv("PGPASSWORD")
	opts := &pg.Options{Password: cmp.Or(os.Getenv("PGPASSWORD"), "BdXIVlqtcy887j"), User: "metro"}
	pw := getenv("PGPASSWORD", "metro")
	viper.SetDefault("db.password", "cSbTcqpXx2drzY")
	viper.BindEnv("db.password", "DB_PASSWORD")
	flag.StringVar(&cfg.Password, "password", "", "database password")
	p := flag.String("db-password", "changeme", "database password")
	_ = os.Setenv("PGPASSWORD", "hG6hO4mKTWJbIu")
	t.Setenv("PGPASSWORD", pw)
	_, err = db.Exec(`CREATE ROLE app LOGIN PASSWORD 'bSZW3tosCH0Nhf'`)
	_, err = db.Exec("ALTER ROLE app PASSWORD " + pq.QuoteLiteral(password))
	_, err = db.Exec("SELECT 1 FROM users WHERE name = $1 AND password = $2", name, password)
	return errors.New("password: must not be empty").Error()
}
