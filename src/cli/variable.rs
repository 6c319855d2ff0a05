//! Environment variables.

use std::env;
use std::ffi::OsString;

use dsnitch::failure::Failure;

/// Looks up a variable; an empty one counts as unset.
pub(crate) type Variable<'v> = &'v dyn Fn(&str) -> Option<OsString>;

/// A variable of this process.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// The same, but `None` if it is empty.
pub(crate) fn full(name: &str) -> Option<OsString> {
    variable(name).filter(|value| !value.is_empty())
}

/// Converts `text`, the value of `what`, to UTF-8.
pub(crate) fn utf8(text: OsString, what: &str) -> Result<String, Failure> {
    text.into_string().map_err(|_| Failure::new(what, "not UTF-8", "name the commit by its id"))
}
