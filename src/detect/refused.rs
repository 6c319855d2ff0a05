//! Passwords that a test expects to be rejected. Most likely they open nothing, so that such a finding has low
//! confidence; it remains a finding because the code does not prove it.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::extract::assignment::key;
use crate::extract::{Candidate, Context, line_around};
use crate::rules::words::{FAILURE_MARKS, WRONG_JOINTS, WRONG_WORDS};

/// Phrases by which a test states that something is to fail; prepared when the first value in a program is judged.
static MARKS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| FAILURE_MARKS.iter().map(Finder::new).collect());

/// True if the value, its key or the surrounding test says that it is to be rejected.
pub(super) fn is_wrong_on_purpose(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let own = candidate.key.split('_').next().unwrap_or_default();
    WRONG_WORDS.contains(own.as_bytes())
        || says_so(candidate.secret.value.trim_ascii())
        || cx.dialect().has_expressions() && is_to_fail(cx.text, candidate.secret.span.start)
}

/// True for `wrong-password`, `invalid`: a value that consists of words for "wrong".
fn says_so(value: &[u8]) -> bool {
    let name = key::normalise(value);
    let words = || {
        name.split('_').flat_map(|word| match word.strip_suffix("password").or(word.strip_suffix("pass")) {
            Some(lead) if !lead.is_empty() => [lead, "password"],
            _ => [word, "password"],
        })
    };
    let is_wrong = |word: &str| WRONG_WORDS.contains(word.as_bytes());
    let is_other = |word: &str| WRONG_JOINTS.contains(word.as_bytes());
    value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b' '))
        && words().any(is_wrong)
        && words().all(|word| is_wrong(word) || is_other(word))
}

/// The number of lines examined above and below, and how much of each, in bytes.
const LINES: usize = 3;
const LONGEST: usize = 512;

/// True if a test expects the text at `at` to fail: according to its line, a line above that opens its block, or the
/// lines below up to a blank line.
fn is_to_fail(text: &[u8], at: usize) -> bool {
    let indent = |line: &[u8]| line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let marked = |line: &[u8]| {
        let lower = line.get(..line.len().min(LONGEST)).unwrap_or_default().to_ascii_lowercase();
        MARKS.iter().any(|mark| mark.find(&lower).is_some())
    };
    let own = line_around(text, at);
    if own.len() > LONGEST {
        return false;
    }
    if marked(own.of(text)) {
        return true;
    }
    let depth = indent(own.of(text));
    let (mut up, mut least) = (own.start, depth);
    for _ in 0..LINES {
        let Some(before) = up.checked_sub(1) else { break };
        let above = line_around(text, before);
        let line = above.of(text);
        if above.len() > LONGEST || line.trim_ascii().is_empty() {
            break;
        }
        // `expectException` precedes the call; the others open a block around it.
        if marked(line) && (indent(line) < least || line.trim_ascii_end().ends_with(b";")) {
            return true;
        }
        (up, least) = (above.start, least.min(indent(line)));
    }
    let mut down = own.end;
    for _ in 0..LINES {
        if down >= text.len() {
            break;
        }
        let below = line_around(text, down + 1);
        let line = below.of(text);
        if below.len() > LONGEST || line.trim_ascii().is_empty() {
            break;
        }
        // A line that opens a block belongs to something else.
        let goes_on = indent(line) <= depth && !line.trim_ascii_end().ends_with(b":");
        let is_of_it = [b"})".as_slice(), b"}", b")", b".", b"require.", b"assert."];
        if goes_on && is_of_it.iter().any(|start| line.trim_ascii_start().starts_with(start)) && marked(line) {
            return true;
        }
        down = below.end.max(down + 1);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_a_test_expects_to_fail_is_recognised() {
        for (text, is) in [
            ("with pytest.raises(OperationalError):\n    connect(password=X)\n", true),
            ("with self.assertRaises(AuthError):\n    login(\n        user,\n        X)\n", true),
            ("assertThrows(E.class, () -> connect(X));\n", true),
            ("await expect(connect({ password: X })).rejects.toThrow();\n", true),
            ("await expect(\n  connect({ password: X }),\n).rejects.toThrow();\n", true),
            ("_, err := connect(X)\nrequire.Error(t, err)\n", true),
            ("expect { connect(X) }.to raise_error(PG::ConnectionBad)\n", true),
            ("expect {\n  connect(X)\n}.to raise_error(PG::ConnectionBad)\n", true),
            ("$this->expectException(E::class);\n$this->login(X);\n", true),
            ("Assert.Throws<E>(() => Connect(X));\n", true),
            ("assert!(connect(X).is_err());\n", true),
            ("conn = connect(X)\n", false),
            ("with pytest.raises(E):\n    connect(1)\nconnect(X)\n", false),
            ("with pytest.raises(E):\n    connect(1)\n\nconnect(X)\n", false),
            ("connect(X)\nwith pytest.raises(E):\n    connect(1)\n", false),
            ("conn := connect(X)\n\nrequire.Error(t, err)\n", false),
        ] {
            assert_eq!(is_to_fail(text.as_bytes(), text.find('X').unwrap()), is, "{text}");
        }
    }

    #[test]
    fn a_value_must_consist_of_such_words_only() {
        for (value, is) in [
            ("wrong-password", true),
            ("invalid", true),
            ("badPassword", true),
            ("not_the_incorrect_password", true),
            ("incorrectEmailOrPassword", true),
            ("missingOldPassword", true),
            ("wrong-kettle", false),
            ("wrongpassword1", false),
            ("password", false),
        ] {
            assert_eq!(says_so(value.as_bytes()), is, "{value}");
        }
    }
}
