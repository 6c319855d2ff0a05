module.exports = {
  development: {
    client: "pg",
    connection: "postgres://knex:knex@localhost/knex_dev",
  },
  production: {
    client: "postgresql",
    connection: {
      host: "db.knex.internal",
      database: "knex",
      user: "knex",
      password: "Qw8Zr4Mt6x",
    },
    pool: { min: 2, max: 10 },
  },
};
