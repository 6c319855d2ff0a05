//! What the files of a work tree are, by their names.

use crate::text::{is_env_name, is_template_name};

/// The folder and the name of `path`.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// What a file is for these practices.
pub(super) enum Kind {
    Settings,
    Template,
    Image,
    Build,
}

/// Whether a name may be of one of the kinds. Nearly every file of a work tree is told here.
pub(super) fn may_be_wanted(name: &[u8]) -> bool {
    let begins = matches!(name, [b'.', b'e', ..] | [b'D' | b'C' | b'd' | b'c' | b'M' | b'm' | b'G' | b'j', ..]);
    begins || matches!(name, [.., b'.', b'e', b'n', b'v'] | [.., b'f', b'i', b'l', b'e'])
}

/// What a file is, by its name.
pub(super) fn kind(name: &[u8]) -> Option<Kind> {
    if is_env_name(name) {
        return Some(if is_template_name(name) { Kind::Template } else { Kind::Settings });
    }
    match std::str::from_utf8(name).ok()? {
        name if is_dockerfile(name) => Some(Kind::Image),
        name if is_build(name) => Some(Kind::Build),
        name if is_secrets(name) => Some(Kind::Settings),
        _ => None,
    }
}

/// True for the list of secrets that a guide has beside the Compose file: `docker-compose.secrets.yml`.
fn is_secrets(name: &str) -> bool {
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    stem.and_then(|stem| stem.strip_prefix("docker-").unwrap_or(stem).strip_prefix("compose."))
        .is_some_and(|stem| matches!(stem, "secrets" | "secret"))
}

/// Returns whether a file called `name` says how images are built.
fn is_build(name: &str) -> bool {
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    let is_compose = stem.map(|stem| stem.strip_prefix("docker-").unwrap_or(stem)).is_some_and(|stem| {
        stem.strip_prefix("compose")
            .is_some_and(|rest| rest.is_empty() || (rest.starts_with('.') && !matches!(rest, ".secrets" | ".secret")))
    });
    is_compose || matches!(name, "Makefile" | "makefile" | "GNUmakefile" | "justfile")
}

/// Returns whether `name` is that of a Dockerfile.
pub(super) fn is_dockerfile(name: &str) -> bool {
    let is_named = |kind: &str| {
        name.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            || name.strip_suffix(kind).is_some_and(|rest| rest.ends_with('.'))
    };
    (is_named("Dockerfile") || is_named("Containerfile")) && !name.ends_with(".dockerignore")
}

#[cfg(test)]
mod tests {
    use super::{is_build, is_dockerfile, is_secrets};

    #[test]
    fn files_are_known_by_their_names() {
        for (name, is_one) in [
            ("Dockerfile", true),
            ("Dockerfile.prod", true),
            ("api.Dockerfile", true),
            ("Dockerfiles", false),
            ("Dockerfile.dockerignore", false),
        ] {
            assert_eq!(is_dockerfile(name), is_one, "{name}");
        }
        for (name, is_one, is_other) in [
            ("compose.yml", true, false),
            ("docker-compose.prod.yaml", true, false),
            ("Makefile", true, false),
            ("docker-compose.secrets.yml", false, true),
            ("compose.secret.yaml", false, true),
            ("composer.yml", false, false),
        ] {
            assert_eq!((is_build(name), is_secrets(name)), (is_one, is_other), "{name}");
        }
    }
}
