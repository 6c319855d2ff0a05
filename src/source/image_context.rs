//! Finds out whether a container image includes the env file next to its Dockerfile: through a `COPY` of the whole
//! context without an exclusion in `.dockerignore`.

use std::fs;
use std::path::Path;

use ignore::gitignore::GitignoreBuilder;

use crate::text::ImageStages;

/// Size of the largest Dockerfile or `.dockerignore` that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Returns whether `name` is that of a Dockerfile.
pub(super) fn is_dockerfile(name: &str) -> bool {
    let is_named = |kind: &str| {
        name.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            || name.strip_suffix(kind).is_some_and(|rest| rest.ends_with('.'))
    };
    (is_named("Dockerfile") || is_named("Containerfile")) && !name.ends_with(".dockerignore")
}

/// Returns the line of the Dockerfile `name` in `top` that copies `file` into the image with the whole context, if
/// there is one.
pub(super) fn copies(top: &Path, name: &str, file: &str) -> Option<usize> {
    let line = copies_everything(&read(&top.join(name))?)?;
    // The ignore file of a Dockerfile takes precedence over that of the context (BuildKit).
    let ignored = read(&top.join(format!("{name}.dockerignore"))).or_else(|| read(&top.join(".dockerignore")));
    let is_kept_out = ignored.is_some_and(|patterns| excludes(top, &patterns, file));
    (!is_kept_out).then_some(line)
}

/// Files at the top that say which Dockerfile is built with the top as its context.
const BUILDS: [&str; 6] =
    ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "Makefile", "justfile"];

/// Returns the Dockerfiles in folders of `top` that are built with `top` as their context, as its compose file or Makefile
/// says: `dockerfile: docker/Dockerfile`, `docker build -f docker/Dockerfile .`.
pub(super) fn elsewhere(top: &Path) -> Vec<String> {
    BUILDS.iter().filter_map(|name| read(&top.join(name))).flat_map(|text| named(&text)).collect()
}

/// The Dockerfiles in folders that `text` names for a build.
fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut words = text.split_whitespace();
    let mut is_top = true;
    while let Some(word) = words.next() {
        let path = match word {
            "build:" => {
                is_top = true;
                None
            }
            "context:" => {
                is_top = matches!(words.next(), Some("." | "./" | "\".\""));
                None
            }
            "dockerfile:" => words.next().filter(|_| is_top),
            "-f" | "--file" => words.next(),
            word => word.strip_prefix("--file="),
        };
        let path = path.map(|path| path.trim_matches(['"', '\'']).trim_start_matches("./"));
        let is_within = |path: &&str| !path.starts_with('/') && !path.split('/').any(|part| part == "..");
        let name = |path: &&str| path.rsplit_once('/').is_some_and(|(_, name)| is_dockerfile(name));
        found.extend(path.filter(is_within).filter(name).map(str::to_owned));
    }
    found
}

fn read(path: &Path) -> Option<String> {
    let metadata = fs::symlink_metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= LARGEST).then(|| fs::read_to_string(path).ok()).flatten()
}

/// Returns the line of the first instruction that copies the whole context into the image.
fn copies_everything(text: &str) -> Option<usize> {
    let stages = ImageStages::of(text.as_bytes());
    let mut start = 0;
    for (number, line) in (1..).zip(text.split('\n')) {
        if copies_context(line) && stages.hold(start) {
            return Some(number);
        }
        start += line.len() + 1;
    }
    None
}

/// Returns whether `line` is a `COPY` or `ADD` of the whole context.
fn copies_context(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_copy = words.next().is_some_and(|word| ["copy", "add"].iter().any(|copy| word.eq_ignore_ascii_case(copy)));
    let (options, sources): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with("--"));
    let is_of_context = !options.iter().any(|option| option.starts_with("--from="));
    let first = sources.first().map(|word| word.trim_matches(['[', ']', '"', ',']));
    is_copy && is_of_context && matches!(first, Some("." | "./" | "./." | "*"))
}

/// Returns whether `patterns`, the lines of a `.dockerignore`, exclude `file` at the top of the context. They have the
/// syntax of `.gitignore`, anchored at the top.
fn excludes(top: &Path, patterns: &str, file: &str) -> bool {
    let mut builder = GitignoreBuilder::new(top);
    for line in patterns.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (mark, pattern) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest));
        // A malformed pattern excludes nothing.
        let _ = builder.add_line(None, &format!("{mark}/{}", pattern.trim_start_matches("./").trim_start_matches('/')));
    }
    builder.build().is_ok_and(|ignored| ignored.matched(file, false).is_ignore())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{copies_everything, excludes, is_dockerfile, named};

    #[test]
    fn a_build_names_its_dockerfile() {
        for (text, names) in [
            ("build:\n  context: .\n  dockerfile: docker/Dockerfile\n", vec!["docker/Dockerfile"]),
            ("build:\n  dockerfile: \"./ops/api.Dockerfile\"\n", vec!["ops/api.Dockerfile"]),
            ("x:\n\tdocker build -f docker/Dockerfile -t x .\n", vec!["docker/Dockerfile"]),
            ("x:\n\tdocker build --file=docker/Dockerfile.prod .\n", vec!["docker/Dockerfile.prod"]),
            ("build:\n  dockerfile: Dockerfile\n", vec![]),
            ("build:\n  context: ./app\n  dockerfile: docker/Dockerfile\n", vec![]),
            (
                "a:\n  build:\n    context: ./app\n    dockerfile: x/Dockerfile\nb:\n  build:\n    dockerfile: y/Dockerfile\n",
                vec!["y/Dockerfile"],
            ),
            (
                "x:\n\tdocker build --file docker/Dockerfile . && docker build -f y/Dockerfile .\n",
                vec!["docker/Dockerfile", "y/Dockerfile"],
            ),
            ("build:\n  context: \".\"\n  dockerfile: docker/Dockerfile\n", vec!["docker/Dockerfile"]),
            ("build:\n  context: ./\n  dockerfile: docker/Dockerfile\n", vec!["docker/Dockerfile"]),
            ("build:\n  dockerfile: /x/Dockerfile\n", vec![]),
            ("build:\n  dockerfile: ../x/Dockerfile\n", vec![]),
            ("x:\n\ttail -f docker/log\n", vec![]),
        ] {
            assert_eq!(named(text), names, "{text}");
        }
    }

    #[test]
    fn only_stages_in_the_image_count() {
        for (text, line) in [
            ("FROM a\nCOPY . .", Some(2)),
            ("FROM a\ncopy --chown=1:1 ./ /app", Some(2)),
            ("FROM a\nADD [\".\", \"/app\"]", Some(2)),
            ("FROM a AS build\nCOPY . .\nFROM b\nCOPY --from=build . .", None),
            ("FROM a AS base\nCOPY . .\nFROM base\nCMD x", Some(2)),
            ("FROM a AS base\nCOPY . .\nFROM base AS test\nCOPY . .\nFROM base\nCMD x", Some(2)),
            ("FROM a AS base\nFROM base AS test\nCOPY . .\nFROM base\nCMD x", None),
            ("FROM a\nCOPY --from=build --chown=1:1 . .", None),
            ("FROM a\nCOPY --chown=1:1 --from=build . .", None),
            ("from a\ncopy . .\nfrom b\n", None),
            ("FROM a\nCOPY ./. .\nADD * /x", Some(2)),
            ("FROM a\nCOPY x .\nADD * /x", Some(3)),
            ("FROM a\nCOPY src .\nRUN cp . x", None),
            ("FROM a\n# COPY . .", None),
        ] {
            assert_eq!(copies_everything(text), line, "{text}");
        }
    }

    #[test]
    fn a_pattern_excludes_a_file_until_a_negated_one_includes_it() {
        for (patterns, is_out) in [
            (".env", true),
            ("./.env\n", true),
            ("**/.env*", true),
            ("*\n!src", true),
            (".*", true),
            ("*\n!.env", false),
            ("node_modules\n# .env", false),
            ("config/.env", false),
        ] {
            assert_eq!(excludes(Path::new("/x"), patterns, ".env"), is_out, "{patterns}");
        }
        for (name, is_one) in [
            ("Dockerfile", true),
            ("Dockerfile.prod", true),
            ("api.Dockerfile", true),
            ("Dockerfiles", false),
            ("Dockerfile.dockerignore", false),
        ] {
            assert_eq!(is_dockerfile(name), is_one, "{name}");
        }
    }
}
