var a = @"Host=db;
  Username=app;
  Password=Pk2KrJ3dD2;";
