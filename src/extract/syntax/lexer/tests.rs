use super::{Kind, Lexer};
use crate::extract::Language;

/// The pieces of a text, comments prefixed by `#`.
fn pieces(path: &str, text: &str) -> Vec<String> {
    let rules = Language::of(path.as_bytes()).tongue.literals;
    Lexer::new(text.as_bytes(), 0, text.len(), rules, false)
        .map(|piece| {
            let own = String::from_utf8_lossy(piece.span.of(text.as_bytes())).into_owned();
            if piece.kind == Kind::Comment { format!("#{own}") } else { own }
        })
        .collect()
}

#[test]
fn pieces_follow_the_syntax_of_the_language() {
    for (path, text, expected) in [
        ("a.py", "x = r'\\'' + '''a\n'b''' # it's", vec!["'\\''", "'''a\n'b'''", "## it's"]),
        (
            "a.sh",
            "x='a\\'; y=\"b\\\"c\n\" # don't\nz=$'it\\'s'",
            vec!["'a\\'", "\"b\\\"c\n\"", "## don't", "$'it\\'s'"],
        ),
        ("a.sh", "cat <<EOF 'x'\nit's\nEOF\ny='z'", vec!["'x'", "it's\nEOF\n", "'z'"]),
        ("a.sql", "SELECT 'a\\', E'a\\'b', $q$it's$q$ -- don't", vec!["'a\\'", "E'a\\'b'", "$q$it's$q$", "#-- don't"]),
        ("a.js", "s.replace(/['\"]/g, '') / 2 + `a\n'`", vec!["/['\"]/", "''", "`a\n'`"]),
        ("a.js", "a = b / c; d = 'x'; return/'/.test(y)", vec!["'x'", "/'/"]),
        ("a.js", "x = `a${f(`// b`, {'}': 1})}c`; y = 'd'", vec!["`a${f(`// b`, {'}': 1})}c`", "'d'"]),
        ("a.js", "x = `a${b`; y = 'd'", vec!["`a${b`", "'d'"]),
        ("a.ml", "let x = {|(* it's *)|} let y = \"a\"", vec!["{|(* it's *)|}", "\"a\""]),
        ("a.php", "<?php $x = <<<X\n// it's\nX; $y = 'c'", vec!["// it's\nX", "'c'"]),
        ("a.rs", "fn f<'a>(x: &'a str) { '\"'; r#\"a\"b\"#; b'\\'' }", vec!["'\"'", "r#\"a\"b\"#", "'\\''"]),
        ("a.go", "x := `\\` + \"a\\\"\" + '\\''", vec!["`\\`", "\"a\\\"\"", "'\\''"]),
        ("a.rb", "x = ?' ; y = %q(it's (not)) ; z =~ /'/", vec!["?'", "%q(it's (not))", "/'/"]),
        ("a.pl", "s/'//g; $s = q{it's}; tr/'/\"/; y => 'a'", vec!["s/'//", "q{it's}", "tr/'/\"/", "'a'"]),
        ("a.cs", "x = @\"C:\\\"; y = \"\\\"\"; z = '\"'", vec!["@\"C:\\\"", "\"\\\"\"", "'\"'"]),
        ("a.ps1", "$x = 'C:\\'; $y = \"a`\"b\"", vec!["'C:\\'", "\"a`\"b\""]),
        ("a.lua", "x = [==[it's]]]==] .. 'b'", vec!["[==[it's]]]==]", "'b'"]),
        ("a.exs", "x = ~S(it's) <> ?\" ; \"b\"", vec!["~S(it's)", "?\"", "\"b\""]),
        ("a.vb", "x = \"C:\\\" ' it's", vec!["\"C:\\\"", "#' it's"]),
        ("a.hs", "x' = foldl' \"a\" '\"'", vec!["\"a\"", "'\"'"]),
        ("a.php", "<?php $x = 'a\nb' ?><p title='it's'><?php 'c'", vec!["'a\nb'", "#?><p title='it's'><?", "'c'"]),
        ("a.toml", "a = 'C:\\' # it's\nb = '''\nx'''", vec!["'C:\\'", "## it's", "'''\nx'''"]),
        ("a.nix", "x = ''it's\n''; y = \"a\"", vec!["''it's\n''", "\"a\""]),
        ("a.js", "<p>users' </p>; const x = 'a'", vec!["'a'"]),
        ("a.m", "A = B'; c = 'a'", vec!["'a'"]),
    ] {
        assert_eq!(pieces(path, text), expected, "{path}: {text}");
    }
}
