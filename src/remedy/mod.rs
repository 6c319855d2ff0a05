//! Layer 4: the implementation of `dsnitch fix`. Findings become edits of their files, and their values become lines of
//! a `.env` that git ignores. The staged version and the work tree are changed separately, so that unstaged changes
//! stay unstaged.
//!
//! | step | module |
//! | --- | --- |
//! | a finding with its value | `found` |
//! | the replacement, by the kind of file | `forms`, one module for each family |
//! | the name of the variable | `keys`, `naming`, `naming_words`, `names`, `references`, `env_file` |
//! | strong passwords in the place of weak ones | `names_strong` |
//! | the command that creates a Kubernetes Secret | `secrets` |
//! | the plan, file by file; the edits of both versions, and the check of the result | `make_plan`, `planning`, `mending`, `versions`, `parses` |
//! | the files that belong to a `.env` | `homes` |
//! | files that are untracked, and the template of one | `untrack`, `ignored`, `env_keys` |
//! | a weak password in an env file | `strengthen` |
//! | what there is to fix, for the report | `takes_on` |
//! | files with unstaged changes | `unstaged` |
//! | applying the plan, all or nothing | `apply`, `change`, `place` |
//! | undoing it | `undo` |
//! | the change as a patch without secrets | `patch` |
//! | a change of the configuration | `accept` |
//!
//! A value leaves this module only into `.env`.

mod accept;
mod apply;
mod change;
mod edit;
mod env_file;
mod env_keys;
mod forms;
mod found;
mod homes;
mod ignored;
mod initdb;
mod keys;
mod make_plan;
mod mending;
mod names;
mod names_strong;
mod naming;
mod naming_words;
mod parses;
mod patch;
mod place;
mod plan;
mod planning;
mod project;
mod references;
mod secrets;
mod shown;
mod site;
mod strengthen;
mod takes_on;
mod undo;
mod unstaged;
mod untrack;
mod versions;

pub use accept::edit_configuration;
pub use make_plan::prepare;
pub use plan::{Left, Options, Plan, Planned, Target, Untracked, Values};
pub use shown::{Line, Strong};
pub use takes_on::{Instead, Offer, Refers, Stays, takes_on};
pub use undo::{Undone, last as undo};
pub use unstaged::unstaged;
