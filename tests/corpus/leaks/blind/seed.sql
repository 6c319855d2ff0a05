INSERT INTO users (name, password) VALUES ('admin', 'Ph5bmB2dn5');
INSERT INTO app_users (id, passwd, login)
VALUES
  (1, 'Zc5Jjg3xm4', 'a'), -- the first
  (2, 'Ab3cvV9wm4', 'b');
DO $$ BEGIN
EXECUTE 'ALTER ROLE app PASSWORD ' || quote_literal('Vv3MfP5rK4');
END $$;
