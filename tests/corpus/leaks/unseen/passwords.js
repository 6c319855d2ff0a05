const passwords = ['Kw7Rm2Xt9p', "Zn4Hq8Vb3c"];
module.exports = { dbPasswords: [`Jt5Wc9Lx2k`] };
