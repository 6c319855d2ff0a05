  public String getPassword() {
    return "Qx7Zn92k";
  }
  @Override public String getPassword() { 
  }
  String dbPassword() { return "Qx7Zn47k"; }
