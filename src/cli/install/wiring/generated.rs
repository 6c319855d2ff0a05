//! Recognises the hooks that managers generate. Only the known lines may end the script or replace it by another
//! program.

/// Words that end a script, or continue it elsewhere.
const ENDS: [&str; 9] = ["exit", "exec", "return", "trap", "eval", "kill", "alias", "set", "source"];

/// husky from version 9 on: every hook is one line that sources the runner.
pub(super) fn husky(text: &str, _script: &str) -> Result<(), String> {
    let known = ["\"$(dirname \"$0\")/h\"", "\"$(dirname -- \"$0\")/h\"", "\"${0%/*}/h\""];
    let is_known = |line: &str| line.strip_prefix(". ").is_some_and(|path| known.contains(&path));
    match code(text).as_slice() {
        [line] if is_known(line) => Ok(()),
        _ => Err("it is not as husky writes it".to_owned()),
    }
}

/// husky's runner: it runs the script of the same name with `sh -e` and ends with its status.
pub(super) fn husky_runner(text: &str) -> Result<(), String> {
    let may = |line: &str| {
        matches!(
            line,
            "[ \"$HUSKY\" = \"2\" ] && set -x"
                | "[ ! -f \"$s\" ] && exit 0"
                | "[ \"$HUSKY\" = \"0\" ] && exit 0"
                | "[ \"${HUSKY-}\" = \"0\" ] && exit 0"
                | "exit $?"
                | "exit $c"
        )
    };
    let code = code(text);
    let run = code.iter().position(|line| *line == "sh -e \"$s\" \"$@\"");
    let ends = code.last().is_some_and(|line| line.starts_with("exit $"));
    if run.is_some() && ends && is_known(&code, may) { Ok(()) } else { Err("it is not as husky writes it".to_owned()) }
}

/// lefthook: the last line runs it, and only `LEFTHOOK=0` ends the script before that.
pub(super) fn lefthook(text: &str, script: &str) -> Result<(), String> {
    let off = "if [ \"$LEFTHOOK\" = \"0\" ]; then";
    // The multi-line form of that exit is put on one line.
    let text = text.replace(&format!("{off}\n  exit 0\nfi\n"), &format!("{off} exit 0; fi\n"));
    let may = |line: &str| line == format!("{off} exit 0; fi") || line == "set -x" || line == "exit 1";
    let code = code(&text);
    let call = format!("call_lefthook run \"{script}\" \"$@\"");
    if code.last().is_some_and(|line| *line == call) && is_known(&code, may) {
        Ok(())
    } else {
        Err("it is not as lefthook writes it".to_owned())
    }
}

/// The pre-commit framework and prek: the hook executes the framework.
pub(super) fn pre_commit(text: &str, script: &str) -> Result<(), String> {
    let programs = ["\"$INSTALL_PYTHON\" -mpre_commit", "pre-commit", "\"$PREK\"", "prek"];
    let hands_on = |line: &str| {
        line.strip_prefix("exec ").is_some_and(|line| {
            programs.iter().any(|program| {
                line.strip_prefix(program)
                    .is_some_and(|rest| rest == " \"${ARGS[@]}\"" || rest.starts_with(" hook-impl "))
            })
        })
    };
    let code = code(text);
    let is_handed_on = code.iter().any(|line| hands_on(line));
    let is_for_it =
        code.iter().any(|line| line.contains("hook-impl") && line.contains(&format!("--hook-type={script}")));
    if is_handed_on && is_for_it && is_known(&code, |line| hands_on(line) || line == "exit 1") {
        Ok(())
    } else {
        Err("it is not as the framework writes it".to_owned())
    }
}

/// simple-git-hooks: returns the configured command, which follows the generated lines.
pub(super) fn simple_git_hooks(text: &str) -> Result<String, String> {
    let first = "if [ \"$SKIP_SIMPLE_GIT_HOOKS\" = \"1\" ]; then";
    let read_in = "if [ -f \"$SIMPLE_GIT_HOOKS_RC\" ]; then";
    let code = code(text);
    let mut rest = code.as_slice();
    for (start, inside) in [(first, "exit 0"), (read_in, ". \"$SIMPLE_GIT_HOOKS_RC\"")] {
        if rest.first() != Some(&start) {
            continue;
        }
        let end = rest.iter().position(|line| *line == "fi").unwrap_or_default();
        let is_as_written = |line: &&str| *line == inside || line.starts_with("echo \"[INFO] ");
        if !rest.get(1..end).is_some_and(|lines| lines.iter().all(is_as_written)) {
            return Err("it is not as simple-git-hooks writes it".to_owned());
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Ok(rest.join("\n"))
}

/// The lines that are not comments.
fn code(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// True if only the permitted lines end the script.
fn is_known(code: &[&str], may: impl Fn(&str) -> bool) -> bool {
    let is_end = |line: &str| line.split([';', '&', '|', '(', '{', '`']).any(is_end_of_script);
    code.iter().all(|line| may(line) || !is_end(line))
}

/// True if a command, after keywords and variable assignments, ends the script or replaces its process.
fn is_end_of_script(command: &str) -> bool {
    let before = ["if", "then", "elif", "else", "while", "until", "do", "!", "command", "builtin", "time"];
    let mut words = command.split_whitespace().skip_while(|word| before.contains(word) || word.contains('='));
    words.next().is_some_and(|word| ENDS.contains(&word.replace(['"', '\'', '\\', ')', '}'], "").as_str()))
}

#[cfg(test)]
mod tests {
    use super::{husky, husky_runner, lefthook, pre_commit, simple_git_hooks};

    const RUNNER: &str = "#!/usr/bin/env sh\n[ \"$HUSKY\" = \"2\" ] && set -x\nn=$(basename \"$0\")\ns=$(dirname \"$(dirname \"$0\")\")/$n\n\n[ ! -f \"$s\" ] && exit 0\n\n[ \"${HUSKY-}\" = \"0\" ] && exit 0\n\nexport PATH=\"node_modules/.bin:$PATH\"\nsh -e \"$s\" \"$@\"\nc=$?\n\n[ $c != 0 ] && echo \"husky - $n script failed (code $c)\"\nexit $c\n";
    const LEFTHOOK: &str = "#!/bin/sh\n\nif [ \"$LEFTHOOK_VERBOSE\" = \"1\" ]; then\n  set -x\nfi\n\nif [ \"$LEFTHOOK\" = \"0\" ]; then\n  exit 0\nfi\n\ncall_lefthook()\n{\n  if test -n \"$LEFTHOOK_BIN\"\n  then\n    \"$LEFTHOOK_BIN\" \"$@\"\n  elif lefthook -h >/dev/null 2>&1\n  then\n    lefthook \"$@\"\n  elif /x/set/lefthook -h >/dev/null 2>&1\n  then\n    /x/set/lefthook \"$@\"\n  elif bundle exec lefthook -h >/dev/null 2>&1\n  then\n    bundle exec lefthook \"$@\"\n  fi\n}\n\ncall_lefthook run \"pre-commit\" \"$@\"\n";
    const FRAMEWORK: &str = "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n\n# start templated\nINSTALL_PYTHON=/usr/bin/python3\nARGS=(hook-impl --config=.pre-commit-config.yaml --hook-type=pre-commit)\n# end templated\n\nHERE=\"$(cd \"$(dirname \"$0\")\" && pwd)\"\nARGS+=(--hook-dir \"$HERE\" -- \"$@\")\n\nif [ -x \"$INSTALL_PYTHON\" ]; then\n    exec \"$INSTALL_PYTHON\" -mpre_commit \"${ARGS[@]}\"\nelif command -v pre-commit > /dev/null; then\n    exec pre-commit \"${ARGS[@]}\"\nelse\n    echo '`pre-commit` not found.  Did you forget to activate your virtualenv?' 1>&2\n    exit 1\nfi\n";
    const PREK: &str = "#!/bin/sh\n# File generated by prek: https://github.com/j178/prek\nHERE=\"$(cd \"$(dirname \"$0\")\" && pwd)\"\nPREK=\"/x/prek\"\nif [ ! -x \"$PREK\" ]; then\n    PREK=\"prek\"\nfi\nexec \"$PREK\" hook-impl --hook-dir \"$HERE\" --hook-type=pre-commit -- \"$@\"\n";

    #[test]
    fn generated_hooks_are_recognised_unless_an_exit_was_added() {
        type Check = fn(&str) -> bool;
        let rows: [(&str, Check); 5] = [
            ("#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"\n", |text| husky(text, "pre-commit").is_ok()),
            (RUNNER, |text| husky_runner(text).is_ok()),
            (LEFTHOOK, |text| lefthook(text, "pre-commit").is_ok()),
            (FRAMEWORK, |text| pre_commit(text, "pre-commit").is_ok()),
            (PREK, |text| pre_commit(text, "pre-commit").is_ok()),
        ];
        for (text, is_intact) in rows {
            assert!(is_intact(text), "{text}");
            for more in [
                "exit 0\n",
                "true; exit\n",
                "exec true\n",
                "if true; then \\exit; fi\n",
                "x=1 command exit 0\n",
                "trap 'exit 0' EXIT\n",
            ] {
                assert!(!is_intact(&text.replacen('\n', &format!("\n{more}"), 1)), "{more} {text}");
            }
            assert!(!is_intact(text.lines().next().unwrap_or_default()), "{text}");
        }
        assert!(pre_commit(FRAMEWORK, "pre-push").is_err() && lefthook(LEFTHOOK, "pre-push").is_err());
    }

    /// Rows: a generated hook and a part of the lines without which it hands nothing on.
    #[test]
    fn generated_hooks_are_not_recognised_without_the_line_that_runs_the_manager() {
        for (text, part) in [(RUNNER, "sh -e"), (RUNNER, "exit $c"), (FRAMEWORK, "exec "), (PREK, "exec ")] {
            let lines: Vec<&str> = text.lines().filter(|line| !line.contains(part)).collect();
            let left = lines.join("\n");
            let is_intact = if text == RUNNER { husky_runner(&left) } else { pre_commit(&left, "pre-commit") };
            assert!(is_intact.is_err(), "{left}");
        }
        assert!(husky_runner(&format!("{RUNNER}true\n")).is_err());
        for line in ["echo", ". ./x", "\"$(dirname \"$0\")/h\""] {
            assert!(husky(&format!("#!/usr/bin/env sh\n{line}\n"), "pre-commit").is_err(), "{line}");
        }
        assert!(husky_runner(&RUNNER.replace("sh -e", "sh")).is_err());
        for text in [FRAMEWORK, PREK] {
            assert!(pre_commit(&text.replace("hook-impl", "hook"), "pre-commit").is_err(), "{text}");
        }
    }

    #[test]
    fn the_command_of_simple_git_hooks_follows_the_generated_lines() {
        let before = "#!/bin/sh\n\nif [ \"$SKIP_SIMPLE_GIT_HOOKS\" = \"1\" ]; then\n    echo \"[INFO] skipping hook.\"\n    exit 0\nfi\n\nif [ -f \"$SIMPLE_GIT_HOOKS_RC\" ]; then\n    . \"$SIMPLE_GIT_HOOKS_RC\"\nfi\n\n";
        let of = |text: &str| simple_git_hooks(text).ok();
        assert_eq!(of(&format!("{before}npm test\ndsnitch staged")).as_deref(), Some("npm test\ndsnitch staged"));
        assert_eq!(of(&format!("{}dsnitch staged", before.replace("exit 0", "x; exit 0"))), None);
    }
}
