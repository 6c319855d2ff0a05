	Password string `gorm:"column:password" json:"password"`
	field.String("password").Sensitive(),
	Password: pg.String("password"),
