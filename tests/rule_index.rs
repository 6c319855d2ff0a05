//! `docs/rule-index.md` agrees with the shipped rules. `DSNITCH_BLESS=1` rewrites it.

use std::fmt::Write as _;
use std::path::Path;

use dsnitch::rules::FILES;
use dsnitch::rules::syntax::{RuleFile, RuleSyntax};

const INDEX: &str = "docs/rule-index.md";

#[test]
fn the_rule_index_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(INDEX);
    let wanted = index();
    if std::env::var_os("DSNITCH_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{INDEX} is out of date: DSNITCH_BLESS=1 cargo test --locked rule_index");
}

fn index() -> String {
    let mut rules: Vec<(&str, RuleSyntax)> = Vec::new();
    for (file, text) in FILES {
        let parsed: RuleFile = toml::from_str(text).unwrap();
        rules.extend(parsed.rule.into_iter().map(|rule| (*file, rule)));
    }
    rules.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    let mut out = String::from(
        "# Rule index\n\n<!-- Written by tests/rule_index.rs from patterns/rules/*.toml. Do not edit: change the rule, then\n     DSNITCH_BLESS=1 cargo test --locked rule_index -->\n\n\
         `dsnitch rules explain ID` says on the command line what a rule means and what to do; [rules.md](rules.md) describes the fields.\n\n\
         | rule | severity | confidence | finds | file |\n| --- | --- | --- | --- | --- |\n",
    );
    for (file, rule) in &rules {
        let RuleSyntax { id, name, severity, confidence, .. } = rule;
        let short = file.rsplit('/').next().unwrap_or(file);
        writeln!(out, "| [{id}](#{id}) | {severity} | {confidence} | {} | [{short}](../{file}) |", cell(name)).unwrap();
    }
    for (_, rule) in &rules {
        section(&mut out, rule);
    }
    out
}

fn section(out: &mut String, rule: &RuleSyntax) {
    let how = rule.extractor.as_ref().map_or("a regular expression".to_owned(), |name| format!("extractor `{name}`"));
    writeln!(out, "\n## {}\n\n{}\n", rule.id, rule.description.trim()).unwrap();
    writeln!(out, "*What to do.* {}\n", rule.remedy.trim()).unwrap();
    write!(out, "*How it is found.* {how}, specificity {}", rule.specificity).unwrap();
    for (what, list) in [("keywords", &rule.keywords), ("schemes", &rule.schemes), ("paths", &rule.paths)] {
        if !list.is_empty() {
            let quoted: Vec<String> = list.iter().map(|item| format!("`{}`", shown(item))).collect();
            write!(out, "; {what} {}", quoted.join(", ")).unwrap();
        }
    }
    out.push_str(".\n");
    list(out, "Found, for example", rule.example.iter().map(|example| (example.text.as_str(), None)));
    let why = |text: &'_ str| Some(text.to_owned());
    list(out, "Not a finding", rule.counterexample.iter().map(|case| (case.text.as_str(), why(&case.why))));
    list(out, "Not found yet", rule.known_miss.iter().map(|case| (case.text.as_str(), why(&case.why))));
    for reference in &rule.references {
        writeln!(out, "\nSee <{reference}>.").unwrap();
    }
}

/// Writes texts of one line as a list; longer ones are only in the rule file.
fn list<'a>(out: &mut String, title: &str, texts: impl Iterator<Item = (&'a str, Option<String>)>) {
    let lines: Vec<String> = texts
        .filter(|(text, _)| !text.contains(['\n', '`']) && text.len() <= 110)
        .map(|(text, why)| format!("- `{}`{}\n", text.trim(), why.map(|why| format!(": {why}")).unwrap_or_default()))
        .collect();
    if !lines.is_empty() {
        write!(out, "\n{title}:\n\n{}", lines.concat()).unwrap();
    }
}

/// A keyword, with its line ends as escapes.
fn shown(keyword: &str) -> String {
    keyword.replace('\n', "\\n").replace('\r', "\\r")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
