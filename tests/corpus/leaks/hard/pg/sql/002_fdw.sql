CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE SERVER erp FOREIGN DATA WRAPPER postgres_fdw
  OPTIONS (host 'erp.int', port '5432', dbname 'erp', fetch_size '10000');
CREATE USER MAPPING FOR lighthouse SERVER erp
  OPTIONS (user 'erp_reader', password 'kBy65KZh1JKWv');
ALTER USER MAPPING FOR CURRENT_USER SERVER erp OPTIONS (SET password 'erp_reader');
CREATE USER MAPPING IF NOT EXISTS FOR PUBLIC SERVER erp OPTIONS (
    password_required 'false',
    "user" 'fdw',
    "password" 'cC4S67f2cDtQ'
);
CREATE SERVER old_mysql FOREIGN DATA WRAPPER mysql_fdw OPTIONS (host '10.0.9.1', port '3306');
CREATE USER MAPPING FOR app SERVER old_mysql OPTIONS (username 'old', password 'RJvGTXE0CWHR');

SELECT * FROM dblink('host=erp.int dbname=erp user=erp_reader password=3H6rEltfhPD',
                     'SELECT id, total FROM invoices') AS t(id int, total numeric);
SELECT dblink_connect('c1', 'postgresql://erp_reader:77MvilKDugKgRs@erp.int/erp');
SELECT dblink_connect('c2', 'hostaddr=10.0.9.2 user=bi password=''D99VBh JewhC7'' dbname=bi');
PERFORM dblink_connect('c3', format('host=%s user=%s password=%s', h, u, p));

CREATE SUBSCRIPTION orders_sub
  CONNECTION 'host=pub.int port=5432 user=replicator password=08VqekMrR7EI%5eo dbname=shop'
  PUBLICATION orders_pub WITH (copy_data = true, password_required = true);
ALTER SUBSCRIPTION orders_sub CONNECTION 'host=pub2.int user=replicator dbname=shop password=replicator';

ALTER SYSTEM SET primary_conninfo = 'host=10.0.9.3 user=standby password=WoBw3OO6EPLu4yrW application_name=s1';
ALTER SYSTEM SET ssl_passphrase_command = 'systemd-ask-password %p';
ALTER SYSTEM SET password_encryption TO 'scram-sha-256';
SELECT pg_reload_conf();
