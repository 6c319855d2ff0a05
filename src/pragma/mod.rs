//! The inline allow comment (pragma): `dsnitch:allow RULE, RULE until=2027-01-31 -- reason`.

mod misspelt;

use crate::day::Day;
use crate::reason::is_reason;
use crate::text::template_comments;

/// An inline allow comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pragma {
    /// The rules that it names, separated by commas or blanks in the text; `*` for any.
    pub rules: Vec<String>,
    /// The reason. A pragma without a reason does not count.
    pub reason: Option<String>,
    /// The expiry, if there is one.
    pub until: Option<Until>,
    /// True if it stands at a literal or block of several values, and does not say which of them it means.
    pub is_shared: bool,
    /// True for what is no allow comment and was meant as one: `dsnitch: allow`, `dsnitch:ignore`.
    pub is_misspelt: bool,
}

/// The expiry of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// It counts to the end of this day, in UTC.
    Day(Day),
    /// Its value is not a day.
    NoDay,
}

/// The marker of a pragma, in any kind of comment.
pub(crate) const MARKER: &[u8] = b"dsnitch:allow";

/// Number of bytes of a pragma that are read: every finding of its line has a copy.
const MAX_LENGTH: usize = 1024;

/// The reason why a pragma does not excuse a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhyNot {
    /// It does not name the rule, or gives no reason.
    Incomplete(Incomplete),
    /// The value of `until=` is not a day.
    NoDay,
    /// It stands at several values.
    Shared,
    /// It is none.
    Misspelt,
}

/// What a pragma lacks that does not name the rule of a finding with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Incomplete {
    pub(crate) named: Named,
    pub(crate) has_reason: bool,
}

/// The rules that a pragma names, seen from a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// The finding's.
    Own,
    /// Only others.
    Other,
    Nothing,
}

impl Pragma {
    /// Parses the pragma in a line, if there is one.
    ///
    /// ```
    /// let pragma = dsnitch::pragma::Pragma::parse(b"PGPASSWORD=x # dsnitch:allow env-password -- sample for the docs").unwrap();
    /// assert_eq!((pragma.rules.as_slice(), pragma.reason.as_deref()), (&["env-password".to_owned()][..], Some("sample for the docs")));
    /// ```
    pub fn parse(line: &[u8]) -> Option<Pragma> {
        let marker_at = memchr::memmem::find(line, MARKER)?;
        let (head, rest) = line.split_at_checked(marker_at + MARKER.len())?;
        let rest = String::from_utf8_lossy(rest.get(..MAX_LENGTH).unwrap_or(rest));
        let rest = within_comment(head, &rest);
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            return None;
        }
        let (head, reason) = match rest.split_once("--") {
            // The end of an HTML comment is not a reason.
            Some((head, reason)) if !reason.starts_with('>') => (head, Some(reason)),
            Some((head, _)) => (head, None),
            None => (rest, None),
        };
        let words = comment_tail_removed(head).split([' ', '\t', ',']).filter(|word| !word.is_empty());
        let (untils, rules): (Vec<&str>, Vec<&str>) = words.partition(|word| is_about_a_day(word));
        let rules = rules.into_iter().map(str::to_owned).collect();
        // Of several days the first counts, and what is none ends all: nobody is to believe in a day that is not read.
        let day = |word: &&str| word.strip_prefix("until=").and_then(Day::parse);
        let until = match untils.iter().map(day).collect::<Option<Vec<Day>>>() {
            Some(days) => days.into_iter().min().map(Until::Day),
            None => Some(Until::NoDay),
        };
        let reason = reason.map(|text| comment_tail_removed(text).to_owned()).filter(|text| !text.is_empty());
        Some(Pragma { rules, reason, until, ..Pragma::default() })
    }

    /// Creates the pragma for another tool's `marker`: it names any rule and has no reason.
    pub(crate) fn of_another_tool(marker: &str) -> Pragma {
        Pragma { rules: vec!["*".to_owned()], reason: Some(marker.to_owned()), ..Pragma::default() }
    }

    /// Returns whether it names `rule`, by its id or by `*`.
    pub(crate) fn names(&self, rule: &str) -> bool {
        self.rules.iter().any(|named| named == "*" || named == rule)
    }

    /// Returns whether it excuses a finding of `rule`, ignoring its expiry: it names the rule (or `*`) and has a
    /// reason.
    pub fn excuses(&self, rule: &str) -> bool {
        self.why_not(rule).is_none()
    }

    /// Returns whether it expired before `today`.
    pub(crate) fn has_expired(&self, today: Day) -> bool {
        matches!(self.until, Some(Until::Day(day)) if day < today)
    }

    /// Orders the comments near a finding of `rule`: one that excuses it comes before one that only names it, and of those
    /// that do, the one that counts longest, so that no expired one hides another.
    pub(crate) fn rank(&self, rule: &str) -> impl Ord + use<> {
        let last = match self.until {
            Some(Until::Day(day)) => (false, Some(day)),
            Some(Until::NoDay) | None => (true, None),
        };
        (self.names(rule), self.excuses(rule).then_some(last))
    }

    /// Returns the reason why it does not excuse a finding of `rule`, if it does not.
    pub(crate) fn why_not(&self, rule: &str) -> Option<WhyNot> {
        if self.is_misspelt {
            return Some(WhyNot::Misspelt);
        }
        let has_reason = self.reason.as_deref().is_some_and(is_reason);
        let named = match self.names(rule) {
            true => Named::Own,
            false if self.rules.is_empty() => Named::Nothing,
            false => Named::Other,
        };
        match (named, has_reason) {
            (Named::Own, true) if self.until == Some(Until::NoDay) => Some(WhyNot::NoDay),
            (Named::Own, true) => self.is_shared.then_some(WhyNot::Shared),
            _ => Some(WhyNot::Incomplete(Incomplete { named, has_reason })),
        }
    }
}

/// True for `until=2027-01-31`, and for what is meant so: `Until:…`, `expires=…`. Ids of rules have no such signs.
fn is_about_a_day(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    word.contains(['=', ':']) || ["until", "till", "expires", "expiry"].iter().any(|start| lower.starts_with(start))
}

/// The marks that open and close a comment within a line, beside those of template languages.
const ENCLOSING: [(&str, &str); 4] = [("/*", "*/"), ("<!--", "-->"), ("(*", "*)"), ("{-", "-}")];

fn marks() -> impl Iterator<Item = (&'static str, &'static str)> {
    ENCLOSING.into_iter().chain(template_comments().filter(|(_, closing)| !closing.is_empty()))
}

/// Returns the part of `rest` that is in the comment that opens in `head`, the text of the line before it.
fn within_comment<'t>(head: &[u8], rest: &'t str) -> &'t str {
    let opened = marks().filter_map(|(opening, closing)| {
        // Of two marks of which one is a part of the other, the longer one.
        let at = memchr::memmem::rfind(head, opening.as_bytes())?;
        Some((at + opening.len(), opening.len(), closing))
    });
    opened.max().and_then(|(_, _, closing)| rest.split_once(closing)).map_or(rest, |(inside, _)| inside)
}

/// Removes the end of the surrounding comment from a text: `*/`, `-->`, `%>`.
fn comment_tail_removed(text: &str) -> &str {
    let text = text.trim();
    let tails = marks().map(|(_, closing)| closing).filter(|closing| text.ends_with(closing));
    let length = tails.map(str::len).max().unwrap_or(0);
    text.get(..text.len() - length).unwrap_or(text).trim_end()
}

#[cfg(test)]
mod tests {
    use super::{Incomplete, Named, Pragma, Until, WhyNot};
    use crate::day::Day;

    #[test]
    fn a_pragma_names_a_rule_and_gives_a_reason() {
        let day = Day::parse("2027-01-31").map(Until::Day);
        for (line, rule, reason, until) in [
            ("x # dsnitch:allow a-b -- because", "a-b", Some("because"), None),
            ("x /* dsnitch:allow a-b -- because */", "a-b", Some("because"), None),
            ("<!-- dsnitch:allow * -- sample -->", "*", Some("sample"), None),
            ("<!-- dsnitch:allow * -->", "*", None, None),
            ("x // dsnitch:allow a-b", "a-b", None, None),
            ("x # dsnitch:allow a-b, c-d -- because", "a-b c-d", Some("because"), None),
            ("x # dsnitch:allow a-b,c-d until=2027-01-31 -- because", "a-b c-d", Some("because"), day),
            ("x # dsnitch:allow a-b c-d -- because", "a-b c-d", Some("because"), None),
            ("x = /* dsnitch:allow a-b -- because */ \"y\"; // z", "a-b", Some("because"), None),
            ("x = /* dsnitch:allow a-b */ \"-- y\";", "a-b", None, None),
            ("{# dsnitch:allow a-b -- because #} x {# y #}", "a-b", Some("because"), None),
            ("x // dsnitch:allow a-b -- ", "a-b", None, None),
            ("x // dsnitch:allow", "", None, None),
            ("x /* dsnitch:allow */", "", None, None),
            ("x // dsnitch:allow -- because", "", Some("because"), None),
            ("x # dsnitch:allow a-b until=2027-01-31 -- because", "a-b", Some("because"), day),
            ("x # dsnitch:allow until=2027-01-31 a-b -- because", "a-b", Some("because"), day),
            ("x # dsnitch:allow a-b until=soon -- because", "a-b", Some("because"), Some(Until::NoDay)),
            ("x # dsnitch:allow a-b until= -- because", "a-b", Some("because"), Some(Until::NoDay)),
            ("x # dsnitch:allow a-b UNTIL=2027-01-31 -- because", "a-b", Some("because"), Some(Until::NoDay)),
            ("x # dsnitch:allow a-b until:2027-01-31 -- because", "a-b", Some("because"), Some(Until::NoDay)),
            ("x # dsnitch:allow a-b expires=2027-01-31 -- because", "a-b", Some("because"), Some(Until::NoDay)),
            ("x # dsnitch:allow a-b until=2099-01-31 until=2027-01-31 -- because", "a-b", Some("because"), day),
            ("x # dsnitch:allow a-b until=2027-01-31 until=x -- because", "a-b", Some("because"), Some(Until::NoDay)),
            ("x # dsnitch:allow a-b -- until=2027-01-31", "a-b", Some("until=2027-01-31"), None),
        ] {
            let pragma = Pragma::parse(line.as_bytes());
            assert_eq!(
                pragma,
                Some(Pragma {
                    rules: rule.split_whitespace().map(str::to_owned).collect(),
                    reason: reason.map(str::to_owned),
                    until,
                    ..Pragma::default()
                }),
                "{line}"
            );
        }
        for (line, rules, reason) in [
            ("dsnitch:allow a --> published sample", "a", None),
            ("dsnitch:allow a --published sample", "a", Some("published sample")),
            ("dsnitch:allow a -- b -- c", "a", Some("b -- c")),
            ("dsnitch:allow a --- b", "a", Some("- b")),
            ("dsnitch:allow\ta,\tb\t--\tc", "a b", Some("c")),
            ("dsnitch:allow,a -- b", "-", None),
            ("dsnitch:allow: a -- b", "-", None),
            ("dsnitch:allow ,, a ,b, -- c", "a b", Some("c")),
            ("dsnitch:allow a b until=2027-01-31 until=x -- c", "a b", Some("c")),
            ("/* x */ dsnitch:allow a -- b */ c", "a", Some("b")),
            ("/* dsnitch:allow a -- b */ c", "a", Some("b")),
            ("/* <!-- dsnitch:allow a -- b --> */ c", "a", Some("b")),
            ("<!-- /* dsnitch:allow a -- b */ --> c", "a", Some("b")),
            ("(* dsnitch:allow a -- b *) c", "a", Some("b")),
            ("{- dsnitch:allow a -- b -} c", "a", Some("b")),
            ("{{/* dsnitch:allow a -- b */}} c", "a", Some("b")),
            ("{# dsnitch:allow a -- b #} c", "a", Some("b")),
            ("# dsnitch:allow a -- b dsnitch:allow c -- d", "a", Some("b dsnitch:allow c -- d")),
            ("x dsnitch:allow  ", "", None),
        ] {
            let found = Pragma::parse(line.as_bytes());
            let shown = found.as_ref().map_or_else(|| "-".to_owned(), |pragma| pragma.rules.join(" "));
            assert_eq!((shown.as_str(), found.and_then(|pragma| pragma.reason).as_deref()), (rules, reason), "{line}");
        }
        // What is read ends.
        let long = |length: usize| Pragma::parse(format!("dsnitch:allow a -- {}", "b".repeat(length)).as_bytes());
        for (length, read) in [(1018, 1018), (1019, 1018), (3000, 1018)] {
            let reason = long(length).and_then(|pragma| pragma.reason);
            assert_eq!(reason.map(|reason| reason.len()), Some(read), "{length}");
        }
        // The end of a comment that began on a line above, of each kind, behind a reason and without one.
        for (_, closing) in super::marks() {
            let pragma = Pragma::parse(format!("dsnitch:allow a-b -- because {closing}").as_bytes()).unwrap();
            assert_eq!(
                (pragma.rules, pragma.reason.as_deref()),
                (vec!["a-b".to_owned()], Some("because")),
                "{closing}"
            );
            let pragma = Pragma::parse(format!("dsnitch:allow a-b {closing}").as_bytes()).unwrap();
            assert!(pragma.names("a-b") && pragma.rules.len() == 1 && !pragma.excuses("a-b"), "{closing}");
        }
        assert_eq!(Pragma::parse(b"dsnitch:allowed x"), None);
        assert_eq!(Pragma::parse(b"nothing here"), None);
    }

    #[test]
    fn a_pragma_without_effect_has_a_reason() {
        let lacks = |named, has_reason| Some(WhyNot::Incomplete(Incomplete { named, has_reason }));
        for (line, why) in [
            ("dsnitch:allow a -- published sample", None),
            ("dsnitch:allow * -- published sample", None),
            ("dsnitch:allow a until=2027-01-31 -- published sample", None),
            ("dsnitch:allow b, a -- published sample", None),
            ("dsnitch:allow b, * -- published sample", None),
            ("dsnitch:allow b -- published sample", lacks(Named::Other, true)),
            ("dsnitch:allow b, c -- published sample", lacks(Named::Other, true)),
            ("dsnitch:allow a", lacks(Named::Own, false)),
            ("dsnitch:allow a -- todo", lacks(Named::Own, false)),
            ("dsnitch:allow b", lacks(Named::Other, false)),
            ("dsnitch:allow", lacks(Named::Nothing, false)),
            ("dsnitch:allow -- published sample", lacks(Named::Nothing, true)),
            ("dsnitch:allow a until=2027-02-31 -- published sample", Some(WhyNot::NoDay)),
        ] {
            let pragma = Pragma::parse(line.as_bytes()).unwrap();
            assert_eq!(pragma.why_not("a"), why, "{line}");
            assert_eq!(pragma.excuses("a"), why.is_none());
        }
        let until =
            |day: &str| Pragma::parse(format!("dsnitch:allow a until={day} -- published sample").as_bytes()).unwrap();
        let today = Day::parse("2027-01-31").unwrap();
        assert!(until("2027-01-30").has_expired(today) && !until("2027-01-31").has_expired(today));
        assert!(!until("never").has_expired(today));
        assert!(Pragma::of_another_tool("gitleaks:allow").excuses("a"));
    }
}
