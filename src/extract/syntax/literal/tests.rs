use super::*;

#[test]
fn literals_end_as_their_language_requires() {
    for (text, dialect, value, rest) in [
        (r#""abc" x"#, Dialect::Code, "abc", " x"),
        (r#""a\"b\\c" x"#, Dialect::Code, "a\"b\\c", " x"),
        (r"'it''s' x", Dialect::Yaml, "it's", " x"),
        (r"'a\' x", Dialect::Yaml, "a\\", " x"),
        (r"f'pw{x}';", Dialect::Code, "pw{x}", ";"),
        (r##"r#"a"b"# x"##, Dialect::Code, "a\"b", " x"),
        (r#"\"abc\" }"#, Dialect::Code, "abc", " }"),
        (r#""""abc""" x"#, Dialect::Code, "abc", " x"),
        (r#""p@ss%w0rd!&x""#, Dialect::Json, "p@ss%w0rd!&x", ""),
        (r#""é""#, Dialect::Json, "é", ""),
    ] {
        let read = string_at(text.as_bytes(), 0, dialect).map(|s| {
            (String::from_utf8_lossy(&s.content.value).into_owned(), text.get(s.end..).unwrap_or_default().to_owned())
        });
        assert_eq!(read, Some((value.to_owned(), rest.to_owned())), "{text}");
    }
    assert!(string_at(b"\"never closed\nx\"", 0, Dialect::Code).is_none());
    assert!(string_at(b"bare", 0, Dialect::Code).is_none());
}
