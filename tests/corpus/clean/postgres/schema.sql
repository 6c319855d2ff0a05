CREATE ROLE app LOGIN;
ALTER ROLE app PASSWORD NULL;
ALTER ROLE app PASSWORD :'app_password';
CREATE TABLE users (id int, name text, password text NOT NULL, password_hash varchar(255));
CREATE FUNCTION check_password(username text, password text) RETURNS boolean AS $$ SELECT true $$ LANGUAGE sql;
INSERT INTO settings (key, value) VALUES ('password_min_length', '12');
COMMENT ON COLUMN users.password IS 'hashed with argon2';
SELECT format('ALTER ROLE %I PASSWORD %L', name, pw);
EXECUTE 'ALTER ROLE app PASSWORD ' || quote_literal(pw);
CREATE USER MAPPING FOR app SERVER other OPTIONS (user 'app', password_required 'false');
ALTER SYSTEM SET ssl = on;
ALTER SYSTEM SET ssl_key_file = '/path/to/server.key';
SET password_encryption = 'scram-sha-256';
\password app
\prompt 'Password: ' pw
