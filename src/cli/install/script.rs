//! The text of our hooks, and the recognition of hooks of every version.

use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The text of all hooks; `install` fills in the three lines below.
const TEXT: &str = include_str!("../../../hooks/hook");

/// The second line of every version of our hooks starts like this.
const MARK: &[u8] = b"\n# dsnitch-hook ";

/// The line that holds the hook's name.
const NAMED: &str = "\nhook='";

/// The line that says whether the hook serves all repositories of a user.
const EVERYWHERE: &str = "\neverywhere='";

/// The line that holds the program's path.
const RECORDED: &str = "\nrecorded='";

/// SHA-256 of the hooks of former versions without a recorded program. Those of version 1 ran a program of the
/// repository itself if it was on `PATH`; those of version 2 called a framework that had called them.
const FORMER: [&str; 12] = [
    "51abac4f03cb53973cdf08c538746efd75229e2e27b79640217b319e3fc76c3b",
    "647f3f558eb3bcab14033e6302753a42b70fc3854908c72e5032a86506bfb781",
    "cf9ad84d5862ce53f13d055c47947b7abc1bc7eeef7b48f7eb24d00e9e198c80",
    "ec198fbaa5ae35e1a5457c24f1f6240e46b5c82ed246ed5d4874315a8671cbed",
    "be17963228a43e9ad4bd796db0d009df23cf0a357278c401d3929b904fd7c181",
    "5eabeede7eaba294cc82cfbbbf011f142f1eeaca82bb82bbb54ba7bd4aa3b81d",
    "0a47a0883a6daeab0475b2a143a0f703daa85cead032e2386eb0083ed2688533",
    "d2219b30d16f695a6f7ba9c68b3fe596584544adee8de0c5a6e363daad89a077",
    "46608979f08dbd5d24bc88400f602937f47bd85c0e1efe0dc0b19d0a4e28b465",
    "d43254c32b41b41ba53a56a69ed2a6339c9b4992cac5e910de33c14b9c9a9cd6",
    "5529539aab91f32bea7dc8c0fb7bc05c8d81eaf51ddb6ecac750442298f495a6",
    "ae9fdefd26b7e1ce81968e6d32b9f704a8db28da43952f5c19a8e4664125de39",
];

/// The repositories that a hook serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One repository, or those that share its hooks directory.
    Repository,
    /// All repositories of a user: the repository's own hook of the same name runs first.
    Everywhere,
    /// All repositories, without scanning: it only runs the repository's own hook.
    Chain,
}

impl Scope {
    const ALL: [Scope; 3] = [Scope::Repository, Scope::Everywhere, Scope::Chain];

    /// The value in the hook's text.
    const fn written(self) -> &'static str {
        match self {
            Scope::Repository => "",
            Scope::Everywhere => "yes",
            Scope::Chain => "chain",
        }
    }
}

/// A hook script: its name and scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Script {
    /// Git's name for the hook.
    pub(crate) name: &'static str,
    /// The repositories that it serves.
    pub(crate) scope: Scope,
}

/// The owner of an existing hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Our hook, unmodified.
    Ours,
    /// Our hook of a former version, for another scope, or without the values that `install` fills in.
    Former,
    /// Our hook, modified or of a later version.
    Changed,
    /// Another program's or person's.
    Foreign,
}

impl Script {
    /// A hook for a single repository.
    pub(crate) const fn of(name: &'static str) -> Script {
        Script { name, scope: Scope::Repository }
    }

    /// The hook's text, with the program's path if that is to be recorded.
    pub(crate) fn text(self, program: Option<&Path>) -> Vec<u8> {
        let (before, after) = self.around_path();
        [before.as_bytes(), &program.map(shell_quoted).unwrap_or_default(), after.as_bytes()].concat()
    }

    /// Determines the owner of a hook with the content `text`.
    pub(crate) fn whose(self, text: &[u8]) -> Whose {
        let is = |scope: Scope| {
            let (before, after) = Script { scope, ..self }.around_path();
            text.starts_with(before.as_bytes()) && text.ends_with(after.as_bytes())
        };
        if !is_marked(text) {
            Whose::Foreign
        } else if is(self.scope) {
            Whose::Ours
        } else if is_former(text) || Scope::ALL.into_iter().any(is) {
            Whose::Former
        } else {
            Whose::Changed
        }
    }

    /// The text before and after the program's path.
    fn around_path(self) -> (String, String) {
        let mut text = TEXT.replacen(NAMED, &format!("{NAMED}{}", self.name), 1);
        text = text.replacen(EVERYWHERE, &format!("{EVERYWHERE}{}", self.scope.written()), 1);
        let (before, after) = text.find(RECORDED).map_or((&*text, ""), |at| text.split_at(at + RECORDED.len()));
        (before.to_owned(), after.to_owned())
    }
}

/// True if `text` is a hook of ours of any version.
pub(crate) fn is_marked(text: &[u8]) -> bool {
    let second = text.iter().position(|&byte| byte == b'\n').and_then(|at| text.get(at..));
    second.is_some_and(|rest| rest.starts_with(MARK))
}

/// The scope of a hook of ours of any version; `None` for other hooks.
pub(crate) fn scope(text: &[u8]) -> Option<Scope> {
    let is =
        |scope: &Scope| memchr::memmem::find(text, format!("{EVERYWHERE}{}'\n", scope.written()).as_bytes()).is_some();
    is_marked(text).then(|| Scope::ALL.into_iter().find(is).unwrap_or(Scope::Repository))
}

/// The program that a hook of ours has recorded, if any, as written.
pub(crate) fn recorded(text: &[u8]) -> Option<String> {
    let (_, line, _) = around_recorded(text)?;
    let path = String::from_utf8_lossy(line.strip_suffix(b"'")?).replace("'\\''", "'");
    (!path.is_empty()).then_some(path)
}

/// The text before the recorded program, its line, and the rest.
fn around_recorded(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let at = memchr::memmem::find(text, RECORDED.as_bytes())? + RECORDED.len();
    let (before, after) = text.split_at_checked(at)?;
    let (line, after) = after.split_at(memchr::memchr(b'\n', after).unwrap_or(after.len()));
    Some((before, line, after))
}

/// True if `text` is a hook of a former version, unmodified except for the program's path, or our current hook copied
/// by hand.
fn is_former(text: &[u8]) -> bool {
    let Some((before, line, after)) = around_recorded(text) else {
        return false;
    };
    // The format of `shell_quoted`: a single word with any content.
    let path = line.strip_suffix(b"'").map(|path| String::from_utf8_lossy(path).replace("'\\''", ""));
    if path.is_none_or(|path| path.contains('\'')) {
        return false;
    }
    let text = [before, b"'", after].concat();
    let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    FORMER.contains(&&*hash) || text == TEXT.as_bytes()
}

/// Escapes `path` for single quotes in a shell.
fn shell_quoted(path: &Path) -> Vec<u8> {
    let mut quoted = Vec::new();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\'' => quoted.extend_from_slice(b"'\\''"),
            other => quoted.push(other),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::ValueEnum as _;

    use super::{Scope, Script, TEXT, Whose, is_former, recorded, shell_quoted};
    use crate::cli::args::HookName;

    #[test]
    fn every_hook_has_the_mark_and_a_place_for_the_program() {
        for hook in HookName::value_variants() {
            for (&name, scope) in hook.scripts().iter().flat_map(|name| Scope::ALL.map(|scope| (name, scope))) {
                let script = Script { name, scope };
                let (before, after) = script.around_path();
                assert!(before.starts_with("#!/bin/sh\n# dsnitch-hook 3: ") && after.starts_with("'\n"), "{script:?}");
                assert!(before.contains(&format!("\nhook='{name}'\neverywhere='{}'\n", scope.written())), "{script:?}");
                assert!(TEXT.contains(&format!("\n{name})")), "{script:?}");
                let text = script.text(Some(Path::new("/a'b")));
                assert_eq!(super::scope(&text), Some(scope));
                assert_eq!((script.whose(&text), recorded(&text).as_deref()), (Whose::Ours, Some("/a'b")));
                for other in Scope::ALL.into_iter().filter(|other| *other != scope) {
                    assert_eq!(Script { scope: other, ..script }.whose(&text), Whose::Former, "{script:?}");
                }
                assert_eq!(script.whose(&[&text[..], b"true\n"].concat()), Whose::Changed);
            }
        }
        assert!(TEXT.contains("\nset -eu\n"));
    }

    #[test]
    fn hooks_of_other_versions_are_recognised_if_unmodified() {
        let (before, after) = Script::of("pre-push").around_path();
        assert!(is_former(TEXT.as_bytes()) && !is_former(format!("{before}/x{after}").as_bytes()));
        assert!(is_former(TEXT.replace("recorded=''", "recorded='/x'").as_bytes()));
        assert!(is_former(TEXT.replace("recorded=''", r"recorded='/it'\''s'").as_bytes()));
        assert!(!is_former(TEXT.replace("recorded=''", "recorded='/x'; exit").as_bytes()));
        assert!(!is_former(TEXT.replace("recorded=''", "recorded='/x'; echo ''").as_bytes()));
        assert!(!is_former(b"") && !is_former(b"\nrecorded='") && !is_former(format!("{TEXT}exit 0\n").as_bytes()));
    }

    #[test]
    fn a_quote_in_the_path_does_not_end_the_string() {
        assert_eq!(shell_quoted(Path::new("/a'b")), b"/a'\\''b");
    }
}
