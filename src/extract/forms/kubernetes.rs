//! Kubernetes Secrets: the values of `data` are base64 (Kubernetes API, Secret v1), and the decoded text is the secret; those of
//! `stringData` are the text. Keys may be in any order, in YAML and in JSON.

use std::borrow::Cow;

use base64::Engine as _;

use crate::extract::assignment::key;
use crate::extract::context::EncodedFile;
use crate::extract::syntax::literal::string_at;
use crate::extract::{Candidate, Context, Dialect, Extractor, Form, line_end, raw_part, skip_blanks, whole_line};
use crate::pg;
use crate::text::{Located, Span};

/// Reads Kubernetes Secrets.
pub(crate) struct KubernetesExtractor;

impl Extractor for KubernetesExtractor {
    fn id(&self) -> &'static str {
        "kubernetes"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // `kind: SecretList` and `kind: SecretProviderClass` are other kinds.
        if !is_kind(cx.text, anchor.start) || cx.text.get(anchor.end).is_some_and(|b| b.is_ascii_alphanumeric()) {
            return anchor.end;
        }
        let document = document_around(cx.text, anchor);
        let mut at = document.start;
        while let Some(data) = data_section(cx.text, Span::new(at, document.end)) {
            let (data, is_encoded) = data;
            let mut next = data.start;
            while let Some(end) = entry(cx, Span::new(next, data.end), is_encoded, out) {
                next = end;
            }
            at = data.end.max(next);
        }
        document.end
    }
}

/// True if the text at `at` is the value of `kind`.
fn is_kind(text: &[u8], at: usize) -> bool {
    let unquoted = |text: &[u8]| text.len() - usize::from(matches!(text.last(), Some(b'"' | b'\'')));
    let head = text.get(at.saturating_sub(16)..at).unwrap_or_default();
    let head = head.get(..unquoted(head)).unwrap_or_default().trim_ascii_end();
    let Some(key) = head.strip_suffix(b":").map(<[u8]>::trim_ascii_end) else { return false };
    key.get(..unquoted(key)).is_some_and(|key| key.ends_with(b"kind"))
}

/// The YAML document that contains the anchor: between `---` lines, or the whole text. Each is read once, at any
/// length.
fn document_around(text: &[u8], anchor: Span) -> Span {
    let head = text.get(..anchor.start).unwrap_or_default();
    let start = memchr::memmem::rfind(head, b"\n---").map_or(0, |i| i + 1);
    let tail = text.get(anchor.end..).unwrap_or_default();
    let end = memchr::memmem::find(tail, b"\n---").map_or(text.len(), |i| anchor.end + i);
    Span::new(start, end)
}

/// The entries of the next `data` or `stringData` in `document`: the lines with more indentation than the key, or the content of
/// its braces; and whether they are encoded.
fn data_section(text: &[u8], document: Span) -> Option<(Span, bool)> {
    const ENCODED: &[u8] = b"data";
    const PLAIN: &[u8] = b"stringData";
    let mut from = document.start;
    loop {
        from += memchr::memmem::find(text.get(from..document.end)?, b"ata")? + 3;
        let head = text.get(..from).unwrap_or_default();
        let Some(name) = [ENCODED, PLAIN].into_iter().find(|name| head.ends_with(name)) else { continue };
        let (at, is_encoded) = (from - name.len(), name == ENCODED);
        let quoted = text.get(from) == Some(&b'"');
        let starts_key = at.checked_sub(1).and_then(|i| text.get(i)).is_none_or(|before| match before {
            b'"' => quoted,
            before => before.is_ascii_whitespace() || matches!(before, b'{' | b','),
        });
        let colon = skip_blanks(text, from + usize::from(quoted));
        if !starts_key || text.get(colon) != Some(&b':') {
            continue;
        }
        let value = skip_blanks(text, colon + 1);
        match text.get(value) {
            Some(b'{') => {
                return Some((Span::new(value + 1, end_of_object(text, value + 1, document.end)), is_encoded));
            }
            None | Some(b'\n' | b'\r' | b'#') => {
                let line = whole_line(text, at);
                let indent = line.of(text).iter().take_while(|b| **b == b' ').count();
                let start = line_end(text, value) + 1;
                let end = end_of_block(text, start.min(document.end), indent, document.end);
                return Some((Span::new(start.min(document.end), end), is_encoded));
            }
            _ => {}
        }
    }
}

/// The end of the object that opened before `at`: its closing brace. Base64 and names contain none.
fn end_of_object(text: &[u8], at: usize, limit: usize) -> usize {
    memchr::memchr2(b'{', b'}', text.get(at..limit).unwrap_or_default()).map_or(limit, |len| at + len)
}

fn end_of_block(text: &[u8], start: usize, indent: usize, limit: usize) -> usize {
    let mut at = start;
    while at < limit {
        let line = Span::new(at, line_end(text, at));
        let bytes = line.of(text);
        let content = bytes.trim_ascii_start();
        // A comment may have any indentation.
        if !content.is_empty() && !content.starts_with(b"#") && bytes.len() - content.len() <= indent {
            return at.saturating_sub(1).max(start);
        }
        at = line.end.max(at) + 1;
    }
    limit
}

/// Reads the next `key: value` of the section; returns its end, or `None` if there is no more.
fn entry<'h>(cx: &Context<'h>, section: Span, is_encoded: bool, out: &mut Vec<Candidate<'h>>) -> Option<usize> {
    let separates = |b: &u8| b.is_ascii_whitespace() || *b == b',';
    let start = section.start + section.of(cx.text).iter().take_while(|b| separates(b)).count();
    let line = Span::new(start, line_end(cx.text, start).min(section.end));
    let bytes = line.of(cx.text);
    if bytes.is_empty() {
        return None;
    }
    let Some(colon) = memchr::memchr(b':', bytes).filter(|_| bytes.first() != Some(&b'#')) else {
        return Some(line.end.max(start + 1));
    };
    let name = bytes.get(..colon).unwrap_or_default().trim_ascii();
    let name = name.trim_ascii_start().strip_prefix(b"\"").and_then(|n| n.strip_suffix(b"\"")).unwrap_or(name);
    let at = skip_blanks(cx.text, start + colon + 1);
    let (raw, end) = match string_at(cx.text, at, Dialect::Yaml) {
        Some(literal) => (literal.content.span, literal.end),
        None => {
            let rest = cx.text.get(at..line.end).unwrap_or_default();
            let len = rest.iter().take_while(|b| !matches!(b, b' ' | b'\t' | b',' | b'#')).count();
            (Span::new(at, at + len), (at + len).max(start + colon + 1))
        }
    };
    // A block scalar: base64 that was broken into lines.
    let (raw, end) = match raw.of(cx.text).first() {
        Some(b'|' | b'>') => {
            let indent = whole_line(cx.text, start).of(cx.text).iter().take_while(|b| **b == b' ').count();
            let from = (line_end(cx.text, at) + 1).min(section.end);
            let end = end_of_block(cx.text, from, indent, section.end);
            (Span::new(from, end.max(from)), end.max(from))
        }
        _ => (raw, end),
    };
    match is_encoded {
        true => decoded(cx, name, raw, out),
        false => plain(cx, name, raw, out),
    }
    Some(end)
}

/// Adds the text at `raw` as the value of `name`, if it is one word; whatever else it holds is read where it stands.
fn plain<'h>(cx: &Context<'h>, name: &[u8], raw: Span, out: &mut Vec<Candidate<'h>>) {
    let value = raw.of(cx.text);
    // Behind a comma goes on what SOPS encrypted: ENC[AES256_GCM,data:…]
    let is_whole = cx.text.get(raw.end) != Some(&b',');
    let is_word = is_whole && !value.is_empty() && !value.iter().any(u8::is_ascii_whitespace);
    if is_word && memchr::memmem::find(value, b"://").is_none() {
        out.push(Candidate {
            scheme: "kubernetes-text".to_owned(),
            key: key::normalise(name),
            ..Candidate::new(Form::Quoted, raw_part(cx.text, raw))
        });
    }
}

/// Adds what the base64 at `raw` decodes to, if that is a text: as the value of `name`, and as the file of that name.
fn decoded<'h>(cx: &Context<'h>, name: &[u8], raw: Span, out: &mut Vec<Candidate<'h>>) {
    let lines = raw.of(cx.text);
    let raw = Span::new(raw.end - lines.trim_ascii_start().len(), raw.start + lines.trim_ascii_end().len());
    // Go's decoder takes no account of line ends, nor do we of what indents the lines.
    let encoded: Cow<'_, [u8]> = match lines.contains(&b'\n') {
        true => lines.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect(),
        false => lines.into(),
    };
    let Ok(decoded) = base64::engine::general_purpose::STANDARD.decode(encoded) else { return };
    let value = decoded.trim_ascii_end().to_vec();
    let is_text = std::str::from_utf8(&value).is_ok() && !value.iter().any(|b| *b < 0x20 && !b.is_ascii_whitespace());
    if value.is_empty() || !is_text {
        return;
    }
    cx.keep_encoded_file(EncodedFile { name: name.to_vec(), text: decoded, span: raw });
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
