//! A team adopts dsnitch in an old repository.

use std::path::Path;
use std::process::Command;

use crate::support::cmd::{binary, run};

/// The script documents its steps. Its limit of ten seconds is for a machine without other load.
#[test]
fn an_old_repository_has_a_gate_that_passes_in_three_commands() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adoption.sh");
    let ran = run(Command::new("sh").arg(script).arg(binary()).arg("60")).exits(0);
    ran.reports("wrote .dsnitch-baseline: 300 entries").reports("300 excused by the baseline");
}
