// password: see vault
// Password: the user's password
// password = read from env
// password is kept elsewhere
