//! A test for the parts that a path must have for a glob to match, without compiling the glob: compilation costs as
//! much as the rest of a small scan, and nearly no path has the parts that nearly every glob requires.

/// Longest glob, in bytes; paths in git are up to 4,096 bytes long.
const MAX_LENGTH: usize = 1024;
/// Largest depth of nested braces. The glob compiler recurses for each level.
const MAX_DEPTH: usize = 8;
/// Largest number of alternatives in the braces of one glob: each costs time at every path.
const MAX_ALTERNATIVES: usize = 256;

/// Returns the reason why `glob` is refused although its syntax may be valid: globs are compiled to regular
/// expressions, and a malicious one could exhaust the memory or abort the program.
///
/// ```
/// use dsnitch::text::glob_excess;
/// assert_eq!(glob_excess("config/{a,b{c,d}}/**"), None);
/// assert!(glob_excess(&"{".repeat(300)).is_some());
/// ```
pub fn glob_excess(glob: &str) -> Option<String> {
    if glob.len() > MAX_LENGTH {
        return Some(format!("longer than {MAX_LENGTH} bytes"));
    }
    let (mut depth, mut deepest, mut alternatives) = (0_usize, 0, 0);
    let mut bytes = glob.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            // An escaped bracket or comma is literal.
            b'\\' => _ = bytes.next(),
            b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
                alternatives += 1;
            }
            b'}' => depth = depth.saturating_sub(1),
            b',' => alternatives += 1,
            _ => {}
        }
    }
    if deepest > MAX_DEPTH {
        return Some(format!("braces are nested more than {MAX_DEPTH} deep"));
    }
    (alternatives > MAX_ALTERNATIVES).then(|| format!("more than {MAX_ALTERNATIVES} alternatives"))
}

/// Returns whether `path` contains the literal parts of `glob` in order, ignoring case. If false, the glob cannot
/// match; if true, only the glob itself can decide.
///
/// ```
/// use dsnitch::text::may_match_glob;
/// assert!(may_match_glob("**/.pgpass*", b"home/.PGPASS.old"));
/// assert!(!may_match_glob("**/.pgpass*", b"src/main.rs"));
/// ```
pub fn may_match_glob(glob: &str, path: &[u8]) -> bool {
    // The last part excludes nearly every path. The slash of `**/x` is optional.
    let is_special = |b: &u8| matches!(b, b'*' | b'?' | b'[' | b']' | b'{' | b'}' | b'\\');
    let from = glob.bytes().rposition(|b| is_special(&b)).map_or(0, |at| at + 1);
    let end = glob.get(from..).unwrap_or_default();
    let end = end.strip_prefix('/').unwrap_or(end).as_bytes();
    if !path.len().checked_sub(end.len()).and_then(|at| path.get(at..)).is_some_and(|own| own.eq_ignore_ascii_case(end))
    {
        return false;
    }
    // Classes, alternatives and escapes are left to the glob.
    if glob.contains(['[', ']', '{', '}', '\\']) {
        return true;
    }
    let mut rest = path;
    let mut after_stars = false;
    let mut pieces = glob.split(['*', '?']).peekable();
    while let Some(piece) = pieces.next() {
        // The slash of `**/x` is optional.
        let literal = if after_stars { piece.strip_prefix('/').unwrap_or(piece) } else { piece };
        after_stars = piece.is_empty() || after_stars && literal.is_empty();
        let literal = literal.as_bytes();
        if pieces.peek().is_none() {
            return rest.len() >= literal.len()
                && rest.get(rest.len() - literal.len()..).is_some_and(|end| end.eq_ignore_ascii_case(literal));
        }
        // The slash of `x/**` is required.
        match find(rest, literal) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// Returns the text after the first `literal` in `text`.
fn find<'t>(text: &'t [u8], literal: &[u8]) -> Option<&'t [u8]> {
    let Some(first) = literal.first() else {
        return Some(text);
    };
    let starts = memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text);
    let mut ends = starts.map(|start| (start, start + literal.len()));
    let is_here =
        |&(start, end): &(usize, usize)| text.get(start..end).is_some_and(|here| here.eq_ignore_ascii_case(literal));
    ends.find(is_here).and_then(|(_, end)| text.get(end..))
}

#[cfg(test)]
mod tests {
    use super::may_match_glob;

    #[test]
    fn every_matching_path_may_match() {
        let globs = [
            "**/.pgpass*",
            "**/pgpass",
            "**/*.pgpass",
            "a/**/b",
            "**/a/**",
            "*",
            "**",
            "a?c",
            "**/pgbouncer/*.txt",
            "a*b*c",
            "x{a,b}",
            "[ab]c",
            "**/userlist*.txt",
            "a/**",
            "*/x",
            "?",
            "**/a*",
        ];
        let paths = [
            "",
            "a",
            "b",
            "c",
            "x",
            "a/b",
            "a/x/b",
            "a/x/y/b",
            ".pgpass",
            "x/.pgpass.bak",
            "pgpass",
            "x/pgpass",
            "abc",
            "axbxc",
            "xa",
            "ac",
            "bc",
            "x/y.PGPASS",
            "pgbouncer/u.txt",
            "x/pgbouncer/u.txt",
            "userlist.txt",
            "a/c/x",
            "UserList-2.TXT",
            "x/a/b",
            "q/x",
        ];
        for glob in globs {
            for literal_separator in [false, true] {
                let compiled = globset::GlobBuilder::new(glob)
                    .case_insensitive(true)
                    .literal_separator(literal_separator)
                    .build()
                    .unwrap()
                    .compile_matcher();
                for path in paths {
                    assert!(!compiled.is_match(path) || may_match_glob(glob, path.as_bytes()), "{glob} {path}");
                }
            }
        }
        for (glob, path) in [("**/.pgpass*", "src/main.rs"), ("**/userlist*", "users.txt"), ("**/pgpass", "pgpass.c")] {
            assert!(!may_match_glob(glob, path.as_bytes()), "{glob} {path}");
        }
    }
}
