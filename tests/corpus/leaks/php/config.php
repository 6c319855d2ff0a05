<?php
$a = new PDO('pgsql:host=db;port=5432;dbname=shop', 'shop', 'Lx8Tq4Wn7v');
$b = new PDO("pgsql:host=db;dbname=shop;user=shop;password=Zk3Rm9Jc6x");
$c = pg_connect("host=db dbname=shop user=shop password=Vt7Xw4Kq8n");
define('DB_PASSWORD', 'Hr5Nz8Yc3m');
$config['db']['password'] = 'Jx9Lk4Tv7q';
$db_pass = 'Wq6Bn3Zr8t';
return [
    'connections' => [
        'pgsql' => [
            'driver' => 'pgsql',
            'host' => env('DB_HOST', 'db'),
            'username' => env('DB_USERNAME', 'shop'),
            'password' => env('DB_PASSWORD', 'Kv4Mx7Jt9w'),
        ],
        'plain' => [
            'driver' => 'pgsql',
            'username' => 'shop',
            'password' => 'Xc8Rz3Vn6q',
        ],
    ],
];
