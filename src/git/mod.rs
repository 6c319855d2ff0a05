//! Reads repositories from disk by git's own rules. Only `plumbing` writes, for `dsnitch fix`. This module does not
//! know what its callers do with the data.
//!
//! | about | modules |
//! | --- | --- |
//! | a repository, found without libgit2 | `layout` (its directories, including those of the objects), `config` |
//! | a repository, opened by libgit2 | `repo` |
//! | refs and revisions | `refs`, `revision`, `peel`, `remotes` |
//! | objects by id | `objects`: loose ones, and those that `pack` looks up |
//! | whole packs | `pack` |
//! | trees, and what differs between them or from the index | `tree`, `index`, `renames`, `line_diff` |
//! | the commits that are reachable from some commits and not from others | `reach` |
//! | programs and files | `repository_dirs` (which git is run), `plumbing` (what it writes), `regular_file`, `path` |

pub(crate) mod config;
pub mod file_parsers;
pub(crate) mod ignored;
pub(crate) mod index;
pub(crate) mod layout;
pub(crate) mod line_diff;
pub(crate) mod objects;
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
mod repository_dirs;
pub(crate) mod revision;
pub(crate) mod tree;

pub use layout::Layout;
#[doc(hidden)]
pub use pack::raw as pack_parsers;
pub use path::name_or_option;
pub use repo::Repo;
pub use repository_dirs::RepositoryDirs;

/// Default size limit: larger blobs are not scanned, in bytes.
pub const SIZE_LIMIT: u64 = 100 << 20;
