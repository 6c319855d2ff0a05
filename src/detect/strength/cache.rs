//! Caches strength estimates: a history asks about the same password in every version of its file. The cache stores
//! keyed digests of its inputs, with keys of this detector, and never a password.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::guessed_hash;
use super::password::Subject;
use super::weaknesses;
use crate::finding::Weakness;

/// The cached results of one detector.
#[derive(Debug, Default)]
pub(in crate::detect) struct StrengthCache {
    passwords: Answers<Vec<Weakness>>,
    hashes: Answers<Option<Weakness>>,
}

impl StrengthCache {
    /// As [`weaknesses`].
    pub(in crate::detect) fn weaknesses(&self, subject: &Subject<'_>) -> Vec<Weakness> {
        self.passwords.answer(parts(subject), || weaknesses(subject))
    }

    /// As [`guessed_hash::guess`].
    pub(in crate::detect) fn guess(&self, hash: &[u8], user: Option<&[u8]>, among: u32) -> Option<Weakness> {
        self.hashes.answer((hash, user, among), || guessed_hash::guess(hash, user, among))
    }
}

/// Everything that a result depends on.
fn parts<'a>(subject: &Subject<'a>) -> impl Hash + Copy + use<'a> {
    let Subject { password, user, database, host, names } = *subject;
    (password, user, database, host, names)
}

/// The number of cached results of each kind.
const MOST: usize = 1 << 14;

/// Two 64-bit digests, each with its own key: a collision of both is practically impossible.
type Digest = (u64, u64);

/// The results of one kind; allocated for the first one.
#[derive(Debug)]
struct Answers<A>(OnceLock<Kept<A>>);

#[derive(Debug)]
struct Kept<A> {
    keys: (RandomState, RandomState),
    found: Mutex<HashMap<Digest, A>>,
}

impl<A> Default for Answers<A> {
    fn default() -> Self {
        Answers(OnceLock::new())
    }
}

impl<A: Clone> Answers<A> {
    fn answer(&self, question: impl Hash + Copy, work: impl FnOnce() -> A) -> A {
        let kept = self
            .0
            .get_or_init(|| Kept { keys: (RandomState::new(), RandomState::new()), found: Mutex::new(HashMap::new()) });
        let digest = kept.digest(question);
        let found = || kept.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = found().get(&digest) {
            return answer.clone();
        }
        let answer = work();
        let mut found = found();
        if found.len() < MOST {
            found.insert(digest, answer.clone());
        }
        answer
    }
}

impl<A> Kept<A> {
    fn digest(&self, question: impl Hash + Copy) -> Digest {
        (self.keys.0.hash_one(question), self.keys.1.hash_one(question))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_question_has_the_same_answer_and_each_input_counts() {
        let cache = StrengthCache::default();
        let base = Subject { password: b"billing1", ..Subject::default() };
        let named = Subject { user: Some(b"billing"), ..base };
        let names: [&[u8]; 1] = [b"billing"];
        let near = Subject { names: &names, ..base };
        for subject in [&base, &named, &near, &base, &named, &near] {
            assert_eq!(cache.weaknesses(subject), weaknesses(subject));
        }
        let split = Subject { password: b"billing", user: Some(b"1"), ..Subject::default() };
        let kept = cache.passwords.0.get().unwrap();
        let digests = [&base, &named, &near, &split].map(|subject| kept.digest(parts(subject)));
        assert!(digests.iter().all(|one| digests.iter().filter(|other| *other == one).count() == 1));
    }

    #[test]
    fn no_password_and_no_hash_is_stored() {
        let cache = StrengthCache::default();
        cache.weaknesses(&Subject { password: b"kV8m2Qz4rTn9wX", user: Some(b"billing"), ..Subject::default() });
        cache.guess(b"md5kV8m2Qz4rTn9wX", Some(b"billing"), 1);
        let kept = format!("{cache:?}");
        // As text and as numbers.
        assert!(kept.contains("found") && !kept.contains("kV8m") && !kept.contains("107, 86, 56, 109"), "{kept}");
    }
}
