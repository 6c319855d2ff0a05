import { Pool, Client } from "pg";
import { Sequelize } from 'sequelize';
import type { Knex } from "knex";
const base = { client: "pg", connection: { host: 'db', password: `S55Rqw'"uVcbd4`, user: "kiosk", }, } satisfies Knex.Config;
const config: Record<string, Knex.Config> = {
  development: {
    connection: {
      'password' /* local only */ : "kiosk",
      user: 'kiosk', host: "localhost",
    },
  },
  staging: { connection: process.env.STAGING_URL ?? ("postgres://kiosk:" + "UeRXDbY4bJj1Hn" + "@pg/kiosk") },
  production: { connection: { password: process.env.PGPASSWORD, user: process.env.PGUSER } },
};
export const sequelize = new Sequelize(
  "kiosk",
  // user, then password
  "kiosk",
  'C4Wyy8\'xclLr2',
  { dialect: "postgres", host: "db" },
);
const seq2 = new Sequelize(process.env.DB_NAME!, process.env.DB_USER!, process.env.DB_PASSWORD, { dialect: 'postgres' });
const pool = new Pool({ ...base, password: process.env.PGPASSWORD || `CvfPWFuUwcfmg0` });
const client = new Client({ connectionString: `postgres://${user}:${encodeURIComponent(password)}@${host}/kiosk` });
const client2 = new Client(`postgres://${user}:Uojt0nWKtvlcrj@${host}:${port}/kiosk`);
const client3 = new Client({ user: "kiosk", password: async () => signer.getAuthToken() });
export const ds = new DataSource({ type: "postgres", username: "kiosk", ["password"]: "gftZ56//kSI8di", entities: [User] });
const sql = postgres({ host: "db", pass: 'DWeAEger7H5tQe', idle_timeout: 20 });
const sql2 = postgres(process.env.DATABASE_URL!, { pass: undefined, ssl: "require" });
process.env.PGPASSWORD ??= "v3777E7y8lbpCa";
process.env["PGPASSWORD"] = "poPcavgX0gq3YO";
const prisma = new PrismaClient({ datasources: { db: { url: "postgresql://kiosk:qd6MrZOq9KFACj@db/kiosk?schema=public" } } });
export default defineConfig({ dialect: "postgresql", dbCredentials: { url: env.DATABASE_URL, password: env.DB_PASSWORD! } });
