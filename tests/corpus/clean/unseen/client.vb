Dim c As String = "Server=db;Database=app;User Id=app;Password=" & pw & ";Encrypt=true"
