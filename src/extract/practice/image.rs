//! Env files that a Dockerfile copies into the image, where anyone who can pull the image can read them.

use super::broken;
use crate::extract::{Candidate, Context, Extractor, line_around};
use crate::text::{ImageCopy, ImageStages, Span, is_env_name, is_template_name};

/// Reads Dockerfiles. The practice: `copied`.
pub(crate) struct ImageExtractor;

impl Extractor for ImageExtractor {
    fn id(&self) -> &'static str {
        "image-copy"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let line = instruction_around(cx.text, anchor.start);
        let copy = ImageCopy::of(line.of(cx.text));
        let source = copy.iter().flat_map(|copy| &copy.sources).find(|(_, word)| is_env_file(word));
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

/// True if `path` names an env file with values, not a template of one; `.env*` names them too.
fn is_env_file(path: &[u8]) -> bool {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default().to_ascii_lowercase();
    (is_env_name(&name) || name.starts_with(b".env*")) && !is_template_name(&name)
}
