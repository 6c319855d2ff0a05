//! Names of env files.

/// Parts of the names of env files without the settings of an installation: files to be copied, for tests, or encrypted.
const TEMPLATES: [&[u8]; 10] =
    [b"example", b"sample", b"template", b"dist", b"tpl", b"default", b"schema", b"test", b".vault", b".md"];

/// Ends of names of code and documents about the settings: type declarations, scripts.
const CODE: [&[u8]; 8] = [b".ts", b".js", b".mjs", b".cjs", b".sh", b".py", b".rb", b".php"];

/// Returns whether `name`, without folders, is that of an env file: `.env`, `.env.production`, `prod.env`; a template too.
pub(crate) fn is_env_name(name: &[u8]) -> bool {
    let is_code = || CODE.iter().any(|end| name.ends_with(end));
    (name.starts_with(b".env") && name.get(4).is_none_or(|b| *b == b'.') || name.ends_with(b".env")) && !is_code()
}

/// Returns whether the name of an env file is that of a template.
pub(crate) fn is_template_name(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    // A domain is none: `api.example.com.env`
    let lower = lower.split(|b| *b == b'.').collect::<Vec<_>>();
    let is_domain = |at: usize| lower.get(at + 1).is_some_and(|end| matches!(*end, b"com" | b"net" | b"org" | b"edu"));
    let parts = lower.iter().enumerate().filter(|(at, part)| **part != b"example" || !is_domain(*at));
    let lower = parts.map(|(_, part)| *part).collect::<Vec<_>>().join(&b'.');
    TEMPLATES.iter().any(|part| memchr::memmem::find(&lower, part).is_some())
}

#[cfg(test)]
mod tests {
    use super::{is_env_name, is_template_name};

    #[test]
    fn env_files_and_their_templates_are_told_by_their_names() {
        for (name, is_env, is_template) in [
            (".env", true, false),
            (".env.production", true, false),
            ("prod.env", true, false),
            (".env.example", true, true),
            ("sample.env", true, true),
            ("api.example.com.env", true, false),
            (".env.example.org", true, false),
            ("example.env", true, true),
            (".env.vault", true, true),
            (".environment", false, false),
            (".envrc", false, false),
            ("env", false, false),
            (".env.d.ts", false, false),
            (".env.sh", false, false),
        ] {
            assert_eq!(is_env_name(name.as_bytes()), is_env, "{name}");
            assert!(!is_env || is_template_name(name.as_bytes()) == is_template, "{name}");
        }
    }
}
