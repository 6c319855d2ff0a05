//! What a path must hold for a glob to match it, told without compiling the glob: compiling one costs as much as
//! the rest of a small scan, and nearly no path has what nearly every glob asks for.

/// Bytes of a glob, at most; paths that git takes are as long as 4,096.
const LONGEST: usize = 1024;
/// Braces in braces, at most. What compiles them calls itself for each level.
const DEEPEST: usize = 8;
/// Alternatives in the braces of one glob, at most: each costs at every path.
const MOST: usize = 256;

/// Why `glob` is not taken, though its syntax may be right: globs are compiled to expressions, and one that is made to
/// be hard would take all memory, or end the program.
///
/// ```
/// use dsnitch::text::glob_excess;
/// assert_eq!(glob_excess("config/{a,b{c,d}}/**"), None);
/// assert!(glob_excess(&"{".repeat(300)).is_some());
/// ```
pub fn glob_excess(glob: &str) -> Option<String> {
    if glob.len() > LONGEST {
        return Some(format!("longer than {LONGEST} bytes"));
    }
    let (mut depth, mut deepest, mut alternatives) = (0_usize, 0, 0);
    let mut bytes = glob.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            // A bracket or a comma behind it stands for itself.
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
    if deepest > DEEPEST {
        return Some(format!("braces are nested more than {DEEPEST} deep"));
    }
    (alternatives > MOST).then(|| format!("more than {MOST} alternatives"))
}

/// Whether `path` holds the literal parts of `glob` in their order, whatever the case. Where it does not, no glob
/// syntax can make it match; where it does, only the glob itself can tell.
///
/// ```
/// use dsnitch::text::may_match_glob;
/// assert!(may_match_glob("**/.pgpass*", b"home/.PGPASS.old"));
/// assert!(!may_match_glob("**/.pgpass*", b"src/main.rs"));
/// ```
pub fn may_match_glob(glob: &str, path: &[u8]) -> bool {
    // Nearly every path is told apart by its end. Of `**/x` the slash need not be there.
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
        // Of `**/x` the slash need not be there.
        let literal = if after_stars { piece.strip_prefix('/').unwrap_or(piece) } else { piece };
        after_stars = piece.is_empty() || after_stars && literal.is_empty();
        let literal = literal.as_bytes();
        if pieces.peek().is_none() {
            return rest.len() >= literal.len()
                && rest.get(rest.len() - literal.len()..).is_some_and(|end| end.eq_ignore_ascii_case(literal));
        }
        // Of `x/**` the slash is there, or the glob does not match.
        match find(rest, literal) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// What follows the first `literal` in `text`.
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
    fn what_a_glob_matches_may_match() {
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
