//! A literal in a branch of a condition, or in place of an absent value, is a password as any other; a word that an interface
//! chooses from is none.

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

use crate::corpus::secrets;

/// Rows: a path, and a text in which `@P` is the password and `~` a line end.
const TAKEN: &[(&str, &str)] = &[
    ("a.js", r#"const dbPassword = isProd ? prodPassword : "@P";"#),
    ("A.java", r#"String dbPassword = isProd ? prodPassword : "@P";"#),
    ("a.cs", r#"var dbPassword = isProd ? prodPassword : "@P";"#),
    ("a.c", r#"const char *db_password = is_prod ? prod : "@P";"#),
    ("a.php", r#"$dbPassword = $prod ? $prodPassword : "@P";"#),
    ("a.rb", r#"db_password = prod ? prod_password : "@P""#),
    ("a.swift", r#"let dbPassword = isProd ? prod : "@P""#),
    ("a.dart", "final dbPassword = isProd ? prod : '@P';"),
    ("a.pl", r#"my $db_password = $prod ? $pw : "@P";"#),
    ("a.bicep", "var dbPassword = isProd ? prod : '@P'"),
    ("a.py", r#"db_password = x if y else "@P""#),
    ("a.py", r#"db_password = None if c else "@P""#),
    ("a.py", r#"db_password = "@P" if debug else load()"#),
    ("a.kt", r#"val dbPassword = if (c) x else "@P""#),
    ("a.scala", r#"val dbPassword = if (c) x else "@P""#),
    ("a.R", r#"db_password <- if (c) x else "@P""#),
    ("a.hs", r#"dbPassword = if c then x else "@P""#),
    ("a.ml", r#"let db_password = if c then x else "@P""#),
    ("a.nix", r#"dbPassword = if c then x else "@P";"#),
    ("a.jsonnet", r#"local dbPassword = if c then x else "@P";"#),
    ("a.rs", r#"let db_password = if c { x } else { "@P" };"#),
    ("a.rs", r#"let db_password = if cfg!(test) { "@P" } else { load() };"#),
    ("a.ts", "password: isProd ? readSecret() : '@P',"),
    ("a.ts", "const password = isProd ? readSecret() : '@P';"),
    ("a.ts", "const password = isProd ? process.env.X : ('@P');"),
    ("a.py", "'PASSWORD': get_secret('X') if PROD else '@P',"),
    ("a.py", "'PASSWORD': secrets['X'] if not DEBUG else '@P',"),
    ("a.rs", r#"let password = match env::var("DB_PASSWORD") {~    Ok(p) => p,~    Err(_) => "@P".to_string(),~};"#),
    ("a.rs", r#"let password = if let Ok(p) = env::var("X") { p } else { "@P".to_string() };"#),
    ("A.java", r#"String dbPassword = Objects.requireNonNullElse(System.getenv("DB_PASSWORD"), "@P");"#),
    ("A.java", r#"String dbPassword = Objects.requireNonNullElseGet(System.getenv("DB_PASSWORD"), () -> "@P");"#),
    ("A.java", r#"String dbPassword = Objects.toString(System.getenv("DB_PASSWORD"), "@P");"#),
    ("a.kt", r#"val dbPassword = System.getenv("X") ?: run { "@P" }"#),
    ("a.ps1", r#"$password = if ($env:X) { $env:X } else { "@P" }"#),
    ("a.rb", r#"password: (Rails.env.production? ? ENV["X"] : "@P")"#),
    ("a.pl", "my $password = $ENV{X} || q{@P};"),
    ("a.jl", r#"password = get(ENV, "X", "@P")"#),
];

/// Rows of the same kind without one.
const NOT_TAKEN: &[(&str, &str)] = &[
    ("a.js", "const password = shown ? 'text' : 'password';"),
    ("a.jsx", "<input type={showPassword ? 'text' : 'password'} password={x} />"),
    ("a.js", r#"const passwordLabel = isNew ? "Choose a password" : "Your password";"#),
    ("a.js", r#"const password = ok ? "Passwords match" : "Passwords do not match";"#),
    ("a.js", r#"const password = a ? b : c; const x = "kV8m2Qz4rTn9wX";"#),
    ("a.py", "password = get(x) if y else None"),
    ("a.kt", r#"val password = if (c) x else y; val id = "kV8m2Qz4rTn9wX""#),
    ("a.rs", r#"let password = if c { x } else { y }; let id = "kV8m2Qz4rTn9wX";"#),
    ("a.rs", r#"let password = if c { log("kV8m2Qz4rTn9wX"); x } else { y };"#),
    ("a.ts", r#"password: isProd ? readSecret("kV8m2Qz4rTn9wX") : other,"#),
    ("a.js", r#"password: cond ? { id: "kV8m2Qz4rTn9wX" } : other,"#),
];

fn written(text: &str) -> String {
    format!("{}\n", text.replace("@P", "kV8m2Qz4rTn9wX").replace('~', "\n"))
}

#[test]
fn a_random_literal_in_a_branch_is_found() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text) in TAKEN {
        assert_eq!(secrets(&detector, path, &written(text)), 1, "{path}: {text}");
    }
}

#[test]
fn words_and_literals_of_other_expressions_in_a_branch_are_not() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text) in NOT_TAKEN {
        assert_eq!(secrets(&detector, path, &written(text)), 0, "{path}: {text}");
    }
}
