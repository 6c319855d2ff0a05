CREATE ROLE app LOGIN ENCRYPTED
  -- set at bootstrap
  PASSWORD 'rAh8Ks--vxPw2r' VALID UNTIL 'infinity';
create user "Ops" with password E'q2WYrj\'ZWwOQ2' nosuperuser;
ALTER ROLE app PASSWORD $pw$FrZ985'aL4NWl$pw$;
ALTER USER app PASSWORD U&'IXlodxUx15JQ6f\0021';
ALTER ROLE app WITH PASSWORD
  'sNgh4X;zxfW0j'
  CONNECTION LIMIT 5;
ALTER ROLE atlas PASSWORD /* weak */ 'atlas';
DO $do$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app2') THEN
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', 'app2', 'rJli3TRT9ICjwX');
    EXECUTE 'CREATE ROLE app3 PASSWORD ''mye4D73yGK1pue''';
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L', r.rolname, new_password);
END
$do$;
CREATE USER MAPPING FOR app SERVER remote OPTIONS (password 'yxNooXg3V0FbDZ', user 'app');
ALTER USER MAPPING FOR app SERVER remote OPTIONS (SET password 'W6f3Wn,dfTU3T');
ALTER USER MAPPING FOR app SERVER remote OPTIONS (DROP password);
CREATE SUBSCRIPTION s CONNECTION 'host=pub user=rep password=YIaKMSXD4Zr3at dbname=x' PUBLICATION p;
ALTER SYSTEM SET primary_conninfo = 'host=pri user=rep password=''u8hPXJ GqwR1z''';
SELECT * FROM dblink('dbname=x user=app '
                     'password=q0uLi3WJ3CWdFr', 'select 1') AS t(i int);
SELECT dblink_connect('c', format('host=%s password=%s', h, pw));
\connect postgresql://app:crzukZJevSh1Q5@db/app
\c "host=db user=app password=DGfFhHnf4iH74K"
\set app_password 'S9D8qY6IoBVajZ'
\setenv PGPASSWORD AYXAFy8bjLEBvM
ALTER ROLE app PASSWORD :'app_password';
ALTER ROLE app PASSWORD NULL;
\prompt 'Password for app: ' pw
\password app
ALTER ROLE app VALID UNTIL '2027-01-01';
SET password_encryption = 'scram-sha-256';
