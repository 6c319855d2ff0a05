use super::*;

fn read(text: &str, dialect: Dialect) -> Option<String> {
    let at = text.find('~').unwrap_or(0);
    let text = text.replacen('~', "", 1);
    value_at(text.as_bytes(), at, 0, dialect).map(|part| String::from_utf8_lossy(&part.value).into_owned())
}

#[test]
fn unquoted_values_end_as_their_dialect_requires() {
    for (text, dialect, value) in [
        ("K=~p@ss w0rd!&x # note\nnext", Dialect::Env, Some("p@ss w0rd!&x")),
        ("K=~a#b\r\n", Dialect::Env, Some("a#b")),
        ("K=~", Dialect::Env, None),
        ("k: ~abc # note", Dialect::Yaml, Some("abc")),
        ("{k: ~abc, l: d}", Dialect::Yaml, Some("abc")),
        ("k: ~{{ a # b }}x", Dialect::Yaml, Some("{{ a # b }}x")),
        ("K=~abc psql", Dialect::Shell, Some("abc")),
        ("K=~'a b'\"c\";x", Dialect::Shell, Some("a bc")),
        ("K=~a\\ b c", Dialect::Shell, Some("a b")),
        ("set K=~abc&echo", Dialect::Batch, Some("abc")),
        ("k = ~abc", Dialect::Code, None),
    ] {
        assert_eq!(read(text, dialect).as_deref(), value, "{text}");
    }
}
