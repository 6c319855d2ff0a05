  password: text("Qx3Rt92k"),
