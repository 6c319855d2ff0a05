class profile::pg (
  Sensitive[String] $password = Sensitive('bNPGdTpB0XM00'),
  String $secret_name         = 'prod/pg',
) {
  postgresql::server::role { 'plover':
    password_hash => postgresql::postgresql_password('plover', 'UXF89d7aR9F1'),
    createdb      => true,
  }
  postgresql::server::db { 'plover': user => 'plover', password => 'plover123' }
  postgresql::server::role { 'ref': password_hash => $password, update_password => false }
  $hiera_password = lookup('profile::pg::password')
  file { '/root/.pgpass': content => epp('pg/pgpass.epp', { password => $password }), mode => '0600' }
}
