//! Imports that stand at the top of a file, each on a line of its own: those of Dart, Swift and C.

use crate::remedy::edit::Edit;
use crate::remedy::site::Site;

/// Adds `import 'dart:io';` before the other imports.
///
/// # Errors
/// If the file is a part of a library, which alone can import something.
pub(super) fn dart(site: &Site<'_>) -> Result<Option<Edit>, String> {
    let is_there = |line: &str| {
        // Its Platform is that of dart:io where there is one.
        if line.contains("package:universal_io/io.dart") {
            return true;
        }
        let rest = ["import 'dart:io'", "import \"dart:io\""].iter().find_map(|import| line.strip_prefix(import));
        let Some(rest) = rest.map(|rest| rest.trim_end_matches(';')) else { return false };
        let is_some = !rest.contains(" show ") || rest.contains("Platform");
        !rest.contains(" as ") && !rest.contains(" hide ") && is_some
    };
    if site.text.lines().any(|line| line.starts_with("part of ")) {
        return Err("it is a part of a library, which alone can import dart:io: move it by hand".to_owned());
    }
    if site.text.lines().any(|line| is_there(line.trim_end())) {
        return Ok(None);
    }
    let places = places(site.text, &|line| line.starts_with("import ") || line.starts_with("export "));
    let library = || places_behind(site.text, &|line| line.starts_with("library")).pop();
    Ok(Some(insertion(site, "import 'dart:io';", places.first().copied(), library())))
}

/// Adds `import Foundation` before the other imports.
pub(super) fn swift(site: &Site<'_>) -> Option<Edit> {
    if site.text.lines().any(|line| line.trim_end() == "import Foundation") {
        return None;
    }
    let places =
        places(site.text, &|line| line.starts_with("import ") || line.starts_with('@') && line.contains(" import "));
    Some(insertion(site, "import Foundation", places.first().copied(), None))
}

/// Adds `#include <stdlib.h>` behind the other includes, of which one may have to be the first.
pub(super) fn c(site: &Site<'_>) -> Option<Edit> {
    let included =
        |line: &str| line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include").map(str::to_owned);
    let is_it = |file: String| file.contains("<stdlib.h>") || file.contains("<cstdlib>");
    if site.text.lines().filter_map(included).any(is_it) {
        return None;
    }
    let above = site.text.get(..site.line().start).unwrap_or_default();
    let places = places_behind(above, &|line| included(line).is_some());
    Some(insertion(site, "#include <stdlib.h>", places.last().copied(), None))
}

/// The insertion of `line` at `beside`, which is among its like, or at a place of its own: `behind`, or the top of the file.
fn insertion(site: &Site<'_>, line: &str, beside: Option<usize>, behind: Option<usize>) -> Edit {
    let end = site.line_end();
    if let Some(at) = beside {
        return Edit::insert(at, format!("{line}{end}"));
    }
    let at = behind.unwrap_or_else(|| top(site.text));
    let rest = site.text.get(at..).unwrap_or_default();
    let lead = if behind.is_some() { end } else { "" };
    let gap = if rest.starts_with(['\n', '\r']) { "" } else { end };
    Edit::insert(at, format!("{lead}{line}{end}{gap}"))
}

/// The starts of the lines that are wanted, outside of every `#if`.
fn places(text: &str, is_wanted: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let (mut found, mut at, mut depth) = (Vec::new(), 0, 0_usize);
    let mut guard: Option<&str> = None;
    let mut is_first = true;
    for line in text.split_inclusive('\n') {
        let directive = line.trim_start().strip_prefix('#').map(str::trim);
        match directive {
            // The whole of a header stands in `#ifndef X` with `#define X`.
            Some(text) if is_first && text.starts_with("ifndef ") => guard = text.split_whitespace().nth(1),
            Some(text) if guard.is_some() && text.strip_prefix("define ").map(str::trim) == guard => guard = None,
            Some(text) if text.starts_with("if") => depth += 1,
            Some(text) if text.starts_with("endif") => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_first &= directive.is_none();
        if depth == 0 && is_wanted(line.trim_end()) {
            found.push(at);
        }
        at += line.len();
    }
    found
}

/// The ends of these lines.
fn places_behind(text: &str, is_wanted: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let end = |at: usize| at + text.get(at..).and_then(|rest| rest.find('\n')).map_or(0, |end| end + 1);
    places(text, is_wanted).into_iter().map(end).collect()
}

/// The place above all code: behind a first line that has to stay the first, and behind the comment about the file, which a
/// blank line ends.
fn top(text: &str) -> usize {
    let (mut at, mut pinned, mut is_open) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        let is_pinned = at == 0 && (body.starts_with("#!") || body.starts_with("// swift-tools-version"));
        at += line.len();
        match () {
            () if is_pinned => pinned = at,
            () if is_open => is_open = !body.contains("*/"),
            () if body.starts_with("/*") => is_open = !body.contains("*/"),
            () if body.starts_with("//") => {}
            () if body.is_empty() => return at,
            () => break,
        }
    }
    pinned
}
