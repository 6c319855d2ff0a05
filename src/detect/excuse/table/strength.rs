//! Requirements of rules on a value, and guessable values in places that show that they are no credentials.

use super::super::{Described, Excuse, Ground, Of};
use super::super::{code, name_map};
use super::at;
use crate::detect::randomness::{bits_per_byte, is_random_throughout, is_uuid, looks_random};
use crate::detect::reading::{can_be_spoken, is_known, is_mostly_known, words};
use crate::extract::{Form, Given};
use crate::rules::WeakPolicy;

pub(super) const ROWS: &[Excuse] = &[
    Excuse {
        name: "too-short",
        why: "too short for its form",
        ground: Ground::Rule,
        of: Of::Judged,
        applies: |it| it.candidate.secret.value.len() < it.rule.judge.min_length,
        excuses: &[],
        keeps: &[],
    },
    Excuse {
        name: "not-random",
        why: "not random, where only that would make it a secret",
        ground: Ground::Rule,
        of: Of::Judged,
        applies: |it| {
            // Where only what is generated is a secret, no setting makes it one; and a UUID outside of settings names something.
            let is_generated = it.rule.judge.weak == WeakPolicy::Ignore;
            let is_meant = is_configured(it);
            let is_random = looks_random(it.value) && !are_joined_words(it.value) || is_random_throughout(it.value);
            it.rule.judge.random
                && (!is_random && (is_generated || !is_meant) || is_generated && !is_meant && is_uuid(it.value))
        },
        excuses: &[at("A.php", "protected $collection_key = 'targetHttpProxies';\n")],
        keeps: &[at("A.php", "protected $collection_key = 'kV8m2Qz4rTn9wXq7LcJb3';\n")],
    },
    Excuse {
        name: "no-password",
        why: "neither random nor a known password",
        ground: Ground::Rule,
        of: Of::Judged,
        applies: |it| it.weakness().is_empty() && bits_per_byte(it.value) < f64::from(it.rule.judge.min_entropy),
        excuses: &[],
        keeps: &[],
    },
    Excuse {
        name: "name-map",
        why: "a name among names",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| !it.weakness().is_empty() && name_map::is_entry(it.cx, it.candidate),
        excuses: &[at("a.js", "const fields = {password: \"password\", email: \"email\"};\n")],
        keeps: &[at("a.js", "const account = {user: \"user\", password: \"password\"};\n")],
    },
    Excuse {
        name: "comparison",
        why: "compared with, not set",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| !it.weakness().is_empty() && code::is_compared(it.cx, it.candidate),
        excuses: &[at("run.sh", "if [ \"$POSTGRES_PASSWORD\" = \"postgres\" ]; then\n")],
        keeps: &[at("run.sh", "POSTGRES_PASSWORD=\"postgres\"\n")],
    },
    Excuse {
        name: "branch",
        why: "words that a condition chooses from",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| {
            let is_words = || it.value.iter().any(u8::is_ascii_whitespace) || !it.weakness().is_empty();
            it.candidate.given == Given::Chosen && is_words()
        },
        excuses: &[at("a.js", "const password = isShown ? 'text' : 'password';\n")],
        keeps: &[at("a.js", "const dbPassword = isProduction ? ofProduction : 'kV8m2Qz4rTn9wX';\n")],
    },
    Excuse {
        name: "message",
        why: "a word of a message that is not random",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| it.candidate.given == Given::Said && !is_random(it.value),
        excuses: &[at("a.py", "print(\"Password: tomorrow\")\n")],
        keeps: &[at("a.py", "print(\"Password: kV8m2Qz4rTn9wX\")\n")],
    },
    Excuse {
        name: "place",
        why: "not random, and only its place says that it may be a value",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| it.candidate.given == Given::Placed && !is_random(it.value),
        excuses: &[at("a.py", "fields = [(\"password\", \"shop\")]\n")],
        keeps: &[at("a.py", "fields = [(\"password\", \"kV8m2Qz4rTn9wX\")]\n")],
    },
];

/// True if a value looks random, in a part or as a whole.
fn is_random(value: &[u8]) -> bool {
    looks_random(value) || is_random_throughout(value)
}

/// `targetHttpProxies`: letters alone, in words that are known or can be spoken, most of them known. Where two of them meet there may be
/// more consonants than in any word.
fn are_joined_words(value: &[u8]) -> bool {
    let words = words(value);
    value.iter().all(u8::is_ascii_alphabetic)
        && words.len() > 1
        && words.iter().all(|word| is_known(word) || word.len() >= 4 && can_be_spoken(word))
        && is_mostly_known(value)
}

/// True if the context shows that the value is a secret: a setting whose name has several words, or an HTTP header.
fn is_configured(it: &Described<'_, '_>) -> bool {
    // Of the members of a map and of a Secret, the names say nothing.
    let is_member = matches!(it.candidate.scheme.as_str(), "member" | "kubernetes" | "kubernetes-text");
    let is_setting = !is_member
        && it.dialect().has_bare_values()
        && it.candidate.form != Form::Prose
        && it.candidate.key.contains('_');
    is_setting || it.candidate.scheme == "basic"
}
