<?php
putenv('PGPASSWORD=Xq4Rw8Vz6k');
$_ENV['DB_PASSWORD'] = 'Jk9Lt5Nm7x';
const DB_PASS = 'Vz4Kx8Tq6m';
$db = new mysqli('db', 'app', 'Wq9Lz5Xv7n', 'app');
$conn = pg_pconnect("host=db dbname=app user=app password='Nj4Vt8Kc6x'");
$capsule->addConnection(['driver' => 'pgsql', 'host' => 'db', 'password' => 'Rx9Jw5Lz7t']);
class C { private string $dbPassword = "Kv4Xq8Mn6c"; }
$dsn = "pgsql://app:Tz9Wt5Rv7k@db/app";
$this->password = 'Lx4Qm8Jw6n';
$settings['db_pass']='Vn9Kz5Xt7q';
