    password = Column("password", String(255))
    password = mapped_column("password", String)
    password = db.Column('passwd', db.String)
    password = fields.String("password")
