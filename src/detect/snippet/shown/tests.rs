//! What is shown of many lines, compared with `tests/data/snippets.txt`. `DSNITCH_BLESS=1 cargo nextest run shown_tests` rewrites the
//! last column; read the difference: nothing that may be a secret may stand there.

use std::path::Path;

use super::tests::shown;

/// Rows of the file: the line with `@@` for the secret, the key, the scheme, and the user, host and database, by blanks around `|`; then what is
/// shown. An empty field is `-`.
#[test]
fn of_a_line_is_shown_what_is_written_down() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/snippets.txt");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut now = String::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split(" | ").collect();
        let &[given, key, scheme, user, host, database, _] = fields.as_slice() else {
            now += &format!("{line}\n");
            continue;
        };
        let [key, scheme, user, host, database] =
            [key, scheme, user, host, database].map(|field| if field == "-" { "" } else { field });
        let filled = given.replace("@@", "kV8m2Qz4rTn9").replace("\\t", "\t").replace("\\e", "\u{1b}");
        let said = shown(&filled, "kV8m2Qz4rTn9", key, scheme, [user, host, database]);
        let head = line.rsplit_once(" | ").map_or("", |(head, _)| head);
        now += &format!("{head} | {said}\n");
    }
    if std::env::var_os("DSNITCH_BLESS").is_some() {
        std::fs::write(&file, &now).unwrap();
        return;
    }
    let differs: Vec<String> = text
        .lines()
        .zip(now.lines())
        .filter(|(before, now)| before != now)
        .map(|(before, now)| format!("{before}\n{now}\n"))
        .collect();
    assert!(differs.is_empty(), "{}", differs.concat());
}
