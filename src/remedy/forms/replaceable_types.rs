//! Places in TypeScript where only a literal is allowed: types and enumerations.

use super::surroundings::Surroundings;

pub(super) const TYPE: &str = "it stands in a type, where nothing is looked up: take it out of the type";
const MEMBER: &str = "a member of an enumeration is a constant: look the value up where it is used";

/// Refuses types and enumerations.
pub(super) fn check(surroundings: &Surroundings<'_>) -> Result<(), String> {
    let first = |text: &str| {
        let mut words =
            text.split_whitespace().filter(|word| !matches!(*word, "export" | "declare" | "default" | "const"));
        words.next().unwrap_or_default().to_owned()
    };
    let last_line = |text: &str| text.trim().lines().last().unwrap_or_default().to_owned();
    let heads = surroundings.open.iter().map(|(_, head)| *head).chain([surroundings.statement]);
    for line in heads.flat_map(of_statement) {
        match first(line).as_str() {
            "type" | "interface" => return Err(TYPE.to_owned()),
            "enum" => return Err(MEMBER.to_owned()),
            _ => {}
        }
    }
    let before = surroundings.before;
    let is_union = before.ends_with('|') && !before.ends_with("||") || surroundings.after.starts_with("| ");
    let declares = ["const ", "let ", "var "].iter().any(|word| {
        let statement = last_line(surroundings.statement);
        let rest = statement.trim_start_matches("export ").trim_start_matches("declare ").to_owned();
        rest.strip_prefix(word)
            .and_then(|rest| rest.strip_suffix(':').map(|name| !name.contains(['=', '?', '{', '('])))
            .unwrap_or(false)
    });
    let is_argument = before.ends_with('<') && surroundings.after.starts_with('>');
    if is_union || declares || is_argument || matches!(surroundings.word(), "as" | "satisfies" | "extends" | "keyof") {
        return Err(TYPE.to_owned());
    }
    Ok(())
}

/// The lines of `text` from the last one that begins a statement, for languages with optional semicolons.
fn of_statement(text: &str) -> impl Iterator<Item = &str> {
    const BEGIN: [&str; 14] = [
        "const", "let", "var", "function", "class", "return", "import", "async", "if", "for", "new", "await", "throw",
        "export",
    ];
    let mut is_over = false;
    text.lines().rev().take_while(move |line| {
        let was_over = is_over;
        is_over |= line.split_whitespace().next().is_some_and(|word| BEGIN.contains(&word));
        !was_over
    })
}
