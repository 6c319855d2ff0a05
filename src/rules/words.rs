//! The word lists of `patterns/words/`, embedded as text.

pub use super::word_list::{HostList, PairList, WordList};

/// The most common passwords, as several independent packages agree.
pub static WEAK_PASSWORDS: WordList = WordList::new(include_str!("../../patterns/words/weak-passwords.txt"));

/// What database images, tools and tutorials ship with or print.
pub static DEFAULT_PASSWORDS: WordList = WordList::new(include_str!("../../patterns/words/default-passwords.txt"));

/// User and password that a product ships with.
pub static DEFAULT_PAIRS: PairList = PairList::new(include_str!("../../patterns/words/default-pairs.txt"));

/// Words, given names and product names that people build passwords from; three letters or more, letters only.
pub static COMMON_WORDS: WordList = WordList::new(include_str!("../../patterns/words/common-words.txt"));

/// Words that add nothing to a password because they say what it is, whose, or for what: `password`, `admin`, `db`,
/// `my`, `test`; lower-case letters only.
pub(crate) static FILLER_WORDS: WordList = WordList::new(include_str!("../../patterns/words/filler-words.txt"));

/// Words of computing, praise and the calendar that people reach for first; two of them are still a guess.
pub(crate) static TOPIC_WORDS: WordList = WordList::new(include_str!("../../patterns/words/topic-words.txt"));

/// Whole tokens that say "put yours here".
pub static PLACEHOLDER_WORDS: WordList = WordList::new(include_str!("../../patterns/words/placeholders.txt"));

/// Words of schemas and languages that stand where a value could.
pub(crate) static TYPE_WORDS: WordList = WordList::new(include_str!("../../patterns/words/type-words.txt"));

/// "Password" in the languages that programs are translated into.
pub(crate) static LABEL_WORDS: WordList = WordList::new(include_str!("../../patterns/words/label-words.txt"));

/// Words that sentences hold and passphrases do not.
pub(crate) static SENTENCE_WORDS: WordList = WordList::new(include_str!("../../patterns/words/sentence-words.txt"));

/// Words of labels, titles and messages about passwords, accounts and settings.
pub(crate) static INTERFACE_WORDS: WordList = WordList::new(include_str!("../../patterns/words/interface-words.txt"));

/// Variables that name the environment in which a program runs.
pub(crate) static ENVIRONMENT_VARIABLES: WordList =
    WordList::new(include_str!("../../patterns/words/environment-variables.txt"));

/// What begins a phrase that says where a secret is: `see vault`.
pub(crate) static POINTER_LEADS: WordList = WordList::new(include_str!("../../patterns/words/pointer-leads.txt"));

/// Where secrets are kept, and who has them.
pub(crate) static POINTER_PLACES: WordList = WordList::new(include_str!("../../patterns/words/pointer-places.txt"));

/// What stands between the two.
pub(crate) static POINTER_JOINTS: WordList = WordList::new(include_str!("../../patterns/words/pointer-joints.txt"));

/// "Put yours here" in scripts that write without blanks.
pub(crate) static PLACEHOLDER_PHRASES: WordList =
    WordList::new(include_str!("../../patterns/words/placeholder-phrases.txt"));

/// What begins a joined word that stands for a value: `yourpassword`.
pub(crate) static PLACEHOLDER_LEADS: WordList =
    WordList::new(include_str!("../../patterns/words/placeholder-leads.txt"));

/// What such a word goes on with.
pub(crate) static PLACEHOLDER_ENDS: WordList = WordList::new(include_str!("../../patterns/words/placeholder-ends.txt"));

/// What a value says of itself that asks to be replaced.
pub(crate) static REQUEST_WORDS: WordList = WordList::new(include_str!("../../patterns/words/request-words.txt"));

/// What a value begins with that asks for another.
pub(crate) static REQUEST_VERBS: WordList = WordList::new(include_str!("../../patterns/words/request-verbs.txt"));

/// What stands behind such a verb.
pub(crate) static REQUEST_JOINTS: WordList = WordList::new(include_str!("../../patterns/words/request-joints.txt"));

/// Words which say that a key is about a database.
pub(crate) static KEY_DATABASES: WordList = WordList::new(include_str!("../../patterns/words/key-databases.txt"));

/// Words behind that of the password which say that a key is about something else.
pub(crate) static KEY_PURPOSES: WordList = WordList::new(include_str!("../../patterns/words/key-purposes.txt"));

/// Words which say for which environment, copy or version a key is.
pub(crate) static KEY_ENVIRONMENTS: WordList = WordList::new(include_str!("../../patterns/words/key-environments.txt"));

/// What names of icons are made of.
pub(crate) static ICON_WORDS: WordList = WordList::new(include_str!("../../patterns/words/icon-words.txt"));

/// Keys whose default may be their own name.
pub(crate) static SELF_NAMED: WordList = WordList::new(include_str!("../../patterns/words/self-named.txt"));

/// Hosts that are the word itself, in URIs that show how one is written.
pub(crate) static SCHEMA_HOSTS: WordList = WordList::new(include_str!("../../patterns/words/schema-hosts.txt"));

/// Schemes that are the word itself.
pub(crate) static SCHEMA_SCHEMES: WordList = WordList::new(include_str!("../../patterns/words/schema-schemes.txt"));

/// Users that are the word itself.
pub(crate) static SCHEMA_USERS: WordList = WordList::new(include_str!("../../patterns/words/schema-users.txt"));

/// Passwords that are the word itself.
pub(crate) static SCHEMA_PASSWORDS: WordList = WordList::new(include_str!("../../patterns/words/schema-passwords.txt"));

/// Databases that are the word itself.
pub(crate) static SCHEMA_DATABASES: WordList = WordList::new(include_str!("../../patterns/words/schema-databases.txt"));

/// Databases that are the word itself in comments of code.
pub(crate) static COMMENTED_DATABASES: WordList =
    WordList::new(include_str!("../../patterns/words/schema-databases-in-comments.txt"));

/// Words of which passwords are made that are to be refused.
pub(crate) static WRONG_WORDS: WordList = WordList::new(include_str!("../../patterns/words/wrong-words.txt"));

/// What a test says beside what is to fail.
pub(crate) static FAILURE_MARKS: WordList = WordList::new(include_str!("../../patterns/words/failure-marks.txt"));

/// What a Secret of Kubernetes is for, in keys that name one.
pub(crate) static SECRET_OBJECT_PURPOSES: WordList =
    WordList::new(include_str!("../../patterns/words/secret-object-purposes.txt"));

/// Keys whose value is the name of a stored secret.
pub(crate) static SECRET_OBJECT_KEYS: WordList =
    WordList::new(include_str!("../../patterns/words/secret-object-keys.txt"));

/// Functions that sign or encrypt with what their options name, as a call begins.
pub(crate) static SIGNING_CALLS: WordList = WordList::new(include_str!("../../patterns/words/signing-calls.txt"));

/// What comes before the name of a field in the name of a constant that holds it: `FIELD_PASSWORD`.
pub(crate) static FIELD_WORDS: WordList = WordList::new(include_str!("../../patterns/words/field-words.txt"));

/// Words of keys that hold secrets. A key with one of them names no user, host or database, whatever its last word is.
pub(crate) static SECRET_KEY_WORDS: WordList = WordList::new(include_str!("../../patterns/words/secret-key-words.txt"));

/// Abbreviations that names of roles and databases have.
pub(crate) static NAME_ABBREVIATIONS: WordList =
    WordList::new(include_str!("../../patterns/words/name-abbreviations.txt"));

/// Words in names of what holds a secret, which count as whole words only: `monkey` and `trespass` are none.
pub(crate) static SECRET_NAME_WORDS: WordList =
    WordList::new(include_str!("../../patterns/words/secret-name-words.txt"));

/// Last words of keys that hold a user.
pub(crate) static USER_KEYS: WordList = WordList::new(include_str!("../../patterns/words/user-keys.txt"));

/// Last words of keys that hold a host.
pub(crate) static HOST_KEYS: WordList = WordList::new(include_str!("../../patterns/words/host-keys.txt"));

/// Last words of keys that hold a database.
pub(crate) static DATABASE_KEYS: WordList = WordList::new(include_str!("../../patterns/words/database-keys.txt"));

/// Words that stand before a key or a value in code and files, and say nothing else: a report shows them.
pub(crate) static SHOWN_WORDS: WordList = WordList::new(include_str!("../../patterns/words/shown-words.txt"));

/// Last words of keys that hold a password or a URI with one: a report shows the key.
pub(crate) static SHOWN_KEYS: WordList = WordList::new(include_str!("../../patterns/words/shown-keys.txt"));

/// Keys that are of no help outside of their file: a variable of the environment needs a longer name.
pub(crate) static BARE_KEYS: WordList = WordList::new(include_str!("../../patterns/words/bare-keys.txt"));

/// What stands beside a word which says that a password is to be refused: `not_the_wrong_password`.
pub(crate) static WRONG_JOINTS: WordList = WordList::new(include_str!("../../patterns/words/wrong-joints.txt"));

/// Words that a command or a helper of a template is called with its arguments behind it: `{{ lookup db password }}`.
pub(crate) static LOOKUP_COMMANDS: WordList = WordList::new(include_str!("../../patterns/words/lookup-commands.txt"));

/// Where a system looks users up, in `nsswitch.conf`.
pub(crate) static LOOKUP_SERVICES: WordList = WordList::new(include_str!("../../patterns/words/lookup-services.txt"));

/// Parts of names of functions that look a value up: their further arguments are defaults.
pub(crate) static GETTER_PARTS: WordList = WordList::new(include_str!("../../patterns/words/getter-parts.txt"));

/// Names of such functions that are common words: only the whole name tells.
pub(crate) static GETTER_NAMES: WordList = WordList::new(include_str!("../../patterns/words/getter-names.txt"));

/// Functions and methods whose argument is the value itself: constructors of secret types, conversions, and those that
/// hash what they are given.
pub(crate) static WRAPPER_NAMES: WordList = WordList::new(include_str!("../../patterns/words/wrapper-names.txt"));

/// Objects whose methods, called like a type, take the name of what they give or declare: of command lines, of forms and
/// columns. `aws.String("x")` makes a pointer of a literal.
pub(crate) static NAMING_OBJECTS: WordList = WordList::new(include_str!("../../patterns/words/naming-objects.txt"));

/// Types whose constructor takes the name of what it makes: `Arg::new("password")`.
pub(crate) static NAMED_TYPES: WordList = WordList::new(include_str!("../../patterns/words/named-types.txt"));

/// Words that names of columns, options and fields for secrets are made of.
pub(crate) static NAME_WORDS: WordList = WordList::new(include_str!("../../patterns/words/name-words.txt"));

/// Words behind a marked word which say that it is a name: the `password` option.
pub(crate) static MARKED_NAMES: WordList = WordList::new(include_str!("../../patterns/words/marked-names.txt"));

/// Parts of names which say that a value is not shown as it is.
pub(crate) static REDACTION_WORDS: WordList = WordList::new(include_str!("../../patterns/words/redaction-words.txt"));

/// Calls that print, whatever they are called on.
pub(crate) static PRINT_CALLS: WordList = WordList::new(include_str!("../../patterns/words/print-calls.txt"));

/// Calls that log, on something that is a log, or as a macro.
pub(crate) static LOG_CALLS: WordList = WordList::new(include_str!("../../patterns/words/log-calls.txt"));

/// Functions of C that copy a string into their first argument.
pub(crate) static COPYING_FUNCTIONS: WordList =
    WordList::new(include_str!("../../patterns/words/copying-functions.txt"));

/// Documentation domains, loopback and the hosts that tutorials invent.
pub(crate) static EXAMPLE_HOSTS: HostList = HostList::new(include_str!("../../patterns/words/example-hosts.txt"));
