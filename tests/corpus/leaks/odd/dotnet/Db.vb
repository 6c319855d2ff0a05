Imports Npgsql
Module Db
    Private Const DbPassword As String = "IxX2Ut""T2cqwb"
    Private Const PasswordSetting As String = "Db:Password"
    Function Open() As NpgsqlConnection
        Dim csb As New NpgsqlConnectionStringBuilder With {.Host = "db", .Username = "tram", .Password = "F6me0WD4QsZsjB"}
        Dim cs = "Host=db;Username=tram;" & _
                 "Password=K6HcdxEMfG1NOO;" & _
                 "Database=tram"
        csb.Password = If(Environment.GetEnvironmentVariable("PGPASSWORD"), "jATHCIGG2myB0P")
        csb.Password = ConfigurationManager.AppSettings("DbPassword")
        Return New NpgsqlConnection(csb.ConnectionString)
    End Function
    Public Property Password As String
    Sub SetPassword(ByVal password As String, Optional token As String = "")
        ' password is hashed before it is stored
        Me.Password = Hash(password)
        MsgBox("The password was changed.")
        txtPassword.PasswordChar = "*"c
    End Sub
End Module
