//! What a `COPY` or `ADD` of a Dockerfile takes from the build context.

/// A `COPY` or `ADD` from the build context.
pub(crate) struct ImageCopy<'t> {
    /// The sources, each with its byte offset in the instruction.
    pub(crate) sources: Vec<(usize, &'t [u8])>,
    /// The patterns of its options `--exclude`.
    pub(crate) excluded: Vec<&'t [u8]>,
}

impl<'t> ImageCopy<'t> {
    /// Reads an instruction, with the lines that it takes, in either form: words, or a list in JSON. `None` for other instructions
    /// and copies from another stage. `ONBUILD COPY` copies in the build of the next image.
    pub(crate) fn of(instruction: &'t [u8]) -> Option<Self> {
        let mut words = words(instruction, 0, u8::is_ascii_whitespace);
        if words.first().is_some_and(|(_, word)| word.eq_ignore_ascii_case(b"onbuild")) {
            words.remove(0);
        }
        let (_, name) = words.first()?;
        if !(name.eq_ignore_ascii_case(b"copy") || name.eq_ignore_ascii_case(b"add")) {
            return None;
        }
        let options = words.iter().skip(1).take_while(|(_, word)| word.starts_with(b"--")).count();
        let (options, rest) = words.get(1..)?.split_at_checked(options)?;
        if options.iter().any(|(_, word)| word.starts_with(b"--from")) {
            return None;
        }
        let excluded = options.iter().filter_map(|(_, word)| word.strip_prefix(b"--exclude=".as_slice())).collect();
        let mut sources = match rest.first() {
            Some((at, word)) if word.starts_with(b"[") => {
                let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b',' | b'[' | b']');
                self::words(instruction.get(*at..)?, *at, is_mark)
            }
            _ => rest.to_vec(),
        };
        // The last one is the target.
        sources.pop();
        Some(ImageCopy { sources, excluded })
    }
}

/// The words of `text`, each with its offset from `start`. A backslash that continues the line is none.
fn words(text: &[u8], start: usize, is_mark: impl Fn(&u8) -> bool) -> Vec<(usize, &[u8])> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(is_mark) {
        if !word.is_empty() && word != b"\\" {
            words.push((start + at, word));
        }
        at += word.len() + 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::ImageCopy;

    /// Rows: an instruction, its sources, and what they leave out.
    #[test]
    fn the_sources_of_a_copy_are_its_words_but_the_last() {
        for (instruction, expected) in [
            ("COPY a b /x", Some("a b")),
            ("copy --chown=1:1 a \\\n  b \\\n /x", Some("a b")),
            ("ADD [\"a\", \"b\", \"/x\"]", Some("a b")),
            ("COPY [\".\",\"/x\"]", Some(".")),
            ("COPY .[e]nv /x", Some(".[e]nv")),
            ("ONBUILD COPY . /x", Some(".")),
            ("COPY --exclude=.env . /x", Some(". but .env")),
            ("COPY --from=build a /x", None),
            ("RUN cp a /x", None),
            ("# COPY a /x", None),
        ] {
            let text = |words: &[&[u8]]| String::from_utf8(words.join(&b' ')).unwrap();
            let read = ImageCopy::of(instruction.as_bytes()).map(|copy| {
                let sources: Vec<&[u8]> = copy.sources.iter().map(|(_, word)| *word).collect();
                let but =
                    if copy.excluded.is_empty() { String::new() } else { format!(" but {}", text(&copy.excluded)) };
                for (at, word) in &copy.sources {
                    assert_eq!(instruction.as_bytes().get(*at..*at + word.len()), Some(*word), "{instruction}");
                }
                text(&sources) + &but
            });
            assert_eq!(read.as_deref(), expected, "{instruction}");
        }
    }
}
