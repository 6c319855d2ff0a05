//! Arguments of `install` and `uninstall`.

use clap::{Args, ValueEnum};

/// What to install.
#[derive(Clone, Debug, Args)]
pub(crate) struct Install {
    /// Which hook.
    #[arg(long, value_enum, default_value_t = HookName::PreCommit)]
    pub(crate) hook: HookName,
    /// Add the lines to the configuration of the program that owns the hooks (husky, lefthook, pre-commit, prek).
    #[arg(long, conflicts_with_all = ["everywhere", "template"])]
    pub(crate) write: bool,
    /// For all your repositories, by git's core.hooksPath: hooks that run the repository's own first.
    #[arg(long = "global", id = "everywhere", conflicts_with = "template")]
    pub(crate) global: bool,
    /// For the repositories that you clone or make from now on, by git's init.templateDir.
    #[arg(long)]
    pub(crate) template: bool,
    /// In place of a hook of git, those of a coding agent, in its settings; what is there stays.
    #[arg(long, value_enum, value_name = "NAME", conflicts_with_all = ["hook", "write", "everywhere", "template"])]
    pub(crate) agent: Option<AgentName>,
    /// In your own settings of the agent, in place of the repository's.
    #[arg(long, requires = "agent")]
    pub(crate) user: bool,
    /// Only show what the agent's settings would be.
    #[arg(long, requires = "agent")]
    pub(crate) dry_run: bool,
}

/// What to take away.
#[derive(Clone, Debug, Args)]
pub(crate) struct Uninstall {
    /// Which hook; all that are ours when left out.
    #[arg(long, value_enum)]
    pub(crate) hook: Option<HookName>,
    /// What install --global has put there.
    #[arg(long = "global", id = "everywhere", conflicts_with_all = ["template", "hook"])]
    pub(crate) global: bool,
    /// What install --template has put there.
    #[arg(long, conflicts_with = "hook")]
    pub(crate) template: bool,
    /// What install --agent has put into the settings of a coding agent.
    #[arg(long, value_enum, value_name = "NAME", conflicts_with_all = ["hook", "everywhere", "template"])]
    pub(crate) agent: Option<AgentName>,
    /// In your own settings of the agent, in place of the repository's.
    #[arg(long, requires = "agent")]
    pub(crate) user: bool,
}

/// The hooks that dsnitch installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HookName {
    /// Before a commit is made: by `git commit`, by a merge without conflicts, by `git am`.
    PreCommit,
    /// Before a commit is made, about its message.
    CommitMsg,
    /// Before refs are pushed from here.
    PrePush,
    /// Before pushed refs are taken in, on a server.
    PreReceive,
}

impl HookName {
    /// The hook scripts that cover it: git runs a separate hook before the commit of a clean merge, and another before
    /// those of `git am`.
    pub(crate) const fn scripts(self) -> &'static [&'static str] {
        match self {
            HookName::PreCommit => &["pre-commit", "pre-merge-commit", "pre-applypatch"],
            HookName::CommitMsg => &["commit-msg", "applypatch-msg"],
            HookName::PrePush => &["pre-push"],
            HookName::PreReceive => &["pre-receive"],
        }
    }

    /// True if git runs it in a bare repository.
    pub(crate) const fn is_for_bare(self) -> bool {
        matches!(self, HookName::PrePush | HookName::PreReceive)
    }

    /// True if it runs on the receiving side of a push, where no hook manager is in use.
    pub(crate) const fn is_on_server(self) -> bool {
        matches!(self, HookName::PreReceive)
    }
}

/// The coding agents whose settings are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AgentName {
    /// Claude Code.
    Claude,
    /// Codex.
    Codex,
    /// Cursor.
    Cursor,
    /// GitHub Copilot.
    Copilot,
    /// Gemini CLI.
    Gemini,
}
