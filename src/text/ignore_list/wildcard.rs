//! Wildcards as git reads them in paths: by bytes, `*`, `?` and `[…]` within a part of the path, `**` over several. A brace is a
//! letter. The time is linear in the pattern and in the path.

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Byte(u8),
    /// `?`: a byte within a part of the path.
    Any,
    /// `[a-z]`: the bytes that are in the set.
    Set([u64; 4]),
    /// `*`
    Star,
    /// `**` between slashes, or at an end.
    Stars,
    /// Before `**/`, which may be left out with its slash: the tokens of these two follow.
    Optional,
    /// What matches nothing: a bracket that is not closed, a class of letters that does not exist.
    Never,
}

/// A pattern with wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wildcard {
    tokens: Vec<Token>,
    /// The bytes with which every path ends that it matches.
    tail: Vec<u8>,
    folds: bool,
}

impl Wildcard {
    /// Parses `pattern`; with `folds`, upper and lower case of ASCII are the same.
    pub(super) fn parse(pattern: &[u8], folds: bool) -> Self {
        let mut tokens = Vec::with_capacity(pattern.len());
        let mut tail = 0;
        let mut rest = pattern;
        while let Some((first, after)) = rest.split_first() {
            let before = pattern.len() - rest.len();
            rest = after;
            let token = match first {
                b'*' => {
                    let more = rest.iter().take_while(|byte| **byte == b'*').count();
                    rest = rest.get(more..).unwrap_or_default();
                    let begins = before == 0 || pattern.get(before - 1) == Some(&b'/');
                    let ends = rest.is_empty() || rest.starts_with(b"/") || rest.starts_with(b"\\/");
                    if more > 0 && begins && ends {
                        if let Some(after) = rest.strip_prefix(b"/") {
                            tokens.extend([Token::Optional, Token::Stars, Token::Byte(b'/')]);
                            rest = after;
                            tail = tokens.len();
                            continue;
                        }
                        Token::Stars
                    } else {
                        Token::Star
                    }
                }
                b'?' => Token::Any,
                b'[' => match set(rest, folds) {
                    Some((set, after)) => {
                        rest = after;
                        Token::Set(set)
                    }
                    None => {
                        rest = &[];
                        Token::Never
                    }
                },
                b'\\' => match rest.split_first() {
                    Some((escaped, after)) => {
                        rest = after;
                        Token::Byte(folded(*escaped, folds))
                    }
                    None => Token::Never,
                },
                byte => Token::Byte(folded(*byte, folds)),
            };
            let is_byte = matches!(token, Token::Byte(_));
            tokens.push(token);
            tail = if is_byte { tail } else { tokens.len() };
        }
        let byte = |token: &Token| if let Token::Byte(byte) = token { Some(*byte) } else { None };
        let tail = tokens.get(tail..).unwrap_or_default().iter().filter_map(byte).collect();
        Wildcard { tokens, tail, folds }
    }

    /// True if no path can match.
    pub(super) fn is_malformed(&self) -> bool {
        self.tokens.contains(&Token::Never)
    }

    /// Returns whether all of `text` matches.
    pub(super) fn matches(&self, text: &[u8]) -> bool {
        let own = text.len().checked_sub(self.tail.len()).and_then(|at| text.get(at..));
        let same = |(a, b): (&u8, &u8)| folded(*a, self.folds) == *b;
        if !own.is_some_and(|own| own.iter().zip(&self.tail).all(same)) {
            return false;
        }
        // The tokens before which the text so far can end.
        let mut now = vec![false; self.tokens.len() + 1];
        let mut next = now.clone();
        if let Some(first) = now.first_mut() {
            *first = true;
        }
        self.skip(&mut now);
        for byte in text {
            let byte = folded(*byte, self.folds);
            next.fill(false);
            let mut goes_on = false;
            for (at, token) in self.tokens.iter().enumerate().filter(|(at, _)| now.get(*at) == Some(&true)) {
                let to = match token {
                    Token::Byte(own) => (*own == byte).then_some(at + 1),
                    Token::Any => (byte != b'/').then_some(at + 1),
                    Token::Set(set) => (byte != b'/' && has(set, byte)).then_some(at + 1),
                    Token::Star => (byte != b'/').then_some(at),
                    Token::Stars => Some(at),
                    Token::Optional | Token::Never => None,
                };
                if let Some(place) = to.and_then(|to| next.get_mut(to)) {
                    *place = true;
                    goes_on = true;
                }
            }
            if !goes_on {
                return false;
            }
            self.skip(&mut next);
            std::mem::swap(&mut now, &mut next);
        }
        now.last() == Some(&true)
    }

    /// Adds the tokens that are reached without a byte.
    fn skip(&self, places: &mut [bool]) {
        for (at, token) in self.tokens.iter().enumerate() {
            let reached: &[usize] = match token {
                Token::Star | Token::Stars => &[at + 1],
                Token::Optional => &[at + 1, at + 3],
                _ => &[],
            };
            if places.get(at) == Some(&true) {
                for to in reached {
                    if let Some(place) = places.get_mut(*to) {
                        *place = true;
                    }
                }
            }
        }
    }
}

fn has(set: &[u64; 4], byte: u8) -> bool {
    set.get(usize::from(byte >> 6)).is_some_and(|bits| bits & (1 << (byte & 63)) != 0)
}

pub(super) const fn folded(byte: u8, folds: bool) -> u8 {
    if folds { byte.to_ascii_lowercase() } else { byte }
}

/// A member of a set.
enum Member {
    Range(u8, u8),
    Class(fn(u8) -> bool),
    /// `[:upper:]`, of which a lower case letter is one too where case is the same.
    Upper,
}

/// Parses a set behind its `[`, and returns it with the text behind its `]`. `None` if it is malformed.
fn set(text: &[u8], folds: bool) -> Option<([u64; 4], &[u8])> {
    let is_negated = matches!(text.first(), Some(b'!' | b'^'));
    let mut rest = if is_negated { text.get(1..)? } else { text };
    let mut members = Vec::new();
    // The byte before a `-`, if it is one of itself.
    let mut before: Option<u8> = None;
    loop {
        let (first, after) = rest.split_first()?;
        rest = after;
        match (first, before) {
            (b'\\', _) => {
                let (escaped, after) = rest.split_first()?;
                rest = after;
                members.push(Member::Range(*escaped, *escaped));
                before = Some(*escaped);
            }
            (b'-', Some(from)) if rest.first().is_some_and(|next| *next != b']') => {
                let (mut to, mut after) = rest.split_first()?;
                if *to == b'\\' {
                    (to, after) = after.split_first()?;
                }
                rest = after;
                members.push(Member::Range(from, *to));
                before = None;
            }
            (b'[', _) if rest.first() == Some(&b':') => {
                let end = memchr::memchr(b']', rest)?;
                match rest.get(1..end).and_then(|name| name.strip_suffix(b":")) {
                    Some(name) => {
                        members.push(class(name)?);
                        rest = rest.get(end + 1..)?;
                        before = None;
                    }
                    None => {
                        members.push(Member::Range(b'[', b'['));
                        before = Some(b'[');
                    }
                }
            }
            (byte, _) => {
                members.push(Member::Range(*byte, *byte));
                before = Some(*byte);
            }
        }
        if let Some(after) = rest.strip_prefix(b"]") {
            rest = after;
            break;
        }
    }
    let is_in = |byte: u8, member: &Member| match member {
        Member::Range(from, to) => {
            let is_within = |byte: u8| (*from..=*to).contains(&byte);
            is_within(byte) || folds && from != to && byte.is_ascii_lowercase() && is_within(byte.to_ascii_uppercase())
        }
        Member::Class(is_one) => is_one(byte),
        Member::Upper => byte.is_ascii_uppercase() || folds && byte.is_ascii_lowercase(),
    };
    let mut found = [0_u64; 4];
    for byte in 0..=u8::MAX {
        let is_member = members.iter().any(|member| is_in(folded(byte, folds), member));
        if is_member != is_negated
            && let Some(bits) = found.get_mut(usize::from(byte >> 6))
        {
            *bits |= 1 << (byte & 63);
        }
    }
    Some((found, rest))
}

/// The class of letters `name`, of ASCII.
fn class(name: &[u8]) -> Option<Member> {
    let is_one: fn(u8) -> bool = match name {
        b"alnum" => |byte| byte.is_ascii_alphanumeric(),
        b"alpha" => |byte| byte.is_ascii_alphabetic(),
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => |byte| byte.is_ascii_control(),
        b"digit" => |byte| byte.is_ascii_digit(),
        b"graph" => |byte| byte.is_ascii_graphic(),
        b"lower" => |byte| byte.is_ascii_lowercase(),
        b"print" => |byte| byte.is_ascii_graphic() || byte == b' ',
        b"punct" => |byte| byte.is_ascii_punctuation(),
        b"space" => |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
        b"xdigit" => |byte| byte.is_ascii_hexdigit(),
        b"upper" => return Some(Member::Upper),
        _ => return None,
    };
    Some(Member::Class(is_one))
}

#[cfg(test)]
mod tests {
    use super::Wildcard;

    /// Rows: a pattern, paths that match, and paths that do not.
    #[test]
    fn wildcards_are_those_of_git() {
        for (pattern, yes, no) in [
            ("*.env", "a.env .env", "a.envx x/a.env"),
            ("{a,b}.env", "{a,b}.env", "a.env b.env"),
            ("a?c", "abc a?c", "a/c ac abbc"),
            ("a/*/c", "a/b/c", "a/c a/b/b/c"),
            ("**/c", "c a/c a/b/c", "bc a/bc c/d"),
            ("a/**", "a/b a/b/c", "a b/a"),
            ("a/**/c", "a/c a/b/c a/b/b/c", "ac a/bc"),
            ("a**c", "ac abc", "a/c"),
            ("**\\/c", "a/c a/b/c", "c"),
            ("[a-c]x", "ax cx", "dx -x"),
            ("[!a-c]x", "dx -x", "ax /x"),
            ("[^a]", "b", "a"),
            ("[]a]", "] a", "b"),
            ("[a-]", "a -", "b"),
            ("[a\\-c]", "a - c", "b"),
            ("[[:alpha:]]", "a Z", "1 ["),
            ("[[:digit:][:upper:]_]", "1 A _", "a"),
            ("[[:alpha]", "[ : a l", "b"),
            ("\\*", "*", "a"),
            ("\\[a]", "[a]", "a"),
            ("[a", "", "[a a"),
            ("[[:nothing:]]", "", "a ["),
            ("a\\", "", "a a\\"),
            ("*a*a*a*b", "aaab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ] {
            let wildcard = Wildcard::parse(pattern.as_bytes(), false);
            for (paths, expected) in [(yes, true), (no, false)] {
                for path in paths.split(' ').filter(|path| !path.is_empty()) {
                    assert_eq!(wildcard.matches(path.as_bytes()), expected, "{pattern} {path}");
                }
            }
            assert_eq!(wildcard.is_malformed(), yes.is_empty(), "{pattern}");
        }
    }

    #[test]
    fn case_is_the_same_if_folded() {
        for (pattern, path, is) in [
            ("*.ENV", "a.env", true),
            ("*.env", "A.ENV", true),
            ("[A-C]?", "bx", true),
            ("[[:upper:]]", "a", true),
            ("[!a]", "A", false),
        ] {
            assert_eq!(Wildcard::parse(pattern.as_bytes(), true).matches(path.as_bytes()), is, "{pattern}");
        }
    }
}
