my $dbh = DBI->connect("dbi:Pg:dbname=stats;host=$host", $user, $password, { RaiseError => 1 });
my $dbh = DBI->connect($dsn, $ENV{PGUSER}, $ENV{PGPASSWORD});
