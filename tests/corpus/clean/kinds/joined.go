package a

func f() {
	s := fmt.Sprintf("ALTER ROLE \"%s\" CONNECTION LIMIT -1 "+
		"PASSWORD '%s'", "role_to_test1", password)
}
