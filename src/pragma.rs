//! The inline allow comment: `dsnitch:allow RULE -- reason`.

use crate::reason::is_reason;

/// An inline allow comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pragma {
    /// The rule that it names; `*` stands for any.
    pub rule: String,
    /// Why. A pragma without a reason does not count.
    pub reason: Option<String>,
}

/// What opens a pragma, in any kind of comment.
pub const MARKER: &[u8] = b"dsnitch:allow";

/// Bytes of a pragma that are read: every finding of its line carries a copy.
const LONGEST: usize = 1024;

/// Why a pragma does not excuse a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It names another rule.
    OtherRule,
    /// It gives no reason.
    NoReason,
}

impl Pragma {
    /// Reads the pragma of one line, if it has one.
    ///
    /// ```
    /// let pragma = dsnitch::pragma::Pragma::parse(b"PGPASSWORD=x # dsnitch:allow env-password -- sample for the docs").unwrap();
    /// assert_eq!((pragma.rule.as_str(), pragma.reason.as_deref()), ("env-password", Some("sample for the docs")));
    /// ```
    pub fn parse(line: &[u8]) -> Option<Pragma> {
        let at = memchr::memmem::find(line, MARKER)? + MARKER.len();
        let rest = line.get(at..)?;
        let rest = String::from_utf8_lossy(rest.get(..LONGEST).unwrap_or(rest));
        if !rest.starts_with([' ', '\t']) {
            return None;
        }
        let (rule, reason) = match rest.split_once("--") {
            Some((rule, reason)) => (rule, Some(reason)),
            None => (rest.as_ref(), None),
        };
        let rule = rule.split_whitespace().next()?.to_owned();
        let reason = reason.map(|text| comment_tail_removed(text).to_owned()).filter(|text| !text.is_empty());
        Some(Pragma { rule, reason })
    }

    /// Whether it excuses a finding of `rule`: it names the rule (or `*`) and gives a reason.
    pub fn excuses(&self, rule: &str) -> bool {
        self.why_not(rule).is_none()
    }

    /// Why it does not excuse a finding of `rule`, if it does not.
    pub fn why_not(&self, rule: &str) -> Option<WhyNot> {
        if self.rule != "*" && self.rule != rule {
            return Some(WhyNot::OtherRule);
        }
        (!self.reason.as_deref().is_some_and(is_reason)).then_some(WhyNot::NoReason)
    }
}

/// A reason without the end of the comment that it stands in: `*/`, `-->`, `%>`.
fn comment_tail_removed(text: &str) -> &str {
    let text = text.trim();
    ["*/", "-->", "%>", "#}", "*)"].iter().find_map(|tail| text.strip_suffix(tail)).unwrap_or(text).trim_end()
}

#[cfg(test)]
mod tests {
    use super::Pragma;

    #[test]
    fn a_pragma_names_a_rule_and_gives_a_reason() {
        for (line, rule, reason) in [
            ("x # dsnitch:allow a-b -- because", "a-b", Some("because")),
            ("x /* dsnitch:allow a-b -- because */", "a-b", Some("because")),
            ("<!-- dsnitch:allow * -- sample -->", "*", Some("sample")),
            ("x // dsnitch:allow a-b", "a-b", None),
            ("x // dsnitch:allow a-b -- ", "a-b", None),
        ] {
            let pragma = Pragma::parse(line.as_bytes()).map(|p| (p.rule, p.reason));
            assert_eq!(pragma, Some((rule.to_owned(), reason.map(str::to_owned))), "{line}");
        }
        assert_eq!(Pragma::parse(b"dsnitch:allowed x"), None);
        assert_eq!(Pragma::parse(b"nothing here"), None);
    }

    #[test]
    fn without_a_reason_it_excuses_nothing() {
        assert!(!Pragma { rule: "*".into(), reason: None }.excuses("a"));
        assert!(Pragma { rule: "a".into(), reason: Some("published sample".into()) }.excuses("a"));
        assert!(!Pragma { rule: "b".into(), reason: Some("published sample".into()) }.excuses("a"));
    }
}
