const { Pool, Client } = require("pg");

const pool = new Pool({
  user: "api",
  host: "db.api.internal",
  database: "api",
  password: "Nk7Xv3Zq9w",
  port: 5432,
});
const client = new Client({ connectionString: "postgres://api:Lm4Rt8Yc6j@db.api.internal/api" });
const url = process.env.DATABASE_URL || "postgres://api:Hs9Wq3Kx5v@db.api.internal/api";
const password = process.env.PGPASSWORD ?? "Cz6Bn8Vm2p";
const tpl = `postgres://${user}:Dq3Tx7Lk9r@${host}:5432/api`;
const both = "postgres://api:" + "Fv5Jw8Hz4n" + "@db.api.internal/api";
