package pgbackrest

// Certificates of the repository host:
//        - key: pgbackrest.ca-roots
//          path: ~postgres-operator/tls-ca.crt
//        - secret: pgbackrest.ca-roots
// secret := &corev1.Secret{}
// 	secret = &corev1.Secret{ObjectMeta: meta}
// password := new(string)
const projected = `
- secret:
    items:
    - key: pgbackrest-client.crt
      path: ~postgres-operator/client-tls.crt
    name: some-secret
    secret: pgbackrest.ca-roots
`
