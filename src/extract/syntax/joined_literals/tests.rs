use super::*;
use crate::extract::Extractor;

fn password(text: &str) -> Option<String> {
    let cx = Context::new(text.as_bytes(), b"a.py");
    let at = text.find("://")?;
    let mut out = Vec::new();
    crate::extract::forms::uri::UriExtractor.extract(&cx, Span::new(at, at + 3), &mut out);
    out.first().map(|c| String::from_utf8_lossy(&c.secret.value).into_owned())
}

#[test]
fn the_literal_in_the_place_of_the_password_is_read() {
    for (text, value) in [
        (r#"u = "postgres://api:" + "lit" + "@db/api""#, Some("lit")),
        (r#"u = "postgres://api:" . 'lit' . "@db/api""#, Some("lit")),
        (r#""u = \"postgres://api:\" + \"lit\" + \"@db/api\"""#, Some("lit")),
        (r#""<a href=\"https://api.x\" title=\"lit:a@b\">""#, None),
        (r#"u = "postgres://api:" + pw + "@db/api""#, None),
        (r#"u = 'postgres://' + 'app' + ':' + 'lit' + '@db/app'"#, Some("lit")),
        (r#"u = "postgresql://app:" + quote_plus("lit") + "@db/app""#, Some("lit")),
        (r#"u = "postgresql://{}:{}@{}/{}".format("app", "lit", "db", "x")"#, Some("lit")),
        (r#"u = "postgresql://{}:{}@{}/{}".format(user, pw, host, db)"#, Some("{}")),
        (r#"u = "postgresql://%s:%s@db/x" % ("app", "lit")"#, Some("lit")),
        (r#"u = concat!("postgres://app:", "lit", "@db/x")"#, Some("lit")),
        (r#"u = ['postgres://app', 'lit@db/x'].join(':')"#, Some("lit")),
        (r#"u = join("", ["postgres://app:", "lit", "@", aws.address, "/x"])"#, Some("lit")),
        (r#"u = ("postgres://app:" f"lit@{host}/x")"#, Some("lit")),
        (r#"u = Sprintf("postgres://%s:%s@db/x", user, "lit")"#, Some("lit")),
        ("u = (\"postgres://app:li\"\n    \"t@db/x\")", Some("lit")),
        (r#"u = "postgres://app:l" + "i" + "t@db/x""#, Some("lit")),
        (r#"u = "postgres://app:l" + name + "t@db/x""#, None),
        (r#"u = 'postgres://app:lit' + '@db/app'"#, Some("lit")),
        ("u = ('postgres://app:lit'\n     '@db/app')", Some("lit")),
        ("u =\n  'postgres://app:lit' +\n  '@db/app'", Some("lit")),
        ("u = 'postgres://app:lit' \\\n  '@db/app'", Some("lit")),
        (r#"u = "postgres://app:lit" + "@" + host"#, Some("lit")),
        (r#"u = 'postgres://app:lit' . '@db/app';"#, Some("lit")),
        (r#"u = ['postgres://app:lit', 'db/app'].join('@')"#, Some("lit")),
        (r#"u = "http://localhost:3000" + "/@me""#, None),
        (r#"u = "http://localhost:3000" + path + "?x=@""#, None),
        (r#"u = ["http://localhost:3000", "a@b.c"]"#, None),
    ] {
        assert_eq!(password(text).as_deref(), value, "{text}");
    }
}
