//! What would get past the gate, or change it: for a person to allow.

use std::path::Path;

use super::event::{Event, What};
use super::piece::Place;
use super::words;

/// Files that excuse, by their names.
const EXCUSES: [&str; 3] = [".dsnitch.toml", ".dsnitch-baseline", ".dsnitchignore"];

/// Variables that turn hooks off.
const OFF: [&str; 5] = ["SKIP=", "HUSKY=0", "LEFTHOOK=0", "PRE_COMMIT_ALLOW_NO_CONFIG=", "GIT_CONFIG_"];

/// How deep commands in commands are followed.
const DEPTH: usize = 4;

/// What of an event is for a person to allow.
pub(super) fn in_event(event: &Event) -> Option<String> {
    if event.what != What::Tool {
        return None;
    }
    event.pieces.iter().find_map(|piece| {
        let added = |word: &str| {
            piece.text.matches(word).count() > piece.before.as_deref().unwrap_or_default().matches(word).count()
        };
        match &piece.place {
            Place::File(path) if EXCUSES.iter().any(|name| path.file_name().is_some_and(|file| file == *name)) => {
                Some(format!("this changes {}, which says what dsnitch excuses.", path.display()))
            }
            Place::File(path) if added("dsnitch:allow") => {
                Some(format!("this adds an excuse (dsnitch:allow) to {}.", path.display()))
            }
            Place::Command => in_command(&piece.text, DEPTH).map(|why| format!("this command {why}.")),
            _ => None,
        }
    })
}

fn in_command(text: &str, depth: usize) -> Option<String> {
    words::commands(text).iter().find_map(|command| in_simple(command, depth))
}

fn in_simple(words: &[String], depth: usize) -> Option<String> {
    let said = |why: &str| Some(why.to_owned());
    let name_of =
        |word: &String| Path::new(word).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let turns_off =
        |word: &&String| OFF.iter().any(|start| word.starts_with(start)) || word.as_str() == "HUSKY_SKIP_HOOKS=1";
    if let Some(word) = words.iter().find(turns_off) {
        let name = word.split('=').next().unwrap_or_default();
        return Some(format!("sets {name}, which passes by the hooks"));
    }
    let lower = |word: &String| word.to_ascii_lowercase();
    let is_asked =
        words.iter().any(|word| matches!(word.as_str(), "--get" | "--get-all" | "--show-origin" | "--list" | "-l"));
    if !is_asked && words.iter().any(|word| lower(word).contains("core.hookspath")) {
        return said("changes core.hooksPath, and so which hooks run");
    }
    let touches = |word: &String| word.contains(".git/hooks") || EXCUSES.iter().any(|name| name_of(word) == *name);
    let changes = |word: &String| {
        matches!(name_of(word).as_str(), "rm" | "mv" | "chmod" | "tee" | "cp" | "ln" | "truncate" | "unlink" | "sed")
    };
    let redirects = words.iter().any(|word| word.contains('>'));
    if words.iter().any(touches) && (words.iter().any(changes) || redirects) {
        return said("changes the hooks, or what dsnitch excuses");
    }
    if let Some(at) = words.iter().position(|word| name_of(word) == "git") {
        let rest = words.get(at + 1..).unwrap_or_default();
        if rest.iter().any(|word| word.starts_with("--no-ver")) {
            return said("passes by the hooks (--no-verify)");
        }
        if let Some(at) = rest.iter().position(|word| word == "commit")
            && rest.get(at + 1..).unwrap_or_default().iter().take_while(|word| *word != "--").any(|word| has_n(word))
        {
            return said("passes by the hooks (git commit -n)");
        }
    }
    if let Some(at) = words.iter().position(|word| name_of(word) == "dsnitch") {
        let rest = words.get(at + 1..).unwrap_or_default();
        let is_excuse = rest.first().is_some_and(|word| matches!(word.as_str(), "uninstall" | "allow" | "baseline"));
        if is_excuse || rest.iter().any(|word| word == "--observe") {
            return said("changes what dsnitch guards or excuses");
        }
    }
    // `bash -c TEXT`, `env`, `xargs`, `eval`: any word that is a command line may run.
    let inner = words.iter().filter(|word| depth > 0 && word.contains(char::is_whitespace));
    let mut inner = inner.filter(|_| words.iter().any(|word| runs_text(&name_of(word))));
    inner.find_map(|word| in_command(word, depth - 1))
}

fn runs_text(name: &str) -> bool {
    matches!(
        name,
        "sh" | "bash"
            | "zsh"
            | "dash"
            | "ksh"
            | "fish"
            | "eval"
            | "ssh"
            | "su"
            | "sudo"
            | "env"
            | "xargs"
            | "nohup"
            | "time"
    )
}

/// Whether a word of short options has `n` among them, before one that takes the rest of the word for its value.
fn has_n(word: &str) -> bool {
    let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.starts_with('-')) else { return false };
    letters.chars().take_while(|letter| !"mFCctuS".contains(*letter)).any(|letter| letter == 'n')
}

#[cfg(test)]
mod tests {
    use super::{DEPTH, in_command};

    #[test]
    fn commands_that_get_past_the_gate_are_for_a_person() {
        for (command, part) in [
            ("git commit --no-verify -m x", Some("--no-verify")),
            ("git commit --no-verif", Some("--no-verify")),
            ("git push origin main --no-verify", Some("--no-verify")),
            ("cd x && /usr/bin/git -C y commit -anm 'x'", Some("commit -n")),
            ("git commit -n", Some("commit -n")),
            ("git com\"mit\" -n", Some("commit -n")),
            ("bash -lc 'git commit -n'", Some("commit -n")),
            ("env A=1 sh -c \"bash -c 'git commit --no-verify'\"", Some("--no-verify")),
            ("git -c core.hooksPath=/dev/null commit -m x", Some("core.hooksPath")),
            ("git -c Core.HooksPath= commit", Some("core.hooksPath")),
            ("git config core.hooksPath /dev/null", Some("core.hooksPath")),
            ("git config --get core.hooksPath", None),
            ("SKIP=dsnitch git commit -m x", Some("SKIP")),
            ("HUSKY=0 git commit -m x", Some("HUSKY")),
            ("GIT_CONFIG_COUNT=1 git commit", Some("GIT_CONFIG_COUNT")),
            ("rm .git/hooks/pre-commit", Some("changes the hooks")),
            ("echo x > .git/hooks/pre-commit", Some("changes the hooks")),
            ("cat .git/hooks/pre-commit", None),
            ("dsnitch uninstall", Some("guards")),
            ("dsnitch baseline write", Some("guards")),
            ("dsnitch staged", None),
            ("git commit -m 'do not use -n or --no-verify'", None),
            ("git commit -mn", None),
            ("git push -n", None),
            ("git log -n 3", None),
            ("grep -n commit x", None),
            ("echo \"git commit -n\"", None),
        ] {
            let why = in_command(command, DEPTH);
            assert_eq!(why.is_some(), part.is_some(), "{command}: {why:?}");
            assert!(part.is_none_or(|part| why.is_some_and(|why| why.contains(part))), "{command}");
        }
    }
}
