//! The CI systems, by which commands of a pipeline see its secrets.

/// The CI system whose file a text is, if it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CiSystem {
    /// Jenkins binds credentials in the pipeline.
    Jenkins { has_credentials: bool },
    /// GitHub, systems modelled on it, and Azure pass to a step the variables in its `env:` or its job's.
    PerStep,
    /// GitLab, CircleCI, Travis and Bitbucket pass the project's variables to each step.
    PerProject,
}

impl CiSystem {
    /// The system whose marks `text` has.
    pub(crate) fn of(text: &[u8]) -> Self {
        let names = |words: &[&[u8]]| words.iter().any(|word| memchr::memmem::find(text, word).is_some());
        if names(&[b"pipeline {", b"node {", b"stage("]) {
            CiSystem::Jenkins { has_credentials: names(&[b"credentials(", b"withCredentials", b"withVault"]) }
        } else if names(&[b"runs-on:"]) || names(&[b"steps:"]) && !names(&[b"- checkout"]) && !is_circleci(text) {
            CiSystem::PerStep
        } else {
            CiSystem::PerProject
        }
    }
}

/// True if `text` has the version that CircleCI asks for at the top of its file: `version: 2.1`, in quotes or not.
fn is_circleci(text: &[u8]) -> bool {
    text.split(|b| *b == b'\n').any(|line| {
        let version = line.strip_prefix(b"version:").unwrap_or_default().trim_ascii();
        let version = version.strip_prefix(b"\"").or(version.strip_prefix(b"'")).unwrap_or(version);
        matches!(version, [b'2'] | [b'2', b'.' | b'"' | b'\'' | b' ', ..])
    })
}

#[cfg(test)]
mod tests {
    use super::CiSystem;

    #[test]
    fn a_system_is_known_by_its_marks() {
        let jenkins = |has_credentials| CiSystem::Jenkins { has_credentials };
        for (text, system) in [
            ("pipeline {\n  stages {\n", jenkins(false)),
            ("node {\n  withCredentials([x]) {\n", jenkins(true)),
            ("jobs:\n  a:\n    runs-on: ubuntu-latest\n", CiSystem::PerStep),
            ("steps:\n- script: env\n", CiSystem::PerStep),
            ("steps:\n  - checkout\n  - run: env\n", CiSystem::PerProject),
            ("version: 2.1\njobs:\n  a:\n    steps:\n      - run: env\n", CiSystem::PerProject),
            ("version: '2'\r\njobs:\n  a:\n    steps:\n      - run: env\n", CiSystem::PerProject),
            ("version: v1.0\nsteps:\n- script: env\n", CiSystem::PerStep),
            ("test:\n  script:\n    - env\n", CiSystem::PerProject),
        ] {
            assert_eq!(CiSystem::of(text.as_bytes()), system, "{text}");
        }
    }
}
