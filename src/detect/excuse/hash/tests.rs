use super::is_hash;

#[test]
fn hashes_of_many_frameworks_are_recognised_by_their_complete_format() {
    let (hex32, base64_43) = ("0123456789abcdef".repeat(2), "R3Zk8qPzN1vXy2tLmK7wB4sJhUeQaOiCfDgTnVbYxM0");
    for hash in [
        "$2b$12$abcdefghijklmnopqrstuv0123456789ABCDEFGHIJKLMNOPQRSTU".to_owned(),
        "bcrypt:$2y$12$abcdefghijklmnopqrstuv0123456789ABCDEFGHIJKLMNOPQRSTU".to_owned(),
        format!("$1$saltsalt${}", &base64_43[..22]),
        format!("$5$saltsalt${base64_43}"),
        format!("$6$saltsalt${base64_43}{base64_43}"),
        format!("$y$j9T$saltsalt${base64_43}"),
        format!("$argon2i$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ${base64_43}"),
        format!("$argon2d$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ${base64_43}"),
        format!("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ${base64_43}"),
        format!("$pbkdf2-sha256$29000$c2FsdHNhbHQ${base64_43}"),
        format!("$apr1$saltsalt${}", &base64_43[..22]),
        format!("$scrypt$ln=16,r=8,p=1$c2FsdHNhbHQ${base64_43}"),
        format!("pbkdf2:sha256:260000$salt${}", hex32.repeat(2)),
        format!("scrypt:32768:8:1$salt${}", hex32.repeat(4)),
        "bcrypt$$2b$12$abcdefghijklmnopqrstuv0123456789ABCDEFGHIJKLMNOPQRSTU".to_owned(),
        "bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuv0123456789ABCDEFGHIJKLMNOPQRSTU".to_owned(),
        "{bcrypt}$2a$10$abcdefghijklmnopqrstuv0123456789ABCDEFGHIJKLMNOPQRSTU".to_owned(),
        format!("{{scrypt}}$e0801${base64_43}=${base64_43}="),
        format!("{{argon2}}$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ${base64_43}"),
        format!("{{pbkdf2}}{}", hex32.repeat(2)),
        format!("$P$Babcdefgh{}", &base64_43[..22]),
        format!("$H$9abcdefgh{}", &base64_43[..22]),
        format!("sha256$salt${}", hex32.repeat(2)),
        format!("sha512$salt${}", hex32.repeat(4)),
        format!("grub.pbkdf2.sha512.10000.{hex32}.{}", hex32.repeat(4)),
        format!("{{MD5}}{hex32}"),
        format!("{{SHA-512}}{}", hex32.repeat(4)),
        format!("md5${hex32}"),
        format!("md5$salt${hex32}"),
        format!("sha1$salt${hex32}01234567"),
        format!("pbkdf2_sha256$260000$salt${base64_43}="),
        format!("scrypt$16384$salt$8$1${base64_43}="),
        format!("{{SHA256}}{base64_43}="),
        format!("{{SSHA512}}{}c2FsdA", base64_43.repeat(2)),
        format!("{{SHA-256}}{}", hex32.repeat(2)),
        format!("{{SHA-256}}{{salt}}{}", hex32.repeat(2)),
        format!("sha256-{base64_43}"),
        format!("sha256:{}", hex32.repeat(2)),
        format!("$S$D{}", "fX8LqsscnDut".repeat(5).get(..51).unwrap_or_default()),
        format!("AQAAAAEAACcQAAAAEP{}", base64_43.repeat(2).get(..64).unwrap_or_default()),
    ] {
        assert!(is_hash(hash.as_bytes()), "{hash}");
    }
    for value in [
        format!("md5${}", &hex32[1..]),
        format!("md5$salt${hex32}0"),
        "sha1$hammer$kettle".to_owned(),
        "{SHA512}kV8m2Qz4rTn9wX".to_owned(),
        format!("{{SHA-256}}{}0", hex32.repeat(2)),
        format!("{{MD5}}{{salt}}{hex32}00"),
        format!("sha256-{}", &base64_43[1..]),
        format!("{{SHA512}}{base64_43}="),
        "$S$kV8m2Qz4rTn9wX".to_owned(),
        "scrypt$kV8m2Qz4rTn9wX".to_owned(),
        "bcrypt:kV8m2Qz4rTn9wX".to_owned(),
        "AQAAAAEAACcQAAAAEPkV8m2Qz4rTn9wX".to_owned(),
        format!("AQAAAAEAACcQAAAAFP{}", base64_43.repeat(2).get(..64).unwrap_or_default()),
    ] {
        assert!(!is_hash(value.as_bytes()), "{value}");
    }
}
