q := "ALTER USER app PASSWORD '" + pw + "'"
q := fmt.Sprintf("ALTER USER %s PASSWORD '%s'", u, pw)
q := fmt.Sprintf("CREATE USER %s WITH PASSWORD %s", pq.QuoteIdentifier(u), pq.QuoteLiteral(pw))
dsn := "host=" + h + " password=" + pw + " dbname=x"
