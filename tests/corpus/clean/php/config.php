<?php
'password' => env('DB_PASSWORD', ''),
'password' => getenv('DB_PASSWORD') ?: '',
$pdo = new PDO($dsn, $user, $password);
$pdo = new PDO("pgsql:host=$host;dbname=$name;user=$user;password=$password");
$c = pg_connect("host={$host} password={$password} dbname={$name}");
$rules = ['password' => 'required|string|min:8|confirmed'];
'password' => ['required', 'string', Password::min(12)],
'password' => 'The :attribute is wrong.',
'passwords' => ['users' => ['provider' => 'users', 'table' => 'password_resets']],
$request->get('password');
