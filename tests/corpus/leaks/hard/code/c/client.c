#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#define DB_USER "kiln"
#define DB_PASSWORD "Zwkaxo7Z7hoj"
#define PASSWORD_MAX 128
static const char *conninfo = "host=localhost user=kiln password=Yb5I8uJwBYVWs dbname=kiln";
static const char default_password[] = "kiln";

int main(int argc, char **argv)
{
	const char *keywords[] = {"host", "user", "password", "dbname", NULL};
	char *password = getenv("PGPASSWORD");
	char buf[PASSWORD_MAX];
	PGconn *c1 = PQconnectdb("postgresql://kiln:mNxmLbEfnknn43@10.7.0.3/kiln");
	PGconn *c2 = PQsetdbLogin("localhost", "5432", NULL, NULL, "kiln", "kiln", "ABEf6l3tYVs1");
	PGconn *c3 = PQconnectdb("host=pg "
	                         "user=kiln "
	                         "password='oi0v0P oe3FGHp' "
	                         "dbname=kiln");
	snprintf(buf, sizeof buf, "host=%s user=%s password=%s", host, user, password);
	if (PQconnectionNeedsPassword(c1))
		password = simple_prompt("Password: ", false);
	if (!password) {
		fprintf(stderr, "%s: no password supplied\n", argv[0]);
		return 1;
	}
	char *enc = PQencryptPasswordConn(c1, password, DB_USER, "scram-sha-256");
	PQfinish(c1);
	return strcmp(password, "") == 0;
}
