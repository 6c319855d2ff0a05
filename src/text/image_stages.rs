//! The stages of a Dockerfile, and which of them are in the image that it builds.

use std::collections::HashMap;

/// The stages of a Dockerfile.
pub(crate) struct ImageStages {
    /// The byte offset of the `FROM` of each stage, and whether the stage is in the image.
    stages: Vec<(usize, bool)>,
}

impl ImageStages {
    /// Reads the `FROM` instructions of `text`. In the image are the last stage, and its bases, direct or indirect.
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut stages: Vec<(usize, bool)> = Vec::new();
        let mut names: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut bases: Vec<Option<usize>> = Vec::new();
        let mut start = 0;
        for line in text.split(|b| *b == b'\n') {
            if let Some((base, name)) = from(line) {
                bases.push(names.get(&base.to_ascii_lowercase()).copied());
                if let Some(name) = name {
                    names.insert(name.to_ascii_lowercase(), stages.len());
                }
                stages.push((start, false));
            }
            start += line.len() + 1;
        }
        let mut next = stages.len().checked_sub(1);
        while let Some(at) = next {
            if let Some((_, is_in_image)) = stages.get_mut(at) {
                *is_in_image = true;
            }
            // A base precedes the stage that uses it.
            next = bases.get(at).copied().flatten();
        }
        ImageStages { stages }
    }

    /// True if what the instruction at the byte offset `at` adds is in the image. A text without stages is one.
    pub(crate) fn hold(&self, at: usize) -> bool {
        let own = self.stages.partition_point(|(start, _)| *start <= at).checked_sub(1);
        own.and_then(|own| self.stages.get(own)).is_none_or(|(_, is_in_image)| *is_in_image)
    }
}

/// The base and the name of a stage: `FROM base AS name`.
fn from(line: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty() && !word.starts_with(b"--"));
    words.next().filter(|word| word.eq_ignore_ascii_case(b"from"))?;
    let base = words.next()?;
    let name = words.next().filter(|word| word.eq_ignore_ascii_case(b"as")).and_then(|_| words.next());
    Some((base, name))
}

#[cfg(test)]
mod tests {
    use super::ImageStages;

    /// Rows: a Dockerfile, and for each `RUN` in it whether what it does is in the image.
    #[test]
    fn the_last_stage_and_its_bases_are_in_the_image() {
        for (text, expected) in [
            ("RUN", vec![true]),
            ("FROM a\nRUN", vec![true]),
            ("FROM a AS x\nRUN\nFROM b\nRUN", vec![false, true]),
            ("FROM a AS x\nRUN\nFROM x\nRUN", vec![true, true]),
            ("FROM a as X\nRUN\nFROM --platform=b c as y\nRUN\nfrom x\nRUN", vec![true, false, true]),
            ("FROM a AS x\nRUN\nFROM x AS y\nRUN\nFROM y\r\nRUN", vec![true, true, true]),
            // A name counts from its stage on, and the last stage of a name is the one that is meant.
            ("FROM x\nRUN\nFROM a AS x\nRUN\nFROM b\nRUN", vec![false, false, true]),
            ("FROM a AS x\nRUN\nFROM b AS x\nRUN\nFROM x\nRUN", vec![false, true, true]),
        ] {
            let stages = ImageStages::of(text.as_bytes());
            let found: Vec<bool> = text.match_indices("RUN").map(|(at, _)| stages.hold(at)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
