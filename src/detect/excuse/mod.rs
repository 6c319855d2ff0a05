//! Why a value is no credential: one table, in the order in which it is asked. An excuse has a name, says where it applies,
//! and brings texts that it excuses and texts that it does not. None goes by looks: a value is silent by the grammar that it
//! stands in, by a list, or by what its rule asks of a value.

mod checksum;
mod code;
mod described;
mod hash;
mod label;
mod locator;
mod name;
mod name_map;
mod pattern;
mod place;
mod placeholder;
mod public;
mod reference;
mod schema_uri;
mod table;
mod type_word;
mod uri_pattern;

pub(super) use described::Described;
pub(super) use label::may_be_title;
pub(super) use placeholder::may_be_cut;
pub(super) use reference::names_a_stored_secret;

/// Why a value is no credential.
#[derive(Debug)]
pub struct Excuse {
    /// Its name: words of small letters with dashes.
    pub name: &'static str,
    /// What the value is instead, in words.
    pub why: &'static str,
    /// What says so.
    pub ground: Ground,
    /// Of which values it is asked.
    pub of: Of,
    /// Whether it holds of a value.
    applies: fn(&Described<'_, '_>) -> bool,
    /// Texts in which it excuses all that a rule reads as a secret.
    pub excuses: &'static [Sample],
    /// Texts that are like those, in which a secret is found.
    pub keeps: &'static [Sample],
}

/// A file in which an excuse is tried.
#[derive(Debug)]
pub struct Sample {
    /// Its path.
    pub path: &'static str,
    /// What it holds.
    pub text: &'static str,
}

/// What says that a value is no credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The syntax of the value and of what it stands in.
    Grammar,
    /// A list of `patterns/words/`, or one of a standard.
    List,
    /// What its rule asks of a value.
    Rule,
}

impl Ground {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Ground::Grammar => "grammar",
            Ground::List => "list",
            Ground::Rule => "rule",
        }
    }

    /// What the word means.
    pub const fn meaning(self) -> &'static str {
        match self {
            Ground::Grammar => "the syntax of the value and of what it stands in",
            Ground::List => "words that are on a list",
            Ground::Rule => "what its rule asks of a value",
        }
    }
}

/// Of which values an excuse is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Of whatever a rule has read: keys and stored hashes too.
    All,
    /// Of values that are judged: passwords and tokens.
    Judged,
    /// Of those that stand in no file of PostgreSQL's own, where a value is what it is, whatever it looks like.
    Loose,
}

impl Of {
    /// The same in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Of::All => "every value",
            Of::Judged => "passwords and tokens",
            Of::Loose => "passwords and tokens outside of PostgreSQL's own files",
        }
    }
}

/// Every excuse, in the order in which they are asked.
pub fn all() -> impl Iterator<Item = &'static Excuse> {
    table::ALL.iter().copied().flatten()
}

/// The first excuse that holds.
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

    /// What excuses `value`, which begins in `text` behind `head`.
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
    fn names_are_words_and_no_two_are_the_same() {
        let names: Vec<&str> = all().map(|excuse| excuse.name).collect();
        let is_word = |name: &&str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        assert!(names.iter().all(is_word), "{names:?}");
        assert!(names.iter().all(|name| names.iter().filter(|other| other == &name).count() == 1), "{names:?}");
        assert!(names.iter().all(|name| RuleSet::builtin().by_id(name).is_none()), "an excuse is called like a rule");
    }

    #[test]
    fn what_is_no_value() {
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
    fn names_of_files_and_services_are_no_value() {
        for (value, key, form, path, why) in [
            ("symmetric.pem", "secret_key", Form::Bare, "values.yaml", Some("locator")),
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
    fn words_that_no_list_has_are_no_label() {
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
    fn marks_of_a_selector_or_a_path_are_none_without_names() {
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
