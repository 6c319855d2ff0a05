  PGProperty.PASSWORD.set(props, pw);
