//! `docs/rule-index.md` agrees with the shipped rules. `DSNITCH_BLESS=1` rewrites it.

use std::fmt::Write as _;
use std::path::Path;

use dsnitch::rules::FILES;
use dsnitch::rules::syntax::{CounterexampleSyntax, FileSyntax, RuleFile, RuleSyntax};

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
    let is_practice = rule.class == "hygiene";
    let examples = rule.example.iter().map(|example| (&example.text, &example.files, None));
    list(out, "Found, for example", is_practice, examples);
    list(out, "Not a finding", is_practice, cases(&rule.counterexample));
    list(out, "Not found yet", is_practice, cases(&rule.known_miss));
    for reference in &rule.references {
        writeln!(out, "\nSee <{reference}>.").unwrap();
    }
}

fn cases(cases: &[CounterexampleSyntax]) -> impl Iterator<Item = (&String, &Vec<FileSyntax>, Option<String>)> {
    cases.iter().map(|case| (&case.text, &case.files, Some(case.why.clone())))
}

/// Writes texts as a list: those of one line, and of practices, which are often about several, short ones; others are only in the
/// rule file.
fn list<'a>(
    out: &mut String,
    title: &str,
    is_practice: bool,
    texts: impl Iterator<Item = (&'a String, &'a Vec<FileSyntax>, Option<String>)>,
) {
    let line = |(text, files, why): (&String, &Vec<FileSyntax>, Option<String>)| {
        let shown = if files.is_empty() { one_line(text, is_practice)? } else { of_files(files)? };
        Some(format!("- {shown}{}\n", why.map(|why| format!(": {why}")).unwrap_or_default()))
    };
    let lines: Vec<String> = texts.filter_map(line).collect();
    if !lines.is_empty() {
        write!(out, "\n{title}:\n\n{}", lines.concat()).unwrap();
    }
}

/// A text as code, with a sign for each line end.
fn one_line(text: &str, is_practice: bool) -> Option<String> {
    let longest = if is_practice { 160 } else { 110 };
    let is_shown = text.len() <= longest && !text.contains('`') && (is_practice || !text.contains('\n'));
    is_shown.then(|| format!("`{}`", text.trim().lines().collect::<Vec<_>>().join(" ⏎ ")))
}

/// The files of a repository.
fn of_files(files: &[FileSyntax]) -> Option<String> {
    let file = |FileSyntax { path, text, state }: &FileSyntax| {
        let state = if state.is_empty() { "staged" } else { state };
        Some(format!("{} in `{path}` ({state})", one_line(text, true)?))
    };
    Some(files.iter().map(file).collect::<Option<Vec<_>>>()?.join(", "))
}

/// A keyword, with its line ends as escapes.
fn shown(keyword: &str) -> String {
    keyword.replace('\n', "\\n").replace('\r', "\\r")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
