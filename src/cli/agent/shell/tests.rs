use super::{Output, as_written, read};

fn commands(text: &str) -> Vec<Vec<String>> {
    read(text, None)
        .commands
        .into_iter()
        .map(|command| command.words.iter().map(|word| as_written(word)).collect())
        .collect()
}

#[test]
fn commands_are_split_and_quoted_separators_are_kept() {
    for (text, expected) in [
        ("git commit -m 'a -n b'", vec![vec!["git", "commit", "-m", "a -n b"]]),
        ("a && b; c | d", vec![vec!["a"], vec!["b"], vec!["c"], vec!["d"]]),
        ("bash -c \"git \\\"x\\\"\"", vec![vec!["bash", "-c", "git \"x\""]]),
        ("g\\it com''mit -\"n\"", vec![vec!["git", "commit", "-n"]]),
        ("git \\\n commit", vec![vec!["git", "commit"]]),
        ("x '' y", vec![vec!["x", "", "y"]]),
        ("echo 'open", vec![vec!["echo", "open"]]),
        ("", vec![]),
        ("{ a; b; }", vec![vec!["a"], vec!["b"]]),
        ("(a; b)", vec![vec!["a"], vec!["b"]]),
        ("f() { a; }; b", vec![vec!["a"], vec!["b"]]),
        ("if a; then b; fi; while ! c; do d; done", vec![vec!["a"], vec!["b"], vec!["c"], vec!["d"]]),
        ("a # it's b\nc", vec![vec!["a"], vec!["c"]]),
        ("rm .git/{a,b}", vec![vec!["rm", ".git/a", ".git/b"]]),
        (
            "x {-n,-m,y} --no-{verify,z} a{b{c,d},e}f",
            vec![vec!["x", "-n", "-m", "y", "--no-verify", "--no-z", "abcf", "abdf", "aef"]],
        ),
        ("x '{a,b}' {c} ${d,e} {f", vec![vec!["x", "{a,b}", "{c}", "${d}", "{f"]]),
        ("a>/dev/null -n 2>&1 b", vec![vec!["a", "-n", "b"]]),
        ("a >&2 -n &>x c<in", vec![vec!["a", "-n", "c"]]),
        ("x $'--no-\\x76erify' $'a\\'b' $\"c\"", vec![vec!["x", "--no-verify", "a'b", "c"]]),
        ("g=git; $g ${g}x \"$g\"", vec![vec!["g=git"], vec!["git", "gitx", "git"]]),
        ("g='git commit'; $g -n", vec![vec!["g=git commit"], vec!["git", "commit", "-n"]]),
        ("g='a b'; x \"$g\" '$g'", vec![vec!["g=a b"], vec!["x", "a b", "$g"]]),
        ("x=a; x+='b c'; $x", vec![vec!["x=a"], vec!["x+=b c"], vec!["ab", "c"]]),
        ("a=(b c); \"${a[@]}\"", vec![vec!["b", "c"]]),
        ("x \"${#a}\" y; z", vec![vec!["x", "$()", "y"], vec!["z"]]),
        ("x \"${a:-\"b c\"}\" y; z", vec![vec!["x", "${a}", "y"], vec!["z"]]),
        ("a $b ${c}", vec![vec!["a", "${b}", "${c}"]]),
        ("a=$a; a=$a$a; $a", vec![vec!["a=${a}"], vec!["a=${a}${a}"], vec!["${a}${a}"]]),
        ("x $((1<<2))\ny", vec![vec!["x", "$()"], vec!["y"]]),
        (
            "x \"$(a `b` c)\" $(d (e))",
            vec![vec!["b"], vec!["a", "$()", "c"], vec!["d"], vec!["e"], vec!["x", "$()", "$()"]],
        ),
        ("x \"$(cat <<'E'\nit's ) $y\nE\n)\" z", vec![vec!["cat"], vec!["x", "it's ) $y", "z"]]),
        ("$(echo a 'b c') d", vec![vec!["echo", "a", "b c"], vec!["a", "b", "c", "d"]]),
    ] {
        assert_eq!(commands(text), expected, "{text}");
    }
}

/// The input of the last command.
#[test]
fn what_a_command_reads_is_followed() {
    let known = |text: &str| Some(Output::Known(text.into()));
    for (text, expected) in [
        ("echo a b | x", known("a b\n")),
        ("printf '\\x61%s|%%' b | x", known("ab|%")),
        ("echo a | cat | tee f | x", known("a\n")),
        ("{ echo a; echo b; } | x", known("a\nb\n")),
        ("(echo a; cd b) | x", known("a\n")),
        ("for i in 1 2; do echo a; done | x", known("a\n")),
        ("echo a | { x; }", known("a\n")),
        ("echo a | while true; do x; done", known("a\n")),
        ("{ x; } <<< a", known("a\n")),
        ("x <<E\na\nE", known("a\n")),
        ("echo a > f; x < f", known("a\n")),
        ("echo a > f; cp f g; cat ./g | x", known("a\n")),
        ("echo a | read v; echo \"$v\" | x", known("a\n")),
        ("printf -v v a; x <<< $v", known("a\n")),
        ("x < <(echo a)", known("a\n")),
        ("x", None),
        ("x < f", Some(Output::Found)),
        ("cat f | grep b | x", Some(Output::Found)),
        ("git rev-parse HEAD | x", Some(Output::Found)),
        ("ssh-agent -s | x", Some(Output::Found)),
        ("curl f | x", Some(Output::Other)),
        ("ps | awk '{print $1}' | x", Some(Output::Other)),
        ("echo a | rev | x", Some(Output::Composed)),
        ("base64 -d <<< a | x", Some(Output::Composed)),
        ("awk 'BEGIN{print 1}' | x", Some(Output::Composed)),
        ("echo a | rev > f; x < f", Some(Output::Composed)),
        ("date '+a b' | x", Some(Output::Composed)),
    ] {
        let script = read(text, None);
        let input = script.commands.iter().rfind(|command| command.words.first().is_some_and(|word| word == "x"));
        let input = input.unwrap_or_else(|| panic!("{text}: {:?}", script.commands)).input.clone();
        assert_eq!(input, expected, "{text}");
    }
}

#[test]
fn self_referential_assignments_terminate() {
    let text = format!("a=xxxxxxxxxx; {} echo $a", "a=$a$a$a$a$a$a$a$a;".repeat(200));
    assert!(
        read(&text, None).commands.iter().flat_map(|command| &command.words).map(String::len).sum::<usize>() < 1 << 20
    );
    for unit in ["$(", "(", "${a:-", "\"$(", "((", "`", "<(", "<<a ", "{ ", "$((", "a=("] {
        read(&unit.repeat(10_000), None);
    }
}
