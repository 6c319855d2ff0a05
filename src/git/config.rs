//! What a repository's own configuration says of its format. Nothing else of it is read, no file that it includes
//! and no other configuration, as git does at this point.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use git2::ObjectFormat;

use crate::failure::Failure;

use super::{path, regular_file};

/// The format of a repository.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) objects: ObjectFormat,
    pub(crate) refs: RefStorage,
    pub(crate) is_bare: bool,
    /// `core.worktree`, as written: relative to the git directory.
    pub(crate) work_tree: Option<PathBuf>,
}

/// How refs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefStorage {
    Files,
    Reftable,
}

impl Format {
    /// Reads the format from `common_dir/config`, and from `git_dir/config.worktree` where that applies.
    pub(crate) fn read(git_dir: &Path, common_dir: &Path) -> Result<Self, Failure> {
        let path = common_dir.join("config");
        let shared = read(&path)?;
        let refused = |why: String| {
            let next = "use a dsnitch that knows it, or commit without the check: `git commit --no-verify`";
            Failure::new(format!("the repository at {}", git_dir.display()), why, next)
        };
        let mut format =
            Format { objects: ObjectFormat::Sha1, refs: RefStorage::Files, is_bare: false, work_tree: None };
        let version = last(&shared, "core.repositoryformatversion").unwrap_or(b"0");
        let version = match version {
            b"0" => 0,
            b"1" => 1,
            other => return Err(refused(format!("unknown format version {}", String::from_utf8_lossy(other)))),
        };
        let mut per_work_tree = false;
        for (key, value) in &shared {
            let Some(extension) = key.strip_prefix("extensions.") else { continue };
            match (extension, value.as_slice()) {
                ("noop" | "preciousobjects" | "partialclone", _) => {}
                ("worktreeconfig", value) => per_work_tree = is_true(value),
                // In version 0 git ignores the others, those that it knows only in version 1 excepted.
                (_, _) if version == 0 && extension != "objectformat" && extension != "refstorage" => {}
                ("noop-v1" | "relativeworktrees" | "compatobjectformat", _) => {}
                ("objectformat", b"sha1") => {}
                ("objectformat", b"sha256") => format.objects = ObjectFormat::Sha256,
                ("refstorage", b"files") => {}
                ("refstorage", b"reftable") => format.refs = RefStorage::Reftable,
                (_, value) => {
                    let value = String::from_utf8_lossy(value);
                    return Err(refused(format!("unknown extension: extensions.{extension} = {value}")));
                }
            }
        }
        let own;
        let placed = if per_work_tree {
            own = [shared, read(&git_dir.join("config.worktree"))?].concat();
            &own
        } else if git_dir == common_dir {
            &shared
        } else {
            // A linked work tree knows where it is, and the settings are those of the main one.
            return Ok(format);
        };
        format.is_bare = last(placed, "core.bare").is_some_and(is_true);
        format.work_tree = last(placed, "core.worktree").map(path::from_bytes);
        Ok(format)
    }
}

/// Bytes of the ids that name objects.
pub(crate) const fn hash_length(format: ObjectFormat) -> usize {
    match format {
        ObjectFormat::Sha1 => 20,
        ObjectFormat::Sha256 => 32,
    }
}

/// The remote that has promised to have what a partial clone lacks, by the repository's own configuration at `config`;
/// none if nobody has.
pub(crate) fn promisor(config: &Path) -> Option<String> {
    let settings = parse(&regular_file::read(config).ok()?, true);
    if let Some(name) = last(&settings, "extensions.partialclone") {
        return Some(String::from_utf8_lossy(name).into_owned());
    }
    let name = |key: &str| Some(key.strip_prefix("remote\0")?.strip_suffix(".promisor")?.to_owned());
    settings.iter().filter(|(_, value)| is_true(value)).find_map(|(key, _)| name(key))
}

type Settings = Vec<(String, Vec<u8>)>;

/// The settings of a file; none if there is no such file.
fn read(path: &Path) -> Result<Settings, Failure> {
    match regular_file::read(path) {
        Ok(text) => Ok(parse(&text, false)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Settings::new()),
        Err(error) => Err(Failure::new(path.display().to_string(), error, "make it readable")),
    }
}

fn last<'s>(settings: &'s Settings, key: &str) -> Option<&'s [u8]> {
    settings.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_slice())
}

/// A key alone is true in git's configuration, and an empty value is false.
fn is_true(value: &[u8]) -> bool {
    let is = |word: &str| value.eq_ignore_ascii_case(word.as_bytes());
    !(value.is_empty() || is("false") || is("no") || is("off") || is("0"))
}

/// The settings in order: `section.key` in lower case, and the value. Those of sections with a subsection only if they
/// are `all` asked for: their section is its name, a zero byte, and that of the subsection as it is written.
fn parse(text: &[u8], all: bool) -> Settings {
    // What `git init` writes, which every scan reads.
    let mut settings = Settings::with_capacity(8);
    let mut section = String::new();
    let mut rest = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    while let Some((&first, after)) = rest.split_first() {
        match first {
            b'[' => {
                let (name, after) = header(after, all);
                section = name;
                rest = after;
            }
            b'#' | b';' => rest = past_line(rest),
            byte if byte.is_ascii_alphabetic() => {
                let end = rest.iter().position(|&byte| !byte.is_ascii_alphanumeric() && byte != b'-');
                let (key, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, &[]));
                let (value, after) = value(after);
                rest = after;
                if !section.is_empty() {
                    let mut name = String::with_capacity(section.len() + 1 + key.len());
                    name.push_str(&section);
                    name.push('.');
                    name.extend(key.iter().map(|byte| char::from(byte.to_ascii_lowercase())));
                    settings.push((name, value));
                }
            }
            _ => rest = after,
        }
    }
    settings
}

/// The name of a section whose `[` has been read, and what follows its `]`. The name is empty if it has a subsection,
/// unless they are `all` asked for.
fn header(mut rest: &[u8], all: bool) -> (String, &[u8]) {
    let mut name = Vec::with_capacity(16);
    let mut subsection = None;
    let mut quoted = false;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\n' => break,
            b']' if !quoted => break,
            b'"' => {
                quoted = !quoted;
                subsection.get_or_insert_with(Vec::new);
            }
            b'.' if !quoted => drop(subsection.get_or_insert_with(Vec::new)),
            b'\\' if quoted => {
                let Some((&escaped, after)) = rest.split_first() else { break };
                rest = after;
                subsection.get_or_insert_with(Vec::new).push(escaped);
            }
            byte if quoted => subsection.get_or_insert_with(Vec::new).push(byte),
            byte => subsection.as_mut().unwrap_or(&mut name).push(byte.to_ascii_lowercase()),
        }
    }
    let name = String::from_utf8_lossy(name.trim_ascii());
    let name = match subsection {
        None => name.into_owned(),
        Some(subsection) if all => format!("{name}\0{}", String::from_utf8_lossy(&subsection)),
        Some(_) => String::new(),
    };
    (name, rest)
}

/// The value that follows a key, and what follows its line.
fn value(mut rest: &[u8]) -> (Vec<u8>, &[u8]) {
    while let Some((b' ' | b'\t' | b'\r', after)) = rest.split_first() {
        rest = after;
    }
    let Some((b'=', after)) = rest.split_first() else {
        return (b"true".to_vec(), past_line(rest));
    };
    rest = after;
    let (mut value, mut quoted, mut kept) = (Vec::with_capacity(16), false, 0);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\n' => break,
            b'"' => {
                quoted = !quoted;
                kept = value.len();
            }
            b'\\' => {
                let Some((&escaped, after)) = rest.split_first() else { break };
                rest = after;
                match escaped {
                    b'\n' => {}
                    b'n' => value.push(b'\n'),
                    b't' => value.push(b'\t'),
                    b'b' => value.push(8),
                    other => value.push(other),
                }
                kept = value.len();
            }
            b'#' | b';' if !quoted => {
                rest = past_line(rest);
                break;
            }
            byte if byte.is_ascii_whitespace() && !quoted => {
                if !value.is_empty() {
                    value.push(byte);
                }
            }
            byte => {
                value.push(byte);
                kept = value.len();
            }
        }
    }
    value.truncate(kept);
    (value, rest)
}

fn past_line(rest: &[u8]) -> &[u8] {
    memchr::memchr(b'\n', rest).and_then(|end| rest.get(end + 1..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_git_reads_them() {
        let text =
            b"# x\n[Core]\n\tBare = true ; why\n\tworktree = \"a b\\\\\"c \\\n d # e\n[core \"sub\"]\nbare = false\n\
                     [extensions] objectFormat=sha256\n\tnoop\n[x.y]\nz = 1\n[core] fileMode\n\tempty =\n";
        let settings = parse(text, false);
        let settings: Vec<(&str, &[u8])> = settings.iter().map(|(key, value)| (key.as_str(), &**value)).collect();
        assert_eq!(
            settings,
            [
                ("core.bare", b"true".as_slice()),
                ("core.worktree", b"a b\\c  d"),
                ("extensions.objectformat", b"sha256"),
                ("extensions.noop", b"true"),
                ("core.filemode", b"true"),
                ("core.empty", b""),
            ]
        );
    }

    #[test]
    fn who_has_promised_what_is_missing_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("config");
        for (text, remote) in [
            ("[remote \"origin\"]\n\tpromisor = true\n", Some("origin")),
            ("[remote \"a\"]\n\turl = x\n[Remote \"B \\\"c\"]\n\tPromisor\n", Some("B \"c")),
            ("[extensions]\n\tpartialClone = up\n", Some("up")),
            ("[remote \"origin\"]\n\tpromisor = false\n", None),
            ("[remote]\n\tpromisor = true\n", None),
            ("[branch \"remote\"]\n\tpromisor = true\n", None),
        ] {
            std::fs::write(&config, text).unwrap();
            assert_eq!(promisor(&config).as_deref(), remote, "{text}");
        }
    }

    #[test]
    fn anything_at_all_can_be_read() {
        for text in ["[", "[a", "[a \"", "[a]\nb = \"", "[a]\nb = \\", "=", "[a]b", "\\", "\u{feff}[a]\nb=c"] {
            parse(text.as_bytes(), true);
        }
    }
}
