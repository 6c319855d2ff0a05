gpg --passphrase-fd 0 -c x
gpg --passphrase "$PW" -c x
