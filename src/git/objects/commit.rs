//! The header of a commit, parsed as leniently as in git: the tree and the parents are required; the author and the
//! dates may be malformed or missing.

use git2::Oid;

use crate::fragment::Person;
use crate::git::refs::files::parse_id;

/// The parts of a commit that are used here.
#[derive(Debug)]
pub(crate) struct Commit {
    pub(crate) tree: Oid,
    /// The parents that the commit itself names; grafts, replacements and shallow clones are ignored.
    pub(crate) parents: Vec<Oid>,
    /// The author date: seconds since the epoch, and the time zone offset in minutes. 0 if there is none.
    pub(crate) authored: (i64, i32),
    /// The committer date: seconds since the epoch, 0 if there is none.
    pub(crate) committed: i64,
}

/// Parses the header of a commit: its tree, parents and dates. Returns `None` if it is not a commit.
pub(crate) fn parse(bytes: &[u8]) -> Option<Commit> {
    let mut lines = bytes.split(|&byte| byte == b'\n');
    let tree = id_after(lines.next()?, b"tree ")?;
    let mut commit = Commit { tree, parents: Vec::new(), authored: (0, 0), committed: 0 };
    let mut are_parents = true;
    for line in lines.take_while(|line| !line.is_empty()) {
        // Git ignores a parent line that follows another header, too.
        are_parents &= line.starts_with(b"parent ");
        if are_parents {
            commit.parents.push(id_after(line, b"parent ")?);
        } else if let Some(author) = line.strip_prefix(b"author ") {
            commit.authored = date(author);
        } else if let Some(committer) = line.strip_prefix(b"committer ") {
            commit.committed = date(committer).0;
            break;
        }
    }
    Some(commit)
}

/// Returns the author of a commit; without an author line, an empty person.
pub(crate) fn author(bytes: &[u8]) -> Person {
    let mut head = bytes.split(|&byte| byte == b'\n').take_while(|line| !line.is_empty());
    let line = head.find_map(|line| line.strip_prefix(b"author ")).unwrap_or_default();
    let at = memchr::memrchr(b'<', line).unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(at).unwrap_or((line, &[]));
    let end = memchr::memrchr(b'>', rest).unwrap_or(rest.len());
    let email = rest.get(1..end).unwrap_or_default();
    let name = if rest.is_empty() { without_date(name) } else { name };
    Person { name: lossy(name.trim_ascii()), email: lossy(email.trim_ascii()) }
}

fn id_after(line: &[u8], word: &[u8]) -> Option<Oid> {
    parse_id(line.strip_prefix(word)?)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Parses the date of `Name <address> 1715000000 +0530`: +0530 is 330 minutes. Without the brackets, the last two words
/// are used.
fn date(person: &[u8]) -> (i64, i32) {
    let date = match memchr::memrchr(b'>', person) {
        Some(end) => person.get(end + 1..).unwrap_or_default(),
        None => person.get(without_date(person).len()..).unwrap_or_default(),
    };
    let mut words = str::from_utf8(date).unwrap_or_default().split_ascii_whitespace();
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let zone: i32 =
        words.next().and_then(|word| word.parse().ok()).filter(|zone| (-9999..=9999).contains(zone)).unwrap_or(0);
    (seconds, zone / 100 * 60 + zone % 100)
}

/// Removes the two words at the end of a line if they are numbers.
fn without_date(line: &[u8]) -> &[u8] {
    let mut rest = line;
    for _ in 0..2 {
        let (before, word) = match memchr::memrchr(b' ', rest) {
            Some(at) => (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default()),
            None => return line,
        };
        let digits = word.strip_prefix(b"+").or_else(|| word.strip_prefix(b"-")).unwrap_or(word);
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return line;
        }
        rest = before;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: char) -> String {
        digit.to_string().repeat(40)
    }

    #[test]
    fn a_commit_is_read_from_its_bytes() {
        let text = format!(
            "tree {}\nparent {}\nparent {}\nauthor A > B <a@b> 12 -0130\ncommitter C <c> 34 +0000\nencoding x\n\nparent\n",
            id('1'),
            id('2'),
            id('3'),
        );
        let commit = parse(text.as_bytes()).unwrap();
        assert_eq!(commit.tree.to_string(), id('1'));
        assert_eq!(commit.parents.iter().map(Oid::to_string).collect::<Vec<_>>(), [id('2'), id('3')]);
        assert_eq!((commit.authored, commit.committed), ((12, -90), 34));
        let person = |name: &str, email: &str| Person { name: name.to_owned(), email: email.to_owned() };
        assert_eq!(author(text.as_bytes()), person("A > B", "a@b"));
        assert_eq!(author(b"tree 1\nauthor <> 1 +0000\n"), person("", ""));
        for bad in ["", "tree 1\n", &format!("parent {}\n", id('1')), &format!("tree {}\nparent 1\n", id('1'))] {
            assert!(parse(bad.as_bytes()).is_none(), "{bad:?}");
        }
    }

    /// Rows: the line of a person, the seconds and the zone, the name, the address.
    #[test]
    fn malformed_author_lines_are_parsed_leniently() {
        for (line, date, name, email) in [
            ("A <a@b> 1700000000 +0100", (1_700_000_000, 60), "A", "a@b"),
            ("Ann ann@example.com 1700000000 +0000", (1_700_000_000, 0), "Ann ann@example.com", ""),
            ("A <a@b 1700000000 +0000", (1_700_000_000, 0), "A", "a@b 1700000000 +0000"),
            ("A a@b> 1700000000 +0000", (1_700_000_000, 0), "A a@b>", ""),
            ("A <a@b>", (0, 0), "A", "a@b"),
            ("A <a@b> x y", (0, 0), "A", "a@b"),
            ("A <a@b> 99999999999999999999 +0000", (0, 0), "A", "a@b"),
            ("A <a@b> 12 +999999999", (12, 0), "A", "a@b"),
            ("", (0, 0), "", ""),
            ("1", (0, 0), "1", ""),
        ] {
            let text = format!("tree {}\nauthor {line}\ncommitter {line}\n\nm\n", id('1'));
            let commit = parse(text.as_bytes()).unwrap();
            assert_eq!((commit.authored, commit.committed), (date, date.0), "{line:?}");
            let person = author(text.as_bytes());
            assert_eq!((person.name.as_str(), person.email.as_str()), (name, email), "{line:?}");
        }
        let none = format!("tree {}\n\nauthor A <a@b> 1 +0000\n", id('1'));
        let commit = parse(none.as_bytes()).unwrap();
        assert_eq!((commit.authored, commit.committed, author(none.as_bytes()).name.as_str()), ((0, 0), 0, ""));
    }
}
