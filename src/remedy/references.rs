//! References of a text to a variable.

/// How look-ups of a variable by its name begin.
const LOOK_UPS: [&str; 6] = ["getenv(", "Getenv(", "ENV.fetch(", "environ.get(", "environ[", "ENV["];

/// True if `text` refers to the variable `name`, whose value is unknown here.
pub(super) fn is_referred_to(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_looked_up = |call: &str| {
        ['"', '\''].into_iter().any(|quote| {
            let pattern = format!("{call}{quote}{name}{quote}");
            text.match_indices(&pattern).any(|(at, found)| {
                let rest = text.get(at + found.len()..).unwrap_or_default().trim_start_matches(']').trim_start();
                !rest.starts_with('=') || rest.starts_with("==")
            })
        })
    };
    LOOK_UPS.iter().any(|call| is_looked_up(call))
        || ["${", "$", "env.", "secrets."].iter().any(|mark| {
            text.match_indices(&format!("{mark}{name}"))
                .any(|(at, found)| !text.get(at + found.len()..).unwrap_or_default().starts_with(is_word))
        })
}

#[cfg(test)]
mod tests {
    use super::is_referred_to;

    #[test]
    fn a_reference_is_recognised() {
        assert!(is_referred_to("x: ${DB_X}", "DB_X") && !is_referred_to("x: ${DB_XY} DB_X", "DB_X"));
        assert!(is_referred_to("x = ENV.fetch('DB_X', 'y')", "DB_X") && !is_referred_to("ENV['DB_X'] = 'y'", "DB_X"));
    }
}
