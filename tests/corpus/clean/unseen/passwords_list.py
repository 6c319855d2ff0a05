passwords = ["123456", "password", "letmein", "qwerty"]
common_passwords = ["Kw7Rm2Xt9p"]
passwords = [make_password(), other]
