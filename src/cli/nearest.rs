//! "Did you mean": the known name that is most like the one that was written.

/// The one of `known` that is most like `name`, if it is like it by more than `likeness` (from 0 to 1).
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>, likeness: f64) -> Option<&'k str> {
    let near = known.into_iter().map(|known| (strsim::jaro_winkler(name, known), known));
    near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(like, _)| *like > likeness).map(|(_, known)| known)
}

/// The next step for whoever wrote `id`, which no rule of `known` has.
pub(crate) fn rule_to_name<'k>(id: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    match nearest(id, known, 0.8) {
        Some(known) => format!("did you mean {known}?"),
        None => "dsnitch rules list names them all".to_owned(),
    }
}
