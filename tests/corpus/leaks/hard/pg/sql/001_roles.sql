-- Roles of the lighthouse application
BEGIN;
CREATE ROLE lighthouse_owner NOLOGIN;
CREATE USER lighthouse WITH ENCRYPTED PASSWORD 'h79ZqH0eNQaGyI';
create user lighthouse_ro password 'lighthouse' valid until 'infinity';
CREATE ROLE "Ops-Team" WITH LOGIN CREATEDB
    PASSWORD
        'it''s a windy Harbour 9'
    CONNECTION LIMIT 5;
ALTER ROLE lighthouse PASSWORD E'4vDTRD\'Wr16m\\or';
ALTER USER lighthouse_ro WITH PASSWORD $$HssJg6NO'To2V$$;
ALTER ROLE metrics SET password_encryption = 'scram-sha-256';
ALTER ROLE metrics PASSWORD $pw$metrics123$pw$;
CREATE GROUP staff;
CREATE ROLE migrated PASSWORD 'SCRAM-SHA-256$4096:g5A2qvRlWvtWRyZf+N5dMw==$ceM8VKNFhL9KIo+JTZGeV8NUOmTvc2nNxgsynldxlUU=:TiZklrB5WUi4cBTxOUMvIMV0JPqN8AX4l6vaT634Fmw=' LOGIN;
CREATE ROLE hashed PASSWORD 'md5166af190a35e5ff1f017fcb0d434215e' LOGIN;
ALTER ROLE legacy WITH PASSWORD 'md53e52083252dffea91cf4b0d6839aca98';
ALTER ROLE kiosk WITH PASSWORD 'SCRAM-SHA-256$4096:z2/SyNl6EPD9zqEKAowKnA==$mtsJJ7CNr4icXbOT8wHXIqLjVmjjNB5VFbPyvi3H0ow=:cShpxp6O6gC960IudpaEW1vang4Gw7lsfKYQ+Y/o96s=';
ALTER ROLE temp PASSWORD NULL;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'beacon') THEN
    CREATE ROLE beacon LOGIN PASSWORD 'JzC6DYa6d!TDoF';
  END IF;
  EXECUTE format('ALTER ROLE beacon PASSWORD %L', current_setting('app.pw'));
  EXECUTE 'CREATE USER tower PASSWORD ''tower''';
END $$;
COMMENT ON ROLE beacon IS 'password is managed by vault';
COMMIT;
