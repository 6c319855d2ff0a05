//! Finds the single-line string literal that contains a value.

use crate::remedy::site::Site;
use crate::text::Span;

use super::language::{Fills, Language};

/// A literal.
pub(super) struct Literal<'t> {
    /// From its prefix to its closing quote, inclusive.
    pub(super) whole: Span,
    /// The content between the quotes.
    pub(super) inner: &'t str,
    pub(super) quote: char,
    /// Letters before the quote (`f`, `r`).
    pub(super) prefix: &'t str,
}

/// The literal that contains the value of `site`, if one of `quotes` opens it on the same line and none of `comments`
/// precedes it.
///
/// # Errors
/// If there is none that can be replaced, with the reason.
pub(super) fn containing<'t>(site: &Site<'t>, quotes: &[char], comments: &[&str]) -> Result<Literal<'t>, String> {
    let line = site.line();
    let text = site.span_text(line);
    let at = site.found.span.start - line.start;
    let mut open: Option<(usize, char)> = None;
    let mut is_escaped = false;
    for (place, c) in text.char_indices().take_while(|(place, _)| *place < at) {
        match open {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if c == '\\' => is_escaped = true,
            Some((_, quote)) if c == quote => open = None,
            Some(_) => {}
            None if comments.iter().any(|mark| text.get(place..).is_some_and(|rest| rest.starts_with(mark))) => {
                return Err("it stands in a comment: take it out there".to_owned());
            }
            None if quotes.contains(&c) => open = Some((place, c)),
            None => {}
        }
    }
    let Some((start, quote)) = open else {
        return Err("no literal in quotes that begins on its line contains it".to_owned());
    };
    let rest = text.get(start + 1..).unwrap_or_default();
    let end = closing(rest, quote).ok_or("its literal ends on another line")?;
    let triple: String = [quote; 2].iter().collect();
    if text.get(..start).is_some_and(|before| before.ends_with(&triple))
        || rest.get(end..).is_some_and(|rest| rest.starts_with(&[quote; 3].iter().collect::<String>()))
    {
        return Err("its literal has several lines".to_owned());
    }
    let before = text.get(..start).unwrap_or_default();
    let is_letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '@' | '$');
    let prefix = before.len() - before.trim_end_matches(is_letter).len();
    let prefix = if prefix > 2 { 0 } else { prefix };
    let inner_end = start + 1 + end;
    if site.found.span.end > line.start + inner_end {
        return Err("its value goes on behind the literal".to_owned());
    }
    Ok(Literal {
        whole: Span::new(line.start + start - prefix, line.start + inner_end + 1),
        inner: rest.get(..end).unwrap_or_default(),
        quote,
        prefix: before.get(start - prefix..).unwrap_or_default(),
    })
}

/// The position of the closing quote.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (place, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return Some(place),
            _ => {}
        }
    }
    None
}

/// True if `literal` is interpolated.
pub(super) fn is_filled(language: &Language, literal: &Literal<'_>) -> bool {
    match language.fills {
        Fills::None => false,
        Fills::Quote(quote) => literal.quote == quote,
        Fills::Letter(letter) => literal.prefix.to_ascii_lowercase().contains(letter),
    }
}
