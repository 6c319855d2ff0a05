//! Calls with the password at a known position: `DriverManager.getConnection(url, user, "x")`, `new PDO(dsn, user,
//! "x")`.

use crate::extract::reach::Look;
use crate::extract::syntax::conversion::over_conversion;
use crate::extract::syntax::literal::{StringLiteral, string_at};
use crate::extract::{Candidate, Context, Dialect, Extractor, Form, skip_comments, skip_space};
use crate::text::Span;

/// Longest list of arguments that is read, in bytes of code, not counting blanks, comments and literals.
const LONGEST: usize = 1_024;

/// A call: the end of its name in lower case, and the indexes of the user and the password, from 0.
struct Signature {
    /// The kind of service: `database`, or another.
    scheme: &'static str,
    name: &'static [u8],
    user: usize,
    password: usize,
    /// The language in which the name is specific enough; `None` if it is in every language.
    tongue: Option<&'static str>,
    /// True if a database engine takes the same arguments without the table name.
    short: bool,
}

/// The index of an absent argument.
const NONE: usize = usize::MAX;

/// A call that its name identifies in every language.
const fn anywhere(scheme: &'static str, name: &'static [u8], user: usize, password: usize) -> Signature {
    Signature { scheme, name, user, password, tongue: None, short: false }
}

/// A call that its name identifies in one language.
const fn in_tongue(
    tongue: &'static str,
    scheme: &'static str,
    name: &'static [u8],
    user: usize,
    password: usize,
) -> Signature {
    Signature { tongue: Some(tongue), ..anywhere(scheme, name, user, password) }
}

/// From the manuals of java.sql.DriverManager, Flyway, PDO, DBI, Sequelize, SQLAlchemy, libpq, Ruby's pg, mysqli,
/// PyMySQL, doobie, Slick, ScalikeJDBC, Exposed, Go's net/smtp and net/http, requests, .NET's NetworkCredential.
const SIGNATURES: &[Signature] = &[
    anywhere("database", b"getconnection", 1, 2),
    anywhere("database", b"simpledriverdatasource", 2, 3), // Spring's, with the driver before the rest
    anywhere("database", b"datasource", 1, 2),
    anywhere("database", b"pdo", 1, 2),
    anywhere("database", b"dbi->connect", 1, 2),
    anywhere("database", b"sequelize", 1, 2),
    anywhere("database", b"url.create", 1, 2),
    anywhere("database", b"pqsetdblogin", 5, 6),
    anywhere("mysql", b"mysqli", 1, 2),
    anywhere("mysql", b"mysqli_connect", 1, 2),
    anywhere("mysql", b"mysql_connect", 1, 2),
    anywhere("database", b"jdbi.create", 1, 2),
    anywhere("database", b"dsl.using", 1, 2), // jOOQ
    anywhere("database", b"url.userpassword", 0, 1),
    anywhere("service", b"plaincredentials", 0, 1),
    anywhere("service", b"httpbasicauth", 0, 1),
    anywhere("database", b"pg.connect", 5, 6),
    anywhere("database", b"pg::connection.new", 5, 6),
    anywhere("database", b"pgconn.open", 5, 6),
    anywhere("mysql", b"mysqldb.connect", 1, 2),
    anywhere("mysql", b"pymysql.connect", 1, 2),
    anywhere("database", b"fromdrivermanager", 2, 3),
    anywhere("database", b"forurl", 1, 2),
    anywhere("database", b"connectionpool.singleton", 1, 2),
    anywhere("database", b"database.connect", 2, 3),
    anywhere("service", b"plainauth", 1, 2),
    anywhere("service", b"setbasicauth", 0, 1),
    anywhere("service", b"basic_auth", 0, 1),
    anywhere("service", b"networkcredential", 0, 1),
    anywhere("database", b"sqlcredential", 0, 1),
    anywhere("database", b"npgsqlcredential", 0, 1),
    anywhere("service", b"usernamepasswordcredential", 0, 1),
    anywhere("service", b"clientsecretcredential", 1, 2),
    anywhere("service", b"basicawscredentials", 0, 1),
    anywhere("service", b"awsbasiccredentials.create", 0, 1),
    anywhere("service", b"keycredential", NONE, 0),
    anywhere("service", b"passwordauthentication", 0, 1),
    anywhere("service", b"usernamepasswordcredentials", 0, 1),
    anywhere("database", b"postgresql_password", 0, 1), // Puppet's postgresql module
    anywhere("database", b"sql.newinstance", 1, 2),
    anywhere("database", b"epgsql:connect", 1, 2),
    anywhere("service", b"keyring.set_password", 1, 2),
    anywhere("service", b"auth=", 0, 1),
    anywhere("service", b"auth = ", 0, 1),
    anywhere("database", b"pqchangepassword", 1, 2),
    anywhere("database", b"pqencryptpasswordconn", 2, 1),
    anywhere("database", b"pqencryptpassword", 1, 0),
    // pgcrypto's symmetric encryption, whose key is a password
    anywhere("database", b"pgp_sym_encrypt", NONE, 1),
    anywhere("database", b"pgp_sym_decrypt", NONE, 1),
    in_tongue("C", "database", b"postgresql", 0, 1), // MATLAB's
    // ClickHouse's table functions and engines, in SQL.
    Signature { short: true, ..anywhere("database", b"postgresql", 3, 4) },
    Signature { short: true, ..anywhere("mysql", b"mysql", 3, 4) },
    // Common words in other languages: LuaSQL, PHP's ADOdb and mysqli, Perl's DBIx::Class.
    in_tongue("Python", "database", b"connection", 4, 5), // Airflow's, in the order of its fields
    in_tongue("Lua", "database", b":connect", 1, 2),
    in_tongue("PHP", "database", b"->connect", 1, 2),
    in_tongue("Perl", "database", b"->connect", 1, 2),
];

/// Calls that hash a password, and those that sign or check with a key. From the manuals of passlib, Werkzeug, Django, bcrypt, argon2,
/// PHP, Laravel, Go's bcrypt, Spring Security, bcrypt-ruby, BCrypt.Net, pgcrypto; jsonwebtoken, PyJWT, ruby-jwt, php-jwt, java-jwt,
/// jjwt, golang-jwt, Microsoft.IdentityModel, cookie-parser.
const HASHING: &[Signature] = &[
    anywhere("hash", b"hash_password", NONE, 0),
    anywhere("hash", b"hashpassword", NONE, 0),
    anywhere("hash", b"hashpw", NONE, 0),
    anywhere("hash", b"generate_password_hash", NONE, 0),
    anywhere("hash", b"get_password_hash", NONE, 0),
    anywhere("hash", b"getpasswordhash", NONE, 0),
    anywhere("hash", b"make_password", NONE, 0),
    anywhere("hash", b"password_hash", NONE, 0),
    anywhere("hash", b"pwd_context.hash", NONE, 0),
    anywhere("hash", b"bcrypt.hash", NONE, 0),
    anywhere("hash", b"bcrypt.hashsync", NONE, 0),
    anywhere("hash", b"bcryptjs.hash", NONE, 0),
    anywhere("hash", b"bcryptjs.hashsync", NONE, 0),
    anywhere("hash", b"argon2.hash", NONE, 0),
    anywhere("hash", b"passwordhasher().hash", NONE, 0),
    anywhere("hash", b"password_hasher.hash", NONE, 0),
    anywhere("hash", b"hash::make", NONE, 0),
    anywhere("hash", b"generatefrompassword", NONE, 0),
    anywhere("hash", b"passwordencoder.encode", NONE, 0),
    anywhere("hash", b"password.create", NONE, 0),
    Signature { tongue: Some("SQL"), ..anywhere("hash", b"crypt", NONE, 0) },
    anywhere("signature", b"jwt.sign", NONE, 1),
    anywhere("signature", b"jwt.verify", NONE, 1),
    anywhere("signature", b"jwt.encode", NONE, 1),
    anywhere("signature", b"jwt.decode", NONE, 1),
    anywhere("signature", b"jwt::encode", NONE, 1),
    anywhere("signature", b"algorithm.hmac256", NONE, 0),
    anywhere("signature", b"algorithm.hmac384", NONE, 0),
    anywhere("signature", b"algorithm.hmac512", NONE, 0),
    anywhere("signature", b"hmacshakeyfor", NONE, 0),
    anywhere("signature", b".signedstring", NONE, 0),
    anywhere("signature", b"symmetricsecuritykey", NONE, 0),
    anywhere("signature", b"cookieparser", NONE, 0),
];

/// Reads calls with a password argument.
pub(crate) struct PositionalExtractor;

impl Extractor for PositionalExtractor {
    fn id(&self) -> &'static str {
        "positional"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // Scala's calls have the effect type in between: `fromDriverManager[IO](`
        let name = cx.text.get(anchor.start..cx.text.len().min(anchor.end + 16)).unwrap_or_default();
        let Some(open) = memchr::memchr(b'(', name).map(|i| anchor.start + i) else { return anchor.end };
        let head = cx.text.get(open.saturating_sub(32)..open).unwrap_or_default().to_ascii_lowercase();
        let called = match head.strip_suffix(b"]").and_then(|head| memchr::memrchr(b'[', head)) {
            Some(effect) => head.get(..effect).unwrap_or_default(),
            None => &head,
        };
        // `HikariDataSource(`, `.dataSource(`, and not a method for whatever data: `addDatasource(`
        let near = cx.text.get(open.saturating_sub(32)..open).unwrap_or_default();
        let is_exact = |name: &[u8]| name != b"datasource" || memchr::memmem::find(near, b"ataSource").is_some();
        let is_called = |signature: &&Signature| {
            called.ends_with(signature.name)
                && is_exact(signature.name)
                && signature.tongue.is_none_or(|name| name == cx.tongue().name)
        };
        let Some(signature) = SIGNATURES.iter().chain(HASHING).find(is_called) else {
            return anchor.end;
        };
        // A notebook's lines are separate strings.
        if cx.dialect() == Dialect::Json {
            return anchor.end;
        }
        let (arguments, end) = arguments(cx, open + 1);
        let less =
            usize::from(signature.short && (arguments.len() == signature.password || makes_a_database(cx.text, open)));
        let literal = |index: usize| arguments.get(index.wrapping_sub(less)).and_then(Option::as_ref);
        if let Some(password) = literal(signature.password) {
            out.push(Candidate {
                scheme: signature.scheme.to_owned(),
                user: literal(signature.user).map(|user| user.content.value.clone()),
                formatted: password.formatted,
                ..Candidate::new(Form::Quoted, password.content.clone())
            });
        }
        end
    }
}

/// True if the engine whose bracket opens at `open` is a database's: `CREATE DATABASE d ENGINE = PostgreSQL(`.
fn makes_a_database(text: &[u8], open: usize) -> bool {
    let head = text.get(open.saturating_sub(256)..open).unwrap_or_default();
    let statement = head.rsplit(|b| *b == b';').next().unwrap_or_default().to_ascii_lowercase();
    memchr::memmem::find(&statement, b"create database").is_some()
}

/// The literal that a call at `at` converts to bytes, and the offset behind the call: `[]byte("x")`, `Encoding.UTF8.GetBytes("x")`,
/// `Buffer.from("x")`.
fn converted<'h>(cx: &Context<'h>, at: usize) -> Option<(StringLiteral<'h>, usize)> {
    const CALLS: &[&[u8]] =
        &[b"[]byte(", b"Buffer.from(", b"bytes(", b"Encoding.UTF8.GetBytes(", b"Encoding.ASCII.GetBytes("];
    let rest = cx.text.get(at..)?;
    let call = CALLS.iter().find(|call| rest.starts_with(call))?;
    let literal = string_at(cx.text, skip_space(cx.text, at + call.len()), cx.dialect())?;
    let mut close = skip_space(cx.text, literal.end);
    // The encoding.
    if cx.text.get(close) == Some(&b',') {
        close = skip_space(cx.text, string_at(cx.text, skip_space(cx.text, close + 1), cx.dialect())?.end);
    }
    (cx.text.get(close) == Some(&b')')).then_some((literal, close + 1))
}

/// The arguments of the call whose bracket opened before `at`, each a literal if it consists of one, and the end of the
/// call.
pub(crate) fn arguments<'h>(cx: &Context<'h>, at: usize) -> (Vec<Option<StringLiteral<'h>>>, usize) {
    let look = Look::ahead(cx.text, at);
    // The limit of the list, which skipped text extends.
    let mut found = Vec::new();
    let mut i = skip_space(cx.text, at);
    let mut limit = i + LONGEST;
    let mut depth = 0_usize;
    let mut current: Option<StringLiteral<'h>> = None;
    let mut alone = true;
    while i < limit && i < look.end {
        match cx.text.get(i) {
            Some(b'q' | b'%' | b'~' | b'b' | b'B' | b'r' | b'u' | b'f' | b'N' | b'@' | b'$' | b'[' | b'E')
                if depth == 0 && alone && current.is_none() =>
            {
                let literal = || {
                    string_at(cx.text, i, cx.dialect()).map(|literal| (over_conversion(cx.text, literal.end), literal))
                };
                match converted(cx, i).map(|(literal, end)| (end, literal)).or_else(literal) {
                    Some((end, literal)) => {
                        limit += end - i;
                        i = end;
                        current = Some(literal);
                        continue;
                    }
                    None => {
                        depth += usize::from(cx.text.get(i) == Some(&b'['));
                        alone = false;
                    }
                }
            }
            Some(b'"' | b'\'' | b'`') => match string_at(cx.text, i, cx.dialect()) {
                Some(literal) => {
                    limit += literal.end - i;
                    i = over_conversion(cx.text, literal.end);
                    if depth == 0 {
                        alone &= current.is_none();
                        current = Some(literal);
                    }
                    continue;
                }
                None => break,
            },
            Some(b'(' | b'[' | b'{') => {
                depth += 1;
                alone = false;
            }
            Some(b')' | b']' | b'}') if depth == 0 => {
                look.ended_at(i);
                found.push(current.take().filter(|_| alone));
                return (found, i + 1);
            }
            Some(b')' | b']' | b'}') => depth -= 1,
            Some(b',') if depth == 0 => {
                found.push(current.take().filter(|_| alone));
                alone = true;
            }
            Some(b'/' | b'#' | b' ' | b'\t' | b'\n' | b'\r') if skip_comments(cx.text, i) > i => {
                let next = skip_comments(cx.text, i);
                limit += next - i;
                i = next;
                continue;
            }
            Some(b';') => break,
            Some(_) if depth == 0 => alone = false,
            _ => {}
        }
        i += 1;
    }
    look.read_to(i);
    (Vec::new(), i)
}
