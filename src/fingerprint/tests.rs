use super::{Fingerprint, FingerprintKey, HeldId, SecretId, ValueDigest, name_of_list};

#[test]
fn the_bytes_of_a_guessable_password_count_only_with_a_key() {
    let key = FingerprintKey::new("twenty characters or more").unwrap();
    let other = FingerprintKey::new("twenty characters or less").unwrap();
    let reasons = || Fingerprint::of_reasons("r", b"p", "known-weak");
    let keyed = |key, secret: &str| reasons().keyed(key, "r", b"p", secret.as_bytes());
    assert_eq!(keyed(&key, "changeme"), keyed(&key, "changeme"));
    assert_ne!(keyed(&key, "changeme"), keyed(&key, "changeit"));
    assert_ne!(keyed(&key, "changeme"), keyed(&other, "changeme"));
    assert_ne!(keyed(&key, "changeme").as_str(), Fingerprint::of("r", b"p", b"changeme").as_str());
    assert!(keyed(&key, "x").names_one_value() && Fingerprint::of("r", b"p", b"x").names_one_value());
    assert!(!reasons().names_one_value() && Fingerprint::is_well_formed(reasons().as_str()));
    for print in [reasons(), keyed(&key, "changeme")] {
        assert!(print.is_shared_as(reasons().as_str()) && !print.is_shared_as(keyed(&other, "x").as_str()));
    }
    assert!(!keyed(&key, "changeme").is_shared_as(keyed(&key, "changeme").as_str()));
    assert!(!Fingerprint::of("r", b"p", b"x").is_shared_as(Fingerprint::of("r", b"p", b"x").as_str()));
    for short in ["", "nineteen characters", "                              x"] {
        assert!(FingerprintKey::new(short).is_none(), "{short}");
    }
    // Characters are counted, not bytes, and blanks around the key are none of it.
    for (length, is_key) in [(19, false), (20, true), (21, true)] {
        for letter in ["k", "\u{fc}"] {
            assert_eq!(FingerprintKey::new(&format!(" {} ", letter.repeat(length))).is_some(), is_key, "{length}");
        }
    }
    assert_eq!(format!("{key:?}"), "FingerprintKey");
}

/// Other versions and other machines must compute the same. The values are those of `sha256sum` over the bytes that the
/// documentation of each function names.
#[test]
fn fingerprints_and_names_are_those_of_every_version() {
    let print = Fingerprint::of("r", b"p", b"s");
    assert_eq!(print.as_str(), "eb31558cf0e610440e6a594facd37358");
    assert_eq!(print.name_of(None, 0), print.as_str());
    assert_eq!(print.name_of(Some("shop"), 1), "eafddbde590c5189ad4ed6fdf15b596c");
    let key = FingerprintKey::new("twenty characters or more").unwrap();
    assert_eq!(print.keyed(&key, "r", b"p", b"s").as_str(), "fbb7ec53e194fa81721609e3073f362f");
    assert_eq!(name_of_list([b"a".as_slice(), b"bc"]), "33340c53a87314bee973f7de103b4b50");
    assert_eq!(SecretId::of(b"s").to_hex(), "c99b621a4d88e6ec9ef4860d0b104057");
}

#[test]
fn every_part_of_a_fingerprint_counts_and_is_delimited() {
    let base = Fingerprint::of("r", b"p", b"s");
    assert_eq!(base, Fingerprint::of("r", b"p", b"s"));
    assert_eq!(base.as_str().len(), 32);
    for other in [Fingerprint::of("r", b"p", b"t"), Fingerprint::of("r", b"ps", b""), Fingerprint::of("rp", b"", b"s")]
    {
        assert_ne!(base, other);
    }
}

/// An id of a value in a version: every part counts and is delimited, blanks of a value of several lines do not.
#[test]
fn a_value_is_held_by_rule_key_and_value() {
    let held = HeldId::of("r", "k", b"v");
    assert_eq!(held, HeldId::of("r", "k", b"v"));
    for (rule, key, value) in [
        ("r", "k", "w"),
        ("r", "", "kv"),
        ("rk", "", "v"),
        ("", "rk", "v"),
        ("r", "kv", ""),
        ("q", "k", "v"),
        ("r", "l", "v"),
    ] {
        assert_ne!(held, HeldId::of(rule, key, value.as_bytes()), "{rule} {key} {value}");
    }
    assert_eq!(HeldId::of("r", "k", b"a\n  b\r\n"), HeldId::of("r", "k", b"a\nb\n"));
    assert_ne!(HeldId::of("r", "k", b"a b"), HeldId::of("r", "k", b"ab"));
    assert_eq!(format!("{held:?} {:?}", SecretId::of(b"s")), "HeldId SecretId");
}

#[test]
fn the_numbers_of_a_run_are_the_first_bytes() {
    let print = Fingerprint::of("r", b"p", b"s");
    assert_eq!(print.key(), 0xeb31_558c_f0e6_1044);
    assert_eq!(SecretId::of(b"s").key(), u64::from_le_bytes([0xc9, 0x9b, 0x62, 0x1a, 0x4d, 0x88, 0xe6, 0xec]));
    assert_eq!((print.to_string(), print.value()), (print.as_str().to_owned(), None));
    let value = ValueDigest::parse(&"0a".repeat(16));
    assert_eq!(print.clone().with_value(value).value(), value);
    let key = FingerprintKey::new("twenty characters or more").unwrap();
    assert_eq!(print.with_value(value).keyed(&key, "r", b"p", b"s").value(), value);
}

#[test]
fn a_fingerprint_has_32_digits_in_lower_case() {
    for (text, is_one) in [
        ("0123456789abcdef0123456789abcdef", true),
        ("0123456789abcdef0123456789abcde", false),
        ("0123456789abcdef0123456789abcdef0", false),
        ("0123456789abcdef0123456789abcdeF", false),
        ("0123456789abcdef0123456789abcdeg", false),
        ("", false),
    ] {
        assert_eq!(Fingerprint::is_well_formed(text), is_one, "{text}");
    }
}

#[test]
fn every_part_of_a_name_counts_and_is_delimited() {
    let print = Fingerprint::of("r", b"p", b"s");
    let names = [
        print.name_of(None, 0),
        print.name_of(None, 1),
        print.name_of(None, 256),
        print.name_of(Some(""), 0),
        print.name_of(Some("a"), 0),
        print.name_of(Some("a"), 1),
        print.name_of(Some("b"), 1),
        name_of_list([b"a".as_slice(), b"b"]),
        name_of_list([b"ab".as_slice()]),
        name_of_list([b"".as_slice(), b"ab"]),
    ];
    // No repository and an empty name of one are told apart only by the first.
    let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
    assert!(names.iter().all(|name| Fingerprint::is_well_formed(name)));
}
