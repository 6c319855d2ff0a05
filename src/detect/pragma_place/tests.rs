use super::of_line;
use crate::extract::Context;
use crate::text::{LineIndex, TEMPLATES};

pub(super) const PRAGMA: &str = "dsnitch:allow * -- published sample";

/// True if `text`, in which `@` represents an allow comment, has one for its last line.
fn counts(path: &str, text: &str) -> bool {
    has_one(path, &text.replace('@', PRAGMA))
}

/// True if the last line of `text` has an allow comment.
fn has_one(path: &str, text: &str) -> bool {
    let cx = Context::new(text.as_bytes(), path.as_bytes());
    let index = LineIndex::new(text.as_bytes());
    !of_line(&cx, &index, text.lines().count(), &Vec::new()).is_empty()
}

#[test]
fn an_allow_comment_within_a_comment_counts() {
    for (path, text) in [
        ("a.env", "PGPASSWORD=x # @"),
        ("a.env", "# @\nPGPASSWORD=x"),
        ("a.env", "A=it's # @"),
        ("a.sh", "PGPASSWORD='x' psql # @"),
        ("a.sh", "PGPASSWORD='a\\' psql # @"),
        ("a.sh", "cat <<EOF\n# @\nPGPASSWORD=x\nEOF\n# @\nPGPASSWORD=x"),
        ("a.sh", "PGPASSWORD=a\\' psql # @"),
        ("a.xml.vm", "<p>x</p> ## @"),
        ("a.fish", "set x 'it\\'s' # @"),
        ("a.pl", "my $p = q{x}; # @"),
        ("a.sql", "DO $$\n-- @\nALTER USER a PASSWORD 'x';"),
        ("a.sql", "CREATE FUNCTION f() RETURNS void AS $$\n-- @\nALTER USER a PASSWORD 'x';$$"),
        ("a.sql", "DO $$\n-- @\nALTER USER a PASSWORD 'x';$$"),
        ("crontab", "# @\nPGPASSWORD=x"),
        ("Dockerfile", "ENV PGPASSWORD x # @"),
        ("a.yml", "password: don't # @"),
        ("a.yml", "  # @\n  password: x"),
        ("a.yml", "  # @\npassword: x"),
        ("a.yml", "a:\n    # @\npassword: x"),
        ("a.ini", "; @\npassword = x"),
        ("a.properties", "! @\npassword = x"),
        ("a.toml", "password = \"x\"# @"),
        ("a.bat", "REM @\nset PGPASSWORD=x"),
        ("a.bat", "set PGPASSWORD=x& REM @"),
        ("a.cmd", "set \"PGPASSWORD=x\" &rem @"),
        ("tsconfig.json", "{\"password\": \"x\"} // @"),
        ("a.jsonc", "/* @ */\n\"password\": \"x\""),
        ("a.tf", "password = \"x\" // @"),
        ("a.xml", "<!-- @ -->\n<password>x</password>"),
        ("a.xml", "<password>x</password> <!-- @ -->"),
        ("a.xml", "<!--\n  @\n<password>x</password>"),
        ("a.sql", "ALTER USER a PASSWORD 'x'; -- @"),
        ("a.sql", "-- @\nALTER USER a PASSWORD 'it''s x';"),
        ("a.py", "p = 'it is \\' x'  # @"),
        ("a.py", "# @\np = 'x'"),
        ("a.js", "const p = \"http://x\" // @"),
        ("a.js", "/* @ */ const p = 'x'"),
        ("a.java", "/**\n * @\nString p = \"x\";"),
        ("a.c", "#define P \"x\" /* @ */"),
        ("a.lisp", "(setq p \"x\") ; @"),
        ("a.clj", ";; @\n(def p \"x\")"),
        ("a.erl", "P = \"x\". % @"),
        ("a.hs", "p = \"x\" -- @"),
        ("a.vb", "Dim p = \"x\" ' @"),
        ("a.lua", "local p = 'x' -- @"),
        ("a.cob", "*> @\nMOVE 'x' TO P"),
        ("a.ipynb", "  \"p = 'x'  # @\\n\","),
        // In a cell of a notebook the quotes and backslashes of the code are escaped.
        ("a.ipynb", "  \"p = \\\"x\\\"  # @\\n\","),
        ("a.ipynb", "  \"p = \\\"x\\\\\\\"y\\\"  # @\\n\","),
        ("a.ipynb", "  \"p = 'it\\\\'s'  # @\\n\","),
        ("a.ipynb", "  \"p = \\\"x\\\\\\\\\\\"  # @\\n\","),
        ("README.md", "<!-- @ -->\n    PGPASSWORD=x"),
        ("README.md", "<!--\n@\n-->\n\nPGPASSWORD=x <!-- @ -->"),
        ("a.yml", "run: |\n  # @\n  PGPASSWORD=x psql"),
        ("a.yml", "run: |\n  PGPASSWORD=x psql # @"),
        ("a.yml", "a: \"b\"\n# @\np: x"),
        ("a.yml", "a: |\n  b\n# @\np: x"),
        ("a.sql", "DO $$ BEGIN\n-- @\nALTER USER a PASSWORD 'x';"),
        ("a.sql", "CREATE FUNCTION f() RETURNS void AS $f$\n-- @\nALTER USER a PASSWORD 'x';"),
        ("a.rb", "x = 'it' # don't\n# @\np = 'x'"),
        ("a.js", "x = /'/;\n// @\nconst p = 'x'"),
        ("README.md", "PGPASSWORD=x # @"),
        (".pgpass", "# @\nh:5432:d:u:x"),
        ("a.http", "# @\nPOST http://u:x@h/"),
        ("a.http", "POST http://x/\n# @\nAuthorization: Basic x"),
        ("a.http", "POST http://x/\n\n{}\n###\n# @\nPOST http://u:x@h/"),
        ("README.md", "```sh\n# @\nPGPASSWORD=x psql"),
        ("README.md", "```html\n<!-- @ -->\n<password>x</password>"),
        ("a.js", "/* a */ const p = 'x' // @"),
        ("a.jsx", "const b = a > /* @ */ '</b>'; const p = 'x';"),
        ("README.md", "<!-- a -->\n<!--\n@\nPGPASSWORD=x"),
        ("a.tf", "/* a */\n/*\n@\npassword = \"x\""),
        ("a.sql", "/* a */ SELECT 1; /*\n@\nALTER USER a PASSWORD 'x';"),
        ("a.js", "/* a */ f(); /*\n@\nconst p = 'x'"),
        ("a.xml", "<!-- a --><b/><!--\n@\n<password>x</password>"),
        ("a.html", "<!-- a -->\n{{!\n@\n<password>x</password>"),
        ("unknown", "password x # @"),
        ("a.http", "# c\n\n# @\nPOST http://u:x@h/"),
        ("a.http", "// c\n\n# @\nPOST http://u:x@h/"),
        ("a.jsx", "const f = (a<b) => /* @ */ '</b>'; const p = 'x';"),
        ("a.tsx", "const b = f<A> /* @ */ ('x');"),
        ("a.yml", "a: |\n    # @\n  p: x"),
        ("a.vim", "\" @\nlet p = 'x'"),
        ("a.st", "p := 'x'. \"@\""),
        ("a.st", "\"@\"\np := 'x'"),
        ("a.slim", "  / @\n  p x"),
        ("a.vim", "  \" @\n  let p = \"x\""),
        ("_vimrc", "let p = 'x' \" @"),
        ("a.vim", "call f(\"x\") \" @"),
    ] {
        assert!(counts(path, text), "{path}: {text}");
    }
}

/// The comment that a report suggests counts, placed as suggested: above the line of the finding.
#[test]
fn the_suggested_comment_counts() {
    for (path, opens) in [
        ("a.env", Some("#")),
        ("a.sh", Some("#")),
        ("Dockerfile", Some("#")),
        ("a.yml", Some("#")),
        ("a.ini", Some("#")),
        ("a.toml", Some("#")),
        ("a.bat", Some("rem")),
        ("a.tf", Some("#")),
        ("a.xml", Some("<!--")),
        ("a.sql", Some("--")),
        ("a.py", Some("#")),
        ("a.rb", Some("#")),
        ("Gemfile", Some("#")),
        ("a.js", Some("//")),
        ("a.java", Some("//")),
        ("a.go", Some("//")),
        ("a.rs", Some("//")),
        ("a.php", Some("//")),
        ("a.cs", Some("//")),
        ("a.vb", Some("'")),
        ("a.vim", Some("\"")),
        (".vimrc", Some("\"")),
        ("a.clj", Some(";")),
        ("a.hs", Some("--")),
        ("a.lua", Some("--")),
        ("a.erl", Some("%")),
        ("a.cob", Some("*>")),
        ("a.slim", Some("/")),
        ("a.haml", Some("-#")),
        ("a.st", Some("\"")),
        ("a.jsonc", Some("//")),
        ("README.md", Some("<!--")),
        ("a.rst", Some("..")),
        ("notes", Some("#")),
        ("a.json", None),
        (".pgpass", None),
        ("x/pgpass.conf", None),
        ("userlist.txt", None),
        ("a.csv", None),
    ] {
        let cx = Context::new(b"x", path.as_bytes());
        let comment = cx.tongue().comment;
        assert_eq!(comment.map(|comment| comment.opens), opens, "{path}");
        if let Some(comment) = comment {
            assert!(counts(path, &format!("{} @ {}\nx", comment.opens, comment.closes)), "{path}");
        }
    }
}

#[test]
fn a_comment_that_must_be_first_on_its_line_may_be_indented_up_to_a_bound() {
    for path in ["a.properties", "a.bat"] {
        let mark = if path == "a.bat" { "rem" } else { "#" };
        assert!(counts(path, &format!("{}{mark} @\npassword=x", " ".repeat(1024))), "{path}");
        assert!(!counts(path, &format!("{}{mark} @\npassword=x", " ".repeat(1025))), "{path}");
    }
}

#[test]
fn the_start_of_a_template_s_comment_is_looked_for_up_to_a_bound() {
    let text = |length: usize| format!("{{{{!\n{}\n@\n<password>x</password>", "x".repeat(length));
    assert!(counts("a.html", &text(2043)));
    assert!(!counts("a.html", &text(2044)));
}

/// Rows: a path, a text, and whether the mark before the allow comment begins a comment there.
#[test]
fn each_language_has_its_marks_of_comments() {
    for (path, text, is) in [
        ("a.ini", "! §\npassword = x", true),
        ("a.ini", "// §\npassword = x", true),
        ("a.ini", "password = x ; §", true),
        ("a.ini", "password = x // §", false),
        ("a.ini", "password = x ! §", false),
        ("a.ini", "password = x; §", false),
        ("a.bat", "@rem §\nset PGPASSWORD=x", true),
        ("a.bat", ":: §\nset PGPASSWORD=x", true),
        ("a.bat", "set PGPASSWORD=x&:: §", true),
        ("a.bat", "set PGPASSWORD=x :: §", false),
        ("a.bat", "remark §\nset PGPASSWORD=x", false),
        ("tsconfig.json", "# §\n\"password\": \"x\"", true),
        ("tsconfig.json", "\"password\": \"x\" # §", false),
        ("a.sql", "/* § */\nALTER USER a PASSWORD 'x';", true),
        ("a.sql", "# §\nALTER USER a PASSWORD 'x';", true),
        ("a.sql", "ALTER USER a PASSWORD 'x';# §", false),
        ("a.java", "int a = b * c §\nString p = \"x\";", false),
        ("a.py", "p = 'x'  # note: §", true),
        ("a.c", "#define a b §\nchar *p = \"x\";", false),
        ("a.vb", "REM §\nDim p = \"x\"", true),
        ("unknown", "rem §\npassword x", true),
        ("unknown", "remark §\npassword x", false),
        ("unknown", "// §\npassword x", true),
        ("unknown", "* §\npassword x", true),
        ("unknown", "* note §\npassword x", false),
        ("a.yml", "password: caf\u{e9}'s # §", true),
    ] {
        assert_eq!(has_one(path, &text.replace('§', PRAGMA)), is, "{path}: {text}");
    }
    for (length, is) in [(1023, true), (1024, false)] {
        assert_eq!(counts("unknown", &format!("*{}@\npassword x", " ".repeat(length))), is, "{length}");
        let text = format!("{}{{# @ #}}\nPGPASSWORD=x", " ".repeat(length + 1));
        assert_eq!(counts("a.env", &text), is, "{length}");
    }
}

/// Rows: files that each template language writes.
const WRITTEN: &[(&str, &[&str])] = &[
    (
        "Jinja, Twig, Django, Nunjucks",
        &["a.env.j2", "a.yml.j2", "a.conf.jinja2", "a.html.twig", "models/a.sql", "a.sls"],
    ),
    ("ERB, EJS", &["database.yml.erb", "a.env.erb", "a.ejs"]),
    ("JSP, ASP.NET", &["a.jsp", "a.aspx"]),
    ("Go, Helm", &["chart/templates/a.yaml", "a.env.tmpl", "a.conf.tpl", "a.json.gotmpl", "templates/NOTES.txt"]),
    ("Blade", &["a.blade.php"]),
    ("Handlebars, Mustache", &["a.env.hbs", "a.yml.mustache", "a.html"]),
    ("Liquid", &["a.liquid", "a.html"]),
    ("FreeMarker", &["a.properties.ftl", "Main.java.ftl"]),
    ("Velocity", &["a.vm", "a.xml.vm"]),
    ("Smarty", &["a.conf.tpl", "a.html"]),
    ("Razor", &["a.cshtml"]),
];

#[test]
fn comments_of_template_languages_count_where_they_stand_alone_and_in_literals_never() {
    let known: Vec<&str> = TEMPLATES.iter().map(|row| row.language).collect();
    assert_eq!(known, WRITTEN.iter().map(|row| row.0).collect::<Vec<_>>());
    for (row, (_, paths)) in TEMPLATES.iter().zip(WRITTEN) {
        let all = paths.iter().flat_map(|path| row.comments.iter().map(move |marks| (path, marks)));
        for (path, (opens, closes)) in all {
            let close = match *closes {
                "{%" if opens.contains('-') => "{%- endcomment -%}",
                "{%" => "{% endcomment %}",
                "*/" if opens.contains('-') => "*/ -}}",
                "*/" => "*/}}",
                close => close,
            };
            let comment = format!("{opens} {PRAGMA} {close}");
            let mut texts = vec![format!("{comment}\nPGPASSWORD=x"), format!("  {comment}\n  PGPASSWORD=x")];
            if !close.is_empty() {
                texts.push(format!("a\n{opens}\n{PRAGMA}\n{close}\nPGPASSWORD=x"));
            }
            for text in texts {
                assert!(has_one(path, &text), "{path}: {text}");
            }
            // The reason ends with the comment.
            let text = format!("{comment}\nx");
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let placed = of_line(&cx, &LineIndex::new(text.as_bytes()), 2, &Vec::new());
            assert_eq!(placed[0].pragma.reason.as_deref(), Some("published sample"), "{path}: {text}");
        }
    }
    for (path, text) in [
        // Behind a value only in a file that a template language writes.
        ("a.env.j2", "PGPASSWORD=x {# @ #}"),
        ("a.yml.j2", "password: x{# @ #}"),
        ("chart/templates/a.yaml", "password: x {{/* @ */}}"),
        // Languages with other marks than their families.
        ("configure.ac", "dnl @\nPGPASSWORD=x"),
        ("a.m4", "define(`PGPASSWORD', `x') dnl @"),
        ("CMakeLists.txt", "#[[ @ ]]\nset(P \"x\")"),
        ("CMakeLists.txt", "#[[\n@\n]]\nset(P \"x\")"),
        ("a.pas", "{ @ }\nP := 'x';"),
        ("a.pas", "P := 'x'; { @ }"),
        ("a.pas", "(* @ *)\nP := 'x';"),
        ("a.dpr", "// @\nP := 'x';"),
    ] {
        assert!(counts(path, text), "{path}: {text}");
    }
    for (path, text) in [
        ("a.env", "PGPASSWORD=x {# @ #}"),
        ("a.env", "PGPASSWORD=x{{/* @ */}}"),
        ("a.env.j2", "PGPASSWORD=\"x {# @ #}\""),
        ("a.yml.j2", "password: 'x {# @ #}'"),
        ("a.yml.j2", "a: |\n  {# @ #}\npassword: x"),
        ("a.yml.j2", "{# a #} @\npassword: x"),
        ("a.env.j2", "A=\"b {# @ #}\"\nPGPASSWORD=x"),
        ("a.py", "a = \"\"\"\n{# @ #}\"\"\"\np = 'x'"),
        ("a.js", "const a = `\n{{! @ }}`; const p = 'x'"),
        ("a.js", "const a = '{{/* @ */}}'; const p = 'x'"),
        ("a.sql", "SELECT '\n{# @ #}';\nALTER USER a PASSWORD 'x';"),
        ("a.json", "{# @ #}\n\"password\": \"x\""),
        (".pgpass", "{# @ #}\nh:5432:d:u:x"),
        ("userlist.txt", "{{! @ }}\n\"u\" \"x\""),
        ("a.csv", "{# @ #}\nx"),
        ("a.pas", "P := '{ @ }x';"),
        ("a.pas", "S := '(* @ *)'; P := 'x';"),
        ("a.m4", "define(`PGPASSWORD', `xdnl @')"),
        ("CMakeLists.txt", "set(A [[ # @ ]])\nset(P \"x\")"),
        ("CMakeLists.txt", "set(P \"x #[[ @ ]]\")"),
    ] {
        assert!(!counts(path, text), "{path}: {text}");
    }
}

#[test]
fn an_allow_comment_in_a_literal_or_outside_of_comments_is_data() {
    for (path, text) in [
        ("a.env", "PGPASSWORD=x#@"),
        // Literals of several lines, whose author chooses the marks; what a page shows.
        ("a.cpp", "auto a = R\"d(\n// @\n)d\"; auto p = \"x\";"),
        ("a.swift", "let a = #\"\"\"\n// @\n\"\"\"#; let p = \"x\""),
        ("a.swift", "let a = ##\"\n// @\n\"##; let p = \"x\""),
        ("a.ml", "let a = {sql|\n(* @ *)\n|sql} let p = \"x\""),
        ("a.ml", "let a = \"\n(* @ *)\n\" let p = \"x\""),
        ("a.fs", "let a = \"\n// @\n\"; let p = \"x\""),
        ("a.d", "auto a = `\n// @\n`; auto p = \"x\";"),
        ("a.jsonnet", "{ a: '\n// @\n', p: 'x' }"),
        ("a.jsonnet", "{ a: |||\n  # @\n|||, p: 'x' }"),
        ("a.env", "A=\"\n# @\"\nPGPASSWORD=x"),
        ("a.env", "A='b\n# @\n'\nPGPASSWORD=x"),
        ("Makefile", "A = b \\\n# @\nPGPASSWORD = x"),
        ("a.json5", "{a: 'b\\\n// @\n', p: 'x'}"),
        ("a.html", "<p>\n// @\n</p><script>const p = \"x\"</script>"),
        ("a.php", "// @\n<?php $p = 'x';"),
        ("a.php", "<?php f(); ?>\n// @\n<?php $p = 'x';"),
        ("a.md", "`<!-- @ -->`\nPGPASSWORD=x"),
        ("a.md", "# @\nPGPASSWORD=x"),
        // In a block that is closed above the value.
        ("a.md", "```html\n<!-- @ -->\n```\ntext\ntext\nPGPASSWORD=x"),
        ("a.md", "~~~html\n<!-- @ -->\n~~~\nPGPASSWORD=x"),
        ("a.bat", "set PGPASSWORD=x rem @"),
        ("a.sql", "CREATE FUNCTION f() AS\n$$ -- @ $$;\nALTER USER a PASSWORD 'x';"),
        ("a.sql", "DO\n$$ -- @$$;\nALTER USER a PASSWORD 'x';"),
        ("a.sql", "DO $$\nx;\n-- @$$;\nALTER USER a PASSWORD 'x';"),
        ("a.sql", "SELECT $$ -- @ $$; ALTER USER a PASSWORD 'x';"),
        ("a.sql", "SELECT $a$ -- @ $a$; ALTER USER a PASSWORD 'x';"),
        ("a.pl", "my $x = q{# @}; my $p = 'x';"),
        ("a.pl", "my $x = q{ # @ }; my $p = 'x';"),
        ("a.rb", "a = %q( # @ ); p = 'x'"),
        ("a.rb", "a = /x # @/; p = 'x'"),
        ("a.lua", "x = [[ -- @ ]]; p = 'x'"),
        ("a.exs", "a = ~S( # @ ); p = \"x\""),
        ("a.cpp", "auto a = R\"( // @ )\"; auto p = \"x\";"),
        ("a.fish", "set x 'a\\' # @'; set -x PGPASSWORD x"),
        ("a.env", "PGPASSWORD=\"x # @\""),
        ("a.env", "PGPASSWORD='x # @'"),
        ("a.env", "PGPASSWORD=x @"),
        ("a.env", "@\nPGPASSWORD=x"),
        ("a.sh", "PGPASSWORD=x'y # @'"),
        ("a.sh", "PGPASSWORD=\"x \\\" # @\" psql"),
        ("a.sh", "PGPASSWORD=`x # @`"),
        ("a.yml", "password: x#@"),
        ("a.yml", "password: \"x # @\""),
        ("a.yml", "- @\n- password: x"),
        ("a.yml", "\"# @\"\npassword: x"),
        ("a.toml", "password = \"x # @\""),
        ("a.ini", "password = \"x ; @\""),
        ("a.json", "{\"password\": \"x\"} // @"),
        ("a.json", "// @\n{\"password\": \"x\"}"),
        ("README.md", "@\nPGPASSWORD=x"),
        ("README.md", "* @\n* PGPASSWORD=x"),
        ("README.md", "PGPASSWORD=x @"),
        ("a.java", "@\nString p = \"x\";"),
        ("a.java", "/* a */\n @\nString p = \"x\";"),
        ("a.toml", "a = '''\n# @'''\np = 'x'"),
        ("a.toml", "a = \"\"\"it's\n# @\"\"\"\np = 'x'"),
        ("a.yml", "a: |\n  # @\np: x"),
        ("a.yml", "a: >2-\n  b\n\n  # @\np: x"),
        ("a.yml", "- |\n  # @\n- p: x"),
        ("a.yml", "a: \"b\n  # @\"\np: x"),
        ("a.yml", "a: 'b\n  # @\n  c'\np: x"),
        ("a.sh", "x=\"a\n# @\"\nP='x'"),
        ("a.sh", "x='a\n# @'; P='x'"),
        ("a.sh", "x='\\'; y='a\n# @'; P='x'"),
        ("A.cs", "var x = \"\"\"\na\n// @\"\"\";\nvar p = \"x\";"),
        ("a.rs", "let x = r#\"a\n// @\"#;\nlet p = \"x\";"),
        ("a.rs", "let x = \"a\n// @\";\nlet p = \"x\";"),
        ("a.lua", "x = [[a\n-- @]]\np = 'x'"),
        ("a.exs", "x = ~S(a\n# @)\np = \"x\""),
        ("a.pl", "my $x = q{a\n# @};\nmy $p = 'x';"),
        ("a.rb", "x = %q(a\n# @)\np = 'x'"),
        ("a.rb", "x = 'a\n# @'\np = 'x'"),
        ("a.nix", "x = ''a\n# @'';\np = \"x\";"),
        ("a.php", "<?php $x = 'a\n// @';\n$p = 'x';"),
        ("a.sql", "SELECT 'a\n-- @';\nALTER USER a PASSWORD 'x';"),
        ("a.sql", "SELECT $a$a\n-- @$a$;\nALTER USER a PASSWORD 'x';"),
        ("a.properties", "password=x # @"),
        ("a.properties", "a = \\\n# @\npassword=x"),
        ("a.R", "x <- r\"(a\n# @)\"\np = \"x\""),
        ("a.groovy", "x = $/a\n// @/$\np = 'x'"),
        ("a.zig", "const a =\n    \\\\// @\n; const p = \"x\";"),
        ("a.jsx", "const a = <p>\n// @\n</p>; const p = 'x';"),
        ("a.xml", "<a><![CDATA[\n<!-- @ -->]]>\n<p>x</p></a>"),
        ("a.js", "const x = `${`\n// @\n`}`; const p = 'x';"),
        ("a.jsx", "const a = <p>/* @ */</p>; const p = 'x';"),
        ("a.html", "<script>/* */ var x = \"<!-- @ -->\"; var p = 'x';</script>"),
        ("a.ml", "let a = {|(* @ *)|} let p = \"x\""),
        ("a.php", "<?php $a = <<<X\n// @\nX; $p = 'x';"),
        ("README.md", "```json\n// @\n{\"password\": \"x\"}"),
        ("README.md", "```json {1}\n// @\n{\"password\": \"x\"}"),
        ("README.md", "~~~json\n// @\n{\"password\": \"x\"}"),
        ("README.md", "```yaml\n<!-- @ -->\npassword: x"),
        ("a.http", "POST http://x/\n\n# @\n{\"password\": \"x\"}"),
        ("a.json", "{\"password\": \"x # @\"}"),
        ("a.json", "{\"password\": \"x // @\"}"),
        ("a.json", "\"# @\",\n\"password\": \"x\""),
        ("a.json", "{\"password\": \"x\\\" // @\"}"),
        ("a.tf", "password = \"x # @\""),
        ("a.xml", "<user password=\"x <!-- @\"/>"),
        ("a.xml", "<user note='# @'/>"),
        ("a.sql", "ALTER USER a PASSWORD 'x -- @';"),
        ("a.sql", "ALTER USER a PASSWORD 'it''s -- @';"),
        ("a.py", "p = 'x # @'"),
        ("a.py", "p = f'x # @'"),
        ("a.py", "p = \"x\" + \"# @\""),
        ("a.py", "'# @'\np = 'x'"),
        ("a.js", "const p = \"x // @\""),
        ("a.js", "const p = `x // @`"),
        ("a.go", "p := \"http://u:x@h // @\""),
        ("a.java", "String p = \"x /* @ */\";"),
        ("a.java", "String p = \"x\" + \"/* @ */\";"),
        ("a.rb", "p = %q(x @)"),
        ("a.vb", "Dim p = \"x ' @\""),
        ("a.vim", "echo 'x' \"@\""),
        ("a.st", "p := 'x \"@\"'"),
        ("a.vim", "let p = \"x @\""),
        ("a.vim", "let p = 'x' .. \" @"),
        ("a.ipynb", "  \"p = 'x # @'\\n\","),
        ("a.ipynb", "  \"p = \\\"x # @\\\"\\n\","),
        ("a.ipynb", "  \"p = \\\"x\\\\\\\" # @\\\"\\n\","),
        ("userlist.txt", "\"u\" \"x # @\""),
        ("README.md", "password: \"x # @\""),
        ("unknown", "password x @"),
    ] {
        assert!(!counts(path, text), "{path}: {text}");
    }
}

#[test]
fn a_line_of_a_multi_line_literal_has_no_comment() {
    for (path, text) in [
        ("a.py", "q = '''\npassword=x # @\n'''\n"),
        ("a.py", "q = \"\"\"\n# @\npassword=x\n\"\"\"\n"),
        ("a.js", "const q = `\n// @\npassword=x`\n"),
        ("a.go", "q := `\npassword=x // @\n`\n"),
    ] {
        let text = text.replace('@', PRAGMA);
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let line = 1 + text.lines().position(|line| line.starts_with("password")).unwrap();
        assert!(of_line(&cx, &LineIndex::new(text.as_bytes()), line, &Vec::new()).is_empty(), "{path}: {text}");
    }
}

#[test]
fn comments_of_other_tools_count_if_enabled() {
    let count = |text: &str, markers: Vec<&'static str>| {
        let cx = Context::new(text.as_bytes(), b"a.py");
        !of_line(&cx, &LineIndex::new(text.as_bytes()), 1, &markers).is_empty()
    };
    assert!(count("p = 'x'  # gitleaks:allow", vec!["gitleaks:allow"]));
    assert!(count("p = 'x'  # pragma: allowlist secret", vec!["gitleaks:allow", "pragma: allowlist secret"]));
    for (text, markers) in [
        ("p = 'x'  # gitleaks:allow", vec![]),
        ("p = 'x'  # gitleaks:allow", vec!["betterleaks:allow"]),
        ("p = 'x # gitleaks:allow'", vec!["gitleaks:allow"]),
    ] {
        assert!(!count(text, markers), "{text}");
    }
}
