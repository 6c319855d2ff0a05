$a = @"
Host=db;
Username=app;
Password=Nt4Vfh7mB8
"@
