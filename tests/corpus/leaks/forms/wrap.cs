var s = Secret.Of("Vm8Mj47k");
var c = new NetworkCredential("app", "Vm8Mj68k");
