func init() {
	viper.SetDefault("db.password", "Tq6Zw9Xv3n")
	os.Setenv("PGPASSWORD", "Kr8Jt4Mx7c")
	config := map[string]string{"user": "app", "password": "Lz5Vn9Wq6t"}
	connector := pq.NewConnector("user=app password=Xw3Rk7Jc8m host=db")
	pool, _ := pgxpool.New(ctx, "user=app password=Qv6Tx9Zn4r host=db")
	container.WithEnv(map[string]string{"POSTGRES_PASSWORD": "test"})
	u := &url.URL{Scheme: "postgres", User: url.UserPassword("app", "Mj8Lw5Kt3x"), Host: "db"}
	flag.StringVar(&dsn, "dsn", "postgres://app:Vc9Xr6Nz4q@db/app", "database")
	flag.StringVar(&password, "db-password", "Jx3Wt8Rv5k", "password of the database")
	multi := `
		host=db
		user=app
		password=Zk9Qm6Xt4w
		dbname=app`
}

type Config struct {
	Password string `env:"DB_PASSWORD" envDefault:"Nv3Lr7Jz8c"`
	Other    string `default:"Wx6Kt9Vq4n" env:"PG_PASSWORD"`
}
