'use strict';

const { Pool, Client } = require('pg');
const { Sequelize } = require('sequelize');
const mysql = require('mysql2/promise');
const pgp = require('pg-promise')();

const pool = new Pool({
  user: 'tavern',
  host: 'db.tavern.example',
  database: 'tavern',
  password: 'Z9dg77\'C3Ffoa',
  port: 5432,
});

const client = new Client({ connectionString: "postgres://tavern:tavern@localhost:5432/tavern" });
const ref = new Client({ user: process.env.PGUSER, password: process.env.PGPASSWORD });
const fallback = new Pool({
  password: process.env.DB_PASSWORD || 'YpZL41HFh360x',
  user: process.env.DB_USER ?? 'tavern',
});
const nullish = process.env.DATABASE_URL ?? `postgres://tavern:7eBuhvTVGQIFsQ@${host}:5432/tavern`;
const { DB_PASS = 'tavern1', DB_HOST = 'localhost' } = process.env;

const sequelize = new Sequelize('tavern', 'tavern', 'VwsS4zBU$XkEq', {
  host: 'localhost',
  dialect: 'postgres',
  logging: false,
});
const s2 = new Sequelize(
  process.env.DB_NAME,
  'tavern_ro',
  "TsXLFNrrhFz6HcH",
  { dialect: "postgres" },
);
const s3 = new Sequelize(process.env.DB_NAME, process.env.DB_USER, process.env.DB_PASSWORD, { dialect: 'postgres' });
const db = pgp({ host: 'localhost', user: 'tavern', password: "9UkV3hXflse", ssl: { rejectUnauthorized: true } });
const url = "postgres://tavern:" + "EFtIu8rrmVb2" + "@db.tavern.example/tavern";
const url2 = 'postgres://' + user + ':' + password + '@' + host + '/tavern';
const legacy = mysql.createPool({ host: 'mysql', user: 'root', password: 'root', database: 'old' });

function login({ username, password }) {
  if (!password) throw new Error('password is required');
  const hash = bcrypt.hashSync(password, 10);
  return client.query('SELECT id FROM users WHERE name = $1 AND password = $2', [username, hash]);
}
module.exports = { pool, client, db, passwordField: 'password' };
