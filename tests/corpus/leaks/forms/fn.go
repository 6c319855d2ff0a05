func dbPassword() string {
	return "Qx7Xv92k"
}
