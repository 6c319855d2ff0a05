//! Finds the dsnitch executable that a hook runs, by its recorded path or on `PATH`.

use std::path::{Path, PathBuf};

use super::Line;
use crate::cli::install::hook_file::is_executable;
use crate::cli::install::place::Place;
use crate::cli::install::script;

/// Checks that the program recorded in a hook exists and is this one.
pub(super) fn program(path: &Path, text: &[u8], install: &str) -> Vec<Line> {
    let Some(recorded) = script::recorded(text).map(PathBuf::from) else { return Vec::new() };
    let (recorded, real) = (recorded.clone(), recorded.canonicalize());
    let shown = recorded.display();
    match real {
        Err(_) => vec![Line::note(
            format!("{} names a program that is gone ({shown}); the first dsnitch on PATH is taken", path.display()),
            install,
        )],
        Ok(real) if Some(&real) != this().as_ref() => {
            vec![Line::note(
                format!("{} runs {shown}, which is not the dsnitch that you run now", path.display()),
                install,
            )]
        }
        Ok(_) => Vec::new(),
    }
}

/// Checks which dsnitch a hook manager will find.
pub(super) fn on_path(place: &Place) -> Vec<Line> {
    match found_on_path(place) {
        None => {
            vec![Line::gap("dsnitch is not on PATH, so that the manager cannot run it", "put its directory on PATH")]
        }
        Some(found) if found.canonicalize().ok() != this() => {
            vec![Line::note(
                format!("PATH leads to {}, which is not the dsnitch that you run now", found.display()),
                "",
            )]
        }
        Some(_) => Vec::new(),
    }
}

/// The first dsnitch on `PATH` that does not belong to the repository itself.
pub(super) fn found_on_path(place: &Place) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).filter(|directory| directory.is_absolute()).map(|at| at.join("dsnitch"));
    places.into_iter().find(|program| is_executable(program) && !place.own.contains_program(program))
}

fn this() -> Option<PathBuf> {
    std::env::current_exe().ok()?.canonicalize().ok()
}
