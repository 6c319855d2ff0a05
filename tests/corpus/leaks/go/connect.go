package main

const dsn = "host=db user=gorm password=Yr7Qx3Vk9m dbname=gorm port=5432 sslmode=disable"

func open() {
	db, err := gorm.Open(postgres.Open("host=db user=gorm password=Jt5Wz8Hn2c dbname=gorm"), &gorm.Config{})
	conn, err := pgx.Connect(ctx, "postgres://pgx:Lk9Bv4Xq7s@db:5432/pgx")
	sqldb, err := sql.Open("postgres", "user=pq password='pass with 9Zk space' dbname=pq")
	s := fmt.Sprintf("host=%s port=%d user=%s password=Rm6Tx3Yw8d dbname=%s", host, port, user, name)
	u := fmt.Sprintf("postgres://%s:Qz8Nc4Kv6j@%s/app", user, host)
	cfg := Config{Host: "db", User: "app", Password: "Vx3Jr7Lm9t", DBName: "app"}
	pass := getEnv("DB_PASSWORD", "Hw5Zq8Bk2n")
	raw := `postgres://app:Ds7Xt4Rv9c@db/app`
	opts := pg.Options{User: "app", Password: "password123", Addr: "db:5432"}
}

const (
	dbUser     = "app"
	dbPassword = "Mq6Wk3Yz8x"
)
