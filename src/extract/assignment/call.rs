//! Decides which argument of a call is the value: the default of a look-up, the argument of a conversion, the
//! alternative of an `or`.

use std::cell::OnceCell;

use super::key;
use crate::extract::syntax::literal::StringLiteral;
use crate::rules::words::{
    GETTER_NAMES, GETTER_PARTS, NAME_WORDS, NAMED_TYPES, NAMING_OBJECTS, WRAPPER_NAMES, WordList,
};
use crate::text::Span;

/// Functions that return the first of their arguments that is present, in lower case.
pub(super) const CHOICES: &[&str] = &[
    "coalesce",
    "defaultifblank",
    "defaultifempty",
    "defaultifnull",
    "firstnonempty",
    "firstnonnull",
    "ifnull",
    "isnull",
    "nvl",
    "or",
    "requirenonnullelse",
    "try",
];

pub(crate) struct Call {
    /// The word before the bracket, in lower case.
    pub(crate) name: String,
    /// The index of the argument being read, from 0.
    pub(crate) argument: usize,
    pub(crate) open: u8,
    /// True if it takes the name of what it returns: `c.String("password")`.
    pub(crate) by_name: bool,
    /// True for the body of a function.
    pub(crate) is_body: bool,
    /// Whether what stands in it is no value, once that was asked.
    is_of_others: OnceCell<bool>,
}

/// Parts of names of functions whose argument is no value: they look up, decipher, search, hash, or make an object of another kind.
const OTHERS: [&str; 47] = [
    "access",
    "ask",
    "check",
    "cipher",
    "class",
    "compile",
    "crypt",
    "digest",
    "elem",
    "enum",
    "error",
    "exception",
    "exec",
    "fetch",
    "file",
    "find",
    "get",
    "hash",
    "id",
    "import",
    "input",
    "key",
    "load",
    "locat",
    "log",
    "look",
    "match",
    "name",
    "path",
    "print",
    "prompt",
    "query",
    "read",
    "regex",
    "require",
    "resolve",
    "retrieve",
    "seal",
    "select",
    "set",
    "sha",
    "sign",
    "test",
    "translat",
    "uri",
    "url",
    "write",
];

impl Call {
    /// A bracket that was just opened.
    pub(crate) fn new(name: String, open: u8, by_name: bool) -> Self {
        Call { name, argument: 0, open, by_name, is_body: false, is_of_others: OnceCell::new() }
    }

    /// True if what stands in it is known to be no value: an index, the name in a look-up, the argument of a function for something
    /// else.
    pub(crate) fn is_of_others(&self) -> bool {
        *self.is_of_others.get_or_init(|| {
            let is_index = self.open == b'[' && !self.name.is_empty();
            is_index || self.by_name || self.looks_up() || OTHERS.iter().any(|part| self.name.contains(part))
        })
    }

    /// True if the call returns its first present argument: Terraform's and SQL's `coalesce`, Go's `cmp.Or`.
    pub(crate) fn is_choice(&self) -> bool {
        self.open == b'(' && CHOICES.contains(&self.name.as_str())
    }

    /// True if it takes the name of what it returns.
    pub(crate) fn looks_up(&self) -> bool {
        let name = self.name.as_bytes();
        GETTER_PARTS.iter().any(|part| memchr::memmem::find(name, part).is_some()) || GETTER_NAMES.contains(name)
    }

    /// True if a literal in the current argument takes effect; `alone` if no argument follows it.
    pub(crate) fn takes(&self, alone: bool) -> bool {
        if self.open == b'[' {
            // An index: `secrets["db_password"]`
            return false;
        }
        if self.open == b'{' {
            // Ruby: ENV.fetch("X") { "literal" }; closures in Rust and Kotlin, such as unwrap_or_else(|_| …), begin
            // with `(`.
            return false;
        }
        if self.is_choice() {
            return true;
        }
        let alternative = self.name.contains("or_")
            || self.name.ends_with("_or")
            || self.name.contains("orelse")
            || self.name.contains("frommaybe")
            || matches!(self.name.as_str(), "default" | "d");
        let getter = self.looks_up();
        let wrapper = WRAPPER_NAMES.contains(self.name.as_bytes());
        match self.argument {
            // `flag.String("name", "default")` is not a conversion, `crypt("x", gen_salt("bf"))` is one.
            0 => {
                // A default is the first argument in declarations of fields and options.
                let first = matches!(self.name.as_str(), "crypt" | "password_hash" | "field" | "option");
                alternative || first || (wrapper && !getter && alone)
            }
            1 => {
                // Java's alternatives for null.
                let of_null = ["requirenonnullelse", "requirenonnullelseget", "firstnonnull", "tostring"];
                getter && self.name != "getattr" || of_null.contains(&self.name.as_str())
            }
            // `get(ENV, "X", "lit")` of Julia and of lodash
            2 => matches!(self.name.as_str(), "getattr" | "lookup" | "get"),
            _ => false,
        }
    }
}

/// The name of the function at `span`, in lower case and without type arguments. Empty for a function that looks up a
/// secret by name, whose arguments are not defaults.
pub(crate) fn called(text: &[u8], span: Span) -> String {
    let name = span.of(text);
    let name = name.get(..memchr::memchr(b'<', name).unwrap_or(name.len())).unwrap_or(name);
    let receiver = text.get(span.start.saturating_sub(9)..span.start).unwrap_or_default().to_ascii_lowercase();
    if [b"secrets.".as_slice(), b"secret.", b"vault."].iter().any(|store| receiver.ends_with(store)) {
        return "locate".to_owned();
    }
    // Laravel's commands: $this->option('password') ?? $this->secret('User password')
    if receiver.ends_with(b"$this->") && matches!(name, b"secret" | b"option" | b"argument") {
        return "ask".to_owned();
    }
    // environs and django-environ: env.str("X", "lit")
    if receiver.ends_with(b"env.") && matches!(name, b"str" | b"string") {
        return "getenv".to_owned();
    }
    if receiver.ends_with(b"hash::") && name == b"make" {
        return "hash_password".to_owned(); // Laravel
    }
    // Spring's: passwordEncoder.encode("x")
    if receiver.ends_with(b"encoder.") && name == b"encode" {
        return "hash_password".to_owned();
    }
    // What is hashed may be followed by the cost: bcrypt.hash("x", 10)
    if [b"bcrypt.".as_slice(), b"bcryptjs.", b"argon2."].iter().any(|module| receiver.ends_with(module))
        && matches!(name, b"hash" | b"hashSync" | b"hashpw")
    {
        return "password_hash".to_owned();
    }
    // Terraform's, which takes what it converts; of others, `toString` takes an encoding.
    if name == b"tostring" {
        return "nonsensitive".to_owned();
    }
    String::from_utf8_lossy(name).to_lowercase()
}

/// True for Python's `config.get("database", "password")`, which names a section and an option and has no default
/// there, and for `get_setting(db, "smtp_password")`. A look-up in the environment has a default in that position.
pub(crate) fn names_an_option(text: &[u8], literal: &StringLiteral<'_>, call: &Call) -> bool {
    let name = literal.content.value.to_ascii_lowercase();
    let names = |text: &[u8]| {
        [b"pass".as_slice(), b"pwd", b"secret", b"token", b"_pw", b"_key"]
            .iter()
            .any(|w| memchr::memmem::find(text, w).is_some())
    };
    // The key may stand behind it: GetFromFile(app, "global", "ns__certificatePassword")
    let behind = text.get(literal.end..text.len().min(literal.end + 80)).unwrap_or_default();
    let next = behind.strip_prefix(b",").map(<[u8]>::trim_ascii_start).filter(|next| next.starts_with(b"\""));
    let next = next.and_then(|next| next.split(|b| *b == b'"').nth(1)).unwrap_or_default().to_ascii_lowercase();
    if call.argument == 1 && call.open == b'(' && names(&next) {
        return true;
    }
    let by_default = ["env", "default", "or"].iter().any(|word| call.name.contains(word));
    let is_name = name.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.' | b'-'));
    if call.argument != 1 || call.open != b'(' || !names(&name) || (call.name != "get" && (by_default || !is_name)) {
        return false;
    }
    let head = text.get(literal.content.span.start.saturating_sub(80)..literal.content.span.start).unwrap_or_default();
    let open = memchr::memrchr(b'(', head).map_or(0, |i| i + 1);
    !names(&head.get(open..).unwrap_or_default().to_ascii_lowercase())
}

/// True if the function at `span` takes the name of what it returns, declares or looks up: `text("password")` for a
/// column, `c.String("password")`, `get_one::<String>("password")`, `Arg::new("password")`.
pub(crate) fn takes_a_name(text: &[u8], span: Span) -> bool {
    let name = span.of(text);
    let name = name.get(..memchr::memchr(b'<', name).unwrap_or(name.len())).unwrap_or(name);
    let head = text.get(span.start.saturating_sub(24)..span.start).unwrap_or_default();
    let of = |mark: &[u8]| {
        let head = head.strip_suffix(mark)?;
        let length = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        Some(String::from_utf8_lossy(head.get(head.len() - length..)?).to_lowercase())
    };
    let is = |list: &WordList, owner: Option<String>| owner.is_some_and(|owner| list.contains(owner.as_bytes()));
    match name {
        // The result type of a look-up.
        _ if head.ends_with(b"::<") => true,
        b"text" | b"string" | b"String" | b"Text" | b"Str" | b"str" => {
            (name == b"text" && head.last().is_none_or(|b| !matches!(b, b'.' | b':' | b'_')))
                || is(&NAMING_OBJECTS, of(b"."))
        }
        b"new" => is(&NAMED_TYPES, of(b"::")) || is(&NAMED_TYPES, of(b".")),
        _ => false,
    }
}

/// True if `value` consists of words that name a secret.
pub(crate) fn is_a_name(value: &[u8]) -> bool {
    let name = key::normalise(value);
    value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.'))
        && name.split('_').all(|word| NAME_WORDS.contains(word.as_bytes()))
}

/// The offset after `<…>` if a `(` follows.
pub(crate) fn over_generics(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at + 1..text.len().min(at + 48))?;
    let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b',' | b' ' | b'.')).count();
    (rest.get(len) == Some(&b'>') && rest.get(len + 1) == Some(&b'(')).then_some(at + len + 2)
}
