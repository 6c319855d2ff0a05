//! The files by which the gate stands: which hooks run, what they excuse, and what asks the agent.

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// It says what is excused.
    Excuses,
    /// It is a hook, or says which hooks run.
    Hooks,
    /// It has an agent ask.
    Agent,
}

impl Guard {
    /// As the end of a sentence about the file.
    pub(super) const fn does(self) -> &'static str {
        match self {
            Guard::Excuses => "says what dsnitch excuses",
            Guard::Hooks => "decides which hooks run",
            Guard::Agent => "has coding agents ask dsnitch",
        }
    }
}

/// The last parts of paths; `*` stands for any name.
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
    (&[".claude", "settings.json"], Guard::Agent),
    (&[".claude", "settings.local.json"], Guard::Agent),
    (&[".codex", "hooks.json"], Guard::Agent),
    (&[".codex", "config.toml"], Guard::Agent),
    (&[".cursor", "hooks.json"], Guard::Agent),
    (&[".github", "hooks", "dsnitch.json"], Guard::Agent),
    (&[".copilot", "hooks", "dsnitch.json"], Guard::Agent),
    (&[".gemini", "settings.json"], Guard::Agent),
];

/// What the file at `path` is for; the path may have marks that a shell expands, and parts that lead up again.
pub(super) fn what(path: &str) -> Option<Guard> {
    // Most paths have none of what these begin with.
    let lower = path.to_ascii_lowercase();
    let parts = parts(&lower);
    if parts.is_empty() {
        return None;
    }
    FILES.iter().find(|(names, _)| ends_with(&parts, names)).map(|(_, guard)| *guard)
}

/// The parts of a path, without those that say nothing.
fn parts(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            // What NTFS calls by the same name: `.git::$INDEX_ALLOCATION`, `.git.`, `git~1`.
            "git~1" => parts.push(".git"),
            part => parts.push(part.split(':').next().unwrap_or(part).trim_end_matches(['.', ' '])),
        }
    }
    parts
}

fn ends_with(parts: &[&str], names: &[&str]) -> bool {
    let Some(from) = parts.len().checked_sub(names.len()) else { return false };
    let own = parts.get(from..).unwrap_or_default();
    // In any folder, marks alone stand for nothing in particular.
    let says = |part: &str| names.len() > 1 || part.chars().filter(char::is_ascii_alphanumeric).count() > 2;
    own.iter().zip(names).all(|(part, name)| *name == "*" || part == name || says(part) && may_stand_for(part, name))
}

/// Whether a part with marks of a shell's may stand for `name`: a mark stands for no dot at the beginning.
fn may_stand_for(part: &str, name: &str) -> bool {
    if !part.contains(['*', '?', '[', '{']) || part.len() > LONGEST {
        return false;
    }
    let is_hidden = name.starts_with('.');
    alternatives(part).iter().any(|part| (!is_hidden || part.starts_with(['.', '['])) && matches_loosely(part, name))
}

/// Bytes of a part with marks.
const LONGEST: usize = 256;

/// What the first braces of a part give.
fn alternatives(part: &str) -> Vec<String> {
    let Some((before, rest)) = part.split_once('{') else { return vec![part.to_owned()] };
    let Some((inner, after)) = rest.split_once('}') else { return vec![part.to_owned()] };
    inner.split(',').map(|inner| format!("{before}{inner}{after}")).collect()
}

/// Whether `name` is one of what `pattern` may expand to: a set is any character, and braces are any text.
fn matches_loosely(pattern: &str, name: &str) -> bool {
    let (mut marks, mut letters) = (Vec::new(), pattern.chars());
    while let Some(letter) = letters.next() {
        marks.push(match letter {
            '{' => {
                letters.by_ref().find(|letter| *letter == '}');
                '*'
            }
            '[' => {
                letters.by_ref().find(|letter| *letter == ']');
                '?'
            }
            letter => letter,
        });
    }
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut own) = (0, 0);
    // Where the last star stands, and how much of the name it has taken.
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
    fn the_files_of_the_gate_are_known_however_they_are_written() {
        for (path, guard) in [
            (".dsnitch.toml", Some(Guard::Excuses)),
            ("a/../.dsnitch-baseline", Some(Guard::Excuses)),
            ("/x/.git/hooks/pre-commit", Some(Guard::Hooks)),
            (".GIT//./hooks", Some(Guard::Hooks)),
            (".git\\hooks\\pre-push", Some(Guard::Hooks)),
            (".git", Some(Guard::Hooks)),
            (".git/h*", Some(Guard::Hooks)),
            (".g?t/hooks/*", Some(Guard::Hooks)),
            (".git/{hooks,info}", Some(Guard::Hooks)),
            (".git/[a-h]ooks", Some(Guard::Hooks)),
            ("x.git/hooks/pre-receive", Some(Guard::Hooks)),
            (".husky/_/pre-commit", Some(Guard::Hooks)),
            (".pre-commit-config.yaml", Some(Guard::Hooks)),
            ("git~1/config", Some(Guard::Hooks)),
            (".claude/settings.json", Some(Guard::Agent)),
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
