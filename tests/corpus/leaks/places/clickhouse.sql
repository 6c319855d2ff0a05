SELECT * FROM postgresql('pg.acme.io:5432', 'orders', 'lines', 'app', 'G5hAiC2wqV2g');
INSERT INTO FUNCTION postgresql('pg:5432','orders','lines','app','av6nYdjC2v6y','public') SELECT 1;
CREATE TABLE t (id Int32) ENGINE = PostgreSQL('pg:5432', 'orders', 'lines', 'app', 'QY6rq8577R3j');
CREATE DATABASE d ENGINE = MaterializedPostgreSQL('pg:5432', 'orders', 'app', 'gVK7w4cC5Y4W');
CREATE DATABASE e ENGINE = PostgreSQL('pg:5432', 'orders', 'app', 'Ld5QmK4YxX5L', 'public');
