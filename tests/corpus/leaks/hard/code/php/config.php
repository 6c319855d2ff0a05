<?php

declare(strict_types=1);

define('DB_USER', 'bakery');
define('DB_PASSWORD', 'DCvX60YG"T4BrYU');
define( "AUTH_KEY",         '3gy5foO1pqweroA5sNeB|iiPqdrTNRolZ0bf4qlRL)VKD38UxV' );
const DB_PASS = 'bakery';

return [
    'default' => env('DB_CONNECTION', 'pgsql'),
    'connections' => [
        'pgsql' => [
            'driver' => 'pgsql',
            'url' => env('DATABASE_URL'),
            'host' => env('DB_HOST', '127.0.0.1'),
            'username' => env('DB_USERNAME', 'forge'),
            'password' => env('DB_PASSWORD', ''),
        ],
        'reports' => [
            'driver'   => 'pgsql',
            'username' => 'reports',
            'password' => 'J27UeM\'H5fbaf',
        ],
        'stats' => ['driver' => 'pgsql', 'username' => 'stats', 'password' => env('STATS_PASSWORD', 'DrCnt7oeIaBKcm')],
        'old' => array('driver' => 'mysql', 'username' => 'old', 'password' => "old123"),
    ],
    'redis' => ['password' => env('REDIS_PASSWORD', null)],
    'passwords' => ['users' => ['provider' => 'users', 'table' => 'password_resets', 'expire' => 60]],
    'password_timeout' => 10800,
];
