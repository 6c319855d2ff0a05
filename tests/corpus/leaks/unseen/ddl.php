<?php
$db->exec("INSERT INTO accounts (login, password) VALUES ('ops', 'Kw7Rm2Xt9p')");
$db->exec("CREATE USER app WITH PASSWORD 'Zn4Hq8Vb3c'");
$db->exec('ALTER ROLE app PASSWORD \'Jt5Wc9Lx2k\'');
