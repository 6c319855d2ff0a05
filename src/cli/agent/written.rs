//! Extracts the texts that a command itself gives and writes into files: here-documents, and what `echo` and `printf`
//! print.

use super::piece::{Piece, Place};
use super::shell::{self, Command, Output, name_of};

/// The texts of a command whose file is known, one piece each.
pub(super) fn pieces(command: &str) -> Vec<Piece> {
    let script = shell::read(&shell::without_marks(command), None);
    script.commands.iter().flat_map(of_one).collect()
}

fn of_one(command: &Command) -> Vec<Piece> {
    let tee = command.words.iter().position(|word| name_of(word) == "tee");
    let copies = tee.and_then(|at| command.words.get(at + 1..)).unwrap_or_default();
    let copies = copies.iter().filter(|word| !word.starts_with('-'));
    let given = |output: Option<&Output>| match output {
        Some(Output::Known(text)) if !text.is_empty() => Some(shell::as_written(text)),
        _ => None,
    };
    let copied =
        given(command.input.as_ref()).into_iter().flat_map(|text| copies.clone().map(move |file| (file, text.clone())));
    let printed = given(Some(&command.output));
    let printed = printed.into_iter().flat_map(|text| command.writes.iter().map(move |file| (file, text.clone())));
    let is_file = |file: &str| !file.starts_with("/dev/") && !file.is_empty();
    let both = copied.chain(printed).filter(|(file, _)| is_file(file));
    let place = |file: &str| Place::File(command.directory.join(shell::as_written(file)));
    both.map(|(file, text)| Piece { place: place(file), text, before: None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_written_is_a_piece_of_its_target_file() {
        for (command, expected) in [
            ("cat > a/b.env <<EOF\nA=1\nEOF\necho", vec![("a/b.env", "A=1\n")]),
            ("cat <<'EOF' >>b.env\nA=1\nEOF\n", vec![("b.env", "A=1\n")]),
            ("cat <<-\"X Y\" >b\n\tA=1\n\tX Y\n", vec![("b", "A=1\n")]),
            ("sudo tee -a /etc/x <<EOF >/dev/null\nA\nEOF", vec![("/etc/x", "A\n")]),
            ("tee x.env <<EOF\nA\nEOF", vec![("x.env", "A\n")]),
            ("cat <<EOF | tee x.env | wc -l\nA\nEOF", vec![("x.env", "A\n")]),
            ("psql <<EOF\nselect 1\nEOF", vec![]),
            ("cat <<< word > x", vec![("x", "word\n")]),
            ("cat >x <<EOF\nopen", vec![("x", "open")]),
            ("cat >x <<A\n1\nA\ncat >y <<B\n2\nB\n", vec![("x", "1\n"), ("y", "2\n")]),
            ("cat >x <<EOF\nit's $HOME \\$a \"\nEOF\necho 'y' >z", vec![("x", "it's ${HOME} $a \"\n"), ("z", "y\n")]),
            ("printf 'a=%s\\n' 1 2 > x", vec![("x", "a=1\na=2\n")]),
            ("{ echo a; printf '\\x62'; } > x", vec![("x", "a\nb")]),
            ("echo a > x 2> y; sort z > x", vec![("x", "a\n")]),
            // In the directory that the commands before it change to.
            ("cd a && cat > x <<EOF\nA\nEOF", vec![("a/x", "A\n")]),
            ("mkdir -p a/b && cd -- a/b || exit; tee x <<EOF\nA\nEOF", vec![("a/b/x", "A\n")]),
            ("if cd a; then cd b; echo a > x; fi; echo b > ../y", vec![("a/b/x", "a\n"), ("a/b/../y", "b\n")]),
            ("(cd a && echo a > x); echo b > y", vec![("a/x", "a\n"), ("y", "b\n")]),
            ("(cd a && pwd) > x; cd a | cat; echo b > y", vec![("y", "b\n")]),
            ("d=a/b; cd \"$d\" && echo a > x; cd -; echo b > y", vec![("a/b/x", "a\n"), ("y", "b\n")]),
            ("pushd a; pushd b; popd; echo a > x; popd; echo b > y", vec![("a/x", "a\n"), ("y", "b\n")]),
            ("cd /srv && echo a > x && cd a && echo b > /y", vec![("/srv/x", "a\n"), ("/y", "b\n")]),
            ("cd \"$HOME\" && echo a > x", vec![("x", "a\n")]),
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
