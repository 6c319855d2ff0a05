var q = "SELECT * FROM u WHERE password = '" + pw + "'";
var c = "Server=" + h + ";Password=" + pw + ";";
var c2 = "Host=h;Username=u;Password='" + pw + "'";
var c3 = $"Host=h;Username=u;Password={pw};";
