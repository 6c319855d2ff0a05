use super::*;

#[test]
fn settings_are_parsed_as_in_git() {
    let text =
        b"# x\n[Core]\n\tBare = true ; why\n\tworktree = \"a b\\\\\"c \\\n d # e\n[core \"sub\"]\nbare = false\n\
                 [extensions] objectFormat=sha256\n\tnoop\n[x.y]\nz = 1\n[core] fileMode\n\tempty =\n";
    let settings = parse(text, false).unwrap();
    let settings: Vec<(&str, &[u8])> = settings.iter().map(|(key, value)| (key.as_str(), &**value)).collect();
    assert_eq!(
        settings,
        [
            ("core.bare", b"true".as_slice()),
            ("core.worktree", b"a b\\c  d"),
            ("extensions.objectformat", b"sha256"),
            ("extensions.noop", b"true"),
            ("core.filemode", b"true"),
            ("core.empty", b""),
        ]
    );
}

#[test]
fn the_promisor_remote_is_read_from_the_configuration() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("config");
    for (text, remote) in [
        ("[remote \"origin\"]\n\tpromisor = true\n", Some("origin")),
        ("[remote \"a\"]\n\turl = x\n[Remote \"B \\\"c\"]\n\tPromisor\n", Some("B \"c")),
        ("[extensions]\n\tpartialClone = up\n", Some("up")),
        ("[remote \"origin\"]\n\tpromisor = false\n", None),
        ("[remote]\n\tpromisor = true\n", None),
        ("[branch \"remote\"]\n\tpromisor = true\n", None),
    ] {
        std::fs::write(&config, text).unwrap();
        assert_eq!(promisor(&config).as_deref(), remote, "{text}");
    }
}

/// Rows: a configuration, and the line at which git's own parser gives up.
#[test]
fn a_malformed_line_is_reported_by_its_number() {
    for (text, line) in [
        ("", None),
        ("[core]\r\n\tbare = false\r\n", None),
        ("[core]\nbare", None),
        ("key = before\n[a]\n", None),
        ("[a]b = c ; d\n[a.b]\n[a \"b\\\"\"]\n[a\t\"]\"]", None),
        ("[a]\nb = \"c\\\n d\"\n", None),
        ("\u{feff}[a]\nb=c", None),
        ("[core]\n\tbare = false\n<<<<<<< HEAD\n", Some(3)),
        ("nonsense here\n", Some(1)),
        ("[core\n", Some(1)),
        ("[", Some(1)),
        ("[]\n", Some(1)),
        ("[a b]\n", Some(1)),
        ("[ a]\n", Some(1)),
        ("[a \"b]\n", Some(1)),
        ("[a \"b\" ]\n", Some(1)),
        ("[a_b]\n", Some(1)),
        ("[a]\n\n = x\n", Some(3)),
        ("[a]\nb c\n", Some(2)),
        ("[a]\nb_c = d\n", Some(2)),
        ("[a]\nb = \"c\n", Some(2)),
        ("[a]\nb = \"c", Some(2)),
        ("[a]\nb = \\x\n", Some(2)),
        ("[a]\n\0\n", Some(2)),
        ("[a]\n1b = c\n", Some(2)),
    ] {
        assert_eq!(parse(text.as_bytes(), false).err(), line, "{text:?}");
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("config");
        std::fs::write(&file, text).unwrap();
        #[expect(clippy::disallowed_methods, reason = "git itself is asked what it makes of the text")]
        let git = std::process::Command::new("git").args(["config", "--list", "--file"]).arg(&file).output().unwrap();
        assert_eq!(git.status.success(), line.is_none(), "{text:?}");
    }
}
