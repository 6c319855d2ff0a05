CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  password text NOT NULL CHECK (length(password) >= 12),
  password_hash varchar(60) DEFAULT '',
  api_token text UNIQUE,
  secret bytea,
  CONSTRAINT password_not_blank CHECK (password <> '')
);
COMMENT ON COLUMN users.password IS 'bcrypt hash of the password';
INSERT INTO settings (key, value) VALUES ('password_min_length', '12'), ('token_ttl', '900');
INSERT INTO i18n (key, de) VALUES ('password', 'Kennwort'), ('forgot_password', 'Kennwort vergessen?');
SELECT id FROM users WHERE email = $1 AND password_hash = crypt($2, password_hash);
SELECT id FROM users WHERE name = :name AND password = :password;
SELECT id FROM users WHERE name = ? AND token = ?;
UPDATE users SET password = crypt($1, gen_salt('bf', 12)), reset_token = NULL WHERE reset_token = $2;
CREATE FUNCTION login(username text, password text) RETURNS text LANGUAGE sql AS $$ SELECT token FROM sessions $$;
CREATE INDEX users_token_idx ON users (api_token);
ALTER TABLE users RENAME COLUMN password TO password_hash;
GRANT UPDATE (password) ON users TO app;
SELECT rolname, rolpassword FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%';
SELECT usename, passwd IS NULL AS "no password" FROM pg_shadow;
RAISE EXCEPTION 'password must not be empty' USING HINT = 'Set a password first';
CREATE TYPE auth_kind AS ENUM ('password', 'token', 'api_key');
SELECT md5(random()::text), encode(digest('x', 'sha256'), 'hex');
ALTER ROLE app PASSWORD '<password>';
ALTER ROLE app PASSWORD '${APP_PASSWORD}';
ALTER ROLE app PASSWORD '{{ app_password }}';
CREATE ROLE reader NOLOGIN PASSWORD '********';
