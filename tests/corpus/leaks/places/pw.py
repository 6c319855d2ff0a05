config["db_pw"] = "KK9B3t7r427e"
