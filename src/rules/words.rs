//! The word lists of `patterns/words/`, embedded as text.

pub use super::word_list::{HostList, PairList, WordList};

/// The most common passwords, on which several independent packages agree.
pub static WEAK_PASSWORDS: WordList = WordList::new(include_str!("../../patterns/words/weak-passwords.txt"));

/// Default passwords of database images, tools and tutorials.
pub static DEFAULT_PASSWORDS: WordList = WordList::new(include_str!("../../patterns/words/default-passwords.txt"));

/// Default pairs of user and password of products.
pub static DEFAULT_PAIRS: PairList = PairList::new(include_str!("../../patterns/words/default-pairs.txt"));

/// Words, given names and product names that people build passwords from; three letters or more, letters only.
pub static COMMON_WORDS: WordList = WordList::new(include_str!("../../patterns/words/common-words.txt"));

/// Words that add nothing to a password because they describe it, its owner or its purpose: `password`, `admin`, `db`,
/// `my`, `test`; lower-case letters only.
pub(crate) static FILLER_WORDS: WordList = WordList::new(include_str!("../../patterns/words/filler-words.txt"));

/// Words of the text that fills pages and samples: "Lorem ipsum".
pub(crate) static FILLER_TEXT: WordList = WordList::new(include_str!("../../patterns/words/filler-text.txt"));

/// Words of computing, praise and the calendar that people choose first; two of them are still guessable.
pub(crate) static TOPIC_WORDS: WordList = WordList::new(include_str!("../../patterns/words/topic-words.txt"));

/// Whole words that mark a value to fill in.
pub static PLACEHOLDER_WORDS: WordList = WordList::new(include_str!("../../patterns/words/placeholders.txt"));

/// Words of schemas and languages that occur in place of a value.
pub(crate) static TYPE_WORDS: WordList = WordList::new(include_str!("../../patterns/words/type-words.txt"));

/// "Password" in the languages that programs are translated into.
pub(crate) static LABEL_WORDS: WordList = WordList::new(include_str!("../../patterns/words/label-words.txt"));

/// Words that occur in sentences and not in passphrases.
pub(crate) static SENTENCE_WORDS: WordList = WordList::new(include_str!("../../patterns/words/sentence-words.txt"));

/// Words in labels, titles and messages about passwords, accounts and settings.
pub(crate) static INTERFACE_WORDS: WordList = WordList::new(include_str!("../../patterns/words/interface-words.txt"));

/// Variables that name the environment in which a program runs.
pub(crate) static ENVIRONMENT_VARIABLES: WordList =
    WordList::new(include_str!("../../patterns/words/environment-variables.txt"));

/// First words of a phrase about the location of a secret: `see vault`.
pub(crate) static POINTER_LEADS: WordList = WordList::new(include_str!("../../patterns/words/pointer-leads.txt"));

/// Places where secrets are stored, and people who have them.
pub(crate) static POINTER_PLACES: WordList = WordList::new(include_str!("../../patterns/words/pointer-places.txt"));

/// Words between these two.
pub(crate) static POINTER_JOINTS: WordList = WordList::new(include_str!("../../patterns/words/pointer-joints.txt"));

/// Placeholder phrases in scripts without blanks between words.
pub(crate) static PLACEHOLDER_PHRASES: WordList =
    WordList::new(include_str!("../../patterns/words/placeholder-phrases.txt"));

/// First parts of a joined placeholder word: `yourpassword`.
pub(crate) static PLACEHOLDER_LEADS: WordList =
    WordList::new(include_str!("../../patterns/words/placeholder-leads.txt"));

/// Further parts of such a word.
pub(crate) static PLACEHOLDER_ENDS: WordList = WordList::new(include_str!("../../patterns/words/placeholder-ends.txt"));

/// Words with which a value asks to be replaced.
pub(crate) static REQUEST_WORDS: WordList = WordList::new(include_str!("../../patterns/words/request-words.txt"));

/// Verbs at the start of a value that says where to get another.
pub(crate) static ERRAND_VERBS: WordList = WordList::new(include_str!("../../patterns/words/errand-verbs.txt"));

/// Verbs at the start of a value that asks to be replaced.
pub(crate) static REQUEST_VERBS: WordList = WordList::new(include_str!("../../patterns/words/request-verbs.txt"));

/// Words after such a verb.
pub(crate) static REQUEST_JOINTS: WordList = WordList::new(include_str!("../../patterns/words/request-joints.txt"));

/// Key words that name another kind of server than PostgreSQL.
pub(crate) static SERVER_KEYS: WordList = WordList::new(include_str!("../../patterns/words/server-keys.txt"));

/// Words in the keys of passwords that do not name an owner.
pub(crate) static KEY_GENERALITIES: WordList = WordList::new(include_str!("../../patterns/words/key-generalities.txt"));

/// Words in a key that indicate a database.
pub(crate) static KEY_DATABASES: WordList = WordList::new(include_str!("../../patterns/words/key-databases.txt"));

/// Words after "password" in a key that indicate another purpose.
pub(crate) static KEY_PURPOSES: WordList = WordList::new(include_str!("../../patterns/words/key-purposes.txt"));

/// Names of Laravel's rules of validation: `required|string|min:8`.
pub(crate) static VALIDATION_RULES: WordList = WordList::new(include_str!("../../patterns/words/validation-rules.txt"));

/// Words behind that of a credential which name a property of it, whose values may look as random.
pub(crate) static KEY_PROPERTIES: WordList = WordList::new(include_str!("../../patterns/words/key-properties.txt"));

/// Words in a key that indicate its environment, copy or version.
pub(crate) static KEY_ENVIRONMENTS: WordList = WordList::new(include_str!("../../patterns/words/key-environments.txt"));

/// Parts of icon names.
pub(crate) static ICON_WORDS: WordList = WordList::new(include_str!("../../patterns/words/icon-words.txt"));

/// Keys whose default may be their own name.
pub(crate) static SELF_NAMED: WordList = WordList::new(include_str!("../../patterns/words/self-named.txt"));

/// Hosts that are the word itself, in URIs that show the syntax.
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

/// Parts of passwords that are meant to be rejected.
pub(crate) static WRONG_WORDS: WordList = WordList::new(include_str!("../../patterns/words/wrong-words.txt"));

/// Words in a test next to the expected failure.
pub(crate) static FAILURE_MARKS: WordList = WordList::new(include_str!("../../patterns/words/failure-marks.txt"));

/// Purposes of a Kubernetes Secret, in keys with its name.
pub(crate) static SECRET_OBJECT_PURPOSES: WordList =
    WordList::new(include_str!("../../patterns/words/secret-object-purposes.txt"));

/// Keys whose value is the name of a stored secret.
pub(crate) static SECRET_OBJECT_KEYS: WordList =
    WordList::new(include_str!("../../patterns/words/secret-object-keys.txt"));

/// Functions that sign or encrypt with a key from their options, up to the bracket of the call.
pub(crate) static SIGNING_CALLS: WordList = WordList::new(include_str!("../../patterns/words/signing-calls.txt"));

/// Prefixes in the name of a constant that holds a field name: `FIELD_PASSWORD`.
pub(crate) static FIELD_WORDS: WordList = WordList::new(include_str!("../../patterns/words/field-words.txt"));

/// Words in keys of secrets. A key with one of them is not a user, host or database, whatever its last word is.
pub(crate) static SECRET_KEY_WORDS: WordList = WordList::new(include_str!("../../patterns/words/secret-key-words.txt"));

/// Abbreviations in names of roles and databases.
pub(crate) static NAME_ABBREVIATIONS: WordList =
    WordList::new(include_str!("../../patterns/words/name-abbreviations.txt"));

/// Words in names of secrets that count as whole words only: not in `monkey` and `trespass`.
pub(crate) static SECRET_NAME_WORDS: WordList =
    WordList::new(include_str!("../../patterns/words/secret-name-words.txt"));

/// Last words of keys with a user.
pub(crate) static USER_KEYS: WordList = WordList::new(include_str!("../../patterns/words/user-keys.txt"));

/// Last words of keys with a host.
pub(crate) static HOST_KEYS: WordList = WordList::new(include_str!("../../patterns/words/host-keys.txt"));

/// Last words of keys with a database.
pub(crate) static DATABASE_KEYS: WordList = WordList::new(include_str!("../../patterns/words/database-keys.txt"));

/// Words before a key or a value in code and files that reveal nothing: a report shows them.
pub(crate) static SHOWN_WORDS: WordList = WordList::new(include_str!("../../patterns/words/shown-words.txt"));

/// Last words of keys with a password or a URI with one: a report shows the key.
pub(crate) static SHOWN_KEYS: WordList = WordList::new(include_str!("../../patterns/words/shown-keys.txt"));

/// Keys that are too short outside of their file: an environment variable needs a longer name.
pub(crate) static BARE_KEYS: WordList = WordList::new(include_str!("../../patterns/words/bare-keys.txt"));

/// Words next to one that marks a password as wrong: `not_the_wrong_password`.
pub(crate) static WRONG_JOINTS: WordList = WordList::new(include_str!("../../patterns/words/wrong-joints.txt"));

/// Commands and template helpers with arguments after them: `{{ lookup db password }}`.
pub(crate) static LOOKUP_COMMANDS: WordList = WordList::new(include_str!("../../patterns/words/lookup-commands.txt"));

/// Services with which a system looks up users, in `nsswitch.conf`.
pub(crate) static LOOKUP_SERVICES: WordList = WordList::new(include_str!("../../patterns/words/lookup-services.txt"));

/// Parts of names of functions that look up a value: their further arguments are defaults.
pub(crate) static GETTER_PARTS: WordList = WordList::new(include_str!("../../patterns/words/getter-parts.txt"));

/// Names of such functions that are common words: only the whole name counts.
pub(crate) static GETTER_NAMES: WordList = WordList::new(include_str!("../../patterns/words/getter-names.txt"));

/// Functions and methods whose argument is the value itself: constructors of secret types, conversions, and hash
/// functions.
pub(crate) static WRAPPER_NAMES: WordList = WordList::new(include_str!("../../patterns/words/wrapper-names.txt"));

/// Objects whose methods, called like a type, take the name of the result or declaration: of command lines, forms and
/// columns. `aws.String("x")` makes a pointer to a literal.
pub(crate) static NAMING_OBJECTS: WordList = WordList::new(include_str!("../../patterns/words/naming-objects.txt"));

/// Types whose constructor takes the name of the new object: `Arg::new("password")`.
pub(crate) static NAMED_TYPES: WordList = WordList::new(include_str!("../../patterns/words/named-types.txt"));

/// Parts of names of columns, options and fields for secrets.
pub(crate) static NAME_WORDS: WordList = WordList::new(include_str!("../../patterns/words/name-words.txt"));

/// Words after a marked word that make it a name: the `password` option.
pub(crate) static MARKED_NAMES: WordList = WordList::new(include_str!("../../patterns/words/marked-names.txt"));

/// Words behind an option in a text about it.
pub(crate) static OPTION_WORDS: WordList = WordList::new(include_str!("../../patterns/words/option-words.txt"));

/// Parts of names which indicate that a value is redacted.
pub(crate) static REDACTION_WORDS: WordList = WordList::new(include_str!("../../patterns/words/redaction-words.txt"));

/// Calls that print, on any object.
pub(crate) static PRINT_CALLS: WordList = WordList::new(include_str!("../../patterns/words/print-calls.txt"));

/// Calls that log, on a logger or as a macro.
pub(crate) static LOG_CALLS: WordList = WordList::new(include_str!("../../patterns/words/log-calls.txt"));

/// C functions that copy a string into their first argument.
pub(crate) static COPYING_FUNCTIONS: WordList =
    WordList::new(include_str!("../../patterns/words/copying-functions.txt"));

/// Documentation domains, loopback and invented hosts in tutorials.
pub(crate) static EXAMPLE_HOSTS: HostList = HostList::new(include_str!("../../patterns/words/example-hosts.txt"));
