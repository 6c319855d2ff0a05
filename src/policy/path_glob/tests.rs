use super::PathGlob;

fn glob(pattern: &str) -> PathGlob {
    PathGlob::compile(pattern).unwrap_or_else(|why| panic!("{pattern}: {why}"))
}

#[test]
fn a_star_stops_at_a_slash() {
    for (pattern, path, is_named) in [
        ("x/*.env", "x/a.env", true),
        ("x/*.env", "x/y/a.env", false),
        ("x/*.env", "y/x/a.env", false),
        ("*.env", "a.env", true),
        ("*.env", "x/a.env", false),
        ("x/**", "x/y/a.env", true),
        ("x/**/a.env", "x/a.env", true),
        ("**/a.env", "a.env", true),
        ("x/?.env", "x//.env", false),
        ("x/{a,b}.env", "x/b.env", true),
        ("x/a.env", "x/a.envx", false),
        ("X/a.env", "x/a.env", false),
        (r"x/\*.env", "x/a.env", false),
    ] {
        assert_eq!(glob(pattern).is_match(path), is_named, "{pattern} {path}");
    }
}

fn names_everything(patterns: &[&str]) -> bool {
    let globs: Vec<PathGlob> = patterns.iter().map(|pattern| glob(pattern)).collect();
    PathGlob::name_everything(&globs.iter().collect::<Vec<_>>())
}

#[test]
fn a_glob_for_every_path_of_a_depth_is_recognised_in_any_spelling() {
    for pattern in [
        "**",
        "**/*",
        "**/**",
        "**/?*",
        "**/[!q]*",
        "{**,x}",
        "{*,**/*}",
        "**/{?,??*}",
        "**/*{,.*}",
        "*",
        "?*",
        "[!x]**",
        "[!x]*",
        "?*/**",
        "*/**",
        "*/*",
        "*/?*",
        "*/*/*",
        "{*,*/*,*/*/*,*/*/*/*}",
        "**/*/**",
        "**/{[a-m]*,[!a-m]*}",
        "[a-zA-Z]*/**",
        "**/[a-zA-Z]*",
        "{[!q],[!q]?*}",
        "**/*[a-z]",
        "**/[!.]*",
        "{.*,[!.]*}",
        "*/**/[!.]*",
        "*/*/*/*/*/*/*/*/*",
        "[a-z]*/**",
        "**/{*.*,[A-Za-z]*}",
    ] {
        assert!(names_everything(&[pattern]), "{pattern}");
    }
    for pattern in [
        "docs/**",
        "src/**",
        "*.md",
        "**/*.md",
        "**/test*/**",
        ".*",
        "**/.*",
        "**/*.{js,ts,jsx,tsx,vue,css,html,json}",
        "*.toml",
        "{docs,tests,examples,vendor}/**",
        "**/*_test.go",
        "**/*{test,spec}*",
        "k8s/*/secrets/**",
        "**/fixtures/*",
        "src/*/*",
        "a",
        "**/a",
        "app/**/x",
        "tests/**/*.*",
        "**/*.lock",
        "**/[0-9]*.sql",
    ] {
        assert!(!names_everything(&[pattern]), "{pattern}");
    }
}

#[test]
fn globs_that_together_match_every_path_are_recognised() {
    for patterns in [
        &["[a-f]*", "[!a-f]*"][..],
        &["**/[a-f]*", "**/[g-r]*", "**/[s-z]*", "**/[A-Z]*"],
        &["docs/**", "**/[a-f]*", "**/[!a-f]*[a-m]", "**/[n-z]*"],
        &["app/**", "z/**", ".*/**", "[C-k]*/**", "1*/**", "production/**", "[_-z]*/**"],
    ] {
        assert!(names_everything(patterns), "{patterns:?}");
    }
    for patterns in [
        &[][..],
        &["docs/**", "tests/**", "**/*.md", "src/generated/**", "vendor/**", "*.lock"],
        &["src/**", "app/**", "**/*.sql"],
    ] {
        assert!(!names_everything(patterns), "{patterns:?}");
    }
}

#[test]
fn a_glob_for_the_configuration_is_recognised() {
    for pattern in ["*", "*.toml", "**/*.toml", ".*", "**/.*", ".dsnitch.*", "{docs/**,.dsnitch.toml}", "?dsnitch*"] {
        assert!(glob(pattern).names_the_configuration(), "{pattern}");
    }
    for pattern in ["docs/**", "*.md", "**/*.md", "**/test*/**", "[!.]*", "*/**"] {
        assert!(!glob(pattern).names_the_configuration(), "{pattern}");
    }
}

#[test]
fn a_glob_that_cannot_match_or_is_too_complex_is_refused() {
    let nested = "{".repeat(300) + "a" + &"}".repeat(300);
    for pattern in ["", "/", "/etc/**", "docs/", "./docs/**", "../x", "a//b", "a/./b", "a/../b", "a[", "{a", &nested] {
        assert!(PathGlob::compile(pattern).is_err(), "{pattern}");
    }
    let long = "a".repeat(2000);
    let wide = format!("{{{}}}", vec!["**/a*b*c"; 110].join(","));
    for pattern in [long.as_str(), &"?".repeat(1024), &wide, &"{a,b}".repeat(200), &"*".repeat(1024)] {
        // It may be accepted or refused, but must return at once.
        let _ = PathGlob::compile(pattern);
    }
}
