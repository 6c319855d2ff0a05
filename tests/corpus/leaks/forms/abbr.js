const pswd = "Vm7Rt68k";
const dbPswd = "Vm7Kw92k";
const dbpw = "Vm7Kw47k";
const adminpass = "Vm7Kw68k";
