//! Refs: kept in files, or in reftables, for which git is asked.

pub(crate) mod files;
pub(crate) mod listed;
pub(crate) mod reflog;
pub(crate) mod reftable;
pub(crate) mod work_trees;
