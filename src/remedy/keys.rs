//! Determines the keys of a value by the syntax of its file, outermost first and its own last, to derive a name.

use super::site::Site;

/// The number of bytes before a value that are searched for enclosing keys.
const NEAR: usize = 1 << 13;
/// The number of keys that are enough for a name.
const DEEP: usize = 8;

/// The keys of the value of `site`; the last one is empty if it has no key of its own.
pub(crate) fn of(site: &Site<'_>) -> Vec<String> {
    let name = site.name();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let line = own(site.before());
    let mut keys = if ends(&[".yml", ".yaml"]) {
        let mut keys = of_yaml(site.text, site.found.span.start);
        // `- KEY=value`, and a value in braces or in a command.
        if let Some(own) = line.filter(|own| keys.last() != Some(own)) {
            keys.push(own);
        }
        keys
    } else {
        let mut keys = in_braces(site.text, site.found.span.start);
        if keys.is_empty() && ends(&[".toml", ".ini", ".cfg", ".conf", ".properties"]) {
            keys.extend(section(site));
        }
        keys.push(line.unwrap_or_default());
        keys
    };
    let own = keys.pop().unwrap_or_default();
    // `smtp.password`: the section is a part of the key.
    keys.extend(own.split('.').map(str::to_owned));
    keys
}

/// The key before a value: `key = "`, `"key": "`, `key => '`, `let key: Type = `, `--key=`, also before the text of a
/// URL.
pub(crate) fn own(before: &str) -> Option<String> {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '`');
    let from = before.rfind(|c: char| c.is_whitespace() || is_quote(c)).map_or(0, |at| at + 1);
    let (head, word) = before.split_at_checked(from)?;
    // `KEY=value` and `key:value` without a blank; in a URL these characters come after the scheme.
    let joined = word.find(['=', ':']).filter(|at| !word.get(*at..).unwrap_or_default().starts_with("://"));
    if let Some(key) = joined.and_then(|at| word.get(..at)).filter(|key| !key.is_empty() && key.chars().all(is_word)) {
        return Some(key.trim_start_matches('-').to_owned());
    }
    let head = match head.strip_suffix(is_quote) {
        // The prefix of `f"…"`.
        Some(head) => head.strip_suffix(['f', 'r', 'b']).unwrap_or(head),
        None => head,
    };
    let head = head.trim_end();
    let is_set = head.ends_with('=');
    let head = ["=>", ":=", "=", ":"].iter().find_map(|mark| head.strip_suffix(mark))?;
    let mut head = head.trim_end().trim_end_matches(|c| is_quote(c) || c == ']');
    // In `key: Type = `, the type is not the key.
    if let Some((key, kind)) = head.rsplit_once(':').filter(|(key, _)| is_set && key.ends_with(is_word))
        && kind.trim().chars().all(|c| is_word(c) || matches!(c, '&' | '?' | '<' | '>'))
    {
        head = key;
    }
    let key = head.trim_start_matches('-');
    let key = key.rsplit(|c| !is_word(c)).next().unwrap_or_default();
    (!key.is_empty()).then(|| key.to_owned())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// The words of the section header above: `[a.b]`.
fn section(site: &Site<'_>) -> Vec<String> {
    let above = site.text.get(..site.line().start).unwrap_or_default();
    let header = above.lines().rev().map(str::trim).find(|line| line.starts_with('['));
    let inner = header.and_then(|line| line.trim_start_matches('[').split(']').next()).unwrap_or_default();
    inner
        .split('.')
        .map(|part| part.trim().trim_matches(['"', '\'']).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// The keys of the braces and brackets that are open at `at`: `key: {`, `key = {`, `'key' => [`.
fn in_braces(text: &str, at: usize) -> Vec<String> {
    let from = (at.saturating_sub(NEAR)..at).find(|at| text.is_char_boundary(*at)).unwrap_or(at);
    let before = text.get(from..at).unwrap_or_default();
    let (mut keys, mut depth) = (Vec::new(), 0_usize);
    for (place, c) in before.char_indices().rev() {
        match c {
            '}' | ']' | ')' => depth += 1,
            '{' | '[' | '(' if depth > 0 => depth -= 1,
            '{' | '[' => {
                let line = before.get(..place).unwrap_or_default();
                let line = line.get(line.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or_default();
                keys.extend(own(&format!("{} ", line.trim_end())));
                if keys.len() >= DEEP {
                    break;
                }
            }
            _ => {}
        }
    }
    keys.reverse();
    keys
}

/// The keys above the value at `at` by indentation, topmost first, and its own.
pub(crate) fn of_yaml(text: &str, at: usize) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut depth = usize::MAX;
    let end = at + text.get(at..).and_then(|rest| rest.find('\n')).unwrap_or(text.len() - at.min(text.len()));
    for line in text.get(..end).unwrap_or_default().lines().rev() {
        let body = line.trim_start();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        if body.starts_with("---") {
            break;
        }
        let indent = line.len() - body.len();
        let item = body.strip_prefix("- ").map(str::trim_start);
        let body = item.unwrap_or(body);
        let Some((key, _)) = body.split_once(':') else { continue };
        if line.len() - body.len() < depth {
            // The key of a list may be indented as deep as its dashes.
            depth = indent + usize::from(item.is_some());
            keys.push(key.trim().trim_matches(['"', '\'']).to_owned());
            if depth == 0 {
                break;
            }
        }
    }
    keys.reverse();
    keys
}

#[cfg(test)]
mod tests {
    use super::{in_braces, of_yaml, own};

    #[test]
    fn keys_are_found_by_indentation() {
        let text = "a:\n  b: 1\n  c:\n    - d: 2\n      e: X\n";
        assert_eq!(of_yaml(text, text.find('X').unwrap()), ["a", "c", "e"]);
        assert_eq!(of_yaml("k: v", 3), ["k"]);
        let text = "a:\n  b:\n  - c: 1\n    d: 1\n  - e: X\n";
        assert_eq!(of_yaml(text, text.find('X').unwrap()), ["a", "b", "e"]);
        assert_eq!(of_yaml("a:\n- b: 1\n- c: X\n", 14), ["a", "c"]);
    }

    #[test]
    fn a_key_precedes_its_value() {
        for (before, key) in [
            ("GITHUB_TOKEN = \"", Some("GITHUB_TOKEN")),
            ("export GITHUB_TOKEN=", Some("GITHUB_TOKEN")),
            ("      GITHUB_TOKEN: ", Some("GITHUB_TOKEN")),
            ("      - REDIS_URL=redis://:", Some("REDIS_URL")),
            ("  \"url\": \"redis://:", Some("url")),
            ("    'password' => '", Some("password")),
            ("os.environ['TOKEN'] = '", Some("TOKEN")),
            ("const token: string = '", Some("token")),
            ("export const MAIN_DB_URL: string = ", Some("MAIN_DB_URL")),
            ("let url: &str = \"redis://:", Some("url")),
            ("\ttoken := \"", Some("token")),
            ("smtp.password=", Some("smtp.password")),
            ("run --token=", Some("token")),
            ("url = f\"redis://:", Some("url")),
            ("connect(\"", None),
            ("curl -H \"Authorization: token ", None),
            ("", None),
        ] {
            assert_eq!(own(before).as_deref(), key, "{before}");
        }
    }

    #[test]
    fn enclosing_braces_have_keys() {
        let text = "const smtp = { host: 'h', auth: { user: 'u', pass: 'X' } }";
        assert_eq!(in_braces(text, text.find('X').unwrap()), ["smtp", "auth"]);
        let text = "'redis' => [\n  'a' => env('B', 'c'),\n  'password' => 'X'";
        assert_eq!(in_braces(text, text.find('X').unwrap()), ["redis"]);
    }
}
