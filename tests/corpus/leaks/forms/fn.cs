public string DbPassword => "Qx8Rt92k";
string DbPassword() => "Qx8Rt47k";
public string DbPassword { get; set; } = "Qx8Rt68k";
public string DbPassword { get { return "Qx8Kw92k"; } }
