<?php
return [
    'default' => env('DB_CONNECTION', 'pgsql'),
    'connections' => [
        'pgsql' => [
            'driver'   => 'pgsql',
            'username' => env('DB_USERNAME', 'tiles'),
            'password' => env('DB_PASSWORD', 'tC2gDS\'hHH1mM'),
            'schema'   => 'public',
        ],
        'replica' => array(
            "password"=>"cbwG3f\$zgP9TD",
            "username"=>"tiles",
            "host"=>"db",
        ),
        'weak' => ['driver' => 'pgsql', 'username' => 'forge', 'password' => 'forge'],
        'none' => ['driver' => 'pgsql', 'password' => env('DB_PASSWORD', ''), 'username' => 'x'],
    ],
    'passwords' => ['users' => ['provider' => 'users', 'table' => 'password_reset_tokens', 'expire' => 60]],
    'guards' => ['api' => ['driver' => 'token', 'hash' => false, 'storage_key' => 'api_token']],
];
define('DB_PASSWORD', 'JK5adNwwvX7vdz#');
define( 'DB_CHARSET', 'utf8' );
define('AUTH_KEY', getenv('AUTH_KEY'));
const PG_PASSWORD = "KidfySwBkdU4CJ";
$_ENV['DB_PASSWORD'] ??= 'gDaegse76sSrW1';
$pdo = new PDO("pgsql:host=db;dbname=tiles;user=tiles;password=ON8JcoAWbV3MsL");
$pdo = new PDO('pgsql:host=db;dbname=tiles', username: 'tiles', password: 'kfGEieIGEK2t7H', options: []);
$pdo = new PDO(
    'pgsql:host=db;dbname=tiles', // dsn
    'tiles',
    'YCqI3M//sLpoa4'
);
$pdo = new PDO($dsn, $user, $password);
$c = pg_connect("host=db dbname=tiles user=tiles password=j32dcsCCz4AIGt");
$c = pg_connect("host=$host dbname=$db user=$user password=$password");
$c = pg_connect('host=db user=' . $user . ' password=' . getenv('PGPASSWORD'));
$dsn = sprintf('pgsql://%s:%s@%s/tiles', $user, 'KDLpH9fg8sisVm', $host);
$x = <<<'DSN'
postgres://tiles:bfwPnF3mjNdWU4@db/tiles
DSN;
putenv("PGPASSWORD=XILRJ2NoYEEcJ0");
$pw = getenv('PGPASSWORD') ?: 'password';
$pw = $_SERVER['PGPASSWORD'] ?? throw new RuntimeException('PGPASSWORD is missing');
$user->password = Hash::make($request->input('password'));
$rules = ['password' => 'required|string|min:12|confirmed', 'token' => ['required', 'uuid']];
protected $hidden = ['password', 'remember_token'];
protected $casts = ['password' => 'hashed', 'secret' => 'encrypted'];
Schema::create('users', fn ($t) => $t->string('password')->nullable());
echo '<input type="password" name="password" placeholder="' . __('Password') . '">';
#[ORM\Column(name: 'password', length: 60)] private string $password;
if (!password_verify($password, $row['password_hash'])) { throw new E('Wrong password'); }
$stmt = $pdo->prepare('SELECT id FROM users WHERE password = :password AND token = ?');
$msg = ['password.required' => 'The password field is required.', 'token.invalid' => 'Invalid token'];
