use super::Leaks;

fn masked(secrets: &[(&str, &str, bool)], text: &str) -> String {
    let mut leaks = Leaks::default();
    for (written, value, guessable) in secrets {
        leaks.add(written.as_bytes(), value.as_bytes(), *guessable);
    }
    let mut text = text.to_owned();
    for masker in leaks.maskers() {
        text = masker.masked(&text).into_owned();
    }
    text
}

const S: &str = "kV8@m2\"Qz4r";

#[test]
fn a_leak_is_masked_wherever_and_however_it_is_written() {
    for (text, expected) in [
        ("x kV8@m2\"Qz4r y", "x •••••••• y"),
        ("akV8@m2\"Qz4rb", "a••••••••b"),
        ("q=kV8%40m2%22Qz4r&z", "q=••••••••&z"),
        ("kV8%2540m2%2522Qz4r", "••••••••"),
        ("\"kV8@m2\\\"Qz4r\"", "\"••••••••\""),
        ("kV8\\x40m2\\u0022Qz4r!", "••••••••!"),
        ("kV8\\u{40}m2\"Qz4r", "••••••••"),
        ("data: a1Y4QG0yIlF6NHI=", "data: ••••••••="),
        ("path/a1Y4QG0yIlF6NHI/x", "path/••••••••/x"),
        ("kV8@m2\"Qz4", "kV8@m2\"Qz4"),
        ("plain 100% \\ text", "plain 100% \\ text"),
    ] {
        assert_eq!(masked(&[(S, S, false)], text), expected, "{text}");
    }
    // Among other letters of base64, whatever their number.
    for (head, tail) in ["", "x", "xy", "xyz"].into_iter().flat_map(|a| ["", "x", "xy", "xyz"].map(|b| (a, b))) {
        let text = format!("= {head}a1Y4QG0yIlF6NHI{tail} =");
        let shown = masked(&[(S, S, false)], &text);
        assert!(shown.contains('•') && !shown.contains("Y4QG0yIlF6N"), "{text}: {shown}");
    }
    // Inside a longer base64 text: `app:kV8@m2"Qz4r@db`
    let shown = masked(&[(S, S, false)], "Basic YXBwOmtWOEBtMiJRejRyQGRi");
    assert!(shown.starts_with("Basic YXBw") && shown.contains('•') && !shown.contains("tWOEBtMiJRejRy"), "{shown}");
}

#[test]
fn a_guessable_password_is_masked_where_it_is_a_value() {
    let weak = [("postgres", "postgres", true)];
    for (text, expected) in [
        ("postgres/init.sql", "postgres/init.sql"),
        ("password for postgres", "password for postgres"),
        ("PGPASSWORD=postgres", "PGPASSWORD=••••••••"),
        ("--password postgres x", "--password •••••••• x"),
        ("postgres://postgres:postgres@db", "postgres://postgres:••••••••@db"),
        ("\"password\": \"postgres\"", "\"password\": \"••••••••\""),
        ("password=postgresql", "password=postgresql"),
        // Between `:` and `@` it is a value; behind the one or before the other alone it is a name.
        ("role:postgres", "role:postgres"),
        ("postgres@db", "postgres@db"),
    ] {
        assert_eq!(masked(&weak, text), expected, "{text}");
    }
    assert_eq!(masked(&[("password", "password", true)], "password=password"), "password=••••••••");
    assert_eq!(masked(&[("k8Q", "k8Q", false)], "k8Q ak8Q k8Qb"), "•••••••• ak8Q k8Qb");
}

#[test]
fn the_lines_of_a_key_are_masked_by_themselves() {
    let key = "-----BEGIN PRIVATE KEY-----\nkV8m2Qz4rTn9AAAA\\nWx5Rt7Lc3Jq8BBBB\r\n-----END PRIVATE KEY-----";
    let shown = masked(&[(key, key, false)], "kV8m2Qz4rTn9AAAA and Wx5Rt7Lc3Jq8BBBB -----BEGIN PRIVATE KEY-----");
    assert_eq!(shown, "•••••••• and •••••••• -----BEGIN PRIVATE KEY-----");
    // Whatever ends the lines.
    for end in ["\n", "\r\n", "\r", "\\n"] {
        let key = format!("first{end}kV8m2Qz4rTn9AAAA{end}Wx5Rt7Lc3Jq8BBBB\n");
        let shown = masked(&[(&key, &key, false)], "kV8m2Qz4rTn9AAAA and Wx5Rt7Lc3Jq8BBBB");
        assert_eq!(shown, "•••••••• and ••••••••", "{end:?}");
    }
}

#[test]
fn secrets_that_overlap_are_all_masked() {
    let secrets = [("abcdef1", "abcdef1", false), ("def1XYZ", "def1XYZ", false), ("QQQQQQ", "QQQQQQ", false)];
    assert_eq!(masked(&secrets, "-abcdef1XYZ-QQQQQQ"), "-••••••••-••••••••");
    assert_eq!(masked(&secrets, "abcdef1QQQQQQQ."), "••••••••.");
}

#[test]
fn masking_takes_time_linear_in_secrets_plus_text() {
    let mut leaks = Leaks::default();
    for n in 0..60_000 {
        leaks.add(b"", format!("secret-{n:08}-tail-of-it").as_bytes(), false);
    }
    let text = "a/b secret-00000001-tail-of-it ".repeat(10_000);
    let maskers: Vec<_> = leaks.maskers().collect();
    assert!(maskers.len() > 1);
    let mut shown = text;
    for masker in &maskers {
        shown = masker.masked(&shown).into_owned();
    }
    assert_eq!(shown.matches("••••••••").count(), 10_000);
    assert!(!shown.contains("secret-0"));
}

#[test]
fn debug_output_shows_no_secret() {
    let mut leaks = Leaks::default();
    leaks.add(b"kV8m2Qz4rTn9", b"kV8m2Qz4rTn9", false);
    assert_eq!(format!("{leaks:?}"), "Leaks(1)");
}

/// A secret of five bytes is masked as a word, one of six wherever it stands.
#[test]
fn a_short_secret_is_masked_where_it_stands_alone() {
    assert_eq!(
        masked(&[("k8QzT", "k8QzT", false)], "k8QzT ak8QzT k8QzTb k8QzT_ \u{e9}k8QzT (k8QzT)"),
        "•••••••• ak8QzT k8QzTb k8QzT_ \u{e9}k8QzT (••••••••)"
    );
    assert_eq!(masked(&[("k8QzT4", "k8QzT4", false)], "k8QzT4 ak8QzT4b"), "•••••••• a••••••••b");
}

/// Lines of eleven bytes are too many words to mask by themselves, those of twelve are not.
#[test]
fn a_line_of_a_secret_is_masked_from_twelve_bytes_on() {
    let key = "kV8m2Qz4rTn\nWx5Rt7Lc3Jq8";
    assert_eq!(masked(&[(key, key, false)], "kV8m2Qz4rTn Wx5Rt7Lc3Jq8"), "kV8m2Qz4rTn ••••••••");
    let one = "kV8m2Qz4rTn9";
    assert_eq!(masked(&[(one, one, false)], "-kV8m2Qz4rTn9-"), "-••••••••-");
    let marked = "-----kV8m2Qz4rTn9-----\nWx5Rt7Lc3Jq8";
    assert_eq!(masked(&[(marked, marked, false)], "-----kV8m2Qz4rTn9-----"), "-----kV8m2Qz4rTn9-----");
}

#[test]
fn the_longest_secret_that_is_searched_for_as_a_whole() {
    for (length, is_masked) in [(1 << 16, true), ((1 << 16) + 1, false)] {
        let secret = "k".repeat(length);
        let text = format!("-{secret}-");
        assert_eq!(masked(&[(&secret, &secret, false)], &text) == "-••••••••-", is_masked, "{length}");
    }
}

#[test]
fn both_what_is_written_and_what_it_means_are_masked() {
    assert_eq!(masked(&[("kV8!m2Qz", "kV8\"m2Qz", false)], "kV8!m2Qz kV8\"m2Qz"), "•••••••• ••••••••");
    let (mut one, mut other) = (Leaks::default(), Leaks::default());
    one.add(b"kV8m2Qz4", b"", false);
    other.add(b"Wx5Rt7Lc", b"", false);
    assert!(Leaks::default().is_empty() && !one.is_empty());
    for (mut first, second) in [(Leaks::default(), one.clone()), (one.clone(), Leaks::default())] {
        first.join(second);
        assert!(first.holds("a kV8m2Qz4") && !first.holds("a Wx5Rt7Lc"));
    }
    one.join(other);
    assert!(one.holds("kV8m2Qz4") && one.holds("Wx5Rt7Lc") && !one.holds("kV8m2Qz"));
}

/// Names and marks before a guessable password, each by itself.
#[test]
fn each_name_and_each_mark_makes_a_value() {
    let weak = [("changeme", "changeme", true)];
    for name in ["password", "passwd", "passphrase", "pass", "pwd", "pw", "secret", "token", "key", "by", "DB_PASSWORD"]
    {
        assert_eq!(masked(&weak, &format!("{name}=changeme")), format!("{name}=••••••••"));
    }
    for name in ["user", "name", "passw", "ke"] {
        assert_eq!(masked(&weak, &format!("{name}=changeme")), format!("{name}=changeme"));
    }
    for mark in ["\"", "'", "`", "=", ":", ">", "(", " ", "\t", "\\", " = \"", "       ", "        "] {
        let text = format!("key{mark}changeme");
        assert!(masked(&weak, &text).ends_with("••••••••"), "{text}");
    }
    for mark in ["", ",", ";", "/", "[", "{", "         "] {
        let text = format!("key{mark}changeme");
        assert_eq!(masked(&weak, &text), text);
    }
}

/// A percent-encoding of a percent-encoding, up to three.
#[test]
fn encodings_of_encodings_are_decoded_three_times() {
    let encoded = |times: usize| {
        (0..times).fold("kV8@m2Qz".to_owned(), |text, at| {
            text.replace(if at == 0 { "@" } else { "%" }, if at == 0 { "%40" } else { "%25" })
        })
    };
    for (times, is_masked) in [(0, true), (1, true), (2, true), (3, true), (4, false)] {
        let shown = masked(&[("kV8@m2Qz", "kV8@m2Qz", false)], &encoded(times));
        assert_eq!(shown == "••••••••", is_masked, "{}", encoded(times));
    }
}

/// Each escape by itself, in a secret with a character that it stands for.
#[test]
fn each_escape_is_decoded() {
    for (secret, text) in [
        ("kV8\nm2Qz", "kV8\\nm2Qz"),
        ("kV8\rm2Qz", "kV8\\rm2Qz"),
        ("kV8\tm2Qz", "kV8\\tm2Qz"),
        ("kV8'm2Qz", "kV8\\'m2Qz"),
        ("kV8\\m2Qz", "kV8\\\\m2Qz"),
        ("kV8Am2Qz", "kV8\\x41m2Qz"),
        ("kV8\u{e9}m2Qz", "kV8\\u00e9m2Qz"),
        ("kV8\u{e9}m2Qz", "kV8\\u{e9}m2Qz"),
        ("kV8\u{e9}m2Qz", "kV8\\u{00000e9}m2Qz"),
        ("kV8\u{1F418}m2Qz", "kV8\\u{1F418}m2Qz"),
        ("kV8+m2Qz", "kV8%2Bm2Qz"),
        ("kV8+m2Qz", "kV8%2bm2Qz"),
    ] {
        assert_eq!(masked(&[(secret, secret, false)], &format!("<{text}>")), "<••••••••>", "{text}");
    }
    for text in ["kV8\\x4m2Qz", "kV8%4m2Qz", "kV8\\u{000000e9}m2Qz", "kV8\\u00em2Qz"] {
        assert_eq!(masked(&[("kV8Am2Qz", "kV8Am2Qz", false)], text), text);
    }
}

/// Base64 of six bytes has eight characters; a shorter run is any word, and so is that of a guessable password.
#[test]
fn base64_is_decoded_from_eight_characters_on() {
    assert_eq!(masked(&[("kV8m2Q", "kV8m2Q", false)], "a1Y4bTJR"), "••••••••");
    assert_eq!(masked(&[("\u{fb}\u{ff}\u{fe}kV", "", false)], "w7vDv8O-a1Y"), "••••••••");
    assert_eq!(masked(&[("\u{fb}\u{ff}\u{fe}kV", "", false)], "w7vDv8O+a1Y"), "••••••••");
    assert_eq!(masked(&[("kV8m2", "kV8m2", false)], "a1Y4bTI"), "a1Y4bTI");
    assert_eq!(masked(&[("changeme", "changeme", true)], "key=Y2hhbmdlbWU="), "key=Y2hhbmdlbWU=");
}
