//! Programs and variables in commands: those that disable hooks, those that only read, those that run other commands.

/// Variables that disable hooks, or make git or dsnitch read another configuration, with any value.
pub(super) const OFF: &[&str] = &[
    "SKIP",
    "PREK_SKIP",
    "HUSKY_SKIP_HOOKS",
    "LEFTHOOK_EXCLUDE",
    "PRE_COMMIT_ALLOW_NO_CONFIG",
    "PREK_ALLOW_NO_CONFIG",
    "DSNITCH_CONFIG",
    "DSNITCH_CONFIG_SYSTEM",
    "DSNITCH_PROFILE",
    "DSNITCH_CHAIN",
    "GIT_CONFIG",
    "GIT_TEMPLATE_DIR",
    "GIT_EXEC_PATH",
];

/// Variables that disable hooks when their value is a form of "no".
pub(super) const OFF_BY_NO: &[&str] = &["HUSKY", "LEFTHOOK"];

/// Variables that decide where git looks for its configuration, and where a hook looks for programs; relevant to a commit only.
pub(super) const HOMES: &[&str] = &["HOME", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_COMMON_DIR", "PATH"];

/// Programs that only read or print their arguments.
pub(super) const READERS: &[&str] = &[
    "cat",
    "bat",
    "less",
    "more",
    "head",
    "tail",
    "grep",
    "egrep",
    "fgrep",
    "rg",
    "ag",
    "ack",
    "ls",
    "dir",
    "stat",
    "file",
    "wc",
    "diff",
    "cmp",
    "test",
    "[",
    "[[",
    "echo",
    "printf",
    "pwd",
    "cd",
    "pushd",
    "sha256sum",
    "sha1sum",
    "md5sum",
    "readlink",
    "realpath",
    "basename",
    "dirname",
    "od",
    "xxd",
    "hexdump",
    "strings",
    "sort",
    "uniq",
    "cut",
    "tr",
    "jq",
    "tree",
    "du",
    "if",
    "then",
    "else",
    "fi",
    "while",
    "true",
    "false",
    "get-content",
    "gc",
    "type",
    "get-item",
    "get-childitem",
    "test-path",
    "select-string",
    "which",
    "where",
    "source",
    ".",
    "mkdir",
    "open",
];

/// Git commands that change none of the files that they name.
pub(super) const GIT_READERS: &[&str] = &[
    "add",
    "commit",
    "diff",
    "show",
    "log",
    "status",
    "blame",
    "ls-files",
    "ls-tree",
    "cat-file",
    "check-ignore",
    "check-attr",
    "rev-parse",
    "grep",
    "hash-object",
    "push",
    "fetch",
    "pull",
    "describe",
    "shortlog",
    "annotate",
];

/// Programs that copy their first arguments: only the last argument is changed.
pub(super) const COPIERS: &[&str] = &["cp", "rsync", "install", "scp", "copy", "copy-item"];

/// Shells that run the commands on their standard input.
pub(super) const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ksh", "fish", "ash", "pwsh", "powershell"];

/// Programs that run a command line, which may be any of their arguments.
pub(super) const RUNNERS: &[&str] = &[
    "sh",
    "bash",
    "zsh",
    "dash",
    "ksh",
    "fish",
    "ash",
    "eval",
    "ssh",
    "su",
    "sudo",
    "doas",
    "env",
    "xargs",
    "parallel",
    "nohup",
    "time",
    "timeout",
    "watch",
    "script",
    "setsid",
    "nice",
    "stdbuf",
    "flock",
    "docker",
    "podman",
    "kubectl",
    "tmux",
    "screen",
    "busybox",
    "cmd",
    "powershell",
    "pwsh",
    "runuser",
    "chroot",
    "expect",
    "trap",
    "alias",
    "find",
    "invoke-expression",
    "iex",
    "start-process",
];

/// Interpreters of other languages that run source text from their arguments.
pub(super) const INTERPRETERS: &[&str] =
    &["python", "python3", "node", "deno", "bun", "perl", "ruby", "php", "osascript", "lua"];

/// Hook managers, and dsnitch itself.
pub(super) const MANAGERS: &[&str] =
    &["pre-commit", "pre_commit", "prek", "lefthook", "husky", "dsnitch", "lint-staged", "simple-git-hooks"];

/// Subcommands and verbs that uninstall a program or its hooks.
pub(super) const AWAY: &[&str] =
    &["uninstall", "remove", "rm", "un", "unlink", "purge", "delete", "autoremove", "erase"];
