//! Arguments of `install` and `uninstall`.

use clap::{Args, ValueEnum};

/// Arguments of `install`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Install {
    /// The hook.
    #[arg(long, value_enum, default_value_t = HookName::PreCommit)]
    pub(crate) hook: HookName,
    /// Add the lines to the configuration of the hook manager (husky, lefthook, pre-commit, prek).
    #[arg(long, conflicts_with_all = ["everywhere", "template"])]
    pub(crate) write: bool,
    /// For all your repositories, by git's core.hooksPath; these hooks run the repository's own first.
    #[arg(long = "global", id = "everywhere", conflicts_with = "template")]
    pub(crate) global: bool,
    /// For the repositories that you clone or create from now on, by git's init.templateDir.
    #[arg(long)]
    pub(crate) template: bool,
    /// Instead of a git hook, install those of a coding agent in its settings; other settings are kept.
    #[arg(long, value_enum, value_name = "NAME", conflicts_with_all = ["hook", "write", "everywhere", "template"])]
    pub(crate) agent: Option<AgentName>,
    /// In your own settings of the agent, instead of the repository's.
    #[arg(long, requires = "agent")]
    pub(crate) user: bool,
    /// Only print what the agent's settings would be.
    #[arg(long, requires = "agent")]
    pub(crate) dry_run: bool,
}

/// Arguments of `uninstall`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Uninstall {
    /// The hook; all of dsnitch's by default.
    #[arg(long, value_enum)]
    pub(crate) hook: Option<HookName>,
    /// Undo install --global.
    #[arg(long = "global", id = "everywhere", conflicts_with_all = ["template", "hook"])]
    pub(crate) global: bool,
    /// Undo install --template.
    #[arg(long, conflicts_with = "hook")]
    pub(crate) template: bool,
    /// Undo install --agent for this coding agent.
    #[arg(long, value_enum, value_name = "NAME", conflicts_with_all = ["hook", "everywhere", "template"])]
    pub(crate) agent: Option<AgentName>,
    /// In your own settings of the agent, instead of the repository's.
    #[arg(long, requires = "agent")]
    pub(crate) user: bool,
}

/// The hooks that dsnitch installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HookName {
    /// Before a commit: of `git commit`, of a merge without conflicts, of `git am`.
    PreCommit,
    /// Before a commit, for its message.
    CommitMsg,
    /// Before refs are pushed.
    PrePush,
    /// Before pushed refs are accepted, on a server.
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
