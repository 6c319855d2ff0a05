//! Reads a command line as a shell does, as far as its text says: the simple commands as words without quotes, what
//! each of them reads and prints, and which files they write. Nothing is run, and no file is opened.

mod braces;
mod cursor;
mod directory;
mod effects;
mod expand;
mod printing;
mod reader;
mod script;

pub(super) use cursor::decoded;
pub(super) use reader::read;
pub(super) use script::{
    COMPOSED, Command, FOUND, Known, OTHER, Output, SPLICED, VARIABLE, as_written, assignment, is_mark, is_worked_out,
    name_of, spliced, unwrapped, without_marks,
};

#[cfg(test)]
mod tests;
