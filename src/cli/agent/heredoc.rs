//! Extracts files that a command writes itself: heredoc bodies whose file is named by a redirection or by `tee`.

use super::piece::{Piece, Place};
use super::words;

/// The heredocs of a command whose target file is known, one piece each.
pub(super) fn pieces(command: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = command.lines();
    while let Some(line) = lines.next() {
        let Some((mark, strips)) = mark(line) else { continue };
        let mut text = String::new();
        for line in lines.by_ref() {
            let line = if strips { line.trim_start_matches('\t') } else { line };
            if line == mark {
                break;
            }
            text += line;
            text.push('\n');
        }
        if let Some(file) = target(line) {
            pieces.push(Piece { place: Place::File(file.into()), text, before: None });
        }
    }
    pieces
}

/// The delimiter of the heredoc that starts on a line, and whether leading tabs are stripped (`<<-`).
fn mark(line: &str) -> Option<(String, bool)> {
    let (_, after) = line.split_once("<<")?;
    if after.starts_with('<') {
        return None;
    }
    let (strips, after) = after.strip_prefix('-').map_or((false, after), |after| (true, after));
    let word = words::commands(after.trim_start()).first()?.first()?.clone();
    let word = word.split(['>', '<']).next().unwrap_or_default().to_owned();
    (!word.is_empty()).then_some((word, strips))
}

/// The file that a line redirects its output to.
fn target(line: &str) -> Option<String> {
    for command in words::commands(&line.replace('>', " > ")) {
        let after = |word: &str| command.iter().rposition(|known| known == word).and_then(|at| command.get(at + 1));
        if let Some(file) = after(">").filter(|file| !file.starts_with(['&', '<'])) {
            return Some(file.clone());
        }
        let tee = command.iter().position(|word| word == "tee" || word.ends_with("/tee"));
        let file = tee.and_then(|at| command.get(at + 1..)?.iter().find(|word| !word.starts_with(['-', '<'])));
        if let Some(file) = file {
            return Some(file.clone());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heredoc_body_is_a_piece_of_its_target_file() {
        for (command, expected) in [
            ("cat > a/b.env <<EOF\nA=1\nEOF\necho", vec![("a/b.env", "A=1\n")]),
            ("cat <<'EOF' >>b.env\nA=1\nEOF\n", vec![("b.env", "A=1\n")]),
            ("cat <<-\"X Y\" >b\n\tA=1\n\tX Y\n", vec![("b", "A=1\n")]),
            ("sudo tee -a /etc/x <<EOF >/dev/null\nA\nEOF", vec![("/dev/null", "A\n")]),
            ("tee x.env <<EOF\nA\nEOF", vec![("x.env", "A\n")]),
            ("psql <<EOF\nselect 1\nEOF", vec![]),
            ("cat <<< word > x", vec![]),
            ("cat >x <<EOF\nopen", vec![("x", "open\n")]),
            ("cat >x <<A\n1\nA\ncat >y <<B\n2\nB\n", vec![("x", "1\n"), ("y", "2\n")]),
        ] {
            let pieces = pieces(command);
            let found: Vec<(&str, &str)> = pieces
                .iter()
                .map(|piece| match &piece.place {
                    Place::File(path) => (path.to_str().unwrap(), &*piece.text),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(found, expected, "{command}");
        }
    }
}
