-- password of app: Xt4Wv8Lm6q
/* postgres://app:Rk9Zn5Tx7c@db/app */
CREATE USER app IDENTIFIED BY 'Vj4Kq8Wz6m';
GRANT ALL ON *.* TO 'app'@'%' IDENTIFIED BY 'Lx9Rt5Nc7k';
ALTER ROLE /* why */ app ENCRYPTED PASSWORD 'Jm4Xv8Tz6q';
ALTER ROLE app
  PASSWORD -- here
  'Qn9Wk5Lr7c';
CREATE GROUP g PASSWORD 'Zt4Vx8Kj6m';
CREATE ROLE "Odd Name" WITH LOGIN PASSWORD 'Mw9Rq5Tn7k' CREATEDB;
ALTER USER CURRENT_USER PASSWORD 'Kz4Jt8Xv6c';
SELECT dblink_exec('dbname=app password=''Nv9Lx5Wq7m''', 'select 1');
CREATE FOREIGN TABLE f () SERVER s OPTIONS (password 'Tx4Rz8Kv6n');
CREATE ROLE u PASSWORD U&'Wj9Qm5Lc7t';
ALTER SUBSCRIPTION s SET (password_required = true);
CREATE PUBLICATION p FOR ALL TABLES;
UPDATE users SET password = crypt('Xr4Vk8Zt6q', gen_salt('bf')) WHERE id = 1;
PERFORM set_config('app.db_password', 'Jq9Lw5Nx7m', false);
