//! Keys whose value is the word after a blank: `--password x`, `ENV PGPASSWORD x`, `\set pw x`, `password 'x'`.

use super::key::Key;
use super::key_position;
use super::said;
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::unquoted;
use crate::extract::{Construct, Context, Dialect, skip_blanks};

/// True for `-ppassword`, `-psecret`: mysql's option with its value, which has no blank before it.
fn is_attached(name: &[u8]) -> bool {
    let value = name.strip_prefix(b"-p").unwrap_or_default();
    [b"pass".as_slice(), b"pw", b"secret", b"token"].iter().any(|word| value.starts_with(word))
}

/// True if a blank after this key is followed by its value: `--password x`, `ENV PGPASSWORD x`, `\set pw x`.
pub(crate) fn takes_word(cx: &Context<'_>, key: &Key) -> bool {
    let name = key.span.of(cx.text);
    // `curl -u admin:$DB_PASSWORD "$URL"`: the name of a variable that is used.
    let is_used = cx.dialect() == Dialect::Prose && name.starts_with(b"$");
    if name == b"--password-stdin" || is_used {
        return false;
    }
    if name.starts_with(b"--") && name.len() > 3 {
        // In a list of options, a wider gap separates the description.
        let apart = cx.text.get(key.end..key.end + 2).is_some_and(|gap| matches!(gap, [b'\t', _] | [b' ', b' ']));
        let explained = apart && matches!(cx.dialect(), Dialect::Prose | Dialect::Code);
        // An option in a code span ends with the span; the text after it is prose, unless another code span follows.
        if cx.dialect() == Dialect::Prose
            && cx.text.get(key.span.end) == Some(&b'`')
            && cx.text.get(skip_blanks(cx.text, key.span.end + 1)) != Some(&b'`')
        {
            return false;
        }
        let is_of = |command: &[u8]| memchr::memmem::find(key.head(cx.text), command).is_some();
        // What `lpass show --password` shows is named behind it.
        let is_switch = name == b"--secret" && is_of(b"pulumi ") || name == b"--password" && is_of(b"lpass show");
        // Commands of containers take the name of a secret that they keep, or its file.
        let is_stored = || [b"docker ".as_slice(), b"podman ", b"nerdctl ", b"buildah "].into_iter().any(is_of);
        return !explained && !is_switch && (name != b"--secret" || !is_stored() && !names_a_secret(cx.text, key.end));
    }
    if is_with_one_dash(cx, key) {
        return true;
    }
    // pulumi config set --secret dbPassword x
    if cx.dialect() != Dialect::Code && sets_pulumi_secret(cx.text, key) {
        return true;
    }
    // For most keys the language alone excludes all of the following, so that no line is examined.
    let is_command = key.quote.is_some() || name == b"password";
    if !is_command && matches!(cx.dialect(), Dialect::Env | Dialect::Toml | Dialect::Hcl | Dialect::Xml) {
        return false;
    }
    // In Tcl and in nginx' settings a statement may stand behind another.
    let is_statement = cx.dialect() == Dialect::Ini || cx.tongue().has(Construct::CommandWords);
    let head = key.head(cx.text).trim_ascii();
    let head = if is_statement { last_statement(head) } else { head };
    let is = |word: &[u8]| head.eq_ignore_ascii_case(word);
    let starts = |word: &[u8]| head.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    // Variables of csh, Apache and nginx: setenv PGPASSWORD x, SetEnv PGPASSWORD x, fastcgi_param DB_PASSWORD x;
    if matches!(cx.dialect(), Dialect::Shell | Dialect::Ini | Dialect::Prose)
        && [b"setenv".as_slice(), b"fastcgi_param", b"uwsgi_param", b"scgi_param"].into_iter().any(is)
    {
        return true;
    }
    // Lisp: (setenv "PGPASSWORD" "x")
    if key.quote.is_some() && is(b"(setenv \"") {
        return true;
    }
    // Commands with a variable and its value: travis env set DB_PASSWORD x
    if key.quote.is_none()
        && matches!(cx.dialect(), Dialect::Shell | Dialect::Prose | Dialect::Yaml | Dialect::Batch | Dialect::Docker)
        && sets_a_variable(head)
    {
        return true;
    }
    // .NET's user secrets: dotnet user-secrets set "Db:Password" "x"
    if key.quote.is_some() && sets_user_secret(head) {
        return true;
    }
    // debconf answers: owner owner/db-password password x
    if name == b"password"
        && head.rsplit(|b| *b == b' ').next().is_some_and(|question| question.contains(&b'/'))
        && (starts(b"d-i ") || {
            let line = key.line(cx.text).of(cx.text);
            memchr::memmem::find(line, b"debconf-set-selections").is_some()
        })
    {
        return true;
    }
    match cx.dialect() {
        Dialect::Docker => is(b"env") || is(b"arg"),
        // The name of an anchor: `default: &db_password x`
        // A configuration in a block of its own: a ConfigMap of fluentd
        Dialect::Yaml if head.is_empty() && is_in_tags(cx, key) => true,
        Dialect::Yaml => {
            let before = cx.text.get(key.span.start.saturating_sub(2)..key.span.start).unwrap_or_default();
            before.ends_with(b"&") && before != b"&&"
        }
        Dialect::Prose => {
            // .netrc, which ftp and curl read: machine h login u password x
            starts(b"machine ")
                || is_in_code(cx, key)
                || is_shown_directive(cx, key, head)
                || cx.tongue().has(Construct::WordPairs)
                // Clojure in prose: {:user "app" :password "x"}
                || (head.ends_with(b":") && cx.text.get(skip_blanks(cx.text, key.end)) == Some(&b'"'))
        }
        Dialect::Sql => is(b"\\set") || is(b"\\setenv"),
        Dialect::Batch => {
            head.len().checked_sub(4).and_then(|at| head.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(b"setx"))
        }
        // etcdctl put /db/password x
        Dialect::Shell if stores_a_key(head) => true,
        // fish: set -gx PGPASSWORD x
        Dialect::Shell => {
            let statement = head.rsplit(|b| matches!(b, b';' | b'&' | b'|')).next().unwrap_or(head).trim_ascii();
            let mut words = statement.split(|b| *b == b' ').filter(|word| !word.is_empty());
            words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"set"))
                && words.all(|word| word.starts_with(b"-"))
                && (statement.len() > 3 || cx.tongue().name == "fish")
        }
        // Odyssey and nginx: password "x"; also after other settings.
        Dialect::Ini if name == b"insecure-password" => true,
        Dialect::Ini => {
            let quoted = matches!(cx.text.get(skip_blanks(cx.text, key.end)), Some(b'"' | b'\''));
            // Java's properties: db.password x
            let rest = cx.text.get(key.end..unquoted::line_end(cx.text, key.end)).unwrap_or_default().trim_ascii();
            let is_properties = cx.tongue().name == "properties";
            let property = head.is_empty() && name.contains(&b'.') && (is_properties || !rest.contains(&b' '));
            // A tab between a variable and its value.
            let is_column = head.is_empty()
                && cx.text.get(key.end) == Some(&b'\t')
                && name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
                && !rest.contains(&b' ');
            // nginx variables: set $db_password "x";
            let is_set = is(b"set") && name.starts_with(b"$");
            property
                || is_column
                || is_set
                || is_directive(cx, key, head, rest)
                || head.is_empty() && is_in_tags(cx, key)
                || quoted && (matches!(head.last(), None | Some(b'"' | b'{' | b';')) || is_commented_out(head))
        }
        // PowerShell parameters and Clojure keywords.
        Dialect::Code => {
            let value = cx.text.get(skip_blanks(cx.text, key.end)..).unwrap_or_default();
            (name.starts_with(b"-") && name.len() > 2 && !is_attached(name))
                || (cx.tongue().has(Construct::CommandWords) && (is(b"set") || is(b"variable") || is(b"set env(") || is(b"set ::env(")))
                || (head.ends_with(b":") && (value.starts_with(b"\"") || value.starts_with(b"(or ")))
                || is(b"#define")
                // PowerShell: Set-Item Env:PGPASSWORD 'x'
                || (cx.tongue().has(Construct::BacktickEscape) && (is(b"set-item env:") || is(b"new-item env:")))
                // Elixir's module attributes: @db_password "x"
                || (head == b"@" && value.starts_with(b"\"") && cx.tongue().has(Construct::ModuleAttribute))
                || is_applied(cx, key, head)
                // F#: |> Sql.password "x"
                || (head.ends_with(b"|>") && name.contains(&b'.') && value.starts_with(b"\""))
        }
        _ => false,
    }
}

/// True for an option of several letters with one dash, and a word behind it that no sentence has: `srv -password "x"`. What is random
/// alone is told then, because the dash may as well begin an item of a list or another option's value.
pub(super) fn is_with_one_dash(cx: &Context<'_>, key: &Key) -> bool {
    const LEAST: usize = 5;
    let name = key.span.of(cx.text);
    let is_option = matches!(name, [b'-', first, ..] if first.is_ascii_alphabetic()) && name.len() >= LEAST;
    let is_command = matches!(
        cx.dialect(),
        Dialect::Shell | Dialect::Prose | Dialect::Yaml | Dialect::Docker | Dialect::Batch | Dialect::Ini
    );
    if !is_option || !is_command || key.quote.is_some() || is_attached(name) {
        return false;
    }
    let at = skip_blanks(cx.text, key.end);
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).unwrap_or_default();
    let word = match rest {
        [quote @ (b'"' | b'\''), inner @ ..] => inner.split(|b| b == quote).next(),
        _ => rest.split(u8::is_ascii_whitespace).next(),
    };
    // OpenSSL names the kind of a source before it, which is a key of its own: -passout pass:x
    word.is_some_and(|word| said::is_token(word) && !word.contains(&b':'))
}

/// What stands behind the last `;` of `head`, or all of it.
fn last_statement(head: &[u8]) -> &[u8] {
    let start = memchr::memrchr2(b';', b'{', head).map_or(0, |at| at + 1);
    let statement = head.get(start..).unwrap_or_default().trim_ascii();
    // What is quoted ends there: a `;` between quotes begins no statement.
    let is_whole = statement.iter().filter(|b| matches!(b, b'"' | b'\'')).count() % 2 == 0;
    if is_whole && !statement.is_empty() { statement } else { head }
}

/// Whether the key is a directive with one word or literal behind it, in a block between tags: fluentd's `<match>`, collectd's
/// `<Plugin>`, Apache's `<Location>`.
fn is_in_tags(cx: &Context<'_>, key: &Key) -> bool {
    const FAR: usize = 2_048;
    let text = cx.text;
    let rest = text.get(key.end..unquoted::line_end(text, key.end)).unwrap_or_default().trim_ascii();
    let is_literal = matches!(rest, [open @ (b'"' | b'\''), .., close] if open == close);
    let is_value =
        is_literal || !rest.contains(&b' ') && !matches!(rest.first(), None | Some(b'=' | b':' | b'{' | b'<'));
    if key.quote.is_some() || !is_value {
        return false;
    }
    let before = text.get(key.span.start.saturating_sub(FAR)..key.span.start).unwrap_or_default();
    let mut depth = 0_i32;
    for line in before.split(|b| *b == b'\n') {
        match line.trim_ascii() {
            [b'<', b'/', first, .., b'>'] if first.is_ascii_alphabetic() => depth = (depth - 1).max(0),
            [b'<', first, .., b'>'] if first.is_ascii_alphabetic() => depth += 1,
            _ => {}
        }
    }
    depth > 0
}

/// True if the key is a setting followed by a single word, of a database (`DBPassword x`) or a generated one (`Pass x`).
fn is_directive(cx: &Context<'_>, key: &Key, head: &[u8], rest: &[u8]) -> bool {
    let name = key.span.of(cx.text).to_ascii_lowercase();
    let is_of_a_database = [b"db".as_slice(), b"pg", b"postgres", b"database", b"sql"]
        .iter()
        .any(|word| memchr::memmem::find(&name, word).is_some());
    let is_word = !rest.is_empty() && !rest.contains(&b' ') && !matches!(rest.first(), Some(b'=' | b':'));
    head.is_empty() && key.quote.is_none() && is_word && (is_of_a_database || said::is_token(rest))
}

/// True if nothing but the marks of a comment precedes a directive.
pub(super) fn is_commented_out(head: &[u8]) -> bool {
    !head.is_empty() && head.iter().all(|b| matches!(b, b'#' | b';' | b' ' | b'\t'))
}

/// True for a directive that a text shows, with a literal that ends its line or its code span: `storage_password "x"`.
pub(super) fn is_shown_directive(cx: &Context<'_>, key: &Key, head: &[u8]) -> bool {
    let at = skip_blanks(cx.text, key.end);
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).unwrap_or_default();
    let is_option = key.span.of(cx.text).starts_with(b"-");
    let is_apart = key.quote.is_none() && at > key.end && !is_option;
    let Some(literal) = rest.strip_prefix(b"\"").filter(|_| is_apart) else { return false };
    let Some(close) = memchr::memchr(b'"', literal) else { return false };
    let behind = literal.get(close + 1..).unwrap_or_default();
    if literal.get(..close).is_none_or(|word| word.contains(&b' ')) {
        return false;
    }
    match head {
        b"" => matches!(behind.trim_ascii(), b"" | b";"),
        _ => head == b"`" && behind.starts_with(b"`"),
    }
}

/// True if the word after the key is a code span in prose, and the text before it says which password it is: "(user
/// `app`, password `x`)".
fn is_in_code(cx: &Context<'_>, key: &Key) -> bool {
    let at = skip_blanks(cx.text, key.end);
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).unwrap_or_default();
    let Some(rest) = rest.strip_prefix(b"`").filter(|_| at > key.end) else { return false };
    let word = rest.get(..memchr::memchr(b'`', rest).unwrap_or_default()).unwrap_or_default();
    !word.is_empty() && !word.contains(&b' ') && key_position::is_introduced(key.head(cx.text))
}

/// True if `head` ends with a command that takes a variable and its value as two words.
fn sets_a_variable(head: &[u8]) -> bool {
    const COMMANDS: &[&[u8]] = &[
        b"travis env set",
        b"netlify env:set",
        b"ntl env:set",
        b"launchctl setenv",
        b"setx",
        b"setx /m",
        b"cf set-env *",
        b"cf v3-set-env *",
        // Settings of a program, which it keeps in a file.
        b"configure set",
        b"config set",
        b"config set *",
        b"config set -g",
        b"npm set",
        b"npm set *",
        b"git config",
        b"git config --global",
        b"git config --local",
        b"git config --system",
        b"poetry config",
        b"composer config",
        b"bundle config",
    ];
    const LONGEST: usize = 96;
    let near = head.get(head.len().saturating_sub(LONGEST)..).unwrap_or_default().to_ascii_lowercase();
    let words = || near.rsplit(|b| *b == b' ').filter(|word| !word.is_empty());
    COMMANDS.iter().any(|command| {
        let mut own = words();
        command.rsplit(|b| *b == b' ').all(|wanted| {
            own.next().is_some_and(|word| word == wanted || wanted == b"*" && word.first().is_some_and(|b| *b != b'-'))
        })
    })
}

/// True if `head` is a command that stores a value under a path, up to the last component of the path.
fn stores_a_key(head: &[u8]) -> bool {
    let mut words = head.rsplit(|b| *b == b' ');
    let path = words.next().unwrap_or_default();
    let verb = words.next().unwrap_or_default();
    path.ends_with(b"/") && verb == b"put" && words.next().is_some_and(|command| command.ends_with(b"etcdctl"))
}

/// True if the key is the name argument of `pulumi config set`.
fn sets_pulumi_secret(text: &[u8], key: &Key) -> bool {
    let head = key.head(text).trim_ascii_end();
    let at = memchr::memmem::rfind(head, b"pulumi config set");
    at.and_then(|at| head.get(at + 17..))
        .is_some_and(|rest| rest.split(|b| *b == b' ').all(|word| word.is_empty() || word.starts_with(b"--")))
}

/// True if `head` contains `user-secrets set`, in any case.
fn sets_user_secret(head: &[u8]) -> bool {
    const COMMAND: &[u8] = b"user-secrets set";
    const DASH: usize = 4;
    memchr::memchr_iter(b'-', head).filter_map(|at| at.checked_sub(DASH)).any(|start| {
        head.get(start..start + COMMAND.len()).is_some_and(|command| command.eq_ignore_ascii_case(COMMAND))
    })
}

/// True for `password 'x'` as a statement, a list item or an argument.
fn is_applied(cx: &Context<'_>, key: &Key, head: &[u8]) -> bool {
    // In these languages a name is applied to the literal after it.
    let is_applied = cx.tongue().has(Construct::AppliedName);
    if key.quote.is_some() || !is_applied {
        return false;
    }
    let begins =
        key.span.of(cx.text).contains(&b'.') || matches!(head.last(), None | Some(b',' | b'[' | b'(' | b'{' | b';'));
    let Some(literal) = string_at(cx.text, skip_blanks(cx.text, key.end), cx.dialect()) else { return false };
    let after = cx.text.get(skip_blanks(cx.text, literal.end));
    begins && matches!(after, None | Some(b'\n' | b'\r' | b',' | b']' | b')' | b'}' | b';'))
}

/// `docker service create --secret postgres_password`, `docker build --secret id=npm`: the name of a stored secret.
fn names_a_secret(text: &[u8], at: usize) -> bool {
    let word = text.get(skip_blanks(text, at)..).unwrap_or_default();
    // In a literal of code its quotes are escaped.
    let word = word.strip_prefix(b"\\").unwrap_or(word);
    let word = word.strip_prefix(b"\"").or(word.strip_prefix(b"'")).unwrap_or(word);
    let word = word.get(..word.len().min(64)).unwrap_or_default();
    let word = word.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    let is_name = word.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-'));
    let kind = word.rsplit(|b| matches!(b, b'_' | b'-')).next().unwrap_or_default();
    word.starts_with(b"id=")
        || word.starts_with(b"source=")
        || (is_name
            && word != kind
            && matches!(kind, b"password" | b"passwd" | b"secret" | b"key" | b"token" | b"credentials"))
}
