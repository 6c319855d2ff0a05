package auth

var ErrPassword = errors.New("invalid password")
var errToken = fmt.Errorf("token %q expired", id)
var passwordRe = regexp.MustCompile(`^password=(\S+)$`)
type PasswordHasher interface{ Hash(password string) (string, error) }
type Secret struct{ Name, Key string }
type User struct {
	Password string `gorm:"column:password;type:varchar(60);not null"`
	APIKey   string `json:"api_key" db:"api_key"`
}
func WithPassword(password string) Option { return func(o *options) { o.password = password } }
func (u *User) SetPassword(password string) { u.Password = hash(password) }
func TestReset(t *testing.T) {
	if got := err.Error(); got != `pq: password authentication failed for user "x"` { t.Fatal(got) }
	want := "$2a$10$HnBStT2O44hkcgy6TPBrbk2vB6UG0afQ2icjiHZSnuX6lK65FRu0D"
	sum := "sha256:7c80e0a8dfcae1d3804247e7bbbbe307a0414a8cd4da77b0d714e7f648dc5e0d"
	url := "postgres://localhost:5432/app?sslmode=verify-full"
	ro := "postgres://reader@db/app"
	key := "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABLC2B3Be9Eet3kYl3x9GD1X4bhqqfvyDBxTJoj7kgOrhXSiUnQ6zxxzIPj8F6R1XhNw5Z0ocasfIlaIMinr0YQe43Rd5EVw6wwnI2hSltBsugoUhFQQm19wK2sCFTF8IQmY43AYdpDzGMN0pFNLC9imE8Y3lpFxNxNb2JeNpjuQC7imkacKdJlGlPFQGojv91Fsl2OIMN"
	etag := "\"18497b9345f94fe625147ffafff31e1e\""
	redacted := "postgres://app:xxxxx@db/app"
	stars := "postgres://app:****@db/app"
	dots := "postgres://app:...@db/app"
	doc := "postgres://<user>:<password>@<host>:<port>/<db>"
	req.SetBasicAuth(user, password)
	req.Header.Set("Authorization", "Bearer "+token)
	cookie := &http.Cookie{Name: "session_token", Value: token}
	secret := corev1.Secret{Data: map[string][]byte{"password": []byte(password)}}
	ref := &corev1.SecretKeySelector{Key: "password", LocalObjectReference: corev1.LocalObjectReference{Name: "db-secret"}}
}
