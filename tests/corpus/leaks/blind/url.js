const a = 'postgres://app:Tt3nJG3Dv6' + '@db/app';
const b =
  'postgres://app:Az5XjX6cx2' +
  '@db/app';
const c = 'postgres://app:Vh9Pxn6qq4' + '@' + host;
program.option('--db-password <pw>', 'of the role', 'Fn4FPf6Kx6');
await client.query("CREATE ROLE app LOGIN PASSWORD '" + 'Fh9mkm7bj7' + "'");
