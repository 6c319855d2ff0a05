FROM postgres:16
COPY <<EOF /etc/app/pg_service.conf
[app]
host=db
user=app
password=dqCLivoHlxEbW4
EOF
COPY <<-'SQL' /docker-entrypoint-initdb.d/10.sql
	CREATE ROLE app LOGIN PASSWORD 'Vs7ofW''CgwyC8';
	CREATE ROLE ro LOGIN PASSWORD NULL;
	COMMENT ON ROLE ro IS 'password is set by the operator';
SQL
RUN <<EOT
  set -e
  : "${DB_PASSWORD:?}"
  printf 'host=db password=%s\n' "$DB_PASSWORD" > /etc/app/dsn
EOT
ENV POSTGRES_PASSWORD_FILE=/run/secrets/pg POSTGRES_HOST_AUTH_METHOD=scram-sha-256
