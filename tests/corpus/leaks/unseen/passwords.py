passwords = ["Kw7Rm2Xt9p", "Zn4Hq8Vb3c"]
DB_PASSWORDS = ("Jt5Wc9Lx2k",)
old_passwords: list[str] = [
    "Pb6Nq3Yz8m",
    'Xd2Kf7Gs4v',
]
