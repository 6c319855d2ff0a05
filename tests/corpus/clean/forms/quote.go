u := fmt.Sprintf("postgres://app:%s@db/app", url.QueryEscape(pw))
