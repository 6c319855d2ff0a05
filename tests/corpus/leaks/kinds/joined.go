package a

func f() {
	s := fmt.Sprintf("ALTER ROLE \"%s\" "+
		"LOGIN PASSWORD '%s'", "role_to_test1", "kV8m2Qz4rTn9wB")
}
