class Ddl {
  void a(Statement s) throws Exception {
    s.execute("CREATE USER app WITH PASSWORD 'Kw7Rm2Xt9p'");
    s.execute("INSERT INTO accounts (login, password) " +
              "VALUES ('ops', 'Zn4Hq8Vb3c')");
    s.execute("INSERT INTO accounts (login, password) VALUES ('ops', 'Jt5Wc9Lx2k')");
  }
}
