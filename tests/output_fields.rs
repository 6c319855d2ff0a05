//! The fields that docs/output.md and docs/fleet.md describe are exactly those that the program writes, with the listed
//! types.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use serde_json::Value;

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;
use crate::support::{LEAK, SECRET, must};

/// Names and their types.
type Fields = BTreeMap<String, BTreeSet<String>>;

/// Returns the fields in the tables of a page: `| names | types | meaning |`.
fn described(page: &str, into: &mut Fields) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let mut is_table = false;
    for line in must(fs::read_to_string(path), "reading a page").lines() {
        is_table = line.starts_with('|') && (is_table || line == "| field | type | says |");
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let (true, [_, names, types, ..]) = (is_table && line.contains('`'), cells.as_slice()) {
            for name in names.split('`').skip(1).step_by(2) {
                into.entry(name.to_owned()).or_default().extend(types.split(" or ").map(str::to_owned));
            }
        }
    }
}

/// Returns the fields of a document, at any depth.
fn written(value: &Value, into: &mut Fields) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let kind = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                into.entry(name.clone()).or_default().insert(kind.to_owned());
                written(value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| written(item, into)),
        _ => {}
    }
}

/// Creates a repository whose report uses every field, with a commit.
fn of_all_kinds() -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.env", "PGPASSWORD=postgres\n"), ("logo.png", "\0\u{1}\u{2}")]);
    repo.stage(OsStr::from_bytes(b"\xff.env"), format!("{SECRET}\n"));
    // More findings than are listed for one file.
    repo.stage("many.env", format!("{SECRET}\n").repeat(1001));
    repo.stage("excused.env", format!("{SECRET}  # dsnitch:allow pg-password-assignment -- of no server\n"));
    repo.stage("prod.env", format!("{LEAK}DB_PASSWORD=changeme\n"));
    repo.stage("raw.conf", "URL=postgres://app:kV8m2Q/z4rTn9#Lw3X@db/app\n");
    repo.stage("db.json", "{\"db_password\": \"kV8m2Qz4rTn9\"}\n");
    repo.stage("compose.yml", "POSTGRES_HOST_AUTH_METHOD: trust\n");
    let server =
        "services:\n  orders:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: kV8m2Qz4rTn9\n";
    repo.stage("docker-compose.yml", server);
    repo.stage("tests/a.env", "STAGING_AUTH_DB_PASSWORD=kV8m2Qz4rTn9\n");
    let unnamed = repo.blob("nothing\n");
    repo.git(["update-ref", "refs/notes/blob", &unnamed]);
    repo
}

#[test]
fn the_documented_fields_are_exactly_the_written_ones() {
    let mut real = Fields::new();
    let mut run = |repo: &TempRepo, arguments: &[&str]| {
        let ran = Dsnitch::new(repo).args(arguments.iter().copied()).run();
        for line in ran.stdout.lines() {
            written(&must(serde_json::from_str(line), "reading a report"), &mut real);
        }
        ran.stdout
    };
    let repo = of_all_kinds();
    run(&TempRepo::new(), &["--format", "json"]);
    run(&repo, &["--format", "json"]);
    run(&repo, &["--require-complete", "--format", "json"]);
    run(&repo, &["--config-from", "HEAD", "--format", "json"]);
    run(&repo, &["range", "nowhere..HEAD", "--format", "json"]);
    let base = repo.rev("HEAD");
    repo.commit("more");
    repo.git(["rm", "-q", "a.env"]);
    repo.commit("less");
    run(&repo, &["range", &format!("{base}..HEAD"), "--format", "jsonl"]);
    repo.stage("prod.env", format!("  {LEAK}"));
    run(&repo, &["staged", "--format", "json"]);
    run(&repo, &["history", "--blame-all", "--format", "json"]);
    let shard = run(&repo, &["history", "--shard", "1/2", "--format", "json"]);
    run(&repo, &["history", "--shard", "2/2", "--format", "json"]);
    repo.write("shard", shard);
    run(&repo, &["report", "merge", "shard", "--format", "json"]);
    repo.write("list", ".\n");
    run(&repo, &["history", "--repos", "list", "--format", "json"]);
    let object = repo.rev("HEAD:excused.env");
    must(fs::remove_file(repo.path(format!(".git/objects/{}/{}", &object[..2], &object[2..]))), "removing an object");
    run(&repo, &["history", "--format", "json"]);
    let partial = TempRepo::with_commit(&[("a.env", "x\n")]);
    partial.git(["config", "remote.origin.promisor", "true"]);
    partial.git(["config", "remote.origin.url", "/nowhere"]);
    let object = partial.rev("HEAD:a.env");
    must(fs::remove_file(partial.path(format!(".git/objects/{}/{}", &object[..2], &object[2..]))), "removing it");
    run(&partial, &["history", "--format", "json"]);

    let mut documented = Fields::new();
    described("docs/output.md", &mut documented);
    described("docs/fleet.md", &mut documented);
    let names = |fields: &Fields| fields.keys().cloned().collect::<BTreeSet<String>>();
    assert_eq!(names(&documented), names(&real));
    assert_eq!(documented, real);
}
