//! The files that keep the hooks in force: the hooks, dsnitch's exceptions, and the agents' settings.

/// The purpose of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// It excuses findings.
    Excuses,
    /// It is a hook, or selects the hooks that run.
    Hooks,
    /// It makes a coding agent call dsnitch.
    Agent,
    /// It says which commit a branch names, or `HEAD`.
    Refs,
    /// It is dsnitch itself.
    Program,
}

impl Guard {
    /// The end of a sentence about the file.
    pub(super) const fn does(self) -> &'static str {
        match self {
            Guard::Excuses => "says what dsnitch excuses",
            Guard::Hooks => "decides which hooks run",
            Guard::Agent => "has coding agents ask dsnitch",
            Guard::Refs => "says which commits the branches name, where no hook runs",
            Guard::Program => "is the program that the hooks run",
        }
    }
}

/// Path suffixes; `*` matches any name.
const FILES: &[(&[&str], Guard)] = &[
    (&[".dsnitch.toml"], Guard::Excuses),
    (&[".dsnitch-baseline"], Guard::Excuses),
    (&[".dsnitchignore"], Guard::Excuses),
    (&["dsnitch", "config.toml"], Guard::Excuses),
    (&["dsnitch", "dsnitch.toml"], Guard::Excuses),
    (&[".git"], Guard::Hooks),
    (&[".git", "config"], Guard::Hooks),
    (&[".git", "config.worktree"], Guard::Hooks),
    (&[".git", "hooks"], Guard::Hooks),
    (&[".git", "hooks", "*"], Guard::Hooks),
    (&[".git", "modules", "*", "config"], Guard::Hooks),
    (&[".git", "worktrees", "*", "config.worktree"], Guard::Hooks),
    (&["hooks", "pre-commit"], Guard::Hooks),
    (&["hooks", "pre-push"], Guard::Hooks),
    (&["hooks", "pre-receive"], Guard::Hooks),
    (&["hooks", "commit-msg"], Guard::Hooks),
    (&["hooks", "pre-merge-commit"], Guard::Hooks),
    (&[".githooks"], Guard::Hooks),
    (&[".githooks", "*"], Guard::Hooks),
    (&[".gitconfig"], Guard::Hooks),
    (&[".config", "git", "config"], Guard::Hooks),
    (&[".pre-commit-config.yaml"], Guard::Hooks),
    (&[".pre-commit-config.yml"], Guard::Hooks),
    (&["prek.toml"], Guard::Hooks),
    (&["lefthook.yml"], Guard::Hooks),
    (&["lefthook.yaml"], Guard::Hooks),
    (&["lefthook.toml"], Guard::Hooks),
    (&["lefthook.json"], Guard::Hooks),
    (&["lefthook-local.yml"], Guard::Hooks),
    (&["lefthook-local.yaml"], Guard::Hooks),
    (&["lefthook-local.toml"], Guard::Hooks),
    (&["lefthook-local.json"], Guard::Hooks),
    (&[".lefthook.yml"], Guard::Hooks),
    (&[".lefthook.yaml"], Guard::Hooks),
    (&[".lefthook-local.yml"], Guard::Hooks),
    (&[".lefthook-local.yaml"], Guard::Hooks),
    (&[".config", "lefthook.yml"], Guard::Hooks),
    (&[".husky"], Guard::Hooks),
    (&[".husky", "*"], Guard::Hooks),
    (&[".husky", "*", "*"], Guard::Hooks),
    (&[".lintstagedrc"], Guard::Hooks),
    (&[".lintstagedrc.json"], Guard::Hooks),
    (&[".git", "head"], Guard::Refs),
    (&[".git", "packed-refs"], Guard::Refs),
    (&[".git", "refs"], Guard::Refs),
    (&[".git", "refs", "*"], Guard::Refs),
    (&[".git", "refs", "*", "*"], Guard::Refs),
    (&[".git", "refs", "*", "*", "*"], Guard::Refs),
    (&[".git", "refs", "*", "*", "*", "*"], Guard::Refs),
    (&["bin", "dsnitch"], Guard::Program),
    (&["bin", "dsnitch.exe"], Guard::Program),
    (&[".claude"], Guard::Agent),
    (&[".codex"], Guard::Agent),
    (&[".cursor"], Guard::Agent),
    (&[".copilot"], Guard::Agent),
    (&[".copilot", "hooks"], Guard::Agent),
    (&[".gemini"], Guard::Agent),
    (&[".github", "hooks"], Guard::Agent),
    (&[".claude", "settings.json"], Guard::Agent),
    (&[".claude", "settings.local.json"], Guard::Agent),
    (&[".codex", "hooks.json"], Guard::Agent),
    (&[".codex", "config.toml"], Guard::Agent),
    (&[".cursor", "hooks.json"], Guard::Agent),
    (&[".github", "hooks", "dsnitch.json"], Guard::Agent),
    (&[".copilot", "hooks", "dsnitch.json"], Guard::Agent),
    (&[".gemini", "settings.json"], Guard::Agent),
];

/// Returns the purpose of the file at `path`, which may contain shell wildcards and `..`.
pub(super) fn what(path: &str) -> Option<Guard> {
    // Quick rejection: most paths contain none of these prefixes.
    let lower = path.to_ascii_lowercase();
    let parts = parts(&lower);
    if parts.is_empty() {
        return None;
    }
    // `chmod +x bin/*` is about a project's own programs.
    let is_meant =
        |guard: Guard| guard != Guard::Program || parts.last().is_some_and(|part| part.starts_with("dsnitch"));
    FILES.iter().find(|(names, guard)| ends_with(&parts, names) && is_meant(*guard)).map(|(_, guard)| *guard)
}

/// The components of a path, without `.` and empty ones.
fn parts(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            // Other spellings that NTFS resolves to `.git`: `.git::$INDEX_ALLOCATION`, `.git.`, `git~1`.
            "git~1" => parts.push(".git"),
            part => parts.push(part.split(':').next().unwrap_or(part).trim_end_matches(['.', ' '])),
        }
    }
    parts
}

fn ends_with(parts: &[&str], names: &[&str]) -> bool {
    let Some(from) = parts.len().checked_sub(names.len()) else { return false };
    let own = parts.get(from..).unwrap_or_default();
    // In an arbitrary directory, a pattern of wildcards alone is no evidence of a guard file.
    let says = |part: &str| names.len() > 1 || part.chars().filter(char::is_ascii_alphanumeric).count() > 2;
    own.iter().zip(names).all(|(part, name)| *name == "*" || part == name || says(part) && may_stand_for(part, name))
}

/// True if a component with shell wildcards may expand to `name`; a wildcard does not match a leading dot.
fn may_stand_for(part: &str, name: &str) -> bool {
    if !part.contains(['*', '?', '[']) || part.len() > LONGEST {
        return false;
    }
    let is_hidden = name.starts_with('.');
    (!is_hidden || part.starts_with(['.', '['])) && matches_loosely(part, name)
}

/// Longest component with wildcards, in bytes.
const LONGEST: usize = 256;

/// True if `pattern` may expand to `name`: a bracket expression matches any character.
fn matches_loosely(pattern: &str, name: &str) -> bool {
    let (mut marks, mut letters) = (Vec::new(), pattern.chars());
    while let Some(letter) = letters.next() {
        marks.push(match letter {
            '[' => {
                letters.by_ref().find(|letter| *letter == ']');
                '?'
            }
            letter => letter,
        });
    }
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut own) = (0, 0);
    // The position of the last star, and how much of the name it has consumed.
    let mut star: Option<(usize, usize)> = None;
    while own < name.len() {
        match marks.get(at) {
            Some('*') => {
                star = Some((at, own));
                at += 1;
            }
            Some(mark) if *mark == '?' || name.get(own) == Some(mark) => {
                at += 1;
                own += 1;
            }
            _ => {
                let Some((last, taken)) = star else { return false };
                star = Some((last, taken + 1));
                at = last + 1;
                own = taken + 1;
            }
        }
    }
    marks.get(at..).unwrap_or_default().iter().all(|mark| *mark == '*')
}

#[cfg(test)]
mod tests {
    use super::{Guard, what};

    #[test]
    fn guard_files_are_recognised_in_every_spelling() {
        for (path, guard) in [
            (".dsnitch.toml", Some(Guard::Excuses)),
            ("a/../.dsnitch-baseline", Some(Guard::Excuses)),
            ("/x/.git/hooks/pre-commit", Some(Guard::Hooks)),
            (".GIT//./hooks", Some(Guard::Hooks)),
            (".git\\hooks\\pre-push", Some(Guard::Hooks)),
            (".git", Some(Guard::Hooks)),
            (".git/h*", Some(Guard::Hooks)),
            // A star for no letter, for one, for several, and two stars.
            (".git/hooks*", Some(Guard::Hooks)),
            (".git/h*oks", Some(Guard::Hooks)),
            (".git/*ooks", Some(Guard::Hooks)),
            (".git/*s", Some(Guard::Hooks)),
            (".git/*o*s", Some(Guard::Hooks)),
            (".git/h*o*ks", Some(Guard::Hooks)),
            (".git/*x", None),
            (".git/h?oks", Some(Guard::Hooks)),
            (".git/h?ks", None),
            (".g?t/hooks/*", Some(Guard::Hooks)),
            (".git/[a-h]ooks", Some(Guard::Hooks)),
            ("{{.Names}}", None),
            ("bin/*", None),
            ("x.git/hooks/pre-receive", Some(Guard::Hooks)),
            (".husky/_/pre-commit", Some(Guard::Hooks)),
            (".pre-commit-config.yaml", Some(Guard::Hooks)),
            ("git~1/config", Some(Guard::Hooks)),
            (".claude/settings.json", Some(Guard::Agent)),
            (".claude", Some(Guard::Agent)),
            (".claude/skills/x.md", None),
            (".git/refs/heads/feature/x", Some(Guard::Refs)),
            (".git/HEAD", Some(Guard::Refs)),
            ("/root/.cargo/bin/dsnitch", Some(Guard::Program)),
            ("target/release/dsnitch", None),
            (".git/index", None),
            (".gitignore", None),
            ("*", None),
            ("src/*", None),
            ("src/hooks/use.ts", None),
            (".github/workflows/ci.yml", None),
            ("config", None),
            ("", None),
        ] {
            assert_eq!(what(path), guard, "{path}");
        }
    }
}
