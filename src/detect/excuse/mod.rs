//! The excuses: a table of reasons why a value is not a credential, in the order in which they are tried. Each excuse
//! has a name, a domain of application, and examples of texts that it excuses and does not excuse. None depends on
//! appearance alone: a value is excused by the grammar of its context, by a list, or by a requirement of its rule.

mod asked_for;
mod checksum;
mod code;
mod commented;
mod constant_name;
mod described;
mod directive;
mod document;
mod expansion;
mod filled_in;
mod hash;
mod key_file;
mod label;
mod locator;
mod name;
mod name_map;
mod object;
mod pattern;
mod place;
mod placeholder;
mod prefix;
mod public;
mod reference;
mod schema_uri;
mod table;
mod treatment;
mod type_word;
mod uri_pattern;
mod verdict;

pub(super) use described::Described;
pub(super) use label::may_be_title;
pub(super) use placeholder::may_be_cut;
pub(super) use reference::names_a_stored_secret;

/// A reason why a value is not a credential.
#[derive(Debug)]
pub struct Excuse {
    /// Its name: lower-case words joined by dashes.
    pub name: &'static str,
    /// A description of what the value is instead.
    pub why: &'static str,
    /// The kind of evidence.
    pub ground: Ground,
    /// The values that it is tried on.
    pub of: Of,
    /// Returns true if it applies to a value.
    applies: fn(&Described<'_, '_>) -> bool,
    /// Texts in which it excuses everything that a rule reads as a secret.
    pub excuses: &'static [Sample],
    /// Similar texts in which a secret is found.
    pub keeps: &'static [Sample],
}

/// A file on which an excuse is tested.
#[derive(Debug)]
pub struct Sample {
    /// Its path.
    pub path: &'static str,
    /// Its content.
    pub text: &'static str,
}

/// The kind of evidence of an excuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The syntax of the value and its context.
    Grammar,
    /// A list in `patterns/words/`, or one defined by a standard.
    List,
    /// A requirement of the rule.
    Rule,
}

impl Ground {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Ground::Grammar => "grammar",
            Ground::List => "list",
            Ground::Rule => "rule",
        }
    }

    /// A description.
    pub const fn meaning(self) -> &'static str {
        match self {
            Ground::Grammar => "the syntax of the value and of what it stands in",
            Ground::List => "words that are on a list",
            Ground::Rule => "what its rule asks of a value",
        }
    }
}

/// The values that an excuse is tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Whatever a rule has read, including keys and stored hashes.
    All,
    /// Judged values: passwords and tokens.
    Judged,
    /// Judged values outside of PostgreSQL's own files, in which every value is meant literally.
    Loose,
}

impl Of {
    /// A description.
    pub const fn as_str(self) -> &'static str {
        match self {
            Of::All => "every value",
            Of::Judged => "passwords and tokens",
            Of::Loose => "passwords and tokens outside of PostgreSQL's own files",
        }
    }
}

/// Every excuse, in the order in which they are tried.
pub fn all() -> impl Iterator<Item = &'static Excuse> {
    table::ALL.iter().copied().flatten()
}

/// The first excuse that applies.
pub(super) fn first(it: &Described<'_, '_>) -> Option<&'static Excuse> {
    let is_judged = it.is_judged();
    all().find(|excuse| {
        let is_asked = match excuse.of {
            Of::All => true,
            Of::Judged => is_judged,
            Of::Loose => is_judged && !it.place().fixed,
        };
        is_asked && (excuse.applies)(it)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::strength::StrengthCache;
    use crate::extract::{Candidate, Context, Form, raw_part};
    use crate::rules::RuleSet;
    use crate::text::Span;

    /// The excuse of `value`, which follows `head` in a text.
    fn excused_in(head: &str, value: &str, key: &str, form: Form, path: &str) -> Option<&'static str> {
        let text = format!("{head}{value}");
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let part = raw_part(cx.text, Span::new(head.len(), text.len()));
        let candidate = Candidate { key: key.into(), ..Candidate::new(form, part) };
        let rules = RuleSet::builtin();
        let cache = StrengthCache::default();
        first(&Described::new(&cx, rules.by_id("password-assignment").unwrap(), &candidate, &cache))
            .map(|found| found.name)
    }

    fn excused(value: &str, key: &str, form: Form, path: &str) -> Option<&'static str> {
        excused_in("", value, key, form, path)
    }

    #[test]
    fn names_are_words_and_unique() {
        let names: Vec<&str> = all().map(|excuse| excuse.name).collect();
        let is_word = |name: &&str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        assert!(names.iter().all(is_word), "{names:?}");
        assert!(names.iter().all(|name| names.iter().filter(|other| other == &name).count() == 1), "{names:?}");
        assert!(names.iter().all(|name| RuleSet::builtin().by_id(name).is_none()), "an excuse is called like a rule");
    }

    #[test]
    fn values_that_are_no_credentials() {
        for (value, key, form, path, why) in [
            ("string", "password", Form::Bare, "openapi.yaml", Some("type")),
            ("Password", "password", Form::Quoted, "en.json", Some("label")),
            ("Senha", "password", Form::Quoted, "i18n/pt.json", Some("label")),
            ("Mot de passe", "password", Form::Quoted, "fr.json", Some("label")),
            ("La contraseña debe tener al menos 8 caracteres", "errors_password", Form::Quoted, "a.jsx", Some("label")),
            ("Cambiar password", "change_password", Form::Quoted, "i18n/es.json", Some("label")),
            ("$2b$10$abcdefghijklmnopqrstuv", "password", Form::Quoted, "seed.js", Some("hash")),
            ("#password", "password", Form::Quoted, "a.spec.js", Some("locator")),
            ("/reset-password", "reset_password", Form::Quoted, "a.js", Some("locator")),
            ("twoFactor", "two_factor_secret", Form::Quoted, "a.ts", Some("name")),
            ("sb_publishable_abcdefghijk", "key", Form::Bare, ".env", Some("public-key")),
            ("password", "password", Form::Quoted, "orm.json", None),
            ("correct horse battery staple", "password", Form::Quoted, "a.js", None),
            ("supersecret", "secret_key", Form::Quoted, "a.py", None),
            ("Password123", "password", Form::Quoted, "a.js", None),
            ("p@ss w0rd!", "password", Form::Quoted, "a.js", None),
            ("text", "password", Form::Bare, ".env", None),
        ] {
            assert_eq!(excused(value, key, form, path), why, "{key} = {value} in {path}");
        }
    }

    #[test]
    fn names_of_files_and_services_are_excused() {
        for (value, key, form, path, why) in [
            ("certs/symmetric.pem", "secret_key", Form::Bare, "values.yaml", Some("locator")),
            ("/etc/nginx/ssl/{{ app }}/privkey.pem", "ssl_key", Form::Quoted, "a.sls", Some("locator")),
            ("Qm7tLx2vRk9aPz4w.pem", "secret_key", Form::Bare, "values.yaml", None),
            ("3iekaLMortiebsTaJx.key", "db_password", Form::Bare, ".env", None),
            ("devguard-bot-dev.2025-03-28.private-key.pem", "private_key", Form::Bare, ".env", Some("locator")),
            ("k8m2qz4rtn9w.key", "secret_key", Form::Bare, "values.yaml", None),
            ("server-2024.key", "secret_key", Form::Bare, "values.yaml", Some("locator")),
            ("newsletters#confirmation", "secret", Form::Quoted, "routes.rb", Some("locator")),
            ("cf/example.key.pem", "private_key", Form::Quoted, "a.clj", Some("locator")),
            ("/api/1/report/$2/$3", "pass", Form::Quoted, "main.yml", Some("locator")),
            ("/Qm7tLx2vRk9", "pass", Form::Quoted, "main.yml", None),
            ("compat systemd", "passwd", Form::Bare, "nsswitch.conf", Some("type")),
            ("compatible9", "passwd", Form::Bare, "a.conf", None),
            ("2048", "max_password", Form::Bare, "a.h", Some("type")),
            ("2048", "password", Form::Quoted, "a.py", None),
            ("!=", "docker_password", Form::Bare, "ci.yml", Some("type")),
            ("[^", "password", Form::Quoted, "a.go", Some("pattern")),
            ("([^@]+)", "", Form::KeywordList, "A.java", Some("pattern")),
            ("密码", "", Form::KeywordList, "appsettings.json", Some("label")),
            ("false", "save_pwd", Form::Quoted, "a.pubxml.xml", Some("type")),
            ("null]", "password", Form::Prose, "a.js", Some("type")),
            ("^1.2.1", "pbkdf2_password", Form::Quoted, "package.json", Some("version")),
            ("1.2.1", "pbkdf2_password", Form::Quoted, "config.json", None),
            ("flag", "password", Form::Bare, "CHANGES", Some("label")),
            ("0", "pass", Form::Bare, "test.sh", Some("type")),
            ("0", "db_pass", Form::Bare, "test.sh", None),
            ("/home/deploy/Keys/u12", "private_key", Form::Quoted, "a.tfvars", Some("locator")),
            ("/var7/Qm7tLx2vRk9", "private_key", Form::Quoted, "a.tfvars", None),
            ("AZURE_ACCOUNT_NAME", "secret_key", Form::Bare, "es.yaml", Some("name")),
            ("QM7TLX2VRK9", "secret_key", Form::Bare, "es.yaml", None),
            (
                "Wallabag-Passwort",
                "form_wallabag_password",
                Form::Quoted,
                "locale/translations/de_DE.json",
                Some("label"),
            ),
        ] {
            assert_eq!(excused(value, key, form, path), why, "{key} = {value} in {path}");
        }
    }

    #[test]
    fn words_on_no_list_are_no_label() {
        for (value, key, form, path, why) in [
            ("Quartz Window Hammer Battery", "db_password", Form::Quoted, "a.json", None),
            ("Quartz Window Hammer Battery", "db_password", Form::Bare, "a.properties", None),
            ("Cancel Kettle Magnet Button", "password", Form::Quoted, "a.py", None),
            ("пароль-кварц-молот-42", "db_password", Form::Quoted, "a.py", None),
            ("кварц окно молот батарея", "db_password", Form::Bare, ".env", None),
            ("石英窗口锤子电池", "db_password", Form::Bare, "a.yml", None),
            ("Forgot your password?", "password", Form::Quoted, "a.js", Some("placeholder")),
            ("Current Password", "password", Form::Quoted, "a.js", Some("label")),
            ("Invalid credentials", "password", Form::Quoted, "a.js", Some("label")),
            ("Passwords must match the ones you entered", "password", Form::Quoted, "a.js", Some("label")),
            ("Введите пароль", "password", Form::Quoted, "a.js", Some("placeholder")),
            ("请输入密码", "password", Form::Quoted, "a.js", Some("placeholder")),
            ("SELECT passwd FROM pg_shadow", "password", Form::Quoted, "A.java", Some("label")),
        ] {
            assert_eq!(excused(value, key, form, path), why, "{key} = {value} in {path}");
        }
    }

    #[test]
    fn separators_of_a_selector_or_a_path_need_words() {
        for (value, why) in [
            ("kV8[m2]Qz=4rTn9wX", None),
            ("[kV8m2=Qz4rTn9wX]", None),
            ("./kV8m2Qz4rTn9wX", None),
            ("/qKvTzMnWpRxBdLgH", None),
            (".qKvTzMnWpRxBdLgH", None),
            ("(?kV8m2Qz4rTn9wX)", None),
            ("kV8m2://Qz4rTn9wX", None),
            ("$1$kV8m2Qz4rTn9wX", None),
            ("$y$kV8m2Qz4rTn9wX", None),
            ("hash kettle magnet hammer", None),
            ("input[type='password']", Some("locator")),
            ("[data-test=password]", Some("locator")),
            ("/auth/reset-password", Some("locator")),
            ("errors.password.short", Some("locator")),
            ("https://auth.corp.net/reset", Some("locator")),
            ("^.{8,}$", Some("pattern")),
            ("$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2", Some("hash")),
        ] {
            assert_eq!(excused(value, "password", Form::Quoted, "a.js"), why, "{value}");
        }
    }

    #[test]
    fn a_variable_has_no_label() {
        let label = |head| excused_in(head, "Password.", "sa_password", Form::Quoted, "a.yml");
        assert_eq!(label("  SA_PASSWORD: \""), None);
        assert_eq!(label("  sa-password: \""), Some("label"));
    }
}
