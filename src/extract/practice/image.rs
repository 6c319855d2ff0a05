//! Env files that a Dockerfile copies into the image, where anyone who can pull the image can read them.

use super::broken;
use crate::extract::{Candidate, Context, Extractor, line_around};
use crate::text::{ImageStages, Span};

/// Reads Dockerfiles. The practice: `copied`.
pub(crate) struct ImageExtractor;

impl Extractor for ImageExtractor {
    fn id(&self) -> &'static str {
        "image-copy"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let line = instruction_around(cx.text, anchor.start);
        let words = copied(line.of(cx.text));
        let source = words.iter().find(|(_, word)| is_env_file(word));
        if let Some(&(at, word)) = source
            && cx.image_stages.get_or_init(|| ImageStages::of(cx.text)).hold(line.start)
        {
            out.push(broken(cx, Span::new(line.start + at, line.start + at + word.len()), "copied"));
        }
        line.end.max(anchor.end)
    }
}

/// The instruction that contains `at`: lines that end with a backslash continue.
fn instruction_around(text: &[u8], at: usize) -> Span {
    const LINES: usize = 16;
    let goes_on = |line: Span| line.of(text).trim_ascii_end().ends_with(b"\\");
    let mut whole = line_around(text, at);
    let mut first = whole;
    for _ in 0..LINES {
        let Some(above) = first.start.checked_sub(1).map(|end| line_around(text, end)).filter(|line| goes_on(*line))
        else {
            break;
        };
        first = above;
    }
    let mut last = whole;
    for _ in 0..LINES {
        if !goes_on(last) || last.end + 1 >= text.len() {
            break;
        }
        last = line_around(text, last.end + 1);
    }
    whole = Span::new(first.start, last.end.max(whole.end));
    whole
}

/// The sources in the build context of a `COPY` or `ADD`, each with its offset on the line. The last word is the
/// target.
fn copied(line: &[u8]) -> Vec<(usize, &[u8])> {
    let mut words = Vec::new();
    let mut at = 0;
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b',' | b'[' | b']' | b'\\');
    while at < line.len() {
        let rest = line.get(at..).unwrap_or_default();
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        if length > 0 {
            words.push((at, rest.get(..length).unwrap_or_default()));
        }
        at += length + 1;
    }
    let is_copy =
        words.first().is_some_and(|(_, word)| word.eq_ignore_ascii_case(b"copy") || word.eq_ignore_ascii_case(b"add"));
    if !is_copy || words.iter().any(|(_, word)| word.starts_with(b"--from")) {
        return Vec::new();
    }
    words.pop();
    words.into_iter().skip(1).filter(|(_, word)| !word.starts_with(b"--")).collect()
}

/// True if `path` names an env file with values, not a template of one.
fn is_env_file(path: &[u8]) -> bool {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default().to_ascii_lowercase();
    let is_template = [b"example".as_slice(), b"sample", b"template", b"dist", b"tpl", b"default", b"schema", b"test"]
        .iter()
        .any(|word| memchr::memmem::find(&name, word).is_some());
    // Type declarations, not settings.
    let is_code = name.ends_with(b".ts") || name.ends_with(b".js") || name.ends_with(b".md");
    !is_code
        && (name == b".env" || name.starts_with(b".env.") || name.starts_with(b".env*") || name.ends_with(b".env"))
        && !is_template
}
