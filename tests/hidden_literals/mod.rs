//! Text before a password on its line does not hide it: the end of a literal that began on an earlier line, a backslash
//! that escapes nothing, a quote in a regular expression, a character, a type or a comment.

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

mod languages;

use crate::corpus::secrets;
use languages::LANGUAGES;

#[test]
fn nothing_before_a_password_on_its_line_hides_it() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let mut missed = Vec::new();
    for language in LANGUAGES {
        for before in language.before {
            for place in language.places {
                // The last two look like code between two literals: only the grammar of the language distinguishes
                // them.
                let has_grammar = !language.path.ends_with(".xml");
                let values =
                    ["kV8m2Qz4rTn9wX", "+kV8m2Qz4rTn9wX", "kV8m2Qz4rTn9wX;", ",kV8m2Qz4rTn9w+", ".kV8m2Qz4rTn9w("];
                for value in values.iter().take(if has_grammar { 5 } else { 3 }) {
                    let text = format!("{before}{}\n", place.replace('~', value));
                    if secrets(&detector, language.path, &text) == 0 {
                        missed.push(format!("{}: {}", language.path, text.escape_debug()));
                    }
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

/// Code between two literals, and a literal after a name inside another one, is not a value.
#[test]
fn code_between_two_literals_is_no_password() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text) in [
        ("a.js", "const q = 'password=' + readPassword() + '&user=' + user;"),
        ("a.js", "const q = 'password='+readPassword9()+'&user='+user;"),
        ("a.js", "const q = 'user=' + u + ', password: ' + hidden2Value + ', host: ' + h;"),
        ("a.py", "q = 'password=' + b'x4kV8m2Qz' + 'a'"),
        ("a.py", "q = 'password=', f('kV8m2Qz4rTn9wX')"),
        ("a.py", "sql = 'ALTER ROLE a PASSWORD ' + quoted9Value + ' VALID UNTIL ' + day"),
        ("a.py", "sql = \"ALTER ROLE a PASSWORD '\" + quoted9Value + \"'\""),
        ("a.php", "<?php $q = 'password='.$pw.'&user='.$user;"),
        ("a.rb", "q = 'password='; x = 'kV8m2Qz4rTn9wX'"),
        ("a.sh", "sh -c 'PGPASSWORD='\"$PW\"' psql'"),
        ("a.sh", "sh -c 'PGPASSWORD='$PW' psql'"),
        ("a.sh", "awk -F'password=' '{print $2}' f"),
        ("a.sh", "grep 'password='config4Dev.ini | sed 's/x/y/'"),
        ("a.sql", "SELECT 'ALTER ROLE a PASSWORD ' || quote_literal(secret9Name) || ' VALID';"),
        ("A.vb", "Dim Q = \"password=\" & Hidden9Value & \";user=\""),
        ("a.lua", "q = 'password='..hidden9Value..'&user='"),
    ] {
        assert_eq!(secrets(&detector, path, text), 0, "{path}: {text}");
    }
}
