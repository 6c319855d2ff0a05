//! Parses patches, in `apply_patch` and unified format, into pieces.

use super::piece::{Piece, Place};

/// The lines that a patch adds to each file and removes from it; empty if `text` is not a patch.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let has_own = text.contains("*** Begin Patch");
    let is_unified = !has_own && text.contains("\n@@ ") && text.contains("+++ ");
    if !has_own && !is_unified {
        return pieces;
    }
    // The old name of a file in a unified patch, from the line before.
    let mut old: Option<&str> = None;
    for line in text.lines() {
        let own = ["*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: "]
            .iter()
            .find_map(|start| line.strip_prefix(start));
        let name = match (own, line.strip_prefix("+++ "), old) {
            (Some(name), _, _) if has_own => Some(name),
            // A removed line may look like a `---` header, and an added one like a `+++` header.
            (_, Some(name), Some(old)) => match (without_date(name), without_date(old)) {
                ("/dev/null", old) => Some(old.strip_prefix("a/").unwrap_or(old)),
                (name, _) => Some(name.strip_prefix("b/").unwrap_or(name)),
            },
            _ => None,
        };
        old = line.strip_prefix("--- ").filter(|_| is_unified);
        if let Some(name) = name {
            pieces.push(Piece {
                place: Place::File(name.trim().into()),
                text: String::new(),
                before: Some(String::new()),
            });
            continue;
        }
        let Some(piece) = pieces.last_mut() else { continue };
        let Some(mark) = line.chars().next() else { continue };
        let Some(rest) = line.get(mark.len_utf8()..) else { continue };
        let before = piece.before.get_or_insert_default();
        // Context lines belong to both versions, so that they are not new.
        if matches!(mark, '+' | ' ') {
            piece.text += rest;
            piece.text.push('\n');
        }
        if matches!(mark, '-' | ' ') {
            *before += rest;
            before.push('\n');
        }
    }
    pieces
}

/// The file name of a header line, without the date behind it.
fn without_date(name: &str) -> &str {
    name.split('\t').next().unwrap_or(name).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_yields_the_added_and_removed_lines_of_each_file() {
        let text = "apply_patch <<'X'\n*** Begin Patch\n*** Add File: a.env\n+A=1\n+B=2\n*** Update File: src/b.rs\n@@ fn\n same\n-old\n+new\n*** Delete File: c\n*** End Patch\nX";
        let pieces = pieces(text);
        let found: Vec<(String, &str, &str)> = pieces
            .iter()
            .map(|piece| {
                let Place::File(path) = &piece.place else { panic!("{piece:?}") };
                (path.display().to_string(), &*piece.text, piece.before.as_deref().unwrap())
            })
            .collect();
        assert_eq!(
            found,
            [
                ("a.env".into(), "A=1\nB=2\n", ""),
                ("src/b.rs".into(), "same\nnew\n", "same\nold\n"),
                ("c".into(), "", "")
            ]
        );
        assert!(super::pieces("echo '+x'").is_empty());
    }

    #[test]
    fn a_unified_patch_yields_the_same_pieces() {
        let text = "git apply <<'X'\ndiff --git a/a.env b/a.env\n--- a/a.env\n+++ b/a.env\t2026\n@@ -1 +1,2 @@\n same\n+A=1\n--- x\n+++ y\nX";
        let pieces = pieces(text);
        let Place::File(path) = &pieces[0].place else { panic!("{pieces:?}") };
        assert_eq!((path.to_str(), pieces.len()), (Some("a.env"), 2), "{pieces:?}");
        assert!(pieces[0].text.contains("A=1"));
        let gone = "--- a/.dsnitch.toml\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
        let Place::File(path) = &super::pieces(gone)[0].place else { panic!("no file") };
        assert_eq!(path.to_str(), Some(".dsnitch.toml"));
    }
}
