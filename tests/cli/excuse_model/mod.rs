//! Everything that can excuse a finding, at once: generated files, configurations of four layers, comments, an ignore
//! file, a baseline and options. The findings, what excuses them, the skips and the exit status of each command are those
//! of a model that is written from the documentation.

mod expected;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use self::world::{Class, Place, World};
use crate::support::cmd::{Dsnitch, Ran};
use crate::support::must;
use crate::support::repo::TempRepo;

const KEY: &str = "fingerprint_key = \"a key that only this test has\"\n";
/// A text that no encoding explains.
const UNREADABLE: &[u8] =
    b"\xd7\xc7\xd7\xc1\xe2\xe2\xe6\xd6\xd9\xc4\x7e\x98\xa4\x81\x99\xa3\xa9\xf7\xf7\x93\x81\x94\x97\x15";

fn lines_of(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| must(serde_json::from_str(line), "reading a line")).collect()
}

/// Returns the fingerprints of the findings by path, line, rule and place among those, without any exception.
fn prints(world: &World, repo: &TempRepo) -> BTreeMap<Place, String> {
    let key = repo.outside("key.toml");
    repo.write(&key, if world.has_key { KEY } else { "" });
    let ran = Dsnitch::new(repo).args(["files", "--no-pragmas", "--format", "jsonl", "--config"]).arg(key).run();
    let mut prints = BTreeMap::new();
    for finding in lines_of(&ran) {
        let at = world.files.iter().position(|file| finding["path"] == *file.path);
        let line = finding["line"].as_u64().and_then(|line| usize::try_from(line).ok());
        let (Some(at), Some(line)) = (at, line) else { continue };
        let secrets = &world.files[at].lines[line - 1].secrets;
        let Some(one) = secrets.iter().position(|(rule, ..)| finding["rule"] == *rule) else { continue };
        prints.insert((at, line - 1, one), finding["fingerprint"].as_str().unwrap_or_default().to_owned());
    }
    prints
}

fn built(world: &World) -> TempRepo {
    let repo = TempRepo::new();
    let key = if world.has_key { KEY } else { "" };
    let environments =
        |layer: &world::Layer| world::Layer { environments: layer.environments.clone(), ..world::Layer::default() };
    for file in &world.files {
        repo.write(&file.path, file.text(true));
    }
    let prints = prints(world, &repo);
    let print = |place: Place| prints.get(&place).cloned().unwrap_or_else(|| panic!("{place:?} is not found"));
    if !world.accepted.is_empty() {
        let texts = |file: usize| {
            let lines = world.files[file].lines.iter().enumerate();
            // A line with two findings is accepted as far as it is: the other value is another one.
            let written = lines.map(|(number, line)| {
                let of = |at: usize| world.accepted.contains(&(file, number, at));
                let mut text = line.text.clone();
                for (at, (_, class, value)) in line.secrets.iter().enumerate() {
                    match class {
                        Class::Hygiene if !of(at) => text.clear(),
                        Class::Hygiene => {}
                        _ if !of(at) => text = text.replacen(value.as_str(), "${VALUE}", 1),
                        _ => {}
                    }
                }
                text + "\n"
            });
            written.collect::<String>()
        };
        for (at, file) in world.files.iter().enumerate() {
            repo.write(&file.path, texts(at));
        }
        let [.., third, fourth] = &world.layers;
        repo.write("org.toml", environments(third).text("", print));
        repo.write(".dsnitch.toml", environments(fourth).text(&format!("extends = \"org.toml\"\n{key}"), print));
        repo.dsnitch(&["baseline", "write"]).exits(0);
    }
    for file in &world.files {
        must(fs::remove_file(repo.path(&file.path)), "removing");
    }
    let place = |layers: [&world::Layer; 2]| {
        repo.write("org.toml", layers[0].text("", print));
        repo.write(".dsnitch.toml", layers[1].text(&format!("extends = \"org.toml\"\n{key}"), print));
    };
    if !world.ignored.is_empty() {
        let lines = world.ignored.iter().map(|glob| format!("/{}\n", glob.text()));
        repo.write(".dsnitchignore", format!("# published samples\n{}", lines.collect::<String>()));
    }
    let [system, user, third, fourth] = &world.layers;
    repo.write("README", "hello\n");
    place([third, fourth]);
    repo.git(["add", "-A", "."]);
    repo.commit("the configuration");
    repo.git(["branch", "trusted"]);
    if let Some([third, fourth]) = &world.distrusted {
        place([third, fourth]);
        repo.git(["add", "-A", "."]);
        repo.commit("another configuration");
    }
    repo.write(repo.outside("etc/config.toml"), system.text("", print));
    repo.write(repo.home().join(".config/dsnitch/config.toml"), user.text("", print));
    for file in &world.files {
        repo.stage(&file.path, file.text(true));
    }
    repo.stage("logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    if world.has_unreadable {
        repo.stage("unreadable.conf", UNREADABLE);
    }
    repo
}

fn run(world: &World, repo: &TempRepo, command: &[&str]) -> Ran {
    let mut ran = Dsnitch::new(repo).env("DSNITCH_CONFIG_SYSTEM", repo.outside("etc/config.toml"));
    ran = ran.args(command).args(["--format", "jsonl"]);
    if let Some(profile) = world.profile_variable {
        ran = ran.env("DSNITCH_PROFILE", profile.name());
    }
    if let Some(profile) = world.profile_option {
        ran = ran.args(["--profile", profile.name()]);
    }
    for (is_set, option) in [
        (world.no_pragmas, "--no-pragmas"),
        (world.observe, "--observe"),
        (world.require_complete, "--require-complete"),
        (world.distrusted.is_some(), "--config-from=trusted"),
    ] {
        ran = if is_set { ran.arg(option) } else { ran };
    }
    ran.run()
}

fn short(finding: &Value) -> String {
    ["path", "line", "rule", "class", "action", "environment", "suppressed"]
        .map(|name| finding[name].to_string())
        .join(" ")
}

/// Compares a run with the model.
fn compare(world: &World, ran: &Ran, about: &str) -> usize {
    let mut all = lines_of(ran);
    let summary = all.pop().unwrap_or_default();
    let (mut blocks, mut wrong, mut excused) = (false, Vec::new(), 0);
    let expected = world.findings();
    let mut unused = BTreeSet::new();
    let mut seen = 0;
    for finding in &all {
        let text = |name: &str| finding[name].as_str().unwrap_or_default();
        let blocks_here = finding["action"] == "block" && finding["suppressed"].is_null();
        blocks |= blocks_here;
        let line = usize::try_from(finding["line"].as_u64().unwrap_or_default()).unwrap_or_default() - 1;
        let at = world.files.iter().position(|file| *file.path == *text("path"));
        if ["allow-unused", "allow-expired", "password-age"].contains(&text("rule")) {
            let profile = if text("action") == "block" { "production" } else { "" };
            if text("action") == "block" && text("environment") != profile {
                wrong.push(format!("blocks: {}", short(finding)));
            }
            unused.extend(at.filter(|_| text("rule") == "allow-unused").map(|at| (at, line)));
            continue;
        }
        let one = expected.iter().find(|one| {
            at == Some(one.place.0)
                && line == one.place.1
                && world.files[one.place.0].lines[line].secrets[one.place.2].0 == text("rule")
        });
        let Some(one) = one else {
            wrong.push(format!("not expected: {}", short(finding)));
            continue;
        };
        seen += 1;
        let (_, class, _) = world.files[one.place.0].lines[line].secrets[one.place.2];
        let fits = text("action") == one.action
            && text("class") == class.name()
            && text("environment") == one.environment
            && (one.excuses.is_empty() && finding["suppressed"].is_null()
                || one.excuses.iter().any(|excuse| excuse == text("suppressed")));
        excused += usize::from(!one.excuses.is_empty());
        if !fits {
            wrong.push(format!("{one:?}: {}", short(finding)));
        }
    }
    if unused != world.unused() {
        wrong.push(format!("unused {unused:?}, not {:?}", world.unused()));
    }
    if seen != expected.len() {
        wrong.push(format!("{seen} of {} are reported", expected.len()));
    }
    let skipped: BTreeSet<(&str, &str)> = summary["summary"]["coverage"]["skipped"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|skip| (skip["path"].as_str().unwrap_or_default(), skip["reason"].as_str().unwrap_or_default()))
        .collect();
    let mut left_out: BTreeSet<(&str, &str)> = world
        .files
        .iter()
        .filter(|file| world.is_excluded(&file.path))
        .map(|file| (file.path.as_str(), "excluded by configuration"))
        .collect();
    left_out.insert(("logo.png", "binary"));
    if world.has_unreadable {
        left_out.insert(("unreadable.conf", "unreadable"));
    }
    if skipped != left_out {
        wrong.push(format!("skipped {skipped:?}, not {left_out:?}"));
    }
    if about.ends_with("files") {
        let notes = summary["summary"]["coverage"]["notes"].to_string();
        wrong.extend(world.unused_entries().into_iter().filter_map(|(name, line, is_told)| {
            let note = format!("{name}, line {line}: excuses nothing");
            (notes.contains(&note) != is_told).then(|| format!("{note} is told: {}", !is_told))
        }));
    }
    let status = world.status(blocks);
    if ran.code() != Some(status) {
        wrong.push(format!("exit status {:?}, not {status}", ran.code()));
    }
    if !wrong.is_empty() {
        let texts: String = world.files.iter().map(|file| format!("--- {}\n{}", file.path, file.text(true))).collect();
        let layers = world.layers.iter().map(|layer| format!("{layer:?}\n")).collect::<String>();
        let summary = &summary["summary"]["coverage"];
        panic!("{about}\n{}\n{texts}\n{layers}\n{world}\n{summary}", wrong.join("\n"));
    }
    excused
}

fn checked(seeds: std::ops::Range<u64>) -> usize {
    let mut excused = 0;
    for seed in seeds {
        let world = World::of(seed);
        let repo = built(&world);
        if world.has_missing {
            repo.git(["update-index", "--add", "--cacheinfo", &format!("100644,{},gone.conf", "1".repeat(40))]);
        }
        let about = |command: &str| format!("seed {seed}, {command}");
        excused += compare(&world, &run(&world, &repo, &["staged"]), &about("staged"));
        if world.has_missing {
            continue;
        }
        let command = ["files", "range HEAD~..HEAD", "history HEAD~..HEAD"][usize::try_from(seed % 3).unwrap_or(0)];
        repo.commit("the files");
        let ran = run(&world, &repo, &command.split(' ').collect::<Vec<_>>());
        excused += compare(&world, &ran, &about(command));
    }
    excused
}

#[test]
fn what_is_excused_is_what_the_documentation_says() {
    let excused = checked(1..45);
    assert!(excused > 100, "{excused} are too few to tell");
}

#[test]
fn what_is_excused_is_what_the_documentation_says_at_length() {
    let excused = checked(100..300);
    assert!(excused > 1000, "{excused} are too few to tell");
}
