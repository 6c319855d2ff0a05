//! The names near a password, of which it may consist.

use super::password::{CHAIN_MAX, Subject};
use crate::finding::Weakness;
use crate::rules::words::{FILLER_WORDS, TOPIC_WORDS};

/// The number of names that are compared, in pieces, which bounds the cost.
const NAMES_MAX: usize = 48;

/// The names near a password, as pieces.
pub(super) struct Names {
    /// Lower case, letters and digits only.
    pub(super) pieces: Vec<Name>,
}

pub(super) struct Name {
    pub(super) text: Vec<u8>,
    pub(super) kind: Weakness,
    /// True for the name itself, false for a part of it.
    pub(super) whole: bool,
}

impl Names {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let mut names = Names { pieces: Vec::new() };
        if let Some(user) = subject.user {
            names.add(user, Weakness::SameAsUser);
        }
        if let Some(database) = subject.database {
            names.add(database, Weakness::SameAsDatabase);
        }
        if let Some(host) = subject.host
            && host.iter().any(|byte| byte.is_ascii_alphabetic())
        {
            // The last label of a host with several labels belongs to the registry.
            let registry = host.iter().rposition(|byte| *byte == b'.');
            names.add(registry.and_then(|dot| host.get(..dot)).unwrap_or(host), Weakness::SameAsHost);
        }
        for name in subject.names {
            names.add(name, Weakness::SameAsHost);
        }
        names
    }

    /// Adds a name, its parts, the rest without words such as `user` and `db`, and each of these without trailing
    /// digits.
    fn add(&mut self, name: &[u8], kind: Weakness) {
        if name.len() > CHAIN_MAX {
            return;
        }
        let parts = parts_of(name);
        self.push(parts.concat(), kind, true);
        let telling: Vec<&Vec<u8>> = parts.iter().filter(|part| !FILLER_WORDS.contains(part)).collect();
        self.push(telling.iter().flat_map(|part| part.iter().copied()).collect(), kind, false);
        for part in telling {
            let stem = part.len() - part.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
            if let Some(stem) = part.get(..stem) {
                self.push(stem.to_vec(), kind, false);
            }
            self.push(part.clone(), kind, false);
        }
    }

    fn push(&mut self, text: Vec<u8>, kind: Weakness, whole: bool) {
        let held = |name: &Name| name.text == text && name.kind == kind;
        if !text.is_empty() && self.pieces.len() < NAMES_MAX && !self.pieces.iter().any(held) {
            self.pieces.push(Name { text, kind, whole });
        }
    }

    /// Finds the names that equal `lower` apart from separators, forwards or backwards, at any length.
    pub(super) fn equal_to(&self, lower: &[u8], found: &mut Vec<Weakness>) {
        let bare: Vec<u8> = lower.iter().copied().filter(|byte| is_name_byte(*byte)).collect();
        for name in self.pieces.iter().filter(|name| name.whole) {
            if name.text == bare || (bare.len() >= 4 && name.text.iter().rev().eq(&bare)) {
                found.push(name.kind);
            }
        }
    }
}

impl Names {
    /// True if `lower` is a nearby name, or a word in product names, with digits and symbols in place of any of its
    /// letters: `p0s1gr3s`. At least half of it must be letters, and each of them must match.
    pub(super) fn disguised(&self, lower: &[u8]) -> bool {
        let letters = lower.iter().filter(|byte| byte.is_ascii_lowercase()).count();
        if lower.len() < 6 || letters == lower.len() || letters * 2 < lower.len() {
            return false;
        }
        let shows = |name: &[u8]| {
            name.len() == lower.len()
                && name.iter().zip(lower).all(|(real, typed)| real == typed || !typed.is_ascii_lowercase())
        };
        self.pieces.iter().any(|name| shows(&name.text)) || FILLER_WORDS.iter().chain(TOPIC_WORDS.iter()).any(shows)
    }
}

/// True for letters, digits and all non-ASCII bytes.
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// The parts of a name in lower case: split at separators and before a capital that follows a lower-case letter.
fn parts_of(name: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = vec![Vec::new()];
    let mut before = b' ';
    for byte in name {
        let hump = byte.is_ascii_uppercase() && before.is_ascii_lowercase();
        if hump || !is_name_byte(*byte) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut()
            && is_name_byte(*byte)
        {
            part.push(byte.to_ascii_lowercase());
        }
        before = *byte;
    }
    parts.retain(|part| !part.is_empty());
    parts
}
