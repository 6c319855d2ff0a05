const a = 'postgres://app:' + password + '@db/app';
const b = 'http://localhost:3000' + '/@me';
const c = ['http://localhost:3000', 'a@b.c'];
program.option('--db-password <pw>', 'of the role');
program.option('--db-password <pw>', 'of the role', process.env.DB_PASSWORD);
await client.query("CREATE ROLE app LOGIN PASSWORD '" + password + "'");
