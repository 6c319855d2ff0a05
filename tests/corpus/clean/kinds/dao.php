$q = "SELECT * FROM u WHERE name='" . $n . "' AND password='" . $p . "'";
$q = "SELECT * FROM u WHERE password = '$password'";
$q = "UPDATE u SET password='" . md5($_POST['password']) . "' WHERE id=1";
$q = "UPDATE u SET password='".password_hash($p, PASSWORD_DEFAULT)."'";
$c = pg_connect("host=h dbname=d user=u password=" . $pw);
$c = pg_connect("host=" . $h . " password='" . $pw . "'");
