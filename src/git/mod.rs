//! Repositories as they lie on disk: found and read by git's own rules, and never written but by `plumbing`, for `dsnitch
//! fix`. Nothing here knows what is done with what is read.
//!
//! | about | modules |
//! | --- | --- |
//! | a repository, found without libgit2 | `layout` (its directories and where the objects are), `config` |
//! | a repository, opened by libgit2 | `repo` |
//! | refs and revisions | `refs`, `revision`, `peel`, `remotes` |
//! | objects by id | `objects`: loose ones, and those that `pack` looks up |
//! | whole packs | `pack` |
//! | trees, and what differs between them or from the index | `tree`, `index`, `renames`, `line_diff` |
//! | the commits that some have and others have not | `reach` |
//! | programs and files | `own` (which git is run), `plumbing` (what it writes), `regular_file`, `path` |

pub(crate) mod config;
pub mod file_parsers;
pub(crate) mod ignored;
pub(crate) mod index;
pub(crate) mod layout;
pub(crate) mod line_diff;
pub(crate) mod objects;
mod own;
pub(crate) mod pack;
pub(crate) mod path;
pub(crate) mod peel;
pub(crate) mod plumbing;
pub(crate) mod reach;
pub(crate) mod refs;
pub(crate) mod regular_file;
pub(crate) mod remotes;
pub(crate) mod renames;
mod repo;
pub(crate) mod revision;
pub(crate) mod tree;

pub use layout::Layout;
pub use own::Own;
#[doc(hidden)]
pub use pack::raw as pack_parsers;
pub use path::name_or_option;
pub use repo::Repo;

/// Largest blob that is scanned, in bytes, unless told otherwise.
pub const SIZE_LIMIT: u64 = 100 << 20;
