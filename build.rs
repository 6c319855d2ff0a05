//! Reads `patterns/rules/*.toml` and writes the rules as constants, so that a run has its rules without parsing
//! anything. The format of a rule file is `src/rules/syntax.rs`, shared with the library.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[allow(dead_code, unreachable_pub, reason = "shared with the library, which uses more of it")]
#[path = "src/rules/syntax.rs"]
mod syntax;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new("patterns/rules");
    println!("cargo::rerun-if-changed=patterns/rules");
    println!("cargo::rerun-if-changed=src/rules/syntax.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    files.sort();

    let mut out = String::from("static BUILTIN: &[Rule] = &[\n");
    let mut texts =
        String::from("/// The shipped rule files: name and text.\npub static FILES: &[(&str, &str)] = &[\n");
    let mut keywords = BTreeMap::<String, Vec<(usize, String)>>::new();
    let mut count = 0;
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path)?;
        let file: syntax::RuleFile = toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        for rule in &file.rule {
            write_rule(&mut out, rule)?;
            // A rule with a regex is extracted separately, the others by the extractor that several rules share.
            let reader = if rule.regex.is_some() { rule.id.clone() } else { extractor(rule).to_owned() };
            for keyword in &rule.keywords {
                let rules = keywords.entry(keyword.clone()).or_default();
                if rules.iter().all(|(_, other)| *other != reader) {
                    rules.push((count, reader.clone()));
                }
            }
            count += 1;
        }
        // Relative to the package: a target folder may serve several copies of it.
        let (name, below) = (path.display().to_string(), format!("/{}", path.display()));
        writeln!(texts, "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {below:?}))),")?;
    }
    out.push_str("];\n/// The keywords of the shipped rules, as `RuleSet::keywords` gives them.\n");
    out.push_str("pub static SHIPPED_KEYWORDS: &[(&str, &[u16])] = &[\n");
    for (keyword, rules) in &keywords {
        let rules: Vec<usize> = rules.iter().map(|(rule, _)| *rule).collect();
        writeln!(out, "    ({keyword:?}, &{rules:?}),")?;
    }
    out.push_str("];\n");
    texts.push_str("];\n");
    out.push_str(&texts);
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("builtin.rs"), out)?;
    Ok(())
}

/// Writes the practice of a rule of class `hygiene` as a Rust expression.
fn practice(rule: &syntax::RuleSyntax) -> Result<String, String> {
    let gate = match rule.practice.gate.as_str() {
        "" | "strict" => "Strict",
        "balanced" => "Balanced",
        "everywhere" => "Everywhere",
        "strict-only" => "StrictOnly",
        "production" => "Production",
        other => return Err(format!("{}: there is no gate {other}", rule.id)),
    };
    match rule.class.as_str() {
        "" | "secret" => Ok("None".to_owned()),
        "hygiene" => Ok(format!(
            "Some(Practice {{ values: &{:?}, gate: Gate::{gate}, gate_paths: &{:?}, once: {}, tracked: {} }})",
            rule.practice.values, rule.practice.gate_paths, rule.practice.once, rule.practice.tracked
        )),
        other => Err(format!("{}: there is no class {other}", rule.id)),
    }
}

fn extractor(rule: &syntax::RuleSyntax) -> &str {
    rule.extractor.as_deref().unwrap_or("pattern")
}

/// Writes one rule as a Rust expression. The linter validates the values; this fails only for what cannot be written at
/// all.
fn write_rule(out: &mut String, rule: &syntax::RuleSyntax) -> Result<(), Box<dyn std::error::Error>> {
    let title = |word: &str| -> String {
        let mut chars = word.chars();
        chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
    };
    writeln!(
        out,
        "    Rule {{ is_shipped: true, id: {:?}, name: {:?}, severity: Severity::{}, confidence: Confidence::{}, specificity: {}, \
         keywords: &{:?}, paths: &{:?}, not_paths: &{:?}, extractor: {:?}, regex: {:?}, schemes: &{:?}, keys: &{:?}, not_keys: &{:?}, \
         description: {:?}, remedy: {:?}, references: &{:?}, \
         judge: Judge {{ min_entropy: {:?}_f32, random: {}, min_length: {}, weak: WeakPolicy::{} }}, \
         practice: {} }},",
        rule.id,
        rule.name,
        title(&rule.severity),
        title(&rule.confidence),
        rule.specificity,
        rule.keywords,
        rule.paths,
        rule.not_paths,
        extractor(rule),
        rule.regex,
        rule.schemes,
        rule.keys,
        rule.not_keys,
        rule.description.trim(),
        rule.remedy.trim(),
        rule.references,
        rule.judge.min_entropy,
        rule.judge.random,
        rule.judge.min_length,
        title(if rule.judge.weak.is_empty() { "report" } else { &rule.judge.weak }),
        practice(rule)?,
    )?;
    Ok(())
}
