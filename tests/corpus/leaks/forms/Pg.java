  PGProperty.PASSWORD.set(props, "Vm3Kw47k");
  props.setProperty(PGProperty.PASSWORD.getName(), "Vm3Kw68k");
  props.put(PASSWORD, "Vm3Zn92k");
  ds.setPassword("Vm3Zn47k");
