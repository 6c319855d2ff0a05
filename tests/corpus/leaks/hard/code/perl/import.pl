#!/usr/bin/perl
use strict;
use warnings;
use DBI;

my $dsn      = "dbi:Pg:dbname=herbarium;host=localhost";
my $user     = 'herbarium';
my $password = q{rYqba6I'I7qD8t};
my $dbh  = DBI->connect($dsn, $user, $password, { RaiseError => 1 }) or die $DBI::errstr;
my $dbh2 = DBI->connect("dbi:Pg:dbname=herbarium", "herbarium", "D8JKSq\@c5Ki47", { AutoCommit => 0 });
my $dbh3 = DBI->connect('dbi:Pg:dbname=h;host=pg',
                        'herbarium_ro',
                        'herbarium');
my $dbh4 = DBI->connect("dbi:Pg:dbname=h;user=h;password=yt9YU9c4F1X9");
my $dbh5 = DBI->connect("dbi:Pg:dbname=h", $ENV{PGUSER}, $ENV{PGPASSWORD});
my %conf = (db_user => 'herbarium', db_pass => 'F65uRrU0q8gmA', secret_file => '/etc/h/secret');
my $pw   = $ENV{DB_PASS} // 'herbarium1';
$ENV{PGPASSWORD} = "lmADm66km5hj1RU";
local $ENV{PGPASSFILE} = "$ENV{HOME}/.pgpass";
my $pg = Mojo::Pg->new('postgresql://herbarium:1I7IAW6PfZNYD@pg/herbarium');
print "Password: "; chomp(my $typed = <STDIN>);
die "no password given\n" unless length $password;
my ($salt, $hash) = split /\$/, $row->{password};
$sth = $dbh->prepare('UPDATE users SET password = ? WHERE id = ?');
