//! Complete transcripts of sessions with the built binary: standard output, standard error and the exit status.
//!
//! A file of sessions: `== ` starts one, in a fresh repository; `$ ` starts a command of `sh`, with the functions of
//! [`PRELUDE`]. Its standard output follows, then its standard error with `! ` before each line, then the status in
//! brackets if it is not 0. `DSNITCH_BLESS=1 cargo nextest run transcripts` rewrites them; read the difference.

use std::path::Path;

use crate::support::cmd::{binary, run};
use crate::support::repo::TempRepo;

/// `put FILE LINE…` writes a file, `stage` adds it too, `lines FROM TO TEXT` repeats a text with numbers for `@`,
/// `leak NUMBER` is a line with a secret of its own, `weak` one with a guessable password.
const PRELUDE: &str = r#"
PATH=$BIN:$PATH
put() { file=$1; shift; case $file in */*) mkdir -p "${file%/*}" ;; esac; printf '%s\n' "$@" >"$file"; }
stage() { put "$@"; git add -f -- "$file"; }
leak() { printf 'DATABASE_URL=postgres://app:Qx7vLm2Rk9Ts4W%s@db.corp.net/app' "$1"; }
weak() { printf 'PGPASSWORD=changeme'; }
commit() { git commit -q --allow-empty -m "$1"; }
"#;

/// Runs the sessions of `name` and returns the file as it should be.
fn replayed(text: &str) -> String {
    let mut now = String::new();
    let mut session: Option<(TempRepo, String)> = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            let repo = TempRepo::new();
            std::fs::create_dir_all(repo.outside("bin")).unwrap();
            std::os::unix::fs::symlink(binary(), repo.outside("bin/dsnitch")).unwrap();
            let place = repo.root().parent().unwrap().display().to_string();
            now += &format!("{}== {title}\n", if now.is_empty() { "" } else { "\n" });
            session = Some((repo, place));
        } else if let (Some(command), Some((repo, place))) = (line.strip_prefix("$ "), &session) {
            let mut shell = repo.command("sh");
            shell.args(["-c", &format!("{PRELUDE}\n{command}")]).env("BIN", repo.outside("bin"));
            let ran = run(&mut shell);
            now += &format!("$ {command}\n");
            let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
            let shown = |text: &str| text.replace(place.as_str(), "/at").replace(&version, "\"VERSION\"");
            now += &ran.stdout.lines().map(|line| format!("{}\n", shown(line).trim_end())).collect::<String>();
            now += &ran.stderr.lines().map(|line| format!("! {}\n", shown(line).trim_end())).collect::<String>();
            match ran.code() {
                Some(0) => {}
                status => now += &format!("[{}]\n", status.map_or("signal".to_owned(), |code| code.to_string())),
            }
        }
    }
    now
}

#[track_caller]
fn holds(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/transcripts").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let now = replayed(&text);
    if std::env::var_os("DSNITCH_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
        return;
    }
    let first = text.lines().zip(now.lines()).position(|(before, now)| before != now);
    let from = first.unwrap_or(0).saturating_sub(12);
    let part = |text: &str| text.lines().skip(from).take(24).collect::<Vec<_>>().join("\n");
    assert!(text == now, "{name}:{}: written\n{}\n\nsaid\n{}", from + 12, part(&text), part(&now));
}

macro_rules! transcripts {
    ($($test:ident: $name:literal,)*) => {
        $(
            #[test]
            fn $test() {
                holds($name);
            }
        )*

        #[test]
        fn every_file_of_sessions_is_replayed() {
            let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/transcripts");
            let names = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name());
            let mut there: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
            there.retain(|name| name.ends_with(".txt"));
            there.sort();
            let mut replayed = vec![$($name),*];
            replayed.sort_unstable();
            assert_eq!(there, replayed);
        }
    };
}

transcripts! {
    exceptions_say_what_they_excuse: "exceptions.txt",
    a_baseline_says_what_it_accepts: "baseline.txt",
    what_is_not_scanned_is_told: "coverage.txt",
    commits_are_reported_with_where_their_secrets_are: "commits.txt",
    hooks_and_doctor_say_what_they_do: "hooks.txt",
    lists_are_cut_at_their_limits: "limits.txt",
    wrong_configurations_are_refused_by_line: "configuration.txt",
    hook_managers_files_before_and_after: "managers.txt",
    shards_are_merged_and_altered_reports_refused: "merging.txt",
    layers_of_configuration_override_and_enforce: "layers.txt",
    lists_of_other_scanners_and_baselines_of_each_class: "importing.txt",
    one_of_every_kind_in_every_format: "everything.txt",
    agents_users_and_hooks_are_installed_and_entries_written: "installers.txt",
    counts_sizes_lines_and_names_at_their_boundaries: "boundaries.txt",
}
