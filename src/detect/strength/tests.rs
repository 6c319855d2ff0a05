//! Invented passwords, and how a guesser would find them.

use super::{Subject, weaknesses};
use crate::finding::Weakness;
use crate::finding::Weakness::{
    DefaultPair, Guessable, KeyboardRun, KnownWeak, SameAsDatabase, SameAsHost, SameAsUser, Short, Variant, WordAndYear,
};

/// Judges a password on its own.
fn of(password: &str) -> Vec<Weakness> {
    weaknesses(&Subject { password: password.as_bytes(), ..Subject::default() })
}

/// Judges a password given `user`, `database`, `host` and one other name; an empty one is unknown.
fn among(password: &str, [user, database, host, name]: [&str; 4]) -> Vec<Weakness> {
    fn known(name: &str) -> Option<&[u8]> {
        (!name.is_empty()).then_some(name.as_bytes())
    }
    weaknesses(&Subject {
        password: password.as_bytes(),
        user: known(user),
        database: known(database),
        host: known(host),
        names: known(name).as_slice(),
    })
}

/// Weak by itself, with a kind of guess that must be among the reasons.
const WEAK: &[(&str, Weakness)] = &[
    // Lists.
    ("postgres", KnownWeak),
    ("password", KnownWeak),
    ("admin", KnownWeak),
    ("123456", KnownWeak),
    ("Password123", KnownWeak),
    ("PASSWORD", KnownWeak),
    ("mysecretpassword", KnownWeak),
    ("changeme", KnownWeak),
    ("ChangeMe", KnownWeak),
    ("change_me", KnownWeak),
    ("example", KnownWeak),
    ("secret", KnownWeak),
    ("SuperSecret", KnownWeak),
    ("letmein", KnownWeak),
    ("yourStrong(!)Password", KnownWeak),
    ("minioadmin", KnownWeak),
    ("root", KnownWeak),
    ("sa", KnownWeak),
    ("kali", KnownWeak),
    ("trustno1", KnownWeak),
    ("hunter2", KnownWeak),
    // The same, with separators, repeated, in base64.
    ("correct_horse_battery_staple", Variant),
    ("REALLY=REALLY=REALLY=REALLY=", Variant),
    ("hunter22hunter22", Variant),
    ("bXlwYXNzd29yZA==", Variant),
    ("dGVzdFZhbHVl", Variant),
    ("Zm9vYmFyUXV4MTIzNDU2", Variant),
    ("prom-operator", KnownWeak),
    // Leet.
    ("P@ssw0rd", KnownWeak),
    ("Pa$$w0rd!", Variant),
    ("p0stgr3s", Variant),
    ("p0$tgre$", Variant),
    ("$ecret", Variant),
    ("s3cr3tk3y", Variant),
    ("4dm1n!", Variant),
    ("dr4g0n99", Variant),
    ("ch4ng3m3", Variant),
    // A word with digits, symbols or filler words added.
    ("trader123", Variant),
    ("Admin123$!", Variant),
    ("adminpass", KnownWeak),
    ("simplepass", Variant),
    ("mypassword", KnownWeak),
    ("secretpassword", KnownWeak),
    ("testpassword", KnownWeak),
    ("n8npassword", KnownWeak),
    ("rep-pass", Variant),
    ("edw_repl_user", Variant),
    ("auth_password", Variant),
    ("some_secret_key", Variant),
    ("change-me-secret", Variant),
    ("change_me_please", KnownWeak),
    ("fallback-secret-key", Variant),
    ("ssh-password", Variant),
    ("key-file-password", Variant),
    ("dev_secret_for_testing", Variant),
    ("pwd.postgres", Variant),
    ("test4scram", Variant),
    ("itsasecret", Variant),
    ("letmeinplease", Variant),
    ("thisisasecret", Variant),
    ("super-secret-jwt-key", Variant),
    ("insecure-dev-password", Variant),
    ("MyDatabasePassword", Variant),
    ("staff123", Variant),
    ("User123!", Variant),
    ("grupo98", Variant),
    ("nimbus42", Variant),
    ("zephyr-key", Variant),
    ("PgAdm1nP@ss", Variant),
    ("not-my-password!", Variant),
    ("database-password-here", Variant),
    ("dev-only-not-for-production", Variant),
    ("dragon!!", Variant),
    ("fastcode", Variant),
    ("Kitchen-42", Variant),
    ("metallica99", Variant),
    ("svetlana777", Variant),
    ("password-x", Variant),
    ("billing_db_pw", Variant),
    ("test12345678", Variant),
    ("admin20240115", Variant),
    ("pass@word1", Variant),
    ("local.dev.only", Variant),
    // A word alone.
    ("patroni", KnownWeak),
    ("rewind", KnownWeak),
    ("sentry", KnownWeak),
    ("docker", KnownWeak),
    ("replicator", KnownWeak),
    ("debug", Guessable),
    ("foobar", KnownWeak),
    ("violin", KnownWeak),
    ("umbrella", KnownWeak),
    // A word and a year.
    ("summer2024", WordAndYear),
    ("Acme2023!", WordAndYear),
    ("Winter-1999", WordAndYear),
    ("Postgres1984x", WordAndYear),
    ("2025password", WordAndYear),
    // Runs.
    ("qwerty", KnownWeak),
    ("qwertyuiop[]", KeyboardRun),
    ("1q2w3e4r", KeyboardRun),
    ("1q2w3e4r5t6y", KeyboardRun),
    ("asdfjkl;", KeyboardRun),
    ("zxcvbn", KeyboardRun),
    ("qazwsxedc", KeyboardRun),
    ("1qaz@WSX", KnownWeak),
    ("12345678", KeyboardRun),
    ("987654321", KeyboardRun),
    ("abcd1234", KeyboardRun),
    ("abc-def-123", KeyboardRun),
    ("aaaaaaaaaa", KeyboardRun),
    ("111111", KeyboardRun),
    ("xyxyxyxyxy", KeyboardRun),
    ("a1b2c3d4e5", KeyboardRun),
    ("!@#$%^&*", KeyboardRun),
    ("0123456789abcdef", KeyboardRun),
    ("poiuytrewq", KeyboardRun),
    // Short.
    ("k8D", Short),
    ("x7Qm", Short),
    ("4821", Short),
    ("48219037", Short),
    ("pw", Short),
    // Found by the estimate only.
    ("gutierrez99", Guessable),
    ("yamamoto!", Guessable),
    ("tian1111", Variant),
];

/// Not weak: leaks.
const LEAKS: &[&str] = &[
    "k8Dq2z",
    "k8Dq2zW",
    "k8Dq2zW7",
    "x7Qm2kP9",
    "vT4!pz",
    "wq7hk2",
    "9zXk!3vQ",
    "Jx4mQ8wL",
    "mK7x!pQz",
    "jlotrpwx",
    "xkvwqzjt",
    "bqzodtuwyr",
    "Qq8426510",
    "482190375",
    "8273641905",
    "admin-x7Qm2kP9",
    "postgres-9fK2xQ",
    "password-Zk48qLw",
    "dragon7xQ2vK",
    "prod_8fh3kq0z",
    "Qm94QnJvd25GbHV0ZTg4MTdSaXZlcg==",
    "kV8m2QkV8m2Q",
    "copper-lantern-river-stone",
    "maple-tundra-violin",
    "purple-monkey-dishwasher",
    "CopperLanternRiver",
    "walnut.orbit.canyon.42",
    "abdeef1234c0ffee9871",
    "9f86d081884c7d659a2feaa0c55ad015",
    "3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13",
    "xQ9zLm4Tv7Rk",
    "p@ss%w0rd!&x9Qk",
    "gRa48213",
    "6783dcbe",
    "9a566a1d",
    "kc1rid54",
    "oqa4ssh5",
    "bob482913",
    "adam482913",
    "Falcon@8317",
    "kitchen-8317",
    "abdomenalso",
    "sixthmarissa",
    "priyaqv@123",
    "q7-w9-z2-k4",
    "hN$5rT&9",
    "Wd!7f#Lp",
    "tr4d3-xk29-qpl0",
    "ZAQ!xsw2CDE#bgt7Kp",
    "пароль-ёжик-весна",
    "",
];

/// Password; user, database, host and another name; the kind of guess that must be among the reasons.
const NAMED: &[(&str, [&str; 4], Weakness)] = &[
    ("postgres", ["postgres", "", "", ""], DefaultPair),
    ("postgres", ["postgres", "", "", ""], SameAsUser),
    ("Guest", ["GUEST", "", "", ""], DefaultPair),
    ("changeme", ["elastic", "", "", ""], DefaultPair),
    ("admin", ["pgadmin4@pgadmin.org", "", "", ""], DefaultPair),
    ("fnufogres", ["fnufogres", "", "", ""], SameAsUser),
    ("FnuFogres", ["fnufogres", "", "", ""], SameAsUser),
    ("fnu-fogres", ["fnufogres", "", "", ""], SameAsUser),
    ("sergofunf", ["fnufogres", "", "", ""], SameAsUser),
    ("fnuf0gr3s", ["fnufogres", "", "", ""], SameAsUser),
    ("pwd.fnufogres", ["fnufogres", "", "", ""], SameAsUser),
    ("fnufogresfnufogres", ["fnufogres", "", "", ""], SameAsUser),
    ("saiful123", ["saiful", "", "", ""], SameAsUser),
    ("Saiful@2024", ["saiful", "", "", ""], WordAndYear),
    ("saiful!", ["saiful77", "", "", ""], SameAsUser),
    ("botplus_password", ["botplus_user", "", "", ""], SameAsUser),
    ("botplus_password", ["", "botplus_db", "", ""], SameAsDatabase),
    ("botplus_password", ["", "", "", "BOTPLUS"], SameAsHost),
    ("botplus", ["", "botplusDb", "", ""], SameAsDatabase),
    ("botplus123456", ["", "", "botplus-db.internal", ""], SameAsHost),
    ("xorvelia-dev", ["", "", "db.xorvelia.com", ""], SameAsHost),
    ("my_xorvelia_secret", ["", "", "", "xorvelia"], SameAsHost),
    ("ab", ["ab", "", "", ""], SameAsUser),
    ("qk-secret", ["qk", "", "", ""], SameAsUser),
    ("qkzv_app", ["qk_zv", "", "", ""], SameAsUser),
    ("n8n-pass", ["", "n8n", "", ""], SameAsDatabase),
    ("admin123", ["admin", "", "", ""], SameAsUser),
    ("serendipity", ["app", "app", "db", ""], Guessable),
    ("password", ["app", "app", "prod.abc123.eu-west-1.rds.amazonaws.com", ""], KnownWeak),
];

/// A random value is a leak, whatever names are near it.
const NAMED_LEAKS: &[(&str, [&str; 4])] = &[
    ("k8Dq2zW7", ["postgres", "app", "db.example.com", "shop"]),
    ("saiful-9fK2xQ7m", ["saiful", "", "", ""]),
    ("botplusx7Qm2kP9", ["botplus_user", "botplus_db", "", ""]),
    ("vT4!pzLq", ["vt", "", "10.0.0.4", ""]),
    // A word of the large dictionary, for a database that nobody attacks with a dictionary over the network.
    ("serendipity", ["app", "app", "prod.abc123.eu-west-1.rds.amazonaws.com", ""]),
    ("Kaleidoscope", ["app", "app", "db.acme-corp.io", ""]),
];

#[test]
fn guessable_passwords_are_weak_for_the_expected_reason() {
    let wrong: Vec<String> = WEAK
        .iter()
        .filter(|(password, kind)| !of(password).contains(kind))
        .map(|(password, kind)| format!("{password}: {kind:?} is not in {:?}", of(password)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn freely_chosen_passwords_are_leaks() {
    let wrong: Vec<String> = LEAKS
        .iter()
        .filter(|password| !of(password).is_empty())
        .map(|password| format!("{password}: {:?}", of(password)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_password_made_of_nearby_names_is_weak() {
    let wrong: Vec<String> = NAMED
        .iter()
        .filter(|(password, names, kind)| !among(password, *names).contains(kind))
        .map(|(password, names, kind)| format!("{password}: {kind:?} is not in {:?}", among(password, *names)))
        .chain(
            NAMED_LEAKS
                .iter()
                .filter(|(password, names)| !among(password, *names).is_empty())
                .map(|(password, names)| format!("{password}: {:?}", among(password, *names))),
        )
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn random_values_of_eight_characters_are_leaks() {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    // Knuth's MMIX generator with a fixed seed: the same values in every run.
    let mut state: u64 = 20_261_122;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(ALPHABET[(state >> 33) as usize % ALPHABET.len()])
    };
    let values = (0..1_000).map(|_| (0..8).map(|_| draw()).collect::<String>());
    let names = ["postgres", "shop_app", "db.acme.com", "botplus"];
    let weak: Vec<String> = values.filter(|value| !among(value, names).is_empty()).collect();
    assert!(weak.is_empty(), "{weak:?}");
}

#[test]
fn reasons_are_sorted_and_unique() {
    let reasons = among("postgres", ["postgres", "postgres", "postgres", "postgres"]);
    assert_eq!(reasons, [KnownWeak, DefaultPair, SameAsUser, SameAsDatabase, SameAsHost]);
    assert_eq!(of(""), []);
}

#[test]
fn long_values_are_only_checked_for_repetition() {
    assert_eq!(of(&"ab".repeat(5_000)), [KeyboardRun]);
    assert_eq!(of(&"secret-".repeat(20)), [Variant]);
    assert_eq!(of(&"kettle-hammer-quartz-".repeat(4)), []);
}
