conn = connect defaultConnectInfo { connectHost = "db", connectUser = "app", connectPassword = "Tv9Lx4Kz7q" }
connStr = "host=db dbname=app user=app password=Nr6Jw8Mt3c"
