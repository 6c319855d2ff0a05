//! Commands that need a person's approval, and commands that do not.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::in_text;

/// Rows: a command, and a part of the reason why it needs approval; `None` if it needs none.
const ROWS: &[(&str, Option<&str>)] = &[
    // Git's options.
    ("git commit --no-verify -m x", Some("--no-verify")),
    ("git commit --no-verif", Some("--no-verify")),
    ("git push origin main --no-verify", Some("--no-verify")),
    ("git merge --no-verify x", Some("--no-verify")),
    ("git rebase -m --no-verify x", Some("--no-verify")),
    ("cd x && /usr/bin/git -C y commit -anm 'x'", Some("commit -n")),
    ("git commit -n", Some("commit -n")),
    ("git com\"mit\" -n", Some("commit -n")),
    ("git.exe commit -n", Some("commit -n")),
    ("bash -lc 'git commit -n'", Some("commit -n")),
    ("env A=1 sh -c \"bash -c 'git commit --no-verify'\"", Some("--no-verify")),
    ("bash <<'X'\ngit commit -n\nX", Some("commit -n")),
    ("g=git; $g commit -n", Some("commit -n")),
    ("g='git commit'; ${g} -n", Some("commit -n")),
    ("c=commit; git $c -n", Some("commit -n")),
    ("o=--no-verify; git commit $o", Some("--no-verify")),
    ("$(which git) commit -n", Some("commit -n")),
    ("`which git` commit -n", Some("commit -n")),
    ("$GIT commit --no-verify", Some("--no-verify")),
    ("/usr/lib/git-core/git-commit -n", Some("commit -n")),
    ("xargs git commit -n", Some("commit -n")),
    ("git rebase -i HEAD~2 --exec 'git commit --amend -n'", Some("commit -n")),
    ("git submodule foreach 'git commit -n'", Some("commit -n")),
    ("git config alias.c 'commit -n'", Some("commit -n")),
    ("git -c alias.c='!git commit --no-verify' c", Some("--no-verify")),
    ("python3 -c \"import subprocess; subprocess.run(['git', 'commit', '-n'])\"", Some("--no-verify")),
    ("git commit>/dev/null -n", Some("commit -n")),
    ("git commit 2>&1 -n", Some("commit -n")),
    ("git commit >&2 --no-verify", Some("--no-verify")),
    ("git commit &>log -n", Some("commit -n")),
    ("git commit $'--no-verify' -m x", Some("--no-verify")),
    ("git commit $'-\\x6e' -m x", Some("commit -n")),
    ("git commit {-n,-m,x}", Some("commit -n")),
    ("git commit --no-{verify,edit}", Some("--no-verify")),
    ("git $(echo commit) -n -m x", Some("not known")),
    ("git commit $(printf -- --no-verify) -m x", Some("only when it runs")),
    ("git commit `cat options` -m x", Some("only when it runs")),
    ("git commit $OPTIONS -m x", Some("only when it runs")),
    ("echo 'git commit -n -m x' | sh", Some("commit -n")),
    ("printf 'git commit --no-verify' | bash -s", Some("--no-verify")),
    ("echo git commit -n | bash -", Some("commit -n")),
    ("node -e \"require('child_process').execSync('git commit -n -m x')\"", Some("commit -n")),
    ("perl -e 'system(\"git commit -n\")'", Some("commit -n")),
    ("git submodule foreach git commit -n -m x", Some("commit -n")),
    ("git bisect run git commit --no-verify", Some("--no-verify")),
    ("git ci -n -m x", Some("not known")),
    ("alias gc='git commit -n'", Some("commit -n")),
    ("git lg -n 5", None),
    ("git revert -n HEAD", None),
    ("git commit -m \"$(cat message)\" > log 2>&1", None),
    ("git commit -m \"$MESSAGE\" -- $FILES", None),
    ("git push -u origin \"$(git branch --show-current)\"", None),
    ("echo 'git commit -n' | tee notes.txt", None),
    ("echo x | bash script.sh", None),
    ("git commit -m 'do not use -n or --no-verify'", None),
    ("git commit -m --no-verify", None),
    ("git commit -mn", None),
    ("git commit -F -n", None),
    ("git commit -- -n", None),
    ("git push -n", None),
    ("git log -n 3", None),
    ("grep -n commit x", None),
    ("echo \"git commit -n\"", None),
    ("git commit -m \"$(cat <<'EOF'\nfix: the hook of -n\nEOF\n)\"", None),
    // Configuration and environment.
    ("git -c core.hooksPath=/dev/null commit -m x", Some("core.hooksPath")),
    ("git -c core.hooksPath=/dev/null commit -m --list", Some("core.hooksPath")),
    ("git -c Core.HooksPath= commit", Some("core.hooksPath")),
    ("git --config-env=core.hooksPath=X commit", Some("core.hooksPath")),
    ("git -c include.path=../x commit", Some("core.hooksPath")),
    ("git config core.hooksPath /dev/null", Some("core.hooksPath")),
    ("git config --unset core.hooksPath", Some("core.hooksPath")),
    ("git config --local --add include.path ../x", Some("core.hooksPath")),
    ("git config --remove-section core", Some("core.hooksPath")),
    ("git config -e", Some("configuration")),
    ("git clone -c core.hooksPath=/x a b", Some("hooks")),
    ("git config --get core.hooksPath", None),
    ("git config core.hooksPath", None),
    ("git config --list", None),
    ("git config user.name x", None),
    ("SKIP=dsnitch git commit -m x", Some("SKIP")),
    ("export SKIP=dsnitch; git commit", Some("SKIP")),
    ("set -gx SKIP dsnitch; git commit", Some("SKIP")),
    ("$env:SKIP = 'dsnitch'; git commit", Some("SKIP")),
    ("$env:SKIP='dsnitch'; git commit", Some("SKIP")),
    ("HUSKY=0 git commit -m x", Some("HUSKY")),
    ("LEFTHOOK=false git commit -m x", Some("LEFTHOOK")),
    ("GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/x git commit", Some("GIT_CONFIG_COUNT")),
    ("GIT_CONFIG_GLOBAL=/x git commit", Some("GIT_CONFIG_GLOBAL")),
    ("DSNITCH_CONFIG=/tmp/x git commit", Some("DSNITCH_CONFIG")),
    ("HOME=/tmp git commit -m x", Some("HOME")),
    ("HOME=/tmp npm test", None),
    ("PATH=/tmp/x:$PATH git commit -m x", Some("PATH")),
    ("PATH=/tmp/x:$PATH npm test", None),
    ("rm -rf .claude", Some("coding agents")),
    ("mv .cursor x", Some("coding agents")),
    ("ls .claude; mkdir -p .claude; cat .claude/x.md", None),
    ("echo 1234 > .git/refs/heads/main", Some("branches")),
    ("printf x | tee .git/refs/heads/a/b", Some("branches")),
    ("echo abc > .git/HEAD", Some("branches")),
    ("cat .git/HEAD .git/refs/heads/main", None),
    ("cp /bin/true ~/.cargo/bin/dsnitch", Some("program that the hooks run")),
    ("ls -l ~/.cargo/bin/dsnitch", None),
    ("HUSKY=1 git commit", None),
    // Plumbing.
    ("git commit-tree $(git write-tree) -m x", Some("plumbing")),
    ("git update-ref refs/heads/main HEAD~1", Some("plumbing")),
    ("git fast-import < x", Some("plumbing")),
    ("git symbolic-ref HEAD refs/heads/x", Some("plumbing")),
    ("git symbolic-ref HEAD", None),
    // Programs.
    ("pre-commit uninstall", Some("takes dsnitch away")),
    ("prek uninstall -t pre-push", Some("takes dsnitch away")),
    ("lefthook uninstall", Some("takes dsnitch away")),
    ("npx lefthook uninstall", Some("takes dsnitch away")),
    ("python -m pre_commit uninstall", Some("takes dsnitch away")),
    ("uvx pre-commit@4 uninstall", Some("takes dsnitch away")),
    ("npm uninstall husky", Some("takes dsnitch away")),
    ("yarn remove husky", Some("takes dsnitch away")),
    ("pnpm rm -D husky@9", Some("takes dsnitch away")),
    ("pip uninstall -y pre-commit", Some("takes dsnitch away")),
    ("pre-commit install --overwrite", Some("takes dsnitch away")),
    ("rm -f $(which dsnitch)", Some("")),
    ("rm ~/.cargo/bin/dsnitch", Some("program that the hooks run")),
    ("dsnitch uninstall", Some("")),
    ("dsnitch baseline write", Some("guards")),
    ("dsnitch staged --observe", Some("guards")),
    ("dsnitch staged", None),
    ("pre-commit run --all-files", None),
    ("npm install husky", None),
    ("npm rm left-pad", None),
    ("echo pre-commit uninstall", None),
    // Files.
    ("rm .git/hooks/pre-commit", Some("which hooks run")),
    ("rm -rf .git/hooks", Some("which hooks run")),
    ("rm -rf .git/h*", Some("which hooks run")),
    ("rm -rf .git", Some("which hooks run")),
    ("rm .git/{hooks,info}/pre-commit", Some("which hooks run")),
    ("find .git/hooks -delete", Some("which hooks run")),
    ("find .git/hooks -type f -exec rm {} +", Some("which hooks run")),
    ("chmod -x .git/hooks/pre-commit", Some("which hooks run")),
    ("chmod 644 .git/hooks/*", Some("which hooks run")),
    ("mv .git/hooks .git/hooks.off", Some("which hooks run")),
    ("h=.git/hooks; rm -rf $h", Some("which hooks run")),
    ("cd .git/hooks && rm *", Some("which hooks run")),
    ("cd .git && rm -rf hooks", Some("which hooks run")),
    ("echo .git/hooks/pre-commit | xargs rm", Some("which hooks run")),
    ("for f in .git/hooks/*; do rm $f; done", Some("which hooks run")),
    ("rm $(git rev-parse --git-path hooks)/pre-commit", Some("")),
    ("rm \"$(git rev-parse --git-dir)/hooks/pre-commit\"", Some("")),
    ("rm -rf $(git rev-parse --git-path hooks)", Some("which hooks run")),
    ("echo x > .git/hooks/pre-commit", Some("which hooks run")),
    ("echo x >.git/hooks/pre-commit", Some("which hooks run")),
    ("true 2>>.git/config", Some("which hooks run")),
    ("printf '[core]\\n\\thooksPath = /x\\n' >> .git/config", Some("which hooks run")),
    ("cp /bin/true .git/hooks/pre-commit", Some("which hooks run")),
    ("ln -sf /bin/true .git/hooks/pre-commit", Some("which hooks run")),
    ("dd if=/dev/null of=.git/hooks/pre-commit", Some("which hooks run")),
    ("sed -i 's/x/y/' .git/config", Some("which hooks run")),
    ("perl -pi -e 's/x/y/' .pre-commit-config.yaml", Some("which hooks run")),
    ("python3 -c \"open('.git/hooks/pre-commit','w')\"", Some("which hooks run")),
    ("git rm .pre-commit-config.yaml", Some("which hooks run")),
    ("git checkout HEAD~3 -- .dsnitch.toml", Some("excuses")),
    ("tee .dsnitch.toml < x", Some("excuses")),
    ("echo '[[allow]]' >> .dsnitch.toml", Some("excuses")),
    ("echo x >> .dsnitch-baseline", Some("excuses")),
    ("echo 'p = 1 # dsnitch:allow * -- x' >> a.py", Some("dsnitch:allow")),
    ("sed -i 's/$/ # dsnitch:allow * -- x/' a.py", Some("dsnitch:allow")),
    ("jq 'del(.hooks)' x > .claude/settings.json", Some("coding agents")),
    ("del .git\\hooks\\pre-commit", Some("which hooks run")),
    ("Remove-Item -Recurse .git\\hooks", Some("which hooks run")),
    ("cat .git/hooks/pre-commit", None),
    ("cat .pre-commit-config.yaml | head -5", None),
    ("ls -la .git/hooks", None),
    ("cd .git && ls", None),
    ("git add .pre-commit-config.yaml && git commit -m x", None),
    ("git diff .dsnitch.toml", None),
    ("cp .git/config /tmp/x", None),
    ("grep -r dsnitch:allow src", None),
    ("rm -rf target node_modules/x", None),
    ("echo hello > .gitignore", None),
    ("find . -name '*.rs' -delete", None),
    ("git clean -fdx", None),
    ("rm *", None),
    ("gh pr create --body 'it changes .git/hooks'", None),
    ("git rev-parse --git-dir", None),
];

#[test]
fn commands_that_bypass_the_hooks_need_approval() {
    let mut wrong = Vec::new();
    for (command, part) in ROWS {
        let why = in_text(command, "/work/repo");
        let is_right = match (part, &why) {
            (None, None) => true,
            (Some(part), Some(why)) => why.contains(part),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{command}: {why:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    // Relative names, with the hooks directory as the working directory.
    assert!(in_text("rm pre-commit", "/work/repo/.git/hooks").is_some());
    assert!(in_text("rm hooks/pre-commit", "/work/repo/.git").is_some());
}

#[test]
fn a_long_command_is_judged_in_linear_time() {
    for unit in [
        "HOME=x ",
        "a=b ",
        "git x HOME=y ",
        "x > ",
        "dsnitch rm ",
        "$(",
        "git ",
        "a=$a$a;",
        "rm .git/",
        "sh -c '",
        "{",
        "cd x;",
        "'\"",
    ] {
        let time = |count: usize| {
            let text = unit.repeat(count);
            let start = Instant::now();
            black_box(in_text(black_box(&text), "/work/repo"));
            start.elapsed()
        };
        // Input four times as long may take nine times the time; a quadratic algorithm takes sixteen times. Three slow
        // measurements in a row are needed to fail, because the machine may be busy.
        let is_slow = || time(2_000) > time(500) * 9 + Duration::from_millis(20);
        assert!(!(0..3).all(|_| is_slow()), "{unit}");
    }
}
