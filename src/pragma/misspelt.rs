//! Comments that were meant as pragmas and are none.

use super::Pragma;

/// What a misspelt pragma begins with.
const NAME: &[u8] = b"dsnitch";

/// Words of which one stands behind that.
const MEANT: [&str; 12] = [
    "allow",
    "allowed",
    "allowlist",
    "ignore",
    "ignored",
    "disable",
    "skip",
    "suppress",
    "exclude",
    "except",
    "nosec",
    "off",
];

impl Pragma {
    /// Finds the comment in `line`, a comment, that was meant as a pragma and is none, and where it begins.
    ///
    /// ```
    /// let found = dsnitch::pragma::Pragma::misspelt(b"PGPASSWORD=x # dsnitch: allow env-password -- sample for the docs");
    /// assert!(found.is_some_and(|(at, pragma)| at == 15 && !pragma.excuses("env-password")));
    /// ```
    pub fn misspelt(line: &[u8]) -> Option<(usize, Pragma)> {
        let at = memchr::memmem::find(line, NAME)?;
        let rest = line.get(at + NAME.len()..)?;
        let between = rest.iter().take_while(|byte| b" \t:-".contains(byte)).count();
        let (between, rest) = rest.split_at_checked(between)?;
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = rest.get(..length)?;
        let is_right = Pragma::parse(line).is_some();
        let is_meant = !is_right
            && (between.contains(&b':') || between.contains(&b'-'))
            && MEANT.iter().any(|meant| word.eq_ignore_ascii_case(meant.as_bytes()));
        is_meant.then(|| (at, Pragma { is_misspelt: true, ..Pragma::default() }))
    }
}

#[cfg(test)]
mod tests {
    use super::Pragma;

    #[test]
    fn what_was_meant_as_a_pragma_is_told_apart() {
        for (line, is) in [
            ("# dsnitch: allow x -- why", true),
            ("# dsnitch:ignore x", true),
            ("# dsnitch:Allow x", true),
            ("# dsnitch-allow x", true),
            ("# dsnitch : skip", true),
            ("# dsnitch:allowed x", true),
            ("# dsnitch:allow: x", true),
            ("# dsnitch:allow x -- why", false),
            ("# run dsnitch allow", false),
            ("# dsnitch: it scans", false),
            ("# dsnitch", false),
        ] {
            assert_eq!(Pragma::misspelt(line.as_bytes()).is_some(), is, "{line}");
        }
    }
}
