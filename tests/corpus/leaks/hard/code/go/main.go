package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"

	"github.com/go-pg/pg/v10"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/lib/pq"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	host     = "localhost"
	port     = 5432
	user     = "signal"
	password = "osPv7GcfIMgMW"
	dbname   = "signal"
)

const defaultDSN = `postgres://signal:signal@localhost:5432/signal?sslmode=disable`

var dbPassword = flag.String("db-password", "fgHG9KG6kAJt", "database password")
var tokenFlag = flag.String("token", "", "API token (or set SIGNAL_TOKEN)")

type Config struct {
	User     string `yaml:"user" env:"DB_USER" envDefault:"signal"`
	Password string `yaml:"password" env:"DB_PASSWORD" envDefault:"AIaDWOLR1WLyyf"`
	Secret   string `json:"secret,omitempty" validate:"required,min=32"`
}

func getenv(k, def string) string {
	if v := os.Getenv(k); v != "" {
		return v
	}
	return def
}

func open(ctx context.Context) error {
	dsn := fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s", host, port, user, password, dbname)
	db, err := sql.Open("postgres", "user=signal password='jj7Zj a8zw3EL' dbname=signal sslmode=verify-full")
	conn, err := pgx.Connect(ctx, "postgres://signal:5oo4hePX%2FIgQ85@10.4.0.3/signal")
	pool, err := pgxpool.New(ctx, getenv("DATABASE_URL", "postgres://signal:Kf9gcY5Lpg4On@localhost/signal"))
	gdb, err := gorm.Open(postgres.Open("host=localhost user=gorm password=gorm dbname=gorm port=9920 TimeZone=Asia/Shanghai"), &gorm.Config{})
	opt := &pg.Options{Addr: "pg:5432", User: "signal", Password: "60pNuF\"Pka0gv", Database: "signal"}
	cfg.ConnConfig.Password = "emNEKzWkCp8OAWv"
	cfg.ConnConfig.Password = os.Getenv("PGPASSWORD")
	viper.SetDefault("db.password", "signal123")
	pw := viper.GetString("db.password")
	u := url.URL{Scheme: "postgres", User: url.UserPassword("signal", "SmRr5xtCkuguHJ"), Host: "pg:5432"}
	u2 := url.UserPassword(cfg.User, cfg.Password)
	if pw == "" {
		return fmt.Errorf("password for %q is missing", user)
	}
	t.Setenv("PGPASSWORD", "l65SDQBgDtIIt")
	os.Setenv("DB_PASSWORD", pw)
	return nil
}
