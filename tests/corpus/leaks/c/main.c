PGconn *a = PQconnectdb("host=db dbname=app user=app password=Qx7Zk4Wv9t");
PGconn *b = PQsetdbLogin("db", "5432", NULL, NULL, "app", "app", "Vm8Rn3Lc6j");
const char *values[] = { "db", "app", NULL };
pqxx::connection c("postgresql://app:Jz5Xt9Kq4w@db/app");
