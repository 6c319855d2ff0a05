Secret s = Secret.of("Vm5Rt92k");
var c = new UsernamePasswordCredentials("app", "Vm5Rt47k");
PasswordAuthentication a = new PasswordAuthentication("app", "Vm5Rt68k".toCharArray());
