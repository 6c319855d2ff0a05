//! Refs: read from files, or from git if they are stored in reftables.

pub(crate) mod files;
pub(crate) mod listed;
pub(crate) mod reflog;
pub(crate) mod reftable;
pub(crate) mod work_trees;
