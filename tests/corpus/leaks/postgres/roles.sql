CREATE ROLE app LOGIN PASSWORD 'Xv7Kz4Rt9q';
CREATE USER reporting WITH ENCRYPTED PASSWORD 'Jm6Wn8Lc3x' VALID UNTIL 'infinity';
ALTER ROLE app WITH PASSWORD E'q\'9Zk\\4Vx';
ALTER USER postgres
    WITH SUPERUSER
    PASSWORD
        'postgres';
CREATE ROLE dollar PASSWORD $$Tz5Qr9Mx7k$$;
CREATE ROLE tagged PASSWORD $pw$Nw8Vj4Kt6c$pw$;
create user lower with password 'lower';
CREATE ROLE hashed PASSWORD 'SCRAM-SHA-256$4096:nXv0dYH4cHf3bXz2aQ9wLg==$3t7cWq8bZkR1mVxN5yPjL0sDfGhUaEoI2KrTnBvC6Ew=:Jk4Qz8Xn2VtRw6Lm0Ph3Sy7Ud1Fg5Ba9Ce8Ri4OoTv0=';
ALTER ROLE old PASSWORD 'md5a3f8c1d90b7e46258f1c0de94b7a6352';
CREATE USER MAPPING FOR app SERVER other OPTIONS (user 'app', password 'Lx9Rt3Wv7m');
ALTER USER MAPPING FOR app SERVER other OPTIONS (SET password 'Kq6Jz8Nc4x');
CREATE SUBSCRIPTION sub CONNECTION 'host=primary dbname=app user=repl password=Vt8Xw4Mk7n' PUBLICATION pub;
ALTER SUBSCRIPTION sub CONNECTION 'postgresql://repl:Zr5Ln9Jq3c@primary/app';
SELECT * FROM dblink('host=other dbname=app user=app password=Wk7Tv4Xz8m', 'select 1') AS t(x int);
SELECT dblink_connect('con', 'postgresql://app:Qx9Rm5Kt2w@other/app');
ALTER SYSTEM SET primary_conninfo = 'host=primary user=repl password=Jn6Vz8Lc4x';
DO $$ BEGIN EXECUTE 'CREATE ROLE dyn PASSWORD ''Xt7Wk3Rq9m'''; END $$;
\set app_password 'Nv8Lz4Jt6k'
\connect "postgresql://app:Mr5Xq9Vw7c@db/app"
CREATE SERVER s FOREIGN DATA WRAPPER dblink_fdw OPTIONS (host 'db');
GRANT app TO reporting;
