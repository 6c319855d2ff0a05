//! Layer 4: what `dsnitch fix` does. Findings become edits of their files, and their values lines of a `.env` that git
//! ignores; the staged version and that of the work tree are changed each by itself, so that what is not staged stays so.
//!
//! | step | where |
//! | --- | --- |
//! | a finding with its value | `found` |
//! | what to write in its place, by the kind of file | `forms`, one file for each family |
//! | the name of the variable | `keys`, `naming`, `names`, `env_file` |
//! | the command that makes a Secret of Kubernetes | `secrets` |
//! | the plan, file by file; the edits of both versions, and whether the result holds what it should | `make_plan`, `planning`, `mending`, `versions`, `parses` |
//! | what belongs to a `.env` | `homes` |
//! | files that are not tracked any more | `untrack`, `ignored` |
//! | whether there is anything to mend | `takes_on` |
//! | files that are not staged yet | `unstaged` |
//! | the writing, all or nothing | `apply`, `change`, `place` |
//! | the way back | `undo` |
//! | the change as a patch without secrets | `patch` |
//! | a change of the configuration | `accept` |
//!
//! No value leaves this module but into `.env`.

mod accept;
mod apply;
mod change;
mod edit;
mod env_file;
mod forms;
mod found;
mod homes;
mod ignored;
mod keys;
mod make_plan;
mod mending;
mod names;
mod naming;
mod parses;
mod patch;
mod place;
mod plan;
mod planning;
mod project;
mod secrets;
mod shown;
mod site;
mod takes_on;
mod undo;
mod unstaged;
mod untrack;
mod versions;

pub use accept::edit_configuration;
pub use make_plan::prepare;
pub use plan::{Left, Options, Plan, Planned, Target, Values};
pub use shown::{Line, Strong};
pub use takes_on::takes_on;
pub use undo::{Undone, last as undo};
pub use unstaged::unstaged;
