//! The examples of rules about several files: each is a repository, which the program scans.

use dsnitch::rules::FILES;
use dsnitch::rules::syntax::{FileSyntax, RuleFile, RuleSyntax};

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

/// When what is `committed` was: longer ago than passwords may get old.
const LONG_AGO: &str = "2020-01-01T00:00:00Z";

/// Returns whether the rule `id` finds something in a repository with these files.
fn is_found(id: &str, files: &[FileSyntax]) -> bool {
    let repo = TempRepo::new();
    let of = |state: &'static str| files.iter().filter(move |file| file.state == state);
    of("committed").for_each(|file| repo.stage(&file.path, &file.text));
    let is_committed = of("committed").next().is_some();
    if is_committed {
        repo.commit_by(("A", "a@example.com"), LONG_AGO, "add");
    }
    let staged: Vec<&FileSyntax> = of("").chain(of("staged")).collect();
    staged.iter().for_each(|file| repo.stage(&file.path, &file.text));
    of("untracked").for_each(|file| repo.write(&file.path, &file.text));
    let command = if staged.is_empty() && is_committed { "history" } else { "staged" };
    let document = Dsnitch::new(&repo).args([command, "--profile", "strict"]).json().document();
    document["findings"].as_array().into_iter().flatten().any(|finding| finding["rule"] == id)
}

fn rules() -> Vec<RuleSyntax> {
    FILES.iter().flat_map(|(_, text)| toml::from_str::<RuleFile>(text).unwrap().rule).collect()
}

#[test]
fn rules_about_several_files_find_their_examples_and_nothing_else() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for rule in rules() {
        let examples = rule.example.iter().map(|example| (&example.files, true, "an example"));
        let counter = rule.counterexample.iter().map(|case| (&case.files, false, case.why.as_str()));
        let missed = rule.known_miss.iter().map(|case| (&case.files, false, case.why.as_str()));
        for (files, is_wanted, why) in examples.chain(counter).chain(missed).filter(|(files, ..)| !files.is_empty()) {
            count += 1;
            if is_found(&rule.id, files) != is_wanted {
                wrong.push(format!("{}: {why}: {files:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty() && count >= 20, "{count} examples\n{}", wrong.join("\n"));
}

/// Every practice says what it finds, what it does not, and what it misses.
#[test]
fn every_practice_has_examples_counterexamples_and_known_misses() {
    let practices = FILES.iter().filter(|(file, _)| file.ends_with("practices.toml"));
    let practices = practices.flat_map(|(_, text)| toml::from_str::<RuleFile>(text).unwrap().rule);
    let lacking = practices.filter_map(|rule| {
        let counts = [rule.example.len(), rule.counterexample.len(), rule.known_miss.len(), rule.references.len()];
        counts.contains(&0).then(|| format!("{}: {counts:?}", rule.id))
    });
    let lacking: Vec<String> = lacking.collect();
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}
