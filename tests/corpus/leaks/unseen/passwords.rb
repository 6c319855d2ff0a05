PASSWORDS = %w[Kw7Rm2Xt9p Zn4Hq8Vb3c]
passwords = ['Jt5Wc9Lx2k']
