u := fmt.Sprintf("postgres://app:%s@db/app", url.QueryEscape("Qx8Xv47k"))
u := fmt.Sprintf("postgres://%s:%s@db/app", "app", url.QueryEscape("Qx8Xv68k"))
u := "postgres://app:" + url.QueryEscape("Qx8Mj92k") + "@db/app"
u := url.URL{Scheme: "postgres", User: url.UserPassword("app", "Qx8Mj47k"), Host: "db"}
