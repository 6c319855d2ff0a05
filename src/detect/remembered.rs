//! Judgements of strength that were made before: a history asks about the same password in every version of its file.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::strength::{self, Subject};
use crate::finding::Weakness;

/// Answers that are remembered.
const MOST: usize = 1 << 14;
/// Bytes of the longest question that is remembered.
const LONGEST: usize = 512;

/// As [`strength::weaknesses`].
pub(super) fn weaknesses(subject: &Subject<'_>) -> Vec<Weakness> {
    static ANSWERS: LazyLock<Mutex<HashMap<Vec<u8>, Vec<Weakness>>>> = LazyLock::new(Mutex::default);
    let answers = || ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    let question = question(subject);
    if let Some(answer) = answers().get(&question) {
        return answer.clone();
    }
    let answer = strength::weaknesses(subject);
    let mut answers = answers();
    if answers.len() < MOST && question.len() <= LONGEST {
        answers.insert(question, answer.clone());
    }
    answer
}

/// All that the answer hangs on, each part with its length: no two subjects have the same.
fn question(subject: &Subject<'_>) -> Vec<u8> {
    let Subject { password, user, database, host, names } = subject;
    let mut question = Vec::with_capacity(64 + password.len());
    let parts = [Some(*password), *user, *database, *host];
    for part in parts.into_iter().chain(names.iter().map(|name| Some(*name))) {
        match part {
            Some(part) => {
                question.push(1);
                question.extend_from_slice(&part.len().to_le_bytes());
                question.extend_from_slice(part);
            }
            None => question.push(0),
        }
    }
    question
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_answer_is_the_first_and_each_part_counts() {
        let base = Subject { password: b"billing1", ..Subject::default() };
        let named = Subject { user: Some(b"billing"), ..base };
        let names: [&[u8]; 1] = [b"billing"];
        let near = Subject { names: &names, ..base };
        for subject in [&base, &named, &near, &base, &named, &near] {
            assert_eq!(weaknesses(subject), strength::weaknesses(subject));
        }
        let questions = [question(&base), question(&named), question(&near)];
        let split = Subject { password: b"billing", user: Some(b"1"), ..Subject::default() };
        assert!(questions.iter().all(|one| questions.iter().filter(|other| *other == one).count() == 1));
        assert!(!questions.contains(&question(&split)));
    }
}
