//! The part of a secret that goes into a variable.

use crate::extract::Form;
use crate::remedy::site::Site;

/// The text that the variable must have so that its expansion equals the original.
///
/// # Errors
/// If the value contains characters that are interpreted where it is written, but would not be in a variable.
pub(super) fn of(site: &Site<'_>, doubles_dollars: bool) -> Result<String, String> {
    let written = site.written();
    if site.found.goes_on {
        return Err("its value goes on in another literal or line".to_owned());
    }
    let behind = site.after().strip_prefix(site.quote().unwrap_or('\n')).unwrap_or_default();
    if behind.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return Err("the quotes around it end within a word: see what its line means".to_owned());
    }
    let is_part = matches!(site.found.form, Form::Uri | Form::KeywordList | Form::Sql | Form::Prose | Form::Token);
    let value = if is_part || written == site.value().unwrap_or_default() {
        // Where decoding changes nothing, such a character is one of the password.
        if is_part && written.contains(['\\', '"', '\'']) && Some(written) != site.value() {
            return Err("its value is written with escapes inside of another text".to_owned());
        }
        written
    } else {
        site.value().ok_or("its value is no UTF-8")?
    };
    let value = if doubles_dollars { value.replace("$$", "$") } else { value.to_owned() };
    if is_comment(site) {
        return Err("it stands in a comment: take it out there".to_owned());
    }
    Ok(value)
}

/// True if the line is a comment in a syntax with `#` comments.
fn is_comment(site: &Site<'_>) -> bool {
    let line = site.span_text(site.line()).trim_start();
    line.starts_with('#') || line.starts_with("//") || line.starts_with("<!--")
}
