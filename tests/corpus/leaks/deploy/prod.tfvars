db_username = "app"
db_password = "Jx8Wt4Rv6k"
