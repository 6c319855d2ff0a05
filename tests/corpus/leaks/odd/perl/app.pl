use strict; use DBI;
my $dbh = DBI->connect("dbi:Pg:dbname=lathe;host=db", 'lathe', q{z5V5m6'"m10yIa}, { RaiseError => 1 });
my $dbh2 = DBI->connect(
    'dbi:Pg:dbname=lathe',   # source
    'lathe',                 # user
    "QA59oJ\@dSj9BB",   # password
);
my $dbh3 = DBI->connect($dsn, $user, $password, \%attr);
my $dbh4 = DBI->connect('dbi:Pg:dbname=lathe', '', '');
my %cfg = (user => 'lathe', 'password' => 'vFtdxR3utL7iBW', host => 'db');
$cfg{password} = $ENV{PGPASSWORD} // 'bIh8kv4ywv03Fi';
$ENV{PGPASSWORD} = qq[uoXDaENuA40nU5];
$cfg{'password'} ||= 'lathe';
my ($user, $password) = @ARGV;
my $pw = shift // die "password expected\n";
my $re = qr/password\s*=\s*(\S+)/i;
(my $safe = $dsn) =~ s/password=\S+/password=***/;
my $sth = $dbh->prepare('select 1 from users where password = ? and token = ?');
has password => (is => 'rw', isa => 'Str');
GetOptions('password=s' => \$password, 'token=s' => \my $token);
print "Password: "; ReadMode('noecho'); chomp($password = <STDIN>);
__END__
=item B<--password> I<PASSWORD>

The password for the database user; prefer PGPASSFILE.
