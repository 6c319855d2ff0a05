//! The format of a repository, read from its own configuration. No other setting is read, no included file and no other
//! configuration, as in git at this point.

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
    /// `core.worktree` as written: relative to the git directory.
    pub(crate) work_tree: Option<PathBuf>,
}

/// The storage format of refs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefStorage {
    Files,
    Reftable,
}

impl Format {
    /// Reads the format from `common_dir/config`, and from `git_dir/config.worktree` if the configuration enables it.
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
                // In version 0 git ignores other extensions, except those that it knows only in version 1.
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
            // A linked work tree knows its own location; these settings belong to the main one.
            return Ok(format);
        };
        format.is_bare = last(placed, "core.bare").is_some_and(is_true);
        format.work_tree = last(placed, "core.worktree").map(path::from_bytes);
        Ok(format)
    }
}

/// Returns the number of bytes in an object id.
pub(crate) const fn hash_length(format: ObjectFormat) -> usize {
    match format {
        ObjectFormat::Sha1 => 20,
        ObjectFormat::Sha256 => 32,
    }
}

/// Returns the name of the promisor remote of a partial clone, from the repository configuration at `config`, or `None`
/// if there is none.
pub(crate) fn promisor(config: &Path) -> Option<String> {
    let settings = parse(&regular_file::read(config).ok()?, true).ok()?;
    if let Some(name) = last(&settings, "extensions.partialclone") {
        return Some(String::from_utf8_lossy(name).into_owned());
    }
    let name = |key: &str| Some(key.strip_prefix("remote\0")?.strip_suffix(".promisor")?.to_owned());
    settings.iter().filter(|(_, value)| is_true(value)).find_map(|(key, _)| name(key))
}

type Settings = Vec<(String, Vec<u8>)>;

/// Parses a configuration file. A missing file has no settings.
fn read(path: &Path) -> Result<Settings, Failure> {
    match regular_file::read(path) {
        Ok(text) => parse(&text, false).map_err(|line| {
            let why = format!("line {line} is malformed: git reads no further either");
            Failure::new(path.display().to_string(), why, "repair the line, or restore the file")
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Settings::new()),
        Err(error) => Err(Failure::new(path.display().to_string(), error, "make it readable")),
    }
}

fn last<'s>(settings: &'s Settings, key: &str) -> Option<&'s [u8]> {
    settings.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_slice())
}

/// In git's configuration a key without a value is true, and an empty value is false.
fn is_true(value: &[u8]) -> bool {
    let is = |word: &str| value.eq_ignore_ascii_case(word.as_bytes());
    !(value.is_empty() || is("false") || is("no") || is("off") || is("0"))
}

/// Parses the settings in order, as pairs of `section.key` in lower case and the value. Settings of sections with a
/// subsection are included only if `all` is set; their section is then the section name, a zero byte and the subsection
/// as written.
///
/// # Errors
/// Returns the number of the line at which git's own parser gives up.
fn parse(text: &[u8], all: bool) -> Result<Settings, usize> {
    // The number of settings that `git init` writes; every scan reads them.
    let mut settings = Settings::with_capacity(8);
    let mut section = Some(String::new());
    let mut reader = Reader { rest: text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) };
    while let Some(first) = reader.next() {
        let read = match first {
            byte if byte.is_ascii_whitespace() => Some(()),
            b'#' | b';' => {
                reader.rest = past_line(reader.rest);
                Some(())
            }
            b'[' => header(&mut reader, all).map(|name| section = name),
            byte if byte.is_ascii_alphabetic() => setting(&mut reader, byte).map(|(key, value)| {
                if let Some(section) = section.as_ref().filter(|section| !section.is_empty()) {
                    settings.push((format!("{section}.{key}"), value));
                }
            }),
            _ => None,
        };
        if read.is_none() {
            let read = text.get(..text.len() - reader.rest.len()).unwrap_or_default();
            // A premature line end belongs to the line that it ends.
            let read = read.strip_suffix(b"\n").unwrap_or(read);
            return Err(1 + memchr::memchr_iter(b'\n', read).count());
        }
    }
    Ok(settings)
}

/// The unread rest of a configuration file.
struct Reader<'t> {
    rest: &'t [u8],
}

impl Reader<'_> {
    /// Returns the next byte; of `\r
    /// `, the `
    /// `.
    fn next(&mut self) -> Option<u8> {
        if self.rest.starts_with(b"\r\n") {
            self.rest = self.rest.get(1..)?;
        }
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Reads the bytes of a key or a section name, in lower case.
    fn name(&mut self, first: &[u8], or: u8) -> String {
        let is_end = |byte: &u8| !(byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == or);
        let length = self.rest.iter().position(is_end).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        first.iter().chain(name).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
    }
}

/// Parses a section header whose `[` has been read, up to its `]`. Returns `Some(None)` for a section with a subsection
/// unless `all` is set, and `None` if the header is malformed.
fn header(reader: &mut Reader<'_>, all: bool) -> Option<Option<String>> {
    let name = reader.name(b"", b'.');
    let mut next = reader.next()?;
    if next == b']' {
        // The older syntax of a subsection.
        let (section, sub) = name.split_once('.').map_or((name.as_str(), None), |(name, sub)| (name, Some(sub)));
        let named = match sub {
            None => Some(section.to_owned()),
            Some(sub) => all.then(|| format!("{section}\0{sub}")),
        };
        return (!name.is_empty()).then_some(named);
    }
    if name.is_empty() || !next.is_ascii_whitespace() {
        return None;
    }
    while next.is_ascii_whitespace() {
        next = reader.next().filter(|_| next != b'\n')?;
    }
    if next != b'"' {
        return None;
    }
    let mut sub = Vec::new();
    loop {
        match reader.next()? {
            b'\n' => return None,
            b'"' => break,
            b'\\' => sub.push(reader.next().filter(|next| *next != b'\n')?),
            byte => sub.push(byte),
        }
    }
    (reader.next()? == b']').then(|| all.then(|| format!("{name}\0{}", String::from_utf8_lossy(&sub))))
}

/// Parses the key that begins with `first` and its value, up to the end of the line.
fn setting(reader: &mut Reader<'_>, first: u8) -> Option<(String, Vec<u8>)> {
    let key = reader.name(&[first], b'-');
    let mut next = reader.next();
    while matches!(next, Some(b' ' | b'\t')) {
        next = reader.next();
    }
    match next {
        None | Some(b'\n') => Some((key, b"true".to_vec())),
        Some(b'=') => Some((key, value(reader)?)),
        Some(_) => None,
    }
}

/// Parses the value after a `=`, up to the end of its line.
fn value(reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    let (mut value, mut quoted, mut kept) = (Vec::with_capacity(16), false, 0);
    while let Some(byte) = reader.next() {
        match byte {
            b'\n' if quoted => return None,
            b'\n' => break,
            b'"' => {
                quoted = !quoted;
                kept = value.len();
            }
            b'\\' => {
                match reader.next()? {
                    b'\n' => continue,
                    b'n' => value.push(b'\n'),
                    b't' => value.push(b'\t'),
                    b'b' => value.push(8),
                    other @ (b'\\' | b'"') => value.push(other),
                    _ => return None,
                }
                kept = value.len();
            }
            b'#' | b';' if !quoted => {
                reader.rest = past_line(reader.rest);
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
    (!quoted).then_some(value)
}

fn past_line(rest: &[u8]) -> &[u8] {
    memchr::memchr(b'\n', rest).and_then(|end| rest.get(end + 1..)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
