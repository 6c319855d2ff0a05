q = "SELECT * FROM u WHERE password = '" & txtPw.Text & "'"
c = "Server=h;Uid=u;Pwd=" & pw & ";"
