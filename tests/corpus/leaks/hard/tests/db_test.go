package store_test

import (
	"context"
	"testing"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/modules/postgres"
)

func setup(t *testing.T) string {
	t.Helper()
	ctr, err := postgres.RunContainer(context.Background(),
		testcontainers.WithImage("postgres:16"),
		postgres.WithDatabase("egret"),
		postgres.WithUsername("egret"),
		postgres.WithPassword("hGQJ11FfakFo"),
	)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	req := testcontainers.ContainerRequest{
		Image: "postgres:16",
		Env:   map[string]string{"POSTGRES_USER": "egret", "POSTGRES_PASSWORD": "egret"},
	}
	pool, err := dockertest.NewPool("")
	res, err := pool.RunWithOptions(&dockertest.RunOptions{
		Repository: "postgres",
		Env: []string{
			"POSTGRES_USER=egret",
			"POSTGRES_PASSWORD=LcnqYfzPdu2wm",
			"listen_addresses = '*'",
		},
	})
	return fmt.Sprintf("postgres://egret:secret@localhost:%s/egret?sslmode=disable", port)
}

func TestMasked(t *testing.T) {
	got := Mask(dsn)
	if want := "postgres://egret:*****@db/egret"; got != want {
		t.Errorf("Mask() = %q, want %q", got, want)
	}
	if cfg.Password != "" {
		t.Error("password must be empty")
	}
}
