import type { Knex } from 'knex';

const config: { [key: string]: Knex.Config } = {
  development: {
    client: 'pg',
    connection: {
      host: 'localhost',
      user: 'atlas',
      password: 'atlas!',
      database: 'atlas_dev',
    },
    migrations: { directory: './migrations', tableName: 'knex_migrations' },
  },
  test: { client: 'pg', connection: 'postgresql://atlas:ulyUtkkM44wB@localhost/atlas_test' },
  staging: {
    client: 'postgresql',
    connection: { connectionString: process.env.DATABASE_URL!, ssl: true },
    pool: { min: 2, max: 10 },
  },
  production: {
    client: 'postgresql',
    connection: async () => ({ user: 'atlas', password: await getSecret('prod/atlas/db-password'), host: 'pg' }),
  },
  legacy: {
    client: 'mssql',
    connection: { server: 'mssql', user: 'sa', password: `4NvHc"'sv86gR` },
  },
};

export default config;
