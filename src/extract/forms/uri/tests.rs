use super::*;

fn password(text: &str) -> Option<String> {
    let cx = Context::new(text.as_bytes(), b"x");
    let at = text.find("://")?;
    let mut out = Vec::new();
    UriExtractor.extract(&cx, Span::new(at, at + 3), &mut out);
    out.first().map(|c| String::from_utf8_lossy(&c.secret.value).into_owned())
}

#[test]
fn a_uri_ends_as_its_context_requires() {
    for (text, value) in [
        ("DATABASE_URL=postgres://app:p@ss%w0rd!&x@db/app", Some("p@ss%w0rd!&x")),
        ("'postgres://app:p\"w@db/app'", Some("p\"w")),
        ("[docs](postgres://app:pw@db/app)", Some("pw")),
        ("(see postgres://app:p)w@db)", None),
        ("postgres://app:pw@db/app, and more a@b", Some("pw")),
        ("<a href=\"https://x.y/z\">me@example.com</a>", None),
        ("x: ${URL:-postgres://app:pw@db/app}", Some("pw")),
        ("postgres://app:${PW:-a b}@db", Some("${PW:-a b}")),
        ("postgres://<user>:<the password>@db", Some("<the password>")),
        ("see https://example.com/a mail a@b.c", None),
        (r#""url": "postgres://app:pw@db/app\n""#, Some("pw")),
        ("http://h/x?y=a@b", None),
    ] {
        assert_eq!(password(text).as_deref(), value, "{text}");
    }
}
