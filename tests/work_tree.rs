//! Practices of the work tree: env files that git would add, that a template lacks keys of, and that an image takes in.

use crate::across::found;
use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

/// Rows: the files in the work tree, the tracked ones, and the files that are reported as not ignored.
#[test]
fn an_env_file_that_git_would_add_is_reported() {
    const ENV: (&str, &str) = (".env", "APP_NAME=shop\n");
    for (files, tracked, reported) in [
        (vec![ENV], "", Some(".env")),
        (vec![(".env.production", "A=b\n"), ENV], "", Some(".env")),
        (vec![("docker-compose.secrets.yml", "a: b\n")], "", Some("docker-compose.secrets.yml")),
        (
            vec![("docker-compose.secrets.yml", "a: b\n"), (".gitignore", ".env\n")],
            "",
            Some("docker-compose.secrets.yml"),
        ),
        (vec![ENV, (".gitignore", ".env*\n!.env\n")], "", Some(".env")),
        (vec![ENV, (".gitignore", "target\n")], "", Some(".env")),
        (vec![ENV, (".gitignore", ".env\n")], "", None),
        (vec![ENV, (".gitignore", "# settings\n*.env\n")], "", None),
        (vec![ENV, (".gitignore", "!x\n/.e*\n")], "", None),
        (vec![ENV, (".git/info/exclude", ".env\n")], "", None),
        (vec![ENV], ".env", None),
        (vec![(".env", "")], "", None),
        (vec![(".env.example", "A=b\n"), (".env.test", "A=b\n")], "", None),
        (vec![("README.md", "x\n")], "", None),
    ] {
        let repo = TempRepo::new();
        for (path, text) in &files {
            repo.write(path, text);
        }
        if !tracked.is_empty() {
            repo.git(["add", tracked]);
            repo.commit("x");
        }
        for command in [["staged"].as_slice(), &["files", "."]] {
            let document = Dsnitch::new(&repo).args(command).json().document();
            let found = found(&document, "env-file-not-ignored");
            assert_eq!(found.len(), usize::from(reported.is_some()), "{files:?} {command:?} {found:?}");
            assert!(reported.is_none_or(|path| found[0].starts_with(&format!("{path}:1 "))), "{files:?} {found:?}");
        }
    }
    let elsewhere = TempRepo::new();
    elsewhere.write(".env", "A=b\n");
    elsewhere.write("a.txt", "x\n");
    let document = Dsnitch::new(&elsewhere).args(["files", "a.txt"]).json().exits(0).document();
    assert!(found(&document, "env-file-not-ignored").is_empty());
    elsewhere.dsnitch(&["staged"]).exits(0).reports("Git does not ignore this file");
}

#[test]
fn strict_reports_a_key_that_the_template_lacks() {
    let repo = TempRepo::new();
    repo.write(".gitignore", ".env\n");
    repo.write(".env", "A=1\nexport DB_PASSWORD=x\nB=2\n");
    repo.write(".env.example", "A=\n# B=\n");
    for (profile, expected) in [("strict", 1), ("balanced", 0), ("relaxed", 0)] {
        let document = Dsnitch::new(&repo).args(["staged", "--profile", profile]).json().exits(0).document();
        let found = found(&document, "env-key-missing-in-template");
        assert_eq!(found.len(), expected, "{profile}");
        let reported = ".env.example:1 Keys of .env that are not in this template: DB_PASSWORD";
        assert!(found.iter().all(|one| one == reported), "{found:?}");
    }
}

/// Rows: the files next to the Dockerfile, and whether the image includes the env file.
#[test]
fn an_image_that_copies_the_whole_context_includes_the_env_file() {
    for (ignored, dockerfile, line) in [
        (None, "FROM node:22\nCOPY . .\n", Some(2)),
        (Some("node_modules\n"), "FROM node:22\nCOPY . .\n", Some(2)),
        (Some(".env*\n"), "FROM node:22\nCOPY . .\n", None),
        (None, "FROM node:22\nCOPY src .\n", None),
    ] {
        let repo = TempRepo::new();
        repo.write(".gitignore", ".env\n");
        repo.write(".env", "APP_NAME=shop\n");
        if let Some(patterns) = ignored {
            repo.write(".dockerignore", patterns);
        }
        repo.stage("Dockerfile", dockerfile);
        for command in [["staged"].as_slice(), &["files", "."]] {
            let document = Dsnitch::new(&repo).args(command).json().exits(0).document();
            let found = found(&document, "env-copied-into-image");
            assert_eq!(found.len(), usize::from(line.is_some()), "{ignored:?} {dockerfile} {found:?}");
            assert!(line.is_none_or(|line| found[0].starts_with(&format!("Dockerfile:{line} "))), "{found:?}");
        }
    }
}

/// Rows: the compose file, what `.dockerignore` at the top excludes, and whether the image includes the env file at the top.
#[test]
fn an_image_of_a_folder_includes_the_env_file_of_its_context() {
    for (compose, ignored, is_included) in [
        ("services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n", "", true),
        ("services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n", ".env\n", false),
        ("services:\n  a:\n    build: ./docker\n", "", false),
    ] {
        let repo = TempRepo::new();
        repo.write(".gitignore", ".env\n");
        repo.write(".env", "APP_NAME=shop\n");
        repo.write(".dockerignore", ignored);
        repo.write("compose.yaml", compose);
        repo.write("docker/Dockerfile", "FROM node:22\nCOPY . .\n");
        let document = Dsnitch::new(&repo).arg("staged").json().exits(0).document();
        let found = found(&document, "env-copied-into-image");
        assert_eq!(found.len(), usize::from(is_included), "{compose} {ignored} {found:?}");
        assert!(found.iter().all(|one| one.starts_with("docker/Dockerfile:2 ")), "{found:?}");
    }
}

/// Rows: files of the work tree that are not staged, and the practices that they violate, each as its rule and its file.
#[test]
fn each_folder_of_the_work_tree_is_examined() {
    let (open, copied, missing) = ("env-file-not-ignored", "env-copied-into-image", "env-key-missing-in-template");
    let dockerfile = "FROM node:22\nCOPY . .\n";
    for (files, expected) in [
        (vec![("services/api/.env", "A=b\n")], vec![(open, "services/api/.env")]),
        (vec![("sub/deep/er/.env.production", "A=b\n")], vec![(open, "sub/deep/er/.env.production")]),
        (vec![("prod.env", "A=b\n")], vec![(open, "prod.env")]),
        (vec![("deploy/docker-compose.secrets.yml", "a: b\n")], vec![(open, "deploy/docker-compose.secrets.yml")]),
        (vec![("compose.secret.yaml", "a: b\n")], vec![(open, "compose.secret.yaml")]),
        (vec![(".gitignore", "/.env\n"), ("a/.env", "A=b\n")], vec![(open, "a/.env")]),
        (vec![(".gitignore", ".env\n"), ("a/.gitignore", "!.env\n"), ("a/.env", "A=b\n")], vec![(open, "a/.env")]),
        (vec![(".gitignore", ".env\n"), ("a/.env", "A=b\n"), ("b/.env", "A=b\n")], vec![]),
        (vec![("a/.gitignore", ".env\n"), ("a/.env", "A=b\n")], vec![]),
        // One finding for all, and none for what git or tools keep apart.
        (vec![("a/.env", "A=b\n"), ("b/c/.env", "A=b\n")], vec![(open, "a/.env")]),
        (vec![("node_modules/x/.env", "A=b\n"), ("inner/.git/HEAD", "x\n"), ("inner/.env", "A=b\n")], vec![]),
        (
            vec![(".gitignore", ".env\n"), ("a/.env", "A=b\n"), ("a/Dockerfile", dockerfile)],
            vec![(copied, "a/Dockerfile")],
        ),
        (
            vec![
                (".gitignore", ".env\n"),
                ("a/.env", "A=b\n"),
                ("a/Dockerfile", dockerfile),
                ("a/.dockerignore", ".env\n"),
            ],
            vec![],
        ),
        // The ignore file of the top is not that of the context.
        (
            vec![
                (".gitignore", ".env\n"),
                ("a/.env", "A=b\n"),
                ("a/Dockerfile", dockerfile),
                (".dockerignore", ".env\n"),
            ],
            vec![(copied, "a/Dockerfile")],
        ),
        (vec![(".gitignore", ".env\n"), ("a/.env", "A=b\n"), ("Dockerfile", dockerfile)], vec![(copied, "Dockerfile")]),
        (
            vec![(".gitignore", ".env\n"), ("src/.env", "A=b\n"), ("Dockerfile", "FROM a\nCOPY src/ /app\n")],
            vec![(copied, "Dockerfile")],
        ),
        (vec![(".gitignore", ".env\n"), ("b/.env", "A=b\n"), ("Dockerfile", "FROM a\nCOPY src/ /app\n")], vec![]),
        (
            vec![(".gitignore", ".env\n"), (".env", "A=b\n"), ("docker/Dockerfile", dockerfile)],
            vec![(copied, "docker/Dockerfile")],
        ),
        (vec![(".gitignore", ".env\n"), (".env", "A=b\n"), ("a/Dockerfile", dockerfile)], vec![]),
        (
            vec![
                (".gitignore", ".env\n"),
                (
                    "deploy/compose.yml",
                    "services:\n  a:\n    build:\n      context: ..\n      dockerfile: deploy/Dockerfile\n",
                ),
                ("deploy/Dockerfile", dockerfile),
                (".env", "A=b\n"),
            ],
            vec![(copied, "deploy/Dockerfile")],
        ),
        (
            vec![(".gitignore", ".env\n"), ("a/.env", "A=b\n"), ("a/.env.example", "B=\n"), (".env.example", "C=\n")],
            vec![(missing, "a/.env.example")],
        ),
    ] {
        let repo = TempRepo::new();
        for (path, text) in &files {
            repo.write(path, text);
        }
        repo.stage("a.txt", "x\n");
        for command in [["staged", "--profile", "strict"].as_slice(), &["files", ".", "--profile", "strict"]] {
            let document = Dsnitch::new(&repo).args(command).json().document();
            let mut seen = Vec::new();
            for rule in [open, copied, missing] {
                seen.extend(found(&document, rule).iter().map(|one| (rule, one.split(':').next().unwrap().to_owned())));
            }
            let expected: Vec<(&str, String)> =
                expected.iter().map(|(rule, path)| (*rule, (*path).to_owned())).collect();
            assert_eq!(seen, expected, "{command:?} {files:?}");
        }
    }
}

/// The line that is to be typed has git ignore the file, also where the list beside it takes it back.
#[test]
fn the_remedy_of_a_file_that_is_not_ignored_has_it_ignored() {
    for lists in [vec![], vec![("a/.gitignore", "!.env\n")], vec![(".gitignore", "/.env\n")]] {
        let repo = TempRepo::new();
        repo.write("a/.env", "A=b\n");
        repo.write("a/b c/prod.env", "A=b\n");
        for (path, text) in &lists {
            repo.write(path, text);
        }
        let document = Dsnitch::new(&repo).arg("staged").json().document();
        let remedy = document["findings"][0]["remedy"].as_str().unwrap().split_once(": ").unwrap().1.to_owned();
        let done = repo.command("sh").args(["-c", &remedy]).status().unwrap();
        assert!(done.success(), "{remedy}");
        let document = Dsnitch::new(&repo).arg("staged").json().document();
        assert_eq!(found(&document, "env-file-not-ignored"), Vec::<String>::new(), "{lists:?} {remedy}");
    }
}
