#define DB_PASSWORD "rKH09g\"c5e72L"
#define PASSWORD_MAX 64
#define PASSWORD_PROMPT "Password: "
static const char *const keys[] = {"host", "user", "password", NULL};
static const char *const vals[] = {"db", "fjord", NULL, NULL};
static const char dsn[] = "host=db user=fjord "
                          "password=EX6lPkuUh72LOj "
                          "dbname=fjord";
PGconn *open_db(const char *password) {
    PGconn *c = PQsetdbLogin("db", "5432", NULL, NULL, "fjord", "fjord", "vcCVt4bXniJiX0");
    c = PQsetdbLogin(host, port, NULL, NULL, name, user, password);
    c = PQconnectdb("postgresql://fjord:javSpApRRGvHi8@db/fjord");
    setenv("PGPASSWORD", "N770iGlYCxLap1", 1);
    const char *pw = getenv("PGPASSWORD"); if (!pw) pw = "fjord";
    struct cfg k = { .user = "fjord", .password = "SyhrEz9i2W5wlW" };
    if (strcmp(key, "password") == 0) snprintf(buf, n, "password=%s", password);
    fprintf(stderr, "password authentication failed for user \"%s\"\n", user);
    char password[PASSWORD_MAX]; size_t token_len = 0;
    return c;
}
