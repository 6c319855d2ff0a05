my $a = DBI->connect("dbi:Pg:dbname=stats;host=db", "stats", "Jv8Kz4Xt7n", { RaiseError => 1 });
my $b = DBI->connect('dbi:Pg:dbname=stats;host=db;user=stats;password=Rw5Lq9Mc3x');
my $password = 'Tn7Vx4Zk8j';
my %opt = (user => 'stats', password => 'Qx6Wr3Hm9t');
$ENV{PGPASSWORD} = 'Bk8Jt4Yv7z';
