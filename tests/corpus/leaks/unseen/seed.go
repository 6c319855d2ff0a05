var db = Config{Password: Secret{Value: "Tz7Lq2Vx8m"}}
var x = map[string]Secret{
	"password": {Value: "Nw4Hc9Rk6q", Name: "x"},
	"db_password": {Value: secret.New("Mf3Yb8Wd5z")},
}
