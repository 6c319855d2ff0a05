//! Encrypted values: formats that show that a key is needed to read the value. A prefix is not enough, because a
//! password may begin the same: it must be followed by the alphabet and the length of a ciphertext.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Prefixes before a ciphertext, in lower case: those of dotenvx, Spring, `WebLogic`, Liberty, `GeoServer`, and many tools that use
/// `enc:`.
const MARKS: &[&str] = &["enc:", "encrypted:", "crypt:", "{cipher}", "{aes}", "aes:"];

/// As [`MARKS`], for ciphers whose shortest ciphertext is one block of 16 bytes, encoded in base64 only: WebLogic's and
/// `GeoServer`'s.
const SHORT_MARKS: &[&str] = &["{aes}", "{aes256}", "{3des}", "crypt1:", "crypt2:"];

/// Prefixes of SAS' passwords that are encrypted with AES, in lower case; the older ones only hide theirs.
const SAS: &[&str] = &["{sas003}", "{sas004}", "{sas005}"];

/// Hexadecimal digits of the salt and a block, behind [`SAS`].
const SAS_HEX: usize = 20;

/// Ciphertexts that the manuals of Spring Cloud Config and Maven print, which are shorter than real ones.
const PRINTED: [&[u8]; 2] = [b"{cipher}FKSAJDFGYOS8F7GLHAKERGFHLSAJ", b"{COQLCE6DU6GtcS5P=}"];

/// Minimum length, in base64 letters, of a key, an initialisation vector and a cipher block together; human-chosen
/// passwords are shorter.
const LONG: usize = 40;

/// Base64 letters of one block of 16 bytes.
const BLOCK: usize = 22;

/// Hexadecimal digits of a vector and a block.
const HEX: usize = 64;

/// Bytes of a block.
const BLOCK_BYTES: usize = 16;

/// Accepts base64 with or without padding, because people strip it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// True if all of `value` is encrypted.
pub(in crate::detect::excuse) fn is_encrypted(value: &[u8]) -> bool {
    // Hiera wraps a long value over several lines.
    if value.starts_with(b"ENC[") && value.iter().any(u8::is_ascii_whitespace) {
        let whole: Vec<u8> = value.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
        return is_in_brackets(&whole, &whole.to_ascii_lowercase());
    }
    let lower = value.get(..value.len().min(16)).unwrap_or_default().to_ascii_lowercase();
    let behind = |marks: &[&str]| {
        let mark = marks.iter().find(|mark| lower.starts_with(mark.as_bytes()))?;
        value.get(mark.len()..)
    };
    is_elided(value)
        || behind(MARKS).is_some_and(|body| is_base64(body, LONG) || is_hex(body))
        || behind(SHORT_MARKS).is_some_and(is_blocks)
        || behind(SAS).is_some_and(|body| body.len() >= SAS_HEX && body.iter().all(u8::is_ascii_hexdigit))
        || is_in_brackets(value, &lower)
        || is_elytron(value)
        || PRINTED.contains(&value)
        || is_box(value)
        || is_vault(value)
        || is_of_bitwarden(value)
        || is_known_by_its_bytes(value)
}

/// True for `ENC[AES256_GCM,...]`: what sops or eyaml has encrypted, with dots in place of the ciphertext.
fn is_elided(value: &[u8]) -> bool {
    let inner = value.strip_prefix(b"ENC[").and_then(|rest| rest.strip_suffix(b"]"));
    inner.is_some_and(|inner| inner.ends_with(b"...") || inner.ends_with("…".as_bytes()))
}

/// True if `body` is base64 of at least `least` letters.
fn is_base64(body: &[u8], least: usize) -> bool {
    let letters = body.strip_suffix(b"==").or(body.strip_suffix(b"=")).unwrap_or(body);
    let is_letter = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    letters.len() >= least && letters.iter().all(is_letter)
}

/// True if `body` is the base64 of whole blocks.
fn is_blocks(body: &[u8]) -> bool {
    is_base64(body, BLOCK)
        && body.len().is_multiple_of(4)
        && LENIENT.decode(body).is_ok_and(|bytes| !bytes.is_empty() && bytes.len().is_multiple_of(BLOCK_BYTES))
}

fn is_hex(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_hexdigit) && body.len().is_multiple_of(2) && body.len() >= HEX
}

/// Jasypt's `ENC(base64)`, NiFi's `enc{hex}`, SOPS' `ENC[AES256_GCM,data:…]`, Hiera's `ENC[PKCS7,…]`, age's `AGE[…]`, Maven's `{base64}`.
fn is_in_brackets(value: &[u8], lower: &[u8]) -> bool {
    const JASYPT: usize = 20;
    if lower.starts_with(b"enc(") {
        let inner = value.get(4..).and_then(|rest| rest.strip_suffix(b")"));
        return inner.is_some_and(|inner| is_base64(inner, JASYPT) && inner.len().is_multiple_of(4) || is_hex(inner));
    }
    if lower.starts_with(b"enc{") {
        return value.get(4..).and_then(|rest| rest.strip_suffix(b"}")).is_some_and(is_hex);
    }
    if let Some(inner) = value.strip_prefix(b"ENC[").and_then(|rest| rest.strip_suffix(b"]")) {
        let mut fields = inner.split(|b| *b == b',');
        let is_algorithm = |name: &[u8]| matches!(name, b"AES256_GCM" | b"PKCS7" | b"GPG" | b"KMS" | b"AES256");
        let is_field = |field: &[u8]| match memchr::memchr(b':', field) {
            Some(colon) => matches!(field.get(..colon), Some(b"data" | b"iv" | b"tag" | b"type" | b"aad")),
            None => is_base64(field, LONG),
        };
        return fields.next().is_some_and(is_algorithm) && fields.all(is_field);
    }
    // "age-encryption.org/v1" in base64
    if let Some(inner) = value.strip_prefix(b"AGE[").and_then(|rest| rest.strip_suffix(b"]")) {
        return inner.starts_with(b"YWdlLWVuY3J5cHRpb24") && is_base64(inner, LONG);
    }
    let base64 = value.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
    base64.is_some_and(|inner| inner.ends_with(b"=") && is_base64(inner, BLOCK))
}

/// WildFly's `${ENC::resolver:base64}`, whose ciphertexts begin with "ELY" and a version.
fn is_elytron(value: &[u8]) -> bool {
    const SHORTEST: usize = 16;
    let inner = value.strip_prefix(b"${ENC::").and_then(|rest| rest.strip_suffix(b"}"));
    let body = inner.and_then(|inner| inner.rsplit(|b| *b == b':').next());
    body.is_some_and(|body| body.starts_with(b"RUxZA") && is_base64(body, SHORTEST))
}

/// ejson's `EJ[1:key:nonce:box]`; Mule's `![base64]`; Jenkins' `{AQAAABAAAAAQ…}`, which begins with its version and
/// vector length; Liberty's `{AES}`, with a vector and a block together.
fn is_box(value: &[u8]) -> bool {
    const JENKINS: usize = 40;
    if let Some(inner) = value.strip_prefix(b"EJ[1:").and_then(|rest| rest.strip_suffix(b"]")) {
        let mut fields = inner.split(|b| *b == b':');
        return fields.clone().count() == 3 && fields.all(|field| is_base64(field, BLOCK));
    }
    if let Some(inner) = value.strip_prefix(b"![").and_then(|rest| rest.strip_suffix(b"]")) {
        return is_blocks(inner);
    }
    let braced = value.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
    braced.is_some_and(|inner| inner.starts_with(b"AQAAAB") && is_base64(inner, JENKINS))
        || value.strip_prefix(b"{aes}").is_some_and(|body| body.starts_with(b"A") && is_base64(body, LONG))
}

/// Bitwarden's `2.vector|ciphertext|code`, each in base64: the kind, whole blocks, and 32 bytes that authenticate them.
fn is_of_bitwarden(value: &[u8]) -> bool {
    const CODE: usize = 32;
    let [kind, b'.', rest @ ..] = value else { return false };
    let mut parts = rest.split(|b| *b == b'|');
    let is_code = |part: &[u8]| LENIENT.decode(part).is_ok_and(|bytes| bytes.len() == CODE);
    kind.is_ascii_digit()
        && parts.next().is_some_and(is_blocks)
        && parts.next().is_some_and(is_blocks)
        && parts.next().is_some_and(is_code)
        && parts.next().is_none()
}

/// Ansible's header and tag, the `vault:v1:…` of Vault's transit engine, the first line of a PGP or age message.
fn is_vault(value: &[u8]) -> bool {
    const TRANSIT: usize = 38;
    if let Some(rest) = value.strip_prefix(b"$ANSIBLE_VAULT;") {
        let mut fields = rest.split(|b| *b == b';');
        let version = fields.next().unwrap_or_default();
        return version.iter().all(|b| b.is_ascii_digit() || *b == b'.')
            && fields.next().is_some_and(|cipher| cipher.starts_with(b"AES256"));
    }
    if let Some(rest) = value.strip_prefix(b"!vault") {
        let rest = rest.trim_ascii_start();
        return matches!(rest, b"" | b"|" | b"|-" | b"|+" | b">" | b">-") || rest.starts_with(b"$ANSIBLE_VAULT;");
    }
    if let Some(rest) = value.strip_prefix(b"vault:v") {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let body = rest.get(digits..).and_then(|rest| rest.strip_prefix(b":"));
        return (1..=4).contains(&digits) && body.is_some_and(|body| is_base64(body, TRANSIT));
    }
    const HEADS: [&[u8]; 5] = [
        b"-----BEGIN PGP MESSAGE-----",
        b"-----BEGIN AGE ENCRYPTED FILE-----",
        b"-----BEGIN PKCS7-----",
        b"-----BEGIN CMS-----",
        b"age-encryption.org/v1",
    ];
    HEADS.iter().any(|head| value.starts_with(head)) || is_jwe(value)
}

/// An encrypted JSON Web Token (RFC 7516, 3.1): five parts, of which the first names the encryption.
fn is_jwe(value: &[u8]) -> bool {
    const LONGEST: usize = 512;
    let mut parts = value.split(|b| *b == b'.');
    let Some(head) = parts.next().filter(|head| head.starts_with(b"eyJ") && head.len() <= LONGEST) else {
        return false;
    };
    let is_letter = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let head = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(head);
    parts.clone().count() == 4
        && parts.all(|part| part.iter().all(is_letter))
        && head.is_ok_and(|head| memchr::memmem::find(&head, b"\"enc\":").is_some())
}

/// Ciphertexts without a prefix whose first bytes are fixed: openssl's "Salted__", AWS KMS data keys, Fernet's version
/// and time, the provider id of Windows data protection, the session key that an OpenPGP message begins with (RFC 9580, 5.1).
fn is_known_by_its_bytes(value: &[u8]) -> bool {
    const KMS: usize = 64;
    const FERNET: usize = 72;
    const DPAPI: usize = 128;
    const PGP: usize = 128;
    // The packet's tag and length, of usual key lengths, and its version, 3.
    const SESSION_KEYS: [&str; 6] = ["wcFMA", "wcBMA", "hQIMA", "hQEMA", "wV4D", "hF4D"];
    SESSION_KEYS.iter().any(|head| value.starts_with(head.as_bytes())) && is_base64(value, PGP)
        || value.starts_with(b"AQAAANCMnd8BFdERjHoAwE/Cl+s") && is_base64(value, DPAPI)
        || value.starts_with(b"U2FsdGVkX1") && is_blocks(value)
        || value.starts_with(b"AQICAH") && is_base64(value, KMS)
        || value.starts_with(b"gAAAAAB") && is_base64(value, FERNET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ciphertext_is_recognised_by_its_format() {
        let hex = "0123456789abcdef".repeat(4);
        let long = "kV8m2Qz4rTn9wX".repeat(4);
        for value in [
            "ENC[AES256_GCM,data:x]".to_owned(),
            "ENC[AES256_GCM,data:9sT2kQ==,iv:Wz8Rn3,tag:aB3=,type:str]".to_owned(),
            format!("ENC[PKCS7,{long}]"),
            "ENC(9sT2kQx7vLm4Wz8Rn3Jc6Vt5)".to_owned(),
            format!("{{cipher}}{hex}"),
            format!("encrypted:{long}"),
            format!("enc:{hex}"),
            "crypt1:WqS8xl9kd93mQx0sZ7rLm2==".to_owned(),
            "{AES}WqS8xl9kd93mQx0sZ7rLm2WqS8xl9kd93mQx0sZ7rLm=".to_owned(),
            "{COQLCE6DU6GtcS5P2mZr9TdLc4Hn6VsYp1Fg8Jb3QaE=}".to_owned(),
            "$ANSIBLE_VAULT;1.1;AES256".to_owned(),
            "EJ[1:WGj2t4znULHT1IRveMEdvvNXqZzNBNMsJ5iZVy6Dvxs=:kA6ekF8ViYR5ZLeSmMXWsdLfWr7wn9qS:fcHQtdt6nqcNOXa97/M278RX6w==]"
                .to_owned(),
            "![nHWo5JhNAYM+TzxqeHdRDXx15Q5WXxG3DVpGdoyMYsE=]".to_owned(),
            format!("{{AQAAABAAAAAQ{long}}}"),
            "{aes}ADz9YVcvXVm8s3cYVoD6cCfk8c5bHZw1VJYq2Gk0Yl".to_owned(),
            "!vault |".to_owned(),
            format!("vault:v1:{long}"),
            "U2FsdGVkX1+Kq2mZr9TdLc4Hn6VsYp1Fg8Jb3QaEuOk=".to_owned(),
            format!("AQICAHhq{long}{long}"),
            format!("gAAAAABn{long}{long}=="),
            format!("enc{{{hex}}}"),
            "{AES}WqS8xl9kd93mQx0sZ7rLm2WqS8xl9kd93mQx0sZ7rLmW".to_owned(),
            "{SAS004}0782C9762BC2CE54795C63DE84FDEDC223586753".to_owned(),
            format!("wcFMA{}", long.repeat(3)),
            "2.WqS8xl9kd93mQx0sZ7rLmw==|WqS8xl9kd93mQx0sZ7rLmw==|WqS8xl9kd93mQx0sZ7rLm2WqS8xl9kd93mQx0sZ7rLk=".to_owned(),
        ] {
            assert!(is_encrypted(value.as_bytes()), "{value}");
        }
        for value in [
            "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.R3Zk8qPzN1vX.48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvT",
            "-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3Jn",
        ] {
            assert!(is_encrypted(value.as_bytes()), "{value}");
        }
        assert!(is_encrypted(format!("AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA{}", long.repeat(3)).as_bytes()));
        for value in ["eyJhbGciOiJIUzI1NiJ9.a.b.c.d", "AQAAANCMnd8BFdERjHoAwE/Cl+skV8m2Qz4", "-----BEGIN kV8m2Qz4rT"] {
            assert!(!is_encrypted(value.as_bytes()), "{value}");
        }
        let tails =
            ["kV8m2Qz4rTn9wX", "kV8m2Qz4rTn9wXkV8m2Qz4rTn9wXabcd", "Qz4!rTn9wX#kV8m2Qz4rTn9", "quartz-window-hammer"];
        let heads = [
            "enc:",
            "encrypted:",
            "crypt:",
            "crypt1:",
            "{cipher}",
            "{aes}",
            "!vault",
            "!vault ",
            "vault|",
            "ENC[",
            "ENC(",
            "enc(",
            "$ANSIBLE_VAULT",
            "vault:v1:",
            "U2FsdGVkX1",
            "EJ[1:",
            "![",
            "{AQAAAB",
            "AGE[",
            "age-encryption",
            "enc{",
            "{SAS004}",
            "{SAS001}",
            "aes:",
            "wcFMA",
            "2.",
            "2.WqS8xl9kd93mQx0sZ7rLmw==|",
        ];
        for value in heads.iter().flat_map(|head| tails.map(|tail| format!("{head}{tail}"))) {
            assert!(!is_encrypted(value.as_bytes()), "{value}");
        }
    }
}
