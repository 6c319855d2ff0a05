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
    let mut is_behind_old = false;
    for line in text.lines() {
        let own =
            ["*** Add File: ", "*** Update File: ", "*** Move to: "].iter().find_map(|start| line.strip_prefix(start));
        let name = match (own, line.strip_prefix("+++ ")) {
            (Some(name), _) if has_own => Some(name),
            // A removed line may look like a `---` header, and an added one like a `+++` header.
            (_, Some(name)) if is_unified && is_behind_old => {
                let name = name.split('\t').next().unwrap_or(name);
                Some(name.strip_prefix("b/").unwrap_or(name))
            }
            _ => None,
        };
        is_behind_old = is_unified && line.starts_with("--- ");
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
        assert_eq!(found, [("a.env".into(), "A=1\nB=2\n", ""), ("src/b.rs".into(), "same\nnew\n", "same\nold\n")]);
        assert!(super::pieces("echo '+x'").is_empty());
    }

    #[test]
    fn a_unified_patch_yields_the_same_pieces() {
        let text = "git apply <<'X'\ndiff --git a/a.env b/a.env\n--- a/a.env\n+++ b/a.env\t2026\n@@ -1 +1,2 @@\n same\n+A=1\n--- x\n+++ y\nX";
        let pieces = pieces(text);
        let Place::File(path) = &pieces[0].place else { panic!("{pieces:?}") };
        assert_eq!((path.to_str(), pieces.len()), (Some("a.env"), 2), "{pieces:?}");
        assert!(pieces[0].text.contains("A=1"));
    }
}
