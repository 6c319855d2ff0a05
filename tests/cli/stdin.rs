//! `dsnitch files -`: piped text.

use crate::support::SECRET;
use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

#[test]
fn piped_text_is_scanned_outside_of_any_repository() {
    let repo = TempRepo::new();
    let piped = |text: String| Dsnitch::new(&repo).current_dir(repo.home()).args(["files", "-"]).input(text).json();
    let ran = piped(format!("one\n{SECRET}\n")).exits(1);
    assert_eq!(ran.leaks(), [(b"-".to_vec(), 2)].into(), "{}", ran.describe());
    piped("nothing of interest\n".to_owned()).exits(0);
    piped(String::new()).exits(0);
}
