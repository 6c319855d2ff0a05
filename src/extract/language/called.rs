//! Names of languages, as code blocks of documentation give them.

use super::{Language, Tongue, table};

/// Names of languages that are neither an extension of its files nor the name of its row.
const CALLED: &[(&str, &str)] = &[
    ("ansible", "yml"),
    ("batch", "bat"),
    ("bash-session", "sh"),
    ("c++", "cpp"),
    ("clojurescript", "cljs"),
    ("console", "sh"),
    ("cplusplus", "cpp"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("docker-compose", "yml"),
    ("dosbatch", "bat"),
    ("dotenv", "env"),
    ("env", "env"),
    ("environment", "env"),
    ("f#", "fs"),
    ("fsharp", "fs"),
    ("golang", "go"),
    ("graphql", "graphql"),
    ("helm", "yaml"),
    ("html", "html"),
    ("javascript", "js"),
    ("javascriptreact", "jsx"),
    ("json-with-comments", "jsonc"),
    ("kotlin", "kt"),
    ("makefile", "mk"),
    ("node", "js"),
    ("objc", "m"),
    ("objective-c", "m"),
    ("objectivec", "m"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("powershell", "ps1"),
    ("pwsh", "ps1"),
    ("py3", "py"),
    ("python3", "py"),
    ("rlang", "r"),
    ("scala", "scala"),
    ("sh-session", "sh"),
    ("shell-session", "sh"),
    ("shellscript", "sh"),
    ("shellsession", "sh"),
    ("svelte", "svelte"),
    ("terraform", "tf"),
    ("typescript", "ts"),
    ("typescriptreact", "tsx"),
    ("vbnet", "vb"),
    ("vue", "vue"),
    ("xml", "xml"),
];

/// The extension of files in the language that is called `name`, whatever its case.
pub(crate) fn ending_of(name: &[u8]) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let is_it = |known: &&str| known.as_bytes() == lower.as_slice();
    if let Some((_, ending)) = CALLED.iter().find(|(called, _)| is_it(called)) {
        return Some(ending);
    }
    let mut endings = table::all().flat_map(Tongue::endings);
    endings.find(is_it).or_else(|| {
        let is_called = |tongue: &&Tongue| tongue.name.as_bytes().eq_ignore_ascii_case(&lower);
        table::all().find(is_called).and_then(|tongue| tongue.endings().next())
    })
}

/// True if a file called `name`, which a text names, is in a known language.
pub(crate) fn names_a_language(name: &[u8]) -> bool {
    Language::of(name).tongue != &table::TEXT
}

#[cfg(test)]
mod tests {
    use super::{CALLED, ending_of};
    use crate::extract::Language;

    #[test]
    fn a_name_leads_to_a_language() {
        for (name, tongue) in [
            ("hcl", "HCL"),
            ("Terraform", "HCL"),
            ("TypeScript", "JavaScript"),
            ("py", "Python"),
            ("C#", "C#"),
            ("Ruby", "Ruby"),
            ("console", "shell"),
            ("yaml", "YAML"),
            ("docker", "dockerfile"),
        ] {
            let ending = ending_of(name.as_bytes()).unwrap();
            assert_eq!(Language::of(format!("x.{ending}").as_bytes()).tongue.name, tongue, "{name}");
        }
        for name in ["text", "mermaid", "", "diff"] {
            assert_eq!(ending_of(name.as_bytes()), None, "{name}");
        }
        for (name, ending) in CALLED {
            assert_ne!(Language::of(format!("x.{ending}").as_bytes()).tongue.name, "text", "{name}");
        }
    }
}
