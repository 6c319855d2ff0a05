use super::*;

#[test]
fn names_consist_of_words() {
    for name in [
        "PGPASSWORD",
        "DB_PASSWORD",
        "dbPassword",
        "db.password",
        "secrets.DB_PASSWORD_PROD",
        "x",
        "PW",
        "pw1",
        "POSTGRES_PASSWORD_2",
        "botplusDbPasswort",
        "hashedPassword",
        "k8s_secret",
        "XYZ",
        "azure-pg-password",
        "contrasena_usuario",
        "secret/data/db",
        "AppSettings:Db:Password",
        "var",
        "PASSWORD_FROM_VAULT",
        "steps.fetch.outputs.token",
        "SA_PASSWORD",
        "MSSQL_SA_PASSWORD",
        "REPL_PASS",
        "ZPQ_DB_PW",
        "ANTHROPIC_API_KEY",
        "langchain-api-key",
        "secrets.GRAPHCMS_TOKEN",
        "anthropicKey",
        "sugarcrmPw",
        "casdoorSecret1",
        "newCoordinate1",
    ] {
        assert!(reads_as_name(name.as_bytes()), "{name}");
    }
    for name in [
        "kV8m2Qz4rTn9wX",
        "SGfSw00TR8kZM1KBC2hY",
        "jmeacqkAQM1zD3g8uYckq",
        "WKhSTvCcIFjSj",
        "9f86d081884c7d65",
        "qzWrTbNmKpLx",
        "ADDIAyPA",
        "uGMheIuCjIeKYH",
        "",
        "12345678",
        "aB3dE9",
        "QM7TLX2VRK9",
        "QXZWRTBN_MODE",
        "qm7_tlx2_vrk9",
    ] {
        assert!(!reads_as_name(name.as_bytes()), "{name}");
    }
}

#[test]
fn expressions_consist_of_names() {
    for text in [
        ".Values.auth.password | b64enc | quote",
        "lookup('env', 'PGPASSWORD')",
        "secrets.DB_PASSWORD",
        "openssl rand -hex 32",
        "cat /run/secrets/pw",
        "X",
        "0:x",
        "steps.a1.outputs.pw",
    ] {
        assert!(reads_as_expression(text.as_bytes()), "{text}");
    }
    for text in ["kV8m2Qz4rTn9wX", "m2Qz4rTn9", "", "123", "y9CW7GiGE7KgCc8zcEvId", "?!"] {
        assert!(!reads_as_expression(text.as_bytes()), "{text}");
    }
}
