//! Kubernetes Secrets: the values of `data` are base64 (Kubernetes API, Secret v1), and what they decode to is
//! the secret. Keys may stand in any order, in YAML and in JSON.

use std::borrow::Cow;

use base64::Engine as _;

use super::literal::string_at;
use super::{Candidate, Context, Dialect, Extractor, Form, bare, key, line_around, skip_blanks};
use crate::pg;
use crate::text::{Located, Span};

/// Bytes of a manifest that are read on each side of its kind.
const MANIFEST: usize = 64 << 10;

/// See the module.
pub struct KubernetesExtractor;

impl Extractor for KubernetesExtractor {
    fn id(&self) -> &'static str {
        "kubernetes"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // `kind: SecretList`, `kind: SecretProviderClass` are other kinds.
        if cx.text.get(anchor.end).is_some_and(|b| b.is_ascii_alphanumeric()) {
            return anchor.end;
        }
        let document = document_around(cx.text, anchor);
        let Some(data) = data_section(cx.text, document) else { return document.end };
        let mut at = data.start;
        while at < data.end {
            let line = line_around(cx.text, at);
            let line = Span::new(line.start.max(data.start), line.end.min(data.end));
            entry(cx, line, out);
            at = line.end + 1 + usize::from(cx.text.get(line.end) == Some(&b'\r'));
        }
        document.end
    }
}

/// The YAML document that holds the anchor: between lines of `---`, or the whole text.
fn document_around(text: &[u8], anchor: Span) -> Span {
    let floor = anchor.start.saturating_sub(MANIFEST);
    let head = text.get(floor..anchor.start).unwrap_or_default();
    let start = memchr::memmem::rfind(head, b"\n---").map_or(floor, |i| floor + i + 1);
    let ceiling = text.len().min(anchor.end + MANIFEST);
    let tail = text.get(anchor.end..ceiling).unwrap_or_default();
    let end = memchr::memmem::find(tail, b"\n---").map_or(ceiling, |i| anchor.end + i);
    Span::new(start, end)
}

/// The entries of the document's `data`: the lines that are indented more than the key, or the JSON object.
fn data_section(text: &[u8], document: Span) -> Option<Span> {
    let mut at = document.start;
    while at < document.end {
        let line = line_around(text, at);
        let bytes = line.of(text);
        let trimmed = bytes.trim_ascii();
        if matches!(trimmed, b"data:" | b"\"data\": {" | b"\"data\":{") {
            let indent = bytes.len() - bytes.trim_ascii_start().len();
            return Some(Span::new(line.end + 1, end_of_block(text, line.end + 1, indent, document.end)));
        }
        at = line.end.max(at) + 1;
    }
    None
}

fn end_of_block(text: &[u8], start: usize, indent: usize, limit: usize) -> usize {
    let mut at = start;
    while at < limit {
        let line = line_around(text, at);
        let bytes = line.of(text);
        let own = bytes.len() - bytes.trim_ascii_start().len();
        if !bytes.trim_ascii().is_empty() && own <= indent {
            return at.saturating_sub(1).max(start);
        }
        at = line.end.max(at) + 1;
    }
    limit
}

/// One `key: base64` of the section.
fn entry<'h>(cx: &Context<'h>, line: Span, out: &mut Vec<Candidate<'h>>) {
    let bytes = line.of(cx.text);
    let Some(colon) = memchr::memchr(b':', bytes) else { return };
    let name = bytes.get(..colon).unwrap_or_default().trim_ascii();
    let name = name.strip_prefix(b"\"").and_then(|n| n.strip_suffix(b"\"")).unwrap_or(name);
    let at = skip_blanks(cx.text, line.start + colon + 1);
    let raw = match string_at(cx.text, at, Dialect::Yaml) {
        Some(literal) => literal.content.span,
        None => match bare::value_at(cx.text, at, line.start, Dialect::Yaml) {
            Some(part) => part.span,
            None => return,
        },
    };
    let encoded = raw.of(cx.text);
    let Ok(decoded) = base64::engine::general_purpose::STANDARD.decode(encoded) else { return };
    let value = decoded.trim_ascii_end().to_vec();
    if value.is_empty() || value.iter().any(|b| *b < 0x20 && !b.is_ascii_whitespace()) {
        return;
    }
    let mut candidate = Candidate {
        scheme: "kubernetes".to_owned(),
        key: key::normalise(name),
        ..Candidate::new(Form::KeywordList, Located::new(Cow::Owned(value.clone()), raw))
    };
    if let Some(parsed) = pg::uri::parse(&value) {
        let Some(password) = parsed.password else { return };
        candidate.user = parsed.user.map(|part| Cow::Owned(part.value.into_owned()));
        candidate.host = parsed.hosts.into_iter().next().map(|part| Cow::Owned(part.value.into_owned()));
        candidate.secret = Located::new(Cow::Owned(password.value.into_owned()), raw);
        candidate.key = "uri_password".to_owned();
    }
    out.push(candidate);
}
