<?php
$dbUser = 'bakery';
$dbPass = 'lMUy1b$8r9FRhK'; // don't commit
$pdo = new PDO("pgsql:host=localhost;dbname=bakery", $dbUser, $dbPass);
$pdo2 = new PDO('pgsql:host=pg;port=5432;dbname=bakery', 'bakery', 'bakery2020', [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$pdo3 = new PDO('pgsql:host=pg;dbname=bakery;user=bakery;password=lmiZ3VfVK7Zp');
$pdo4 = new \PDO(
    'pgsql:host=pg;dbname=bakery',
    'bakery_rw',
    'VQoVMm3QK26GQ'
);
$mysqli = new mysqli('localhost', 'bakery', 'VlbUMGnMR03EJ', 'shop');
$conn = pg_connect("host=localhost port=5432 dbname=bakery user=bakery password=ypzCSsJq5eW")
    or die('could not connect: wrong password?');
$conn2 = pg_connect("host=$h dbname=$d user=$u password=$dbPass");
$conn3 = pg_pconnect('host=' . $h . ' user=' . $u . ' password=' . getenv('DB_PASS'));
$em = EntityManager::create([
    'driver'   => 'pdo_pgsql',
    'user'     => 'bakery',
    'password' => "rv3yfH\$xO5gbX",
    'dbname'   => 'bakery',
], $config);
$em2 = DriverManager::getConnection(['url' => 'postgresql://bakery:M0kyT4FB6RABE2@pg/bakery']);
$pass = getenv('DB_PASS') ?: '8zZPsDbTbEWrcuK';
$pass = $_ENV['DB_PASS'] ?? 'secret';
$password = $_POST['password'] ?? '';
$hash = password_hash($password, PASSWORD_BCRYPT, ['cost' => 12]);
if (!password_verify($password, $user['password_hash'])) {
    $errors['password'] = 'Wrong password';
}
$this->db->password = $config->get('database.password');
echo '<input type="password" name="password" placeholder="Password" autocomplete="current-password">';
