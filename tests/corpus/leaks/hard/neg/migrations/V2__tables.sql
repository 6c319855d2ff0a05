CREATE TABLE account (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  username      text NOT NULL UNIQUE,
  password      varchar(255) NOT NULL,
  password_salt bytea DEFAULT gen_random_bytes(16),
  token         text GENERATED ALWAYS AS (md5(username)) STORED,
  secret        text CHECK (length(secret) >= 32),
  passwd_type   password_kind DEFAULT 'scram'::password_kind
);
CREATE TYPE password_kind AS ENUM ('md5', 'scram', 'bcrypt');
ALTER TABLE account ALTER COLUMN password SET DATA TYPE text;
ALTER TABLE account RENAME password TO password_hash;
CREATE VIEW v AS SELECT id, '********' AS password FROM account;
SELECT rolname, rolpassword IS NOT NULL AS has_password FROM pg_authid WHERE rolname = :'role';
ALTER ROLE app PASSWORD :'app_password';
ALTER ROLE app PASSWORD :"app_password";
ALTER ROLE app WITH PASSWORD '${app_password}';
CREATE USER reader PASSWORD '{{ reader_password }}';
CREATE USER writer PASSWORD '<password>';
CREATE USER mapping_user WITH PASSWORD '@@PASSWORD@@';
CREATE ROLE ops PASSWORD '$(OPS_PASSWORD)';
SELECT crypt($1, gen_salt('bf', 12)) = password_hash FROM account WHERE username = $2;
UPDATE account SET password_hash = crypt(:new_password, gen_salt('bf'));
RAISE EXCEPTION 'password must be at least % characters', min_len USING HINT = 'choose a longer password';
