//! There are no import cycles between files: following the imports of a file of `src` never leads back to it. If a
//! module only re-exports items (`pub use`), the file that defines them counts as imported, not the module.

use std::collections::{BTreeMap, BTreeSet};

use super::layers::{code, sources};

/// Folders and files whose cycles are not removed yet. A row is removed with its cycle; no row is added.
const STILL_TO_DO: [&str; 0] = [];

/// Returns the module name of a file of `src`, relative to the crate.
fn module_of(path: &str) -> String {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.replace('/', "::")
}

/// Returns the paths in the `use` items of `text`, with braces expanded.
fn leaves(text: &str) -> Vec<String> {
    let text = text.trim();
    let Some((before, group)) = text.split_once('{') else {
        return vec![text.split(" as ").next().unwrap_or_default().trim().to_owned()];
    };
    let group = group.strip_suffix('}').unwrap_or(group);
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty()).flat_map(leaves);
    let whole = |leaf: String| match leaf.as_str() {
        "self" => before.trim().trim_end_matches("::").to_owned(),
        _ => format!("{}{leaf}", before.trim()),
    };
    parts.map(whole).collect()
}

/// Resolves `path`, as written in `module`, relative to the crate; `None` if it is outside.
fn absolute(path: &str, module: &str, modules: &BTreeMap<String, String>) -> Option<String> {
    if let Some(path) = path.strip_prefix("crate::") {
        return Some(path.to_owned());
    }
    let mut base: Vec<&str> = module.split("::").collect();
    let mut rest = path;
    while let Some(after) = rest.strip_prefix("super::") {
        base.pop();
        rest = after;
    }
    let is_child = || modules.contains_key(&format!("{module}::{}", rest.split("::").next().unwrap_or_default()));
    if let Some(after) = rest.strip_prefix("self::") {
        rest = after;
    } else if rest.len() == path.len() && !is_child() {
        return None;
    }
    base.push(rest);
    Some(base.join("::").trim_start_matches("::").to_owned())
}

/// Returns the paths that start with `crate::` or `super::` outside of `use` items.
fn inline_paths(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    // `pub(in crate::detect)` is a visibility and not an import.
    let words = text.split("pub(in ").enumerate().flat_map(move |(place, rest)| {
        let start = if place == 0 { 0 } else { rest.find(')').unwrap_or(0) };
        rest[start..].split(move |c| !is_part(c))
    });
    words.filter(|word| word.starts_with("crate::") || word.starts_with("super::")).map(str::to_owned)
}

/// Returns the modules that each module imports.
fn imports(modules: &BTreeMap<String, String>) -> BTreeMap<&str, BTreeSet<String>> {
    let (mut handed_on, mut written) = (BTreeMap::new(), BTreeMap::new());
    for (module, text) in modules {
        let mut paths: BTreeSet<String> = BTreeSet::new();
        let mut rest = String::new();
        for statement in text.split_inclusive(';') {
            let start = statement.rfind("use ").filter(|&at| {
                let line = statement[..at].rfind('\n').map_or(0, |end| end + 1);
                statement[line..at].trim().is_empty() || statement[line..at].trim_start().starts_with("pub")
            });
            let Some(start) = start else {
                rest.push_str(statement);
                continue;
            };
            let line = statement[..start].rfind('\n').map_or(0, |end| end + 1);
            rest.push_str(&statement[..line]);
            let found = leaves(statement[start + 4..].trim_end_matches(';'));
            let found = found.iter().filter_map(|path| absolute(path, module, modules));
            if statement[line..start].trim().is_empty() {
                paths.extend(found);
            } else {
                let name = |path: &String| format!("{module}::{}", path.rsplit("::").next().unwrap_or_default());
                handed_on.extend(found.map(|path| (name(&path), path)));
            }
        }
        paths.extend(inline_paths(&rest).filter_map(|path| absolute(&path, module, modules)));
        written.insert(module.as_str(), paths);
    }
    let resolve = |path: &str| {
        let mut path = path.to_owned();
        // Chains of re-exports are short.
        for _ in 0..8 {
            let ends: Vec<usize> = path.match_indices("::").map(|(at, _)| at).chain([path.len()]).collect();
            let hand = ends.into_iter().rev().find_map(|end| Some((end, handed_on.get(&path[..end])?)));
            let Some((end, to)) = hand else { break };
            path = format!("{to}{}", &path[end..]);
        }
        let ends = path.match_indices("::").map(|(at, _)| at).chain([path.len()]).collect::<Vec<_>>();
        ends.into_iter().rev().map(|end| path[..end].to_owned()).find(|name| modules.contains_key(name))
    };
    let others = |module: &str, paths: BTreeSet<String>| {
        paths.iter().filter_map(|path| resolve(path)).filter(|other| other != module).collect()
    };
    written.into_iter().map(|(module, paths)| (module, others(module, paths))).collect()
}

/// Returns the modules that import themselves indirectly, each with one cycle.
fn circles(imports: &BTreeMap<&str, BTreeSet<String>>) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for &start in imports.keys() {
        let mut from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = vec![start];
        while let Some(module) = open.pop() {
            for next in imports.get(module).into_iter().flatten() {
                if next == start {
                    let mut way = vec![start.to_owned(), module.to_owned()];
                    let mut at = module;
                    while let Some(before) = from.get(at).filter(|_| at != start) {
                        way.push((*before).to_owned());
                        at = before;
                    }
                    way.dedup();
                    way.reverse();
                    found.push(way);
                    open.clear();
                    break;
                }
                if !from.contains_key(next.as_str()) {
                    from.insert(next, module);
                    open.push(next);
                }
            }
        }
    }
    found
}

fn modules_of(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| (module_of(path), code(text))).collect()
}

#[test]
fn no_file_imports_itself_through_others() {
    let sources = sources();
    let files: Vec<(&str, &str)> = sources.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let modules = modules_of(&files);
    let imports = imports(&modules);
    assert!(imports.values().map(BTreeSet::len).sum::<usize>() > 500, "too few imports were seen");
    let circles = circles(&imports);
    let is_known = |way: &Vec<String>| STILL_TO_DO.iter().any(|known| way.iter().all(|name| name.starts_with(known)));
    let new: Vec<String> = circles.iter().filter(|way| !is_known(way)).map(|way| way.join(" -> ")).collect();
    assert!(new.is_empty(), "\n{}", new.join("\n"));
    for known in STILL_TO_DO {
        assert!(
            circles.iter().any(|way| way.iter().all(|name| name.starts_with(known))),
            "{known} has no circle any more"
        );
    }
}

#[test]
fn import_cycles_are_detected_in_every_spelling() {
    for (files, is_circle) in [
        ([("a.rs", "use crate::b::B;\n"), ("b.rs", "use crate::a::A;\n")], true),
        ([("a.rs", "use crate::b::B;\n"), ("b.rs", "fn f() { crate::a::f() }\n")], true),
        ([("a/mod.rs", "mod b;\nuse b::B;\n"), ("a/b.rs", "use super::A;\n")], true),
        ([("a/mod.rs", "mod b;\npub use b::B;\n"), ("a/b.rs", "use super::A;\n")], false),
        ([("a/mod.rs", "mod b;\npub use b::B;\n"), ("a/b.rs", "use crate::{\n    a::{self, B},\n};\n")], false),
        ([("a.rs", "use crate::b::{\n    B,\n    C,\n};\n"), ("b.rs", "use super::a;\n")], true),
        ([("a.rs", "use crate::b;\n"), ("b.rs", "// crate::a\nconst A: &str = \"crate::a\";\n")], false),
        ([("a.rs", "use crate::b;\n"), ("b.rs", "pub(in crate::a) fn f() {}\n")], false),
        ([("a.rs", "use crate::b;\n"), ("b.rs", "#[cfg(test)]\nmod tests {\n    use crate::a;\n}\n")], false),
    ] {
        let modules = modules_of(&files);
        assert_eq!(!circles(&imports(&modules)).is_empty(), is_circle, "{files:?}");
    }
}
