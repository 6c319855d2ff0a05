package identity

func seed() map[CredentialsType]Credentials {
	return map[CredentialsType]Credentials{
		identity.CredentialsTypePassword: {Identifiers: []string{"conflict-on-password@example.com"}},
		identity.CredentialsTypePassword: {
			Type:   identity.CredentialsTypePassword,
			Config: []byte(`{"hashed_password": "$argon2id$v=19$m=32,t=2,p=4$c2FsdHNhbHRzYWx0$bW9yZS10aGFuLWVub3VnaC1kaWdlc3Q"}`),
		},
		"password": {Type: "password", Identifiers: []string{"recover-me@example.com"}, Config: sqlxx.JSONRawMessage(`{"hashed_password":"foo"}`)},
	}
}

const (
	InputAttributeAutocompleteCurrentPassword = "current-password"
	InputAttributeAutocompleteNewPassword     = "new-password"
)
