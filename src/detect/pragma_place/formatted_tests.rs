//! Allow comments where formatters put them.

use super::of_line;
use super::tests::PRAGMA;
use crate::extract::Context;
use crate::text::LineIndex;

/// Rows: a path, a text in which `@` represents an allow comment, and whether the line of `x` has one.
#[test]
fn an_allow_comment_counts_where_a_formatter_moves_it() {
    for (path, text, is_excused) in [
        ("a.py", "# @\np = (\n    'x'\n)", true),
        ("a.py", "p = (  # @\n    'x'\n)", true),
        ("a.py", "p = (\n    'x'\n)  # @", true),
        ("a.py", "p = f(\n    'a',\n    'x',\n)  # @", true),
        ("a.py", "# @\np = \\\n    'x'", true),
        ("a.py", "# @\np = \"\"\"\nselect\nx\n\"\"\"", true),
        ("a.py", "p = \"\"\"\nselect\nx\n\"\"\"  # @", true),
        ("a.js", "const c = {\n  // @\n  password:\n    'x',\n}", true),
        ("a.js", "f(\n  'x'\n); // @", true),
        ("a.go", "// @\np :=\n\t\"x\"", true),
        ("a.tf", "# @\np = [\n  \"x\"\n]", true),
        ("a.yml", "# @\np: >-\n  x", true),
        ("README.md", "<!-- @ -->\n```json\n{\n\"p\": \"x\"\n```", true),
        ("README.md", "<!-- @ -->\n~~~\nx\n~~~", true),
        ("a.py", "# @\np = (\n    'a',\n    'x',\n)", true),
        ("a.py", "f(\n    # @\n    'a',\n    'x',\n)", false),
        ("a.py", "# @\nf(a)\ng(\n    'a',\n    'x',\n)", false),
        ("a.py", "# @\n\np = 'x'", false),
        ("a.py", "# @\na = 1\np = (\n    'x'\n)", false),
        ("a.py", "p = (\n    'x'\n)\n# @", false),
        ("a.py", "p = (\n    'x'\n)\nq = 1  # @", false),
        ("a.py", "p = (\n    'x'\n) + '# @'", false),
        ("a.yml", "# @\np:\n  x", true),
        ("a.yml", "# @\np:\n  - 'x'", false),
        ("a.yml", "# @\n- name: P\n  value: 'x'", true),
        ("a.yml", "# @\nenv:\n- name: P\n  value: 'x'", false),
        ("a.yml", "# @\n- name: O\n  value: a\n- name: P\n  value: 'x'", false),
        ("a.sql", "-- @\nCREATE ROLE a\n  PASSWORD 'x';", true),
        ("a.sql", "CREATE ROLE a\n  PASSWORD 'x'\n  LOGIN; -- @", true),
        ("a.sql", "-- @\nSELECT 1;\nCREATE ROLE a\n  PASSWORD 'x';", false),
        ("a.sql", "-- @\nDO $$\nBEGIN\n  ALTER ROLE a\n    PASSWORD 'x';\nEND $$;", false),
        ("a.tf", "# @\nresource \"a\" \"b\" {\n  p = \"x\"\n}", false),
        ("a.tf", "# @\nvariable \"a\" {\n  default = join([\n    \"x\"\n  ])\n}", false),
        ("a.rs", "fn f() {\n    let p = \"x\";\n}  // @", false),
        ("a.go", "func f() {\n\tp := \"x\"\n} // @", false),
        ("a.java", "class A {\n  String p = \"x\";\n} // @", false),
        ("a.tf", "resource \"a\" \"b\" {\n  p = \"x\"\n} # @", false),
        ("a.py", "# @\nclass A:\n    p = 'x'", false),
        ("a.py", "# @\nif a:\n    p = 'x'", false),
        ("a.js", "const c = {\n  p: 'x'\n} // @", true),
        ("a.js", "const c = {\n  p:\n    'x'\n} // @", true),
        ("README.md", "```sh\n# @\n```\nx", false),
        ("README.md", "<!-- @ -->\n\n```json\nx\n```", true),
        ("README.md", "<!-- @ -->\n  \n\t\n~~~\nx\n~~~", false),
        ("README.md", "<!-- @ -->\n\ny\n```json\nx\n```", false),
        ("README.md", "# @\n\n```json\nx\n```", false),
        ("README.md", "<!-- @ -->\n\nx", false),
        ("README.md", "> <!-- @ -->\n> ```sh\n> 'x'\n> ```", true),
        ("README.md", "<!--\n@\n-->\n```sh\n'x'\n```", true),
        ("README.md", "```sh\ny\n```\n\n<!-- @ -->\n```json\nx\n```", true),
        ("README.md", "<!-- @ -->\n```sh\ny\n```\n\n```json\nx\n```", false),
        ("README.md", "<!--\n@\n--> y\n```json\nx\n```", false),
        // Behind the end of a statement whose last line has more than its bracket.
        ("a.py", "c = f(\n    a,\n    'x',\n    b)  # @", true),
        ("a.py", "D = {'a': {'p': 'x',\n    'b': 1}}  # @", true),
        ("a.js", "f('a',\n  { p: 'x',\n    q: 1 }); // @", true),
        ("a.yml", "a: {b: 1, p: 'x',\n  q: 2}  # @", true),
        ("a.rs", "let c = C::new()\n    .p(\"x\")\n    .q(1); // @", true),
        ("a.rs", "fn f() -> C {\n    C {\n        a: 1,\n        p: \"x\".into(),\n    } // @\n}", true),
        ("a.py", "def f(\n    a=1,\n    p='x',\n):  # @\n    pass", true),
        ("a.js", "const f = (\n  a = 1,\n  p = 'x',\n) => { // @\n};", true),
        ("a.py", "assert (\n    a == 'x'\n), 'm'  # @", true),
        ("a.rb", "connect a: 1,\n  p: 'x',\n  q: 2 # @", true),
        ("a.sh", "docker run \\\n  -e P='x' \\\n  image # @", true),
        ("a.py", "c = f(\n    a,\n    'x',\n    b)\nd = 1  # @", false),
        ("a.py", "# @\nd = 1\nc = f(\n    a,\n    'x',\n    b)", false),
        ("a.js", "f(\n  'x'\n); g(1); // @", false),
        ("a.js", "a = [f(\n  'x'\n), g(1)]; // @", true),
        ("a.js", "if (\n  a == 'x'\n) { g(1); } // @", false),
        ("a.js", "a = b ? {\n  p: 'x',\n} : { // @\n  q: 1,\n};", false),
        ("a.py", "c = f(\n    'x',\n    b) + '# @'", false),
        ("a.py", "c = f(\n    'x',\n    '# @')", false),
        ("a.rs", "let c = C::new()\n    .p(\"x\")\n    .q(1)\n    .r(\"// @\");", false),
        ("a.rs", "fn f() {\n    a();\n    p(\"x\");\n} // @", false),
        ("a.rs", "let c = C::new()\n    .o(1) // @\n    .p(\"x\");", false),
        // A comment over several lines, and one of another tool between.
        ("a.c", "char *p = \"x\"; // § -- the\n    // sandbox resets every night", true),
        ("a.c", "char *p = \"x\"; // §\n    // -- the sandbox resets every night", true),
        ("a.c", "// § -- the\n// sandbox resets every night\nchar *p = \"x\";", true),
        ("a.py", "# @\n# noqa: E501\np = 'x'", true),
        ("a.py", "# §,\n# db-password-assignment -- published sample\np = 'x'", true),
        ("a.sql", "/* § -- the\n * sandbox resets every night\n */\nALTER USER a PASSWORD 'x';", true),
        ("a.html", "<!-- § -- the\nsandbox resets every night -->\n<a p='x'/>", true),
        ("README.md", "`'x'` <!-- § -- the\nsandbox resets every night --> and so on", true),
        ("a.py", "# @\n# noqa\nq = 1\np = 'x'", false),
        ("a.py", "# @\n\n# noqa\np = 'x'", false),
        ("a.js", "// @\n`\n// noqa\n`;\nconst p = 'x';", false),
        ("a.py", "q = \"\"\"\n# @\n# noqa\"\"\"\np = 'x'", false),
        // Around a literal of several lines, in which a comment is data.
        ("a.sh", "# @\nX=\"\nP='x'\n\"", true),
        ("a.sh", "X=\"\nP='x'\n\" # @", true),
        ("a.sh", "X=\"\n# @\nP='x'\n\"", false),
        ("a.sh", "# @\nY=1\nX=\"\nP='x'\n\"", false),
        ("a.sh", "X=\"\nP='x'\n\"; Y=1 # @", false),
        ("a.ps1", "# @\n$x = @\"\nP='x'\n\"@", true),
        ("a.nix", "{\n# @\nx = ''\nP=\"x\"\n'';\n}", true),
        // Above an element in code.
        ("a.jsx", "a = (\n  <div>\n    {/* @ */}\n    <Db\n      h=\"h\"\n      p=\"x\"\n    />\n  </div>\n);", true),
        ("a.vue", "<template>\n  <!-- @ -->\n  <Db\n    h=\"h\"\n    p=\"x\"\n  />\n</template>", true),
        ("a.jsx", "a = (\n  <div>\n    {/* @ */}\n    <A />\n    <Db\n      p=\"x\"\n    />\n  </div>\n);", false),
    ] {
        let line = 1 + text
            .lines()
            .position(|line| {
                line.trim_matches([' ', '\t', '\'', '"', ',']) == "x" || line.contains("'x'") || line.contains("\"x\"")
            })
            .unwrap();
        let text = text.replace('@', PRAGMA).replace('§', "dsnitch:allow *");
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let placed = of_line(&cx, &LineIndex::new(text.as_bytes()), line, &Vec::new());
        let excuses = placed.iter().any(|placed| placed.pragma.excuses("any"));
        assert_eq!(excuses, is_excused, "{path}: {text}");
    }
}
