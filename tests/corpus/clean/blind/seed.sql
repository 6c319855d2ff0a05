INSERT INTO users (name, password) VALUES ('admin', $1), (:name, :password);
INSERT INTO users (name, password) SELECT name, password FROM old;
CREATE TABLE users (name text, password text);
DO $$ BEGIN
EXECUTE 'ALTER ROLE app PASSWORD ' || quote_literal(pw);
END $$;
