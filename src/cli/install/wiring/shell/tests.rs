use super::{hook, refuses};
use crate::cli::install::wiring::Ours;

#[test]
fn a_script_is_certain_if_it_fails_when_dsnitch_fails() {
    let ours = Ours::of("pre-commit");
    for text in [
        "dsnitch staged\n",
        "  dsnitch staged # last\n\n# end\n",
        "exec dsnitch staged\necho never\n",
        "set -e\ndsnitch staged\ntrue\n",
        "set -euo pipefail\nnpm test | cat\nnpm x || true\ndsnitch staged --quiet >&2\nexit 0\n",
        "dsnitch staged || exit 1\nexit 0\n",
        "dsnitch staged || exit $?\ntrue\n",
        "dsnitch staged\nexit $?\n",
        "npm run dsnitch\ndsnitch staged\n",
        "set -o errexit\ndsnitch staged\ntrue\n",
        "A_B=1 npm test\ndsnitch staged\n",
        "=1 exit\ndsnitch staged\n",
        "a-b=1 exit\ndsnitch staged\n",
        "\t. \"$(dirname -- \"$0\")/_/husky.sh\"\ndsnitch staged\n",
        "npm test && dsnitch staged && npm run \"x y\"\n",
        "CI=1 npm test; dsnitch staged -- \"$@\"",
        "test -n \"$CI\" || exit 1\necho 'a\\' \"$x\" ${y} >/dev/null 2>&1\ndsnitch staged",
        ". \"$(dirname -- \"$0\")/_/husky.sh\"\n\nnpm test\ndsnitch staged\n",
    ] {
        assert_eq!(refuses(text, false, &ours), Ok(()), "{text}");
    }
    assert_eq!(refuses("dsnitch staged\nif x; then y; fi\n", true, &ours), Ok(()));
}

#[test]
fn a_script_is_uncertain_if_it_may_skip_dsnitch() {
    let ours = Ours::of("pre-commit");
    for text in [
        "",
        "true\n",
        "# dsnitch staged\n",
        "echo dsnitch staged\n",
        ": 'dsnitch staged'\n",
        "dsnitch staged || true\n",
        "dsnitch staged || exit 0\n",
        "dsnitch staged || exit 256\n",
        "dsnitch staged || echo 1 || exit 1\n",
        "dsnitch staged | cat\n",
        "dsnitch staged &\n",
        "dsnitch staged & wait\n",
        "dsnitch staged && true | cat\n",
        "! dsnitch staged\n",
        "exit 0\ndsnitch staged\n",
        "exit\ndsnitch staged\n",
        "return 0\ndsnitch staged\n",
        "$x\ndsnitch staged\n",
        "\"$x\" y\ndsnitch staged\n",
        "ex\\it 0\ndsnitch staged\n",
        "'exit' 0\ndsnitch staged\n",
        "eval exit\ndsnitch staged\n",
        ". ./x\ndsnitch staged\n",
        "trap 'exit 0' EXIT\ndsnitch staged\n",
        "[ -n \"$CI\" ] && exit 0\ndsnitch staged\n",
        "false || exit 0; dsnitch staged\n",
        "if x; then\n  dsnitch staged\nfi\n",
        "case x in y)\ndsnitch staged;; esac\n",
        "f() {\n  dsnitch staged\n}\n",
        "f() { :; }; dsnitch staged\n",
        "(dsnitch staged; true)\n",
        "cat <<E\ndsnitch staged\nE\n",
        "x=\"\ndsnitch staged\n\"\n",
        "x='\ndsnitch staged\n'\n",
        "echo \\\ndsnitch staged\n",
        "true ||\ndsnitch staged\n",
        "x=$(\ndsnitch staged\n)\n",
        "echo `\ndsnitch staged\n`\n",
        "SKIP=dsnitch dsnitch staged\n",
        "export SKIP=dsnitch\ndsnitch staged\n",
        "PATH=/x\ndsnitch staged\n",
        "cd /\ndsnitch staged\n",
        "alias dsnitch=true\ndsnitch staged\n",
        "dsnitch staged\ntrue\n",
        "set +e\ndsnitch staged\ntrue\n",
        "set -n\ndsnitch staged\n",
        "dsnitch staged\nset -e\n",
        "dsnitch staged --observe\n",
        "dsnitch staged --help\n",
        "dsnitch staged README\n",
        "dsnitch staged -- README\n",
        "dsnitch staged $OPTIONS\n",
        "dsnitch staged --message=x\n",
        "dsnitch --version staged\n",
        "dsnitch files README\n",
        "dsnitch files README\ndsnitch staged\n",
        "npx dsnitch files README\ndsnitch staged\n",
        "dsnitch staged\ntrue\nfalse\n",
        "dsnitch staged\n(true)\n",
        "true\ndsnitch staged\ntrue\n",
        "set -e | cat\ndsnitch staged\ntrue\n",
        "eval x && dsnitch staged\n",
        "set -u\ndsnitch staged\ntrue\n",
        "X=1 set -e\ndsnitch staged\ntrue\n",
        "A_B=1 exit\ndsnitch staged\n",
        "'' x\ndsnitch staged\n",
        "true && eval x && dsnitch staged\n",
        "./dsnitch staged\n",
        "$dsnitch staged\n",
        "npx --no-install dsnitch staged || exit 0\n",
        "exec npx lint-staged\ndsnitch staged\n",
    ] {
        assert!(refuses(text, false, &ours).is_err(), "{text}");
    }
    for text in [
        "set +e\ndsnitch staged\ntrue\n",
        "false && dsnitch staged\ntrue\n",
        "exit 0\ndsnitch staged\n",
        "x='\ndsnitch staged\n'\n",
    ] {
        assert!(refuses(text, true, &ours).is_err(), "{text}");
    }
    for (text, is_sure) in [
        ("dsnitch staged\n", false),
        ("dsnitch staged --quiet\n", false),
        ("dsnitch staged --message \"$1\"\n", true),
        ("dsnitch staged --message=\"$1\"\n", true),
    ] {
        assert_eq!(refuses(text, false, &Ours::of("commit-msg")).is_ok(), is_sure, "{text}");
    }
}

#[test]
fn the_shebang_line_decides_which_shell_runs_a_hook() {
    let ours = Ours::of("pre-commit");
    for (first, sure) in [
        ("#!/bin/sh", true),
        ("#!/usr/bin/env bash", true),
        ("#!/bin/bash -e", true),
        ("#!/bin/sh -n", false),
        ("#!/bin/true", false),
        ("#!/bin/true -e", false),
        ("#!/usr/bin/env python3", false),
        ("", false),
    ] {
        assert_eq!(hook(&format!("{first}\ndsnitch staged\n"), &ours).is_ok(), sure, "{first}");
    }
    for (first, ends_at_failures) in
        [("#!/bin/sh", false), ("#!/bin/sh -e", true), ("#!/bin/bash -eu", true), ("#!/usr/bin/env bash", false)]
    {
        let text = format!("{first}\ndsnitch staged\ntrue\n");
        assert_eq!(hook(&text, &ours).is_ok(), ends_at_failures, "{first}");
    }
}
