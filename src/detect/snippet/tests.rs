use super::*;
use crate::secret::MASK;

/// The snippet of the line with `secret`, given its key, scheme and names.
pub(super) fn shown(text: &str, secret: &str, key: &str, scheme: &str, names: [&str; 3]) -> String {
    let at = text.find(secret).unwrap();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    let names = names.map(|name| Some(name.as_bytes()).filter(|name| !name.is_empty()));
    let known = Known { key, scheme, names };
    let snippet = make(text.as_bytes(), Span::new(start, end), Span::new(at, at + secret.len()), &known, MASK);
    assert_eq!(&snippet.text[snippet.mark.clone()], MASK);
    snippet.text
}

const S: &str = "kV8m2Qz4rTn9";

#[test]
fn only_the_key_and_the_form_are_shown() {
    let none = ["", "", ""];
    for (text, key, expected) in [
        ("PGPASSWORD=kV8m2Qz4rTn9", "pgpassword", "PGPASSWORD=••••••••"),
        ("  password: \"kV8m2Qz4rTn9\",\r", "password", "  password: \"••••••••\","),
        ("export PGPASSWORD='kV8m2Qz4rTn9'; rm x", "pgpassword", "export PGPASSWORD='••••••••'…"),
        ("const dbPassword = \"kV8m2Qz4rTn9\";", "db_password", "const dbPassword = \"••••••••\";"),
        ("x = Wx5Rt7Lc3Jq8; password=kV8m2Qz4rTn9", "password", "… password=••••••••"),
        ("password = \"Wx5Rt7\" + \"kV8m2Qz4rTn9\" + \"Lc3Jq8\"", "password", "password = … \"••••••••\"…"),
        ("password = os.getenv('X', 'kV8m2Qz4rTn9')", "password", "password = … '••••••••')"),
        ("Wx5Rt7Lc3!$\"'(password=kV8m2Qz4rTn9", "password", "…(password=••••••••"),
        ("password='kV8m2Qz4rTn9\\'Wx5Rt7'", "password", "password='••••••••…"),
        ("ALTER ROLE app PASSWORD 'kV8m2Qz4rTn9';", "", "… PASSWORD '••••••••';"),
        ("-e PGPASSWORD=kV8m2Qz4rTn9 Wx5Rt7", "pgpassword", "… PGPASSWORD=••••••••…"),
        // The key again is another word, which nobody knows.
        ("db_password db_password=kV8m2Qz4rTn9", "db_password", "… db_password=••••••••"),
        ("pgpassword=pgpassword=kV8m2Qz4rTn9", "pgpassword", "…=pgpassword=••••••••"),
        ("Wx5Rt7Lc3Jq8_password=kV8m2Qz4rTn9", "wx5rt7lc3jq8_password", "…=••••••••"),
    ] {
        assert_eq!(shown(text, S, key, "", none), expected, "{text}");
    }
}

#[test]
fn in_a_uri_the_names_of_the_report_are_shown() {
    let uri = "DATABASE_URL=postgres://app:kV8m2Qz4rTn9@db.corp.net:5432/shop?x=Wx5Rt7";
    let names = ["app", "db.corp.net", "shop"];
    assert_eq!(shown(uri, S, "", "postgres", names), "DATABASE_URL=postgres://app:••••••••@db.corp.net:5432/shop…");
    assert_eq!(shown(uri, S, "", "postgres", ["", "db.corp.net", ""]), "…:••••••••@db.corp.net:5432…");
    assert_eq!(shown(uri, S, "", "postgres", ["app", "db", "shop"]), "DATABASE_URL=postgres://app:••••••••…");
    let joined = "Wx5Rt7Lc3Jq8postgres://app:kV8m2Qz4rTn9@db.corp.net/app";
    assert_eq!(
        shown(joined, S, "", "wx5rt7lc3jq8postgres", ["app", "db.corp.net", "app"]),
        "…/app:••••••••@db.corp.net/app"
    );
    let call = "curl -H \"X-Sig: wJalrXUtnFEMI/K7MDENG\" postgres://app:kV8m2Qz4rTn9@db.corp.net/app";
    assert_eq!(
        shown(call, S, "", "postgres", ["app", "db.corp.net", "app"]),
        "… postgres://app:••••••••@db.corp.net/app"
    );
    // Digits are a port only after a colon and if they are nothing longer.
    for after in ["/471147", ":471147", ":4711x", "#4711", "?4711", " 4711", ""] {
        let line = format!("postgres://app:kV8m2Qz4rTn9@db.corp.net{after}");
        let shown = shown(&line, S, "", "postgres", names);
        assert!(shown.starts_with("postgres://app:••••••••@db.corp.net") && !shown.contains("4711"), "{line}: {shown}");
    }
    let line = "db.corp.net:5432:shop:app:kV8m2Qz4rTn9";
    assert_eq!(shown(line, S, "", "", names), "db.corp.net:5432:shop:app:••••••••");
    // A port has five digits at most, and the host ends before it.
    for (line, expected) in [
        ("db.corp.net:54321:kV8m2Qz4rTn9", "db.corp.net:54321:••••••••"),
        ("db.corp.net:543210:kV8m2Qz4rTn9", "…:••••••••"),
        ("db.corp.net:5x32:kV8m2Qz4rTn9", "…:••••••••"),
        ("postgres://app:kV8m2Qz4rTn9@db.corp.net%x", "postgres://app:••••••••…"),
        ("postgres://app:kV8m2Qz4rTn9@db.corp.net+x", "postgres://app:••••••••…"),
    ] {
        assert_eq!(shown(line, S, "", "postgres", names), expected, "{line}");
    }
}

#[test]
fn a_long_line_is_cut_and_a_multi_line_secret_ends_with_its_first_line() {
    let long = format!("{}\x1b[31m pw=kV8m2Qz4rTn9{}", "x".repeat(500), "y".repeat(500));
    assert_eq!(shown(&long, S, "pw", "", ["", "", ""]), "… pw=••••••••…");
    let text = b"key = \"kV8m\nWx5R\"";
    let snippet = make(text, Span::new(0, 11), Span::new(7, 16), &Known { key: "key", ..Known::default() }, MASK);
    assert_eq!(snippet.text, "key = \"••••••••");
}

fn of_password(text: &str) -> String {
    shown(text, S, "password", "", ["", "", ""])
}

/// Each mark of a syntax between key and value, and behind the value.
#[test]
fn each_mark_between_two_parts_is_shown() {
    for mark in " \t\"'`=:><([{,;/$@&?\\#|".chars() {
        let text = format!("password{mark}{S}");
        assert_eq!(of_password(&text), text.replace(S, MASK).replace('\t', " "), "{text}");
    }
    for mark in "!%*+^~)]}".chars() {
        let text = format!("password{mark}{S}");
        assert_eq!(of_password(&text), "password…••••••••", "{text}");
    }
    for mark in "\"'`)]},;".chars() {
        assert_eq!(of_password(&format!("password={S}{mark}")), format!("password=••••••••{mark}"));
    }
    for mark in "=:><([{/$@&?\\#|!%*+^~".chars() {
        assert_eq!(of_password(&format!("password={S}{mark}")), "password=••••••••…", "{mark}");
    }
}

/// Six marks are what a syntax needs; a longer run is cut.
#[test]
fn runs_of_marks_are_shown_up_to_six() {
    assert_eq!(of_password(&format!("password{}{S}", "=".repeat(6))), "password======••••••••");
    assert_eq!(of_password(&format!("password{}{S}", "=".repeat(7))), "password=…=••••••••");
    assert_eq!(shown(&format!("db.corp.net:======{S}"), S, "", "", ["", "db.corp.net", ""]), "…=••••••••");
    assert_eq!(of_password(&format!("password{} {S}", "=".repeat(6))), "password====== ••••••••");
    assert_eq!(of_password(&format!("password={S}{}", ")".repeat(6))), "password=••••••••))))))");
    assert_eq!(of_password(&format!("password={S}{}", ")".repeat(7))), "password=••••••••…");
}

/// 160 bytes are looked at on each side.
#[test]
fn a_key_is_looked_for_up_to_a_bound() {
    assert_eq!(of_password(&format!("password{}{S}", " ".repeat(152))), format!("password{}••••••••", " ".repeat(152)));
    assert_eq!(of_password(&format!("password{}{S}", " ".repeat(153))), format!("…{}••••••••", " ".repeat(153)));
    assert_eq!(of_password(&format!("a{}{S}", " ".repeat(200))), format!("…{}••••••••", " ".repeat(160)));
    assert_eq!(of_password(&format!("password={S}{}", " ".repeat(160))), "password=••••••••…");
    assert_eq!(of_password(&format!("password={S})  ")), "password=••••••••)");
}
