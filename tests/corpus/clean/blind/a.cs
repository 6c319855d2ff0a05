var a = $@"Host=db;
  Username=app;
  Password={password};";
