password = params["password"]
password = params.fetch(:password)
password = ask("Password: ")
password = config.fetch("password")
