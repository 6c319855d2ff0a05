//! lint-staged: recognises its call, and checks that its configuration runs dsnitch on every staged file.

use std::path::Path;

use serde_json::Value;

use super::{Ours, is_named, words};

/// Commands that start a program from `node_modules`.
const RUNNERS: [&[&str]; 11] = [
    &[],
    &["npx"],
    &["npx", "--no-install"],
    &["npx", "--no"],
    &["npx", "--"],
    &["bunx"],
    &["yarn"],
    &["yarn", "run"],
    &["pnpm"],
    &["pnpm", "exec"],
    &["npm", "exec"],
];

/// Options that exclude no file and no command.
const HARMLESS: [&str; 7] = ["--quiet", "-q", "--verbose", "-v", "--no-stash", "--relative", "--allow-empty"];

/// Patterns that match every file.
const ALL_FILES: [&str; 3] = ["*", "**", "**/*"];

/// True if a command runs lint-staged with its own configuration.
pub(super) fn is_called(words: &[&str]) -> bool {
    let is_it = |word: &&str| {
        matches!(*word, "lint-staged" | "node_modules/.bin/lint-staged" | "./node_modules/.bin/lint-staged")
    };
    let Some(at) = words.iter().position(is_it) else { return false };
    let (runner, rest) = words.split_at(at);
    RUNNERS.contains(&runner) && rest.iter().skip(1).all(|option| HARMLESS.contains(option))
}

/// Checks that the configuration runs dsnitch on every file; the error says why that is not certain.
pub(super) fn runs(tree: &Value, file: &Path) -> Result<(), String> {
    let of_package = tree.get("lint-staged").filter(|_| file.file_name().is_some_and(|name| name == "package.json"));
    let settings = of_package.unwrap_or(tree).as_object().ok_or("it is no mapping")?;
    let ours = Ours::of("pre-commit");
    for (pattern, commands) in settings {
        let commands = match commands {
            Value::Array(commands) => commands.iter().collect(),
            one => vec![one],
        };
        for command in commands.into_iter().filter_map(Value::as_str).filter(|command| is_named(command)) {
            let said = words::words(command).unwrap_or_default();
            if !ours.is(&said.iter().map(String::as_str).collect::<Vec<_>>()) {
                return Err(format!("whether this refuses is not sure: {command}"));
            }
            if ALL_FILES.contains(&pattern.as_str()) {
                return Ok(());
            }
        }
    }
    Err("dsnitch is not run on every file: give it to the pattern \"*\"".to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{is_called, runs};

    #[test]
    fn dsnitch_is_certain_if_every_file_is_passed_to_it() {
        for (tree, sure) in [
            (json!({"*": "dsnitch staged --"}), true),
            (json!({"*.js": "eslint", "*": ["prettier", "dsnitch staged --"]}), true),
            (json!({"lint-staged": {"**/*": "dsnitch staged --"}}), true),
            (json!({"*.js": "dsnitch staged --"}), false),
            (json!({"*": "dsnitch staged --observe --"}), false),
            (json!({"*": "sh -c 'dsnitch staged || true'"}), false),
            (json!({"*": "echo dsnitch staged"}), false),
            (json!({"*": {"x": "dsnitch staged"}}), false),
            (json!(["dsnitch staged"]), false),
        ] {
            assert_eq!(runs(&tree, Path::new("package.json")).is_ok(), sure, "{tree}");
        }
        for (command, sure) in [
            ("npx lint-staged", true),
            ("pnpm exec lint-staged --quiet", true),
            ("node_modules/.bin/lint-staged", true),
            ("npx lint-staged --config x.json", false),
            ("echo lint-staged", false),
            ("npx", false),
        ] {
            assert_eq!(is_called(&command.split(' ').collect::<Vec<_>>()), sure, "{command}");
        }
    }
}
