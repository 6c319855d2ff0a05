//! Digests that programs write: the lines of `go.sum`, which consist of module paths, versions and checksums, and those in reports.

pub(super) mod own_report;

use crate::extract::{Construct, Context, line_around};
use crate::text::Span;

/// True if `span` is in a checksum line of a Go checksum file. Both the file's name and the line's format are checked,
/// so that anything else in such a file is judged as usual.
pub(super) fn is_in_one(cx: &Context<'_>, span: Span) -> bool {
    if !cx.tongue().has(Construct::Checksums) {
        return false;
    }
    let line = line_around(cx.text, span.start);
    span.end <= line.end && is_checksum(line.of(cx.text).trim_ascii_end())
}

/// Matches `MODULE VERSION h1:HASH`, where the version may end with `/go.mod` (<https://go.dev/ref/mod#go-sum-files>).
/// The hash is the base64 of a SHA-256.
fn is_checksum(line: &[u8]) -> bool {
    let mut fields = line.split(|&byte| byte == b' ');
    let (Some(module), Some(version), Some(hash), None) = (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return false;
    };
    let is_made_of = |text: &[u8], marks: &[u8]| {
        !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || marks.contains(byte))
    };
    let version = version.strip_suffix(b"/go.mod").unwrap_or(version);
    let is_version = version.strip_prefix(b"v").is_some_and(|rest| is_made_of(rest, b".-+"));
    let is_hash = hash.strip_prefix(b"h1:").and_then(|hash| hash.strip_suffix(b"="));
    is_made_of(module, b"./-_~")
        && is_version
        && is_hash.is_some_and(|digits| digits.len() == 43 && is_made_of(digits, b"+/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "h1:v0rNjXy8cTgZ1QeWmB4uKdLs7hPaFiO2xYc5tRnE3kQ=";

    #[test]
    fn a_checksum_is_recognised_by_file_name_and_format() {
        let is_one = |path: &str, line: &str| {
            let text = format!("{line}\nother\n");
            is_in_one(&Context::new(text.as_bytes(), path.as_bytes()), Span::new(1, 2))
        };
        for line in [
            format!("github.com/jackc/pgpassfile v1.0.0 {HASH}"),
            format!("github.com/jackc/pgpassfile v1.0.0/go.mod {HASH}"),
            format!("gopkg.in/yaml.v3 v3.0.0-20210107192922-496545a6307b+incompatible {HASH}\r"),
        ] {
            assert!(is_one("go.sum", &line) && is_one("a/b/go.work.sum", &line), "{line}");
            for path in ["go.mod", "ago.sum", "go.sum/x", "sum", "go.su"] {
                assert!(!is_one(path, &line), "{path}");
            }
        }
        for line in [
            format!("PGPASSWORD=x v1.0.0 {HASH}"),
            format!("github.com/a/b 1.0.0 {HASH}"),
            format!("github.com/a/b v1.0.0 {HASH} PGPASSWORD=x"),
            format!("github.com/a/b v1.0.0 {HASH}x"),
            format!("github.com/a/b  v1.0.0 {HASH}"),
            format!("postgres://a:b@c/d v1.0.0 {HASH}"),
            "github.com/a/b v1.0.0 h1:short=".to_owned(),
            "github.com/a/b v1.0.0".to_owned(),
            "PGPASSWORD=x".to_owned(),
            String::new(),
        ] {
            assert!(!is_one("go.sum", &line), "{line}");
        }
        let text = format!("github.com/a/b v1.0.0 {HASH}\nsecond\n");
        assert!(!is_in_one(&Context::new(text.as_bytes(), b"go.sum"), Span::new(1, text.len() - 1)));
    }
}
