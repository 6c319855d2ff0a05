openssl pkcs12 -export -in "/certs/tls.crt" -inkey "/certs/tls.key" -passin pass:"/certs/tls.key" -passout pass:"${KEY_STORE_PASSWORD}" -out /tmp/k.p12
openssl rsa -in server.key -passin file:"/run/secrets/key" -out plain.key
