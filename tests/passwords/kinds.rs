//! Passwords of nineteen kinds: from password managers, servers and people, and some that resemble other things.

use crate::support::numbers::Numbers;

/// Every kind with its name.
pub(crate) const KINDS: [(&str, fn(&mut Numbers) -> String); 19] = [
    ("alphanumeric", alphanumeric),
    ("base64", base64),
    ("hex", hex),
    ("symbols first", symbols_first),
    ("symbols within", symbols_within),
    ("symbols last", symbols_last),
    ("brackets", brackets),
    ("dollar signs", |numbers| with_marks(numbers, "$")),
    ("percent signs", |numbers| with_marks(numbers, "%")),
    ("words", words),
    ("title case", title_case),
    ("other scripts", other_scripts),
    ("a reference's beginning", reference_first),
    ("a placeholder's beginning", placeholder_first),
    ("an expression's marks", with_expression),
    ("words of a constant", constant_words),
    ("words in the brackets of a reference", words_in_brackets),
    ("the looks of something else", looks_like),
    ("slashes", slashes),
];

const LETTERS_AND_DIGITS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SYMBOLS: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// Words that are in none of our lists, and some that are in one.
const WORDS: [&str; 96] = [
    "quartz", "window", "hammer", "battery", "engine", "kettle", "magnet", "velvet", "thunder", "pebble", "orchid",
    "lantern", "saddle", "walnut", "copper", "violin", "tundra", "maple", "anchor", "ribbon", "glacier", "pepper",
    "mortar", "sparrow", "cobalt", "harbor", "meadow", "bucket", "candle", "fossil", "gravel", "hollow", "island",
    "jigsaw", "kernel", "ladder", "marble", "nectar", "oyster", "pillow", "quiver", "rocket", "silver", "timber",
    "umbrella", "vessel", "wagon", "yonder", "zipper", "badger", "cactus", "donkey", "ember", "falcon", "ginger",
    "hazel", "ivory", "jungle", "koala", "lemon", "mango", "noodle", "otter", "parrot", "quilt", "raven", "salmon",
    "turtle", "unicorn", "vulture", "walrus", "yogurt", "zebra", "button", "filter", "cancel", "market", "letter",
    "garden", "summer", "string", "number", "format", "object", "public", "bronze", "correct", "horse", "staple",
    "plaid", "tweed", "brisk", "crane", "drift", "flint", "grove",
];

fn pick(numbers: &mut Numbers, from: &str) -> char {
    let characters: Vec<char> = from.chars().collect();
    characters[numbers.below(characters.len())]
}

fn of(numbers: &mut Numbers, from: &str, least: usize, most: usize) -> String {
    let length = least + numbers.below(most - least + 1);
    (0..length).map(|_| pick(numbers, from)).collect()
}

fn alphanumeric(numbers: &mut Numbers) -> String {
    of(numbers, LETTERS_AND_DIGITS, 16, 32)
}

fn base64(numbers: &mut Numbers) -> String {
    let length = [16, 20, 24, 31, 32][numbers.below(5)];
    let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(numbers.below(256)).unwrap_or(0)).collect();
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

fn hex(numbers: &mut Numbers) -> String {
    let digits = of(numbers, "0123456789abcdef", 24, 48);
    if numbers.below(4) == 0 { digits.to_uppercase() } else { digits }
}

fn symbols_first(numbers: &mut Numbers) -> String {
    of(numbers, SYMBOLS, 1, 3) + &of(numbers, LETTERS_AND_DIGITS, 14, 24)
}

fn symbols_within(numbers: &mut Numbers) -> String {
    let mut password = of(numbers, LETTERS_AND_DIGITS, 4, 8);
    for _ in 0..=numbers.below(3) {
        password += &of(numbers, SYMBOLS, 1, 2);
        password += &of(numbers, LETTERS_AND_DIGITS, 5, 8);
    }
    password + &of(numbers, LETTERS_AND_DIGITS, 4, 6)
}

fn symbols_last(numbers: &mut Numbers) -> String {
    of(numbers, LETTERS_AND_DIGITS, 14, 24) + &of(numbers, SYMBOLS, 1, 3)
}

/// One to three brackets, in pairs or alone, anywhere.
fn brackets(numbers: &mut Numbers) -> String {
    let mut password: Vec<char> = of(numbers, LETTERS_AND_DIGITS, 15, 24).chars().collect();
    for _ in 0..=numbers.below(2) {
        let (open, close) = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')][numbers.below(4)];
        let at = numbers.below(password.len() + 1);
        let behind = at + numbers.below(password.len() + 1 - at);
        match numbers.below(4) {
            0 => password.insert(at, open),
            1 => password.insert(at, close),
            _ => {
                password.insert(behind, close);
                password.insert(at, open);
            }
        }
    }
    password.into_iter().collect()
}

/// One to three of `marks`, anywhere.
fn with_marks(numbers: &mut Numbers, marks: &str) -> String {
    let mut password: Vec<char> = of(numbers, LETTERS_AND_DIGITS, 15, 24).chars().collect();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(password.len() + 1);
        password.insert(at, pick(numbers, marks));
    }
    password.into_iter().collect()
}

fn some_words(numbers: &mut Numbers) -> Vec<&'static str> {
    (0..4 + numbers.below(3)).map(|_| WORDS[numbers.below(WORDS.len())]).collect()
}

fn words(numbers: &mut Numbers) -> String {
    let separator = [" ", "-", "_", ".", ""][numbers.below(5)];
    some_words(numbers).join(separator)
}

fn title_case(numbers: &mut Numbers) -> String {
    let separator = [" ", " ", "-", ""][numbers.below(4)];
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    some_words(numbers).into_iter().map(capital).collect::<Vec<_>>().join(separator)
}

/// Starts like a reference into a secret store, an encrypted value or a look-up, and continues randomly.
fn reference_first(numbers: &mut Numbers) -> String {
    const BEGINNINGS: [&str; 40] = [
        "arn:",
        "arn:aws:",
        "arn:aws:secretsmanager:",
        "enc:",
        "encrypted:",
        "crypt:",
        "crypt1:",
        "secretsmanager:",
        "sm://",
        "gcpsm://",
        "gcpsm:",
        "secret://",
        "env://",
        "projects/",
        "ref+",
        "ref+vault://",
        "{cipher}",
        "!vault",
        "op://",
        "vault:",
        "vault://",
        "vault:v1:",
        "vault|",
        "ENC(",
        "ENC[",
        "{aes}",
        "/run/secrets/",
        "ssm:",
        "kms:",
        "pass:",
        "file:",
        "env:",
        "secret:",
        "keyvault:",
        "k8s:",
        "$ANSIBLE_VAULT",
        "sha256:",
        "pbkdf2:",
        "{SSHA}",
        "U2FsdGVkX1",
    ];
    let beginning = BEGINNINGS[numbers.below(BEGINNINGS.len())];
    let tail = match numbers.below(3) {
        0 => of(numbers, LETTERS_AND_DIGITS, 15, 27),
        1 => symbols_within(numbers),
        _ => of(numbers, "0123456789abcdef", 18, 30),
    };
    beginning.to_owned() + &tail
}

/// Starts like a placeholder or a mask and continues randomly.
fn placeholder_first(numbers: &mut Numbers) -> String {
    const BEGINNINGS: [&str; 14] = [
        "your_",
        "your-",
        "YOUR_",
        "enter-",
        "insert_",
        "replace_me_",
        "here_",
        "todo-",
        "xxxxxxxx",
        "XXXXXX",
        "***",
        "EXAMPLE",
        "<password>",
        "__",
    ];
    let beginning = BEGINNINGS[numbers.below(BEGINNINGS.len())];
    let tail = of(numbers, LETTERS_AND_DIGITS, 6, 8);
    let separator = ["", "-", "_", ".", "+"][numbers.below(5)];
    let random = format!("{tail}{separator}{}", of(numbers, LETTERS_AND_DIGITS, 9, 12));
    let end = ["", "", "xxxx", "...", "here"][numbers.below(5)];
    format!("{beginning}{random}{end}")
}

/// Random letters around the characters of a call, a template, a variable or an address.
fn with_expression(numbers: &mut Numbers) -> String {
    let mut random = |least, most| of(numbers, LETTERS_AND_DIGITS, least, most);
    let (a, b, c) = (random(5, 8), random(4, 6), random(5, 8));
    match numbers.below(8) {
        0 => format!("{a}{c}({b})"),
        1 => format!("{a}${{{b}}}{c}"),
        2 => format!("{a}{c}${b}{a}"),
        3 => format!("https://{a}{b}{c}"),
        4 => format!("{a}{{{{{b}}}}}{c}"),
        5 => format!("{a}.{b}[{c}]"),
        6 => format!("{a}<{b}>{c}"),
        _ => format!("app://{a}{b}{c}"),
    }
}

/// Four to six words in capitals joined by `_` or dashes, the last like the end of a variable name.
fn constant_words(numbers: &mut Numbers) -> String {
    let separator = ["_", "_", "-"][numbers.below(3)];
    let end = ["", "KEY", "PASSWORD", "SECRET"][numbers.below(4)];
    let mut words: Vec<String> = some_words(numbers).into_iter().map(str::to_uppercase).collect();
    words.extend((!end.is_empty()).then(|| end.to_owned()));
    words.join(separator)
}

/// Words in template brackets: two adjacent names are not an expression in any language.
fn words_in_brackets(numbers: &mut Numbers) -> String {
    const BRACKETS: [(&str, &str); 12] = [
        ("${", "}"),
        ("${ ", " }"),
        ("{{ ", " }}"),
        ("{{", "}}"),
        ("$(", ")"),
        ("<", ">"),
        ("[", "]"),
        ("{", "}"),
        ("(", ")"),
        ("#{", "}"),
        ("<%= ", " %>"),
        ("__", "__"),
    ];
    let (open, close) = BRACKETS[numbers.below(BRACKETS.len())];
    format!("{open}{}{close}", some_words(numbers).join(" "))
}

/// Random letters or several words around parts that excuses check: a path after an unknown scheme, a few letters and
/// dots, the end of a placeholder, the set of an icon, the prefix of a hash or of a ciphertext.
fn looks_like(numbers: &mut Numbers) -> String {
    let mut chance = |from: &str, least, most| of(numbers, from, least, most);
    let (letters, hex) = (chance(LETTERS_AND_DIGITS, 6, 8), chance("0123456789abcdef", 25, 31));
    let (capitals, base64) = (chance("BCDFGHJKLMNPQRSTVWXZ", 9, 12), chance(LETTERS_AND_DIGITS, 32, 40));
    let words = some_words(numbers);
    let (a, b, c) = (words[0], words[1], words[2]);
    match numbers.below(10) {
        0 => format!("{letters}...."),
        1 => format!("{a}:{b}/{c}/monkey"),
        2 => format!("{a}-{b}:{c}/turkey"),
        3 => format!("{a}{b}{c}XX"),
        4 => format!("{a}***{b}***{c}"),
        5 => format!("md5${hex}"),
        6 => format!("sha1${a}{b}${hex}"),
        7 => format!("%{capitals}_PASSWORD%"),
        8 => format!("Ag{base64}"),
        _ => format!("fa-{a}-{b}-{c}"),
    }
}

/// Starts like a path, or has only its slashes.
fn slashes(numbers: &mut Numbers) -> String {
    let start = ["/", "./", "~/", ""][numbers.below(4)];
    let parts: Vec<String> = (0..3).map(|_| of(numbers, LETTERS_AND_DIGITS, 4, 7)).collect();
    start.to_owned() + &parts.join("/")
}

/// Letters and words of other scripts, with or without digits and blanks.
fn other_scripts(numbers: &mut Numbers) -> String {
    const SCRIPTS: [&str; 6] = [
        "абвгдежзиклмнопрстуфхцчшщэюяАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
        "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
        "山川海空風花鳥月星雪雨石木火水金土竜虎馬牛羊犬猫魚米茶竹松梅桜東西南北",
        "éèêëàâäôöùûüçñåøæßÉÀÖÜabcdefghijklmnopqrstuvwxyz",
        "אבגדהוזחטיכלמנסעפצקרשת",
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    ];
    let script = SCRIPTS[numbers.below(SCRIPTS.len())];
    let separator = ["", " ", "-", "_"][numbers.below(4)];
    let parts: Vec<String> = (0..3 + numbers.below(3)).map(|_| of(numbers, script, 3, 7)).collect();
    let tail = if numbers.below(2) == 0 { of(numbers, "0123456789", 1, 4) } else { String::new() };
    parts.join(separator) + &tail
}
