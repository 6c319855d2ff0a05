//! Template groups, which a template engine or a shell replaces before the text is used: `${X}`, `{{ x }}`, `<%= x %>`.
//!
//! A grammar that searches for a separator must skip a group as a whole, since `:`, `@` and blanks inside belong to the
//! template and not to the URI or conninfo around it.

/// Longest group that is recognised, in bytes. The bound keeps every scan linear.
const LONGEST: usize = 256;

/// The openings and closings of groups; where one opening is a prefix of another, the longest comes first.
const PAIRS: [(&[u8], &[u8]); 16] = [
    (b"${{", b"}}"),  // GitHub Actions
    (b"{{{", b"}}}"), // Handlebars, unescaped
    (b"{{", b"}}"),   // Jinja, Helm, Go templates, Handlebars
    (b"{%", b"%}"),   // Jinja statements
    (b"<%", b"%>"),   // ERB, EJS, ASP
    (b"<?=", b"?>"),  // PHP
    (b"<?php", b"?>"),
    (b"${", b"}"),  // shell, Compose, Spring, JavaScript, Terraform
    (b"#{", b"}"),  // Ruby, Elixir, Azure pipelines
    (b"$(", b")"),  // shell command substitution, make, Azure pipelines
    (b"@{", b"}"),  // PowerShell, Thymeleaf
    (b"%(", b")"),  // Python percent formatting, ConfigParser
    (b"\\(", b")"), // Swift
    (b"\\{", b"}"), // Java string templates
    (b"[=", b"]"),  // FreeMarker
    (b"[[", b"]]"), // Consul-template with other delimiters
];

/// Returns the offset after the group that opens at `at` in `text`, or `None` if none opens there or it does not close
/// within a line and 256 bytes. `${a:-${b}}` is one group; a Python `%(name)s` includes its `s`.
pub(crate) fn group_end(text: &[u8], at: usize) -> Option<usize> {
    group_end_within(text, at, LONGEST)
}

/// Like [`group_end`], for a group of up to `longest` bytes.
pub(crate) fn group_end_within(text: &[u8], at: usize, longest: usize) -> Option<usize> {
    if !matches!(text.get(at)?, b'$' | b'{' | b'<' | b'#' | b'@' | b'%' | b'\\' | b'[') {
        return None;
    }
    let rest = text.get(at..text.len().min(at.saturating_add(longest)))?;
    let (open, close) = PAIRS.iter().find(|(open, _)| rest.starts_with(open))?;
    // Most groups that do not close have no closing mark behind them at all.
    memchr::memchr(*close.first()?, rest.get(open.len()..)?)?;
    let mut depth = 1_usize;
    let mut i = open.len();
    while i < rest.len() {
        let here = rest.get(i..)?;
        if here.starts_with(b"\n") {
            return None;
        }
        if here.starts_with(close) {
            depth -= 1;
            i += close.len();
            if depth == 0 {
                let is_python = *open == b"%(" && rest.get(i).is_some_and(|b| matches!(b, b's' | b'd' | b'r'));
                return Some(at + i + usize::from(is_python));
            }
        } else if here.starts_with(open) {
            depth += 1;
            i += open.len();
        } else {
            i += 1;
        }
    }
    None
}

/// Returns whether `text` consists of one or more groups.
pub(crate) fn is_only_groups(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        match group_end(text, at) {
            Some(end) => at = end,
            None => return false,
        }
    }
    at > 0
}

#[cfg(test)]
mod tests {
    use super::{group_end, is_only_groups};

    #[test]
    fn groups_close_where_their_engine_closes_them() {
        for (text, end) in [
            ("${X}y", Some(4)),
            ("${X:-${Y}}z", Some(10)),
            ("${{ secrets.X }}@", Some(16)),
            ("{{ x }}:", Some(7)),
            ("<%= x %>", Some(8)),
            ("<?= $x ?>\"", Some(9)),
            ("<?php echo x(); ?>", Some(18)),
            ("<?xml version=\"1.0\"?>", None),
            ("%(DB)s@", Some(6)),
            ("$(cat x)", Some(8)),
            ("#{x}", Some(4)),
            ("${X", None),
            ("$X", None),
            ("${\n}", None),
            ("{x}", None),
        ] {
            assert_eq!(group_end(text.as_bytes(), 0), end, "{text}");
        }
        assert!(is_only_groups(b"${A}${B}") && !is_only_groups(b"${A}x") && !is_only_groups(b""));
    }
}
