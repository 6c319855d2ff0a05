//! SQL statements that carry a password.
//!
//! PostgreSQL manual, part VI: `CREATE ROLE`, `ALTER ROLE`, `CREATE USER MAPPING`, `CREATE SERVER`; MySQL's `IDENTIFIED
//! BY` and `SET PASSWORD`, and SQL Server's `CREATE LOGIN`, because they occur in the same files; and embedded SQL's
//! `CONNECT` (section 36.14).

use super::sql_token::{Kind, Quoting, Token, Tokens};
use super::{Credential, Part, filled};
use crate::text::{Located, Span};

/// Words that may occur between a role's name and its password. Any other word shows that this is prose or that the
/// statement has ended, except where a name is expected (after `IN ROLE` and similar).
const OPTIONS: &[&str] = &[
    "add",
    "admin",
    "and",
    "bypassrls",
    "by",
    "comment",
    "connection",
    "createdb",
    "createrole",
    "createuser",
    "database",
    "default",
    "drop",
    "encrypted",
    "expire",
    "external",
    "for",
    "group",
    "host",
    "identified",
    "in",
    "inherit",
    "infinity",
    "limit",
    "login",
    "must_change",
    "nobypassrls",
    "nocreatedb",
    "nocreaterole",
    "nocreateuser",
    "noinherit",
    "nologin",
    "noreplication",
    "nosuperuser",
    "not",
    "null",
    "replication",
    "role",
    "rolepassword",
    "set",
    "superuser",
    "sysid",
    "temporary",
    "timeout",
    "to",
    "unencrypted",
    "until",
    "user",
    "using",
    "valid",
    "with",
];

/// Words after which a name or a setting is expected.
const BEFORE_NAMES: &[&str] = &["admin", "default", "group", "role", "set", "tablespace", "to", "user"];

/// Parses the statement that starts at the first byte of `input`, and returns the number of bytes read: up to the end
/// of the password, the end of the options, or what ended the statement. Returns `None` if no such statement starts
/// there.
///
/// A literal is a password, and its span is the text between the quotes. What is safe to publish is not: `:'var'`,
/// `:var`, `$1`, `?`, `%s`, `%L`, `NULL`, and anything joined with `||` or `+`. The statement may contain line breaks
/// and comments and is read up to a `;`.
pub fn parse_statement(input: &[u8]) -> Option<(Credential<'_>, usize)> {
    read_statement(input).0
}

/// Like [`parse_statement`], and returns the number of bytes that were examined: more than were read if a quote or a
/// comment is not closed, because its end is searched for in the whole input.
pub(crate) fn read_statement(input: &[u8]) -> (Option<(Credential<'_>, usize)>, usize) {
    let mut reader = Reader { text: input, tokens: Tokens::new(input), end: 0, credential: Credential::default() };
    let is_one = reader.statement().is_some();
    let looked = if reader.tokens.are_open() { input.len() } else { reader.end };
    (is_one.then_some((reader.credential, reader.end)), looked)
}

/// Parses a statement.
struct Reader<'a> {
    text: &'a [u8],
    tokens: Tokens<'a>,
    end: usize,
    credential: Credential<'a>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.next()?;
        self.end = token.span.end;
        Some(token)
    }

    fn next_is(&self, word: &str) -> bool {
        self.tokens.peek().is_some_and(|token| token.is(self.text, word))
    }

    /// Skips the keyword `word` if it comes next.
    fn eat(&mut self, word: &str) -> bool {
        self.next_is(word) && self.next().is_some()
    }

    /// Skips the byte `punctuation` if it comes next.
    fn eat_byte(&mut self, punctuation: u8) -> bool {
        let found = self.tokens.peek().is_some_and(|token| token.kind == Kind::Other(punctuation));
        found && self.next().is_some()
    }

    /// Skips `IF [NOT] EXISTS`.
    fn eat_if_exists(&mut self) {
        if self.eat("if") {
            self.eat("not");
            self.eat("exists");
        }
    }

    fn statement(&mut self) -> Option<()> {
        let first = self.next()?;
        if first.is(self.text, "set") {
            return self.set_password();
        }
        if first.is(self.text, "grant") {
            return self.grant();
        }
        if first.is(self.text, "connect") {
            return self.connect();
        }
        if !first.is(self.text, "create") && !first.is(self.text, "alter") {
            return None;
        }
        if self.eat("or") && !self.eat("replace") {
            return None;
        }
        let object = self.next()?;
        if object.is(self.text, "user") && self.eat("mapping") || object.is(self.text, "server") {
            self.foreign_options();
            return Some(());
        }
        if !["role", "user", "group", "login"].iter().any(|word| object.is(self.text, word)) {
            return None;
        }
        self.eat_if_exists();
        self.account()?;
        self.role_options(false);
        Some(())
    }

    /// Parses a role's name, with MySQL's `@'host'`.
    fn account(&mut self) -> Option<()> {
        let name = self.next().filter(|token| !matches!(token.kind, Kind::Other(_)))?;
        self.credential.user = filled(self.part(name));
        let is_host = |next: Token| next.kind == Kind::Param && next.span.start == name.span.end;
        if self.eat_byte(b'@') || self.tokens.peek().is_some_and(is_host) {
            self.next();
        }
        Some(())
    }

    /// Parses `SET PASSWORD [FOR user] = 'x'` or `= PASSWORD('x')`.
    fn set_password(&mut self) -> Option<()> {
        if !self.eat("password") {
            return None;
        }
        if self.eat("for") {
            self.account()?;
        }
        if !self.eat_byte(b'=') {
            self.eat("to");
        }
        if self.eat("password") || self.eat("old_password") {
            self.eat_byte(b'(');
        }
        self.password();
        Some(())
    }

    /// Parses `CONNECT TO target [AS name] USER user {IDENTIFIED BY | USING} password`, in C programs.
    fn connect(&mut self) -> Option<()> {
        if !self.eat("to") {
            return None;
        }
        while !self.eat("user") {
            self.next().filter(|token| token.kind != Kind::Other(b';'))?;
        }
        self.account()?;
        if self.eat("identified") && self.eat("by") || self.eat("using") {
            self.password();
        }
        Some(())
    }

    /// Parses `GRANT … TO 'u'@'h' IDENTIFIED BY 'x'`. Without `IDENTIFIED` it carries no password.
    fn grant(&mut self) -> Option<()> {
        loop {
            let token = self.next().filter(|token| token.kind != Kind::Other(b';'))?;
            if token.is(self.text, "to") {
                self.account()?;
                return self.next_is("identified").then(|| self.role_options(true));
            }
        }
    }

    /// Parses options up to the password, or to a word that cannot be an option.
    fn role_options(&mut self, mut is_name_due: bool) {
        while let Some(token) = self.tokens.peek() {
            let is = |word: &&str| token.is(self.text, word);
            let is_name = is_name_due;
            is_name_due = BEFORE_NAMES.iter().any(is) || token.kind == Kind::Other(b',') && is_name_due;
            match token.kind {
                Kind::Other(b';') => return,
                Kind::Word if is(&"password") => {
                    self.next();
                    return self.password();
                }
                Kind::Word if is(&"identified") => {
                    self.next();
                    return self.identified();
                }
                Kind::Word if OPTIONS.iter().any(is) => {}
                Kind::Word if is_name => is_name_due = true,
                Kind::Word => return,
                _ => is_name_due = is_name_due || is_name && matches!(token.kind, Kind::Quoted(_) | Kind::Param),
            }
            self.next();
        }
    }

    /// Parses `IDENTIFIED [WITH plugin] BY ['x' | PASSWORD 'x' | RANDOM PASSWORD]`.
    fn identified(&mut self) {
        if self.eat("with") {
            self.next();
        }
        if self.eat("by") || self.eat("as") {
            self.eat("password");
            self.password();
        }
    }

    /// Parses the value of a password: after `PASSWORD`, with or without `=`.
    fn password(&mut self) {
        self.eat_byte(b'=');
        let Some(token) = self.tokens.peek() else { return };
        if let Kind::Quoted(quoting) = token.kind {
            self.next();
            let next = self.tokens.peek().and_then(|next| self.text.get(next.span.start..)).unwrap_or_default();
            let is_joined = next.starts_with(b"||") || next.starts_with(b"+") || self.is_glue(token);
            if !is_joined && quoting != Quoting::Name {
                let password = self.part(token);
                self.credential.password = Some(self.continued(password, token));
            }
        }
    }

    /// Returns whether an apparent literal is host-language code between two literals: in `"… PASSWORD '" + x + "'"`
    /// the quotes contain `" + x + "`, and in `'… PASSWORD ' + x + ' …'` they contain ` + x + `. Such text starts with
    /// a quote or a blank and an operator, and ends with an operator or an opening bracket.
    fn is_glue(&self, token: Token) -> bool {
        let is_edge = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`".contains(byte);
        let inside = token.inside.of(self.text);
        let lead = inside.iter().take_while(|&byte| is_edge(byte)).count();
        let core = inside.get(lead..).unwrap_or_default();
        let trail = core.iter().rev().take_while(|&byte| is_edge(byte)).count();
        let core = core.get(..core.len() - trail).unwrap_or_default();
        let is_operator = |byte: Option<&u8>| byte.is_some_and(|byte| b"+|.,&".contains(byte));
        let is_text = matches!(token.kind, Kind::Quoted(Quoting::Plain | Quoting::Double));
        let ends = is_operator(core.last()) || matches!(core.last(), Some(b'(' | b'='));
        is_text && lead > 0 && core.len() > 1 && is_operator(core.first()) && ends
    }

    /// Parses `… OPTIONS ([ADD | SET | DROP] key 'value', …)` of a foreign server or a user mapping.
    fn foreign_options(&mut self) {
        while let Some(token) = self.tokens.peek().filter(|token| token.kind != Kind::Other(b';')) {
            self.next();
            if token.is(self.text, "options") && self.eat_byte(b'(') {
                break;
            }
        }
        while let Some(mut key) = self.tokens.peek().filter(|token| token.kind != Kind::Other(b';')) {
            self.next();
            if key.kind == Kind::Other(b')') {
                return;
            }
            let is_verb = ["add", "set", "drop"].iter().any(|verb| key.is(self.text, verb));
            if is_verb && self.tokens.peek().is_some_and(|next| matches!(next.kind, Kind::Word | Kind::Quoted(_))) {
                let Some(next) = self.next() else { return };
                key = next;
            }
            if matches!(key.kind, Kind::Word | Kind::Quoted(_)) {
                self.foreign_option(&key.value(self.text).to_ascii_lowercase());
            }
        }
    }

    fn foreign_option(&mut self, key: &[u8]) {
        match key {
            b"password" | b"passwd" | b"pwd" => self.password(),
            b"user" | b"username" => self.credential.user = self.literal(),
            b"dbname" | b"database" => self.credential.database = self.literal(),
            b"host" | b"hostaddr" | b"servername" => {
                let host = self.literal();
                self.credential.hosts.extend(host);
            }
            _ => {}
        }
    }

    /// Parses the next string constant, unless it is empty.
    fn literal(&mut self) -> Option<Part<'a>> {
        let token = self.tokens.peek().filter(|token| matches!(token.kind, Kind::Quoted(_)))?;
        self.next();
        filled(self.part(token))
    }

    /// Appends the constants on the following lines, which standard SQL concatenates: `'a'` and, on the next line,
    /// `'b'`.
    fn continued(&mut self, first: Part<'a>, token: Token) -> Part<'a> {
        let (mut joined, mut last) = (first, token);
        while let Some(next) = self.tokens.peek() {
            let between = self.text.get(last.span.end..next.span.start).unwrap_or_default();
            let is_plain = |token: Token| token.kind == Kind::Quoted(Quoting::Plain);
            if !is_plain(last) || !is_plain(next) || !between.contains(&b'\n') {
                break;
            }
            self.next();
            joined.value.to_mut().extend_from_slice(&next.value(self.text));
            joined.span.end = next.inside.end;
            last = next;
        }
        joined
    }

    fn part(&self, token: Token) -> Part<'a> {
        Located::new(token.value(self.text), Span::new(token.inside.start, token.inside.end))
    }
}
