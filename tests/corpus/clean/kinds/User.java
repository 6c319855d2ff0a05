  @Column(name = "password") private String password;
  public static final Field<String> PASSWORD = field("password");
  public final StringPath password = createString("password");
  private final TableField<UserRecord, String> PASSWORD = createField(DSL.name("password"), SQLDataType.VARCHAR(60));
