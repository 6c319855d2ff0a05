//! "Did you mean": finds the known name that is most similar to a misspelt one.

/// The most similar name of `known`, if its similarity to `name` (from 0 to 1) is above `likeness`.
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>, likeness: f64) -> Option<&'k str> {
    let near = known.into_iter().map(|known| (strsim::jaro_winkler(name, known), known));
    near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(like, _)| *like > likeness).map(|(_, known)| known)
}

/// The next step after an unknown rule id.
pub(crate) fn rule_to_name<'k>(id: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    match nearest(id, known, 0.8) {
        Some(known) => format!("did you mean {known}?"),
        None => "dsnitch rules list names them all".to_owned(),
    }
}
