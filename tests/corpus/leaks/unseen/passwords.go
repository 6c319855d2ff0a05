var passwords = []string{"Kw7Rm2Xt9p", "Zn4Hq8Vb3c"}
