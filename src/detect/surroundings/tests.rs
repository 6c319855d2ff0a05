use super::*;
use crate::extract::{Form, raw_part};

#[test]
fn the_nearest_of_the_same_family_is_used() {
    let text =
        b"OTHER_USER=x\nPOSTGRES_USER=saiful\nPOSTGRES_PASSWORD=pw\nPOSTGRES_DB=app\nREDIS_USER=y\nDB_HOST: db\n";
    let at = text.windows(3).position(|w| w == b"=pw").unwrap() + 1;
    let cx = Context::new(text, b".env");
    let mut candidate = Candidate {
        key: "postgres_password".into(),
        ..Candidate::new(Form::Bare, raw_part(text, Span::new(at, at + 2)))
    };
    beside(&cx, &candidate).fill(&mut candidate);
    assert_eq!(candidate.user.as_deref(), Some(b"saiful".as_slice()));
    assert_eq!(candidate.database.as_deref(), Some(b"app".as_slice()));
    assert_eq!(candidate.host.as_deref(), Some(b"db".as_slice()));
}
#[test]
fn the_user_of_a_command_is_that_of_its_password() {
    for (text, user) in [
        ("PGPASSWORD=HERE psql -h db -U zorbik -d x", Some("zorbik")),
        ("PGPASSWORD=HERE psql --username=zorbik", Some("zorbik")),
        ("PGPASSWORD=HERE psql -Uzorbik", Some("zorbik")),
        ("PGPASSWORD=HERE psql -U $PGUSER", None),
        ("psql -U zorbik; PGPASSWORD=HERE psql", None),
    ] {
        let at = text.find("HERE").unwrap();
        let found = user_option(text.as_bytes(), Span::new(at, at + 4)).map(String::from_utf8_lossy);
        assert_eq!(found.as_deref(), user, "{text}");
    }
}

#[test]
fn the_default_of_a_variable_is_its_value() {
    for (line, value) in [
        ("username=${PGUSER:zorbik}", Some("zorbik")),
        ("PGUSER: ${DB_USER:-zorbik}", Some("zorbik")),
        ("user = os.environ.get(\"PGUSER\", \"zorbik\")", Some("zorbik")),
        ("user = getenv('PGUSER', 'zorbik')", Some("zorbik")),
        ("user = translate(\"name\", \"zorbik\")", None),
        ("username=${PGUSER}", None),
        ("username=${PGUSER:}", None),
    ] {
        let found = pairs(line.as_bytes(), Span::new(0, line.len()));
        let named = found.first().map(|pair| String::from_utf8_lossy(pair.value).into_owned());
        assert_eq!(named.as_deref(), value, "{line}");
    }
}

#[test]
fn the_host_of_a_nearby_url_is_used() {
    for (line, host) in [
        ("spring.datasource.url=jdbc:postgresql://db.internal:5432/app?ssl=true", Some("db.internal")),
        ("url: \"postgres://db.internal/app\"", Some("db.internal")),
        ("DB_URL='postgresql://10.0.0.7'", Some("10.0.0.7")),
        // Userinfo may be a token.
        ("url: postgres://app@db.internal/app", None),
        ("url: /var/run/x", None),
        ("$url = https://get.enterprisedb.com/postgresql/a.exe", None),
    ] {
        let found = pairs(line.as_bytes(), Span::new(0, line.len()));
        let named = found.first().map(|pair| String::from_utf8_lossy(pair.value).into_owned());
        assert_eq!(named.filter(|name| !name.contains('@') && !name.contains('/')).as_deref(), host, "{line}");
    }
}
