class Connect {
    string A(string x) => @"Server=db;Database=app;User Id=app;Password=" + x;
    string B(string x) => @"Host=db;Username=app;Password=" + x + ";SSL Mode=Require";
    string C(string x) => $@"Host=db;Username=app;Password={x};SSL Mode=Require";
    string D(string x) => "Host=db;Username=app;Password=" + x + ";Pooling=true";
    string E(string x) { return string.Format(@"Host=db;Username=app;Password={0}", x); }
}
