//! Which build context a Compose file, a Makefile or a script names for a Dockerfile.

use super::names::{is_dockerfile, split};

/// Options of `docker build` without a value.
const SWITCHES: [&str; 11] = [
    "--load",
    "--no-cache",
    "--pull",
    "--push",
    "--quiet",
    "-q",
    "--rm",
    "--force-rm",
    "--squash",
    "--compress",
    "--debug",
];

/// Returns each Dockerfile that `text`, the file at `path`, has built, with its context; both relative to the top of the work tree.
/// What lies outside of it is left out.
pub(super) fn named(text: &str, path: &str) -> Vec<(String, String)> {
    let folder = split(path).0;
    let builds: Vec<(String, String)> = if path.ends_with(".yml") || path.ends_with(".yaml") {
        of_compose(text).into_iter().map(|(image, context)| (format!("{context}/{image}"), context)).collect()
    } else {
        text.split(['\n', ';']).flat_map(|line| line.split("&&")).filter_map(of_command).collect()
    };
    let whole = |(image, context): (String, String)| Some((joined(folder, &image)?, joined(folder, &context)?));
    builds.into_iter().filter_map(whole).filter(|(image, _)| is_dockerfile(split(image).1)).collect()
}

/// `path`, which is relative to `folder`, without `.` and `..`; `None` if it lies above the top or is absolute.
fn joined(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~', '$']) || path.contains("://") {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Each build of a Compose file: the Dockerfile, relative to the context, and the context.
fn of_compose(text: &str) -> Vec<(String, String)> {
    let mut builds: Vec<(String, String)> = Vec::new();
    let mut within: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        within = within.filter(|own| indent > *own);
        if let Some(rest) = content.strip_prefix("build:") {
            within = Some(indent);
            let context = word(rest).filter(|word| !word.starts_with(['{', '&', '*', '!']));
            builds.push(("Dockerfile".to_owned(), context.unwrap_or(".").to_owned()));
        }
        let Some((image, context)) = builds.last_mut().filter(|_| within.is_some()) else { continue };
        let fields = content.strip_prefix("build:").unwrap_or(content).split(['{', ',', '}']).map(str::trim);
        for (name, value) in fields.filter_map(|field| field.split_once(':')) {
            match (name, word(value)) {
                ("context", Some(value)) => value.clone_into(context),
                ("dockerfile", Some(value)) => value.clone_into(image),
                _ => {}
            }
        }
    }
    builds
}

/// The first word of a value in YAML, without quotes.
fn word(value: &str) -> Option<&str> {
    let word = value.split_whitespace().next()?.trim_matches(['"', '\'']);
    (!word.is_empty() && !word.starts_with('#')).then_some(word)
}

/// The build of a command: `docker build -f docker/Dockerfile -t x .`.
fn of_command(command: &str) -> Option<(String, String)> {
    let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    let at = words.iter().position(|word| *word == "build")?;
    let program = words.get(at.checked_sub(1)?)?.trim_start_matches('@');
    if !matches!(program, "docker" | "podman" | "buildx" | "image" | "buildah") {
        return None;
    }
    let (mut image, mut context) = (None, None);
    let mut rest = words.get(at + 1..)?.iter();
    while let Some(word) = rest.next() {
        match *word {
            "-f" | "--file" => image = rest.next().copied(),
            switch if SWITCHES.contains(&switch) => {}
            option if option.starts_with('-') => {
                image = option.strip_prefix("--file=").or(image);
                if !option.contains('=') {
                    rest.next();
                }
            }
            word => context = context.or(Some(word)),
        }
    }
    let context = context?.to_owned();
    Some((image.map_or_else(|| format!("{context}/Dockerfile"), str::to_owned), context))
}

#[cfg(test)]
mod tests {
    use super::named;

    /// Rows: a file, its text, and the Dockerfiles with their contexts.
    #[test]
    fn a_build_names_its_dockerfile_and_its_context() {
        for (path, text, expected) in [
            ("compose.yml", "build:\n  context: .\n  dockerfile: docker/Dockerfile\n", "docker/Dockerfile in "),
            ("compose.yml", "build:\n  dockerfile: \"./ops/api.Dockerfile\"\n", "ops/api.Dockerfile in "),
            (
                "compose.yml",
                "build:\n  dockerfile: docker/Dockerfile\n  context: ./app\n",
                "app/docker/Dockerfile in app",
            ),
            (
                "compose.yml",
                "a:\n  build: ./api\nb:\n  build: {context: b, dockerfile: x.Dockerfile}\n",
                "api/Dockerfile in api, b/x.Dockerfile in b",
            ),
            (
                "deploy/compose.yml",
                "a:\n  build:\n    context: ..\n    dockerfile: deploy/Dockerfile\n",
                "deploy/Dockerfile in ",
            ),
            ("compose.yml", "a:\n  build:\n    context: ..\n", ""),
            ("compose.yml", "a:\n  build:\n    dockerfile: x/Dockerfile\n  context: b\n", "x/Dockerfile in "),
            ("compose.yml", "build:\n  context: https://example.com/a.git\n", ""),
            ("Makefile", "x:\n\tdocker build -f docker/Dockerfile -t x .\n", "docker/Dockerfile in "),
            ("Makefile", "x:\n\tdocker build --file=docker/Dockerfile.prod --push .\n", "docker/Dockerfile.prod in "),
            (
                "Makefile",
                "x:\n\t@docker build --file docker/Dockerfile . && docker buildx build -f y/Dockerfile y\n",
                "docker/Dockerfile in , y/Dockerfile in y",
            ),
            ("Makefile", "x:\n\tdocker build api\n\ttail -f docker/log\n", "api/Dockerfile in api"),
        ] {
            let found: Vec<String> =
                named(text, path).into_iter().map(|(image, context)| format!("{image} in {context}")).collect();
            assert_eq!(found.join(", "), expected, "{path} {text}");
        }
    }
}
