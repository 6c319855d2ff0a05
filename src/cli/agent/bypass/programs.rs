//! Programs and variables that a command may name: what switches a gate off, what only reads, what runs others.

/// Variables that turn hooks off, or have git or dsnitch read another configuration, whatever they are set to.
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

/// Variables that do so if they say no.
pub(super) const OFF_BY_NO: &[&str] = &["HUSKY", "LEFTHOOK"];

/// Where git looks for the user's configuration: for a commit alone.
pub(super) const HOMES: &[&str] = &["HOME", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_COMMON_DIR"];

/// Programs that only read what they are given, or print it.
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
    "open",
];

/// Commands of git that change none of the files that they name.
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

/// Programs that copy what they name first: the last word is what they change.
pub(super) const COPIERS: &[&str] = &["cp", "rsync", "install", "scp", "copy", "copy-item"];

/// Programs that run a text as commands, which may stand in any of their words.
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

/// Programs that run a text of another language.
pub(super) const INTERPRETERS: &[&str] =
    &["python", "python3", "node", "deno", "bun", "perl", "ruby", "php", "osascript", "lua"];

/// What the hooks are run by, and dsnitch itself.
pub(super) const MANAGERS: &[&str] =
    &["pre-commit", "pre_commit", "prek", "lefthook", "husky", "dsnitch", "lint-staged", "simple-git-hooks"];

/// Words that take a program away, or its hooks.
pub(super) const AWAY: &[&str] =
    &["uninstall", "remove", "rm", "un", "unlink", "purge", "delete", "autoremove", "erase"];
