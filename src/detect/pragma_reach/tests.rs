use super::Reach;
use crate::extract::Context;
use crate::text::LineIndex;

/// A path, a text with `@` on the value's line, the first lines above that where a comment counts, the last lines below it, and the
/// fence.
type Row = (&'static str, &'static str, &'static [usize], &'static [usize], Option<usize>);

const ROWS: &[Row] = &[
    ("a.py", "a = 1\np = '@'\nb = 2", &[], &[], None),
    ("a.py", "p = (\n    '@'\n)\n", &[1], &[3], None),
    ("a.py", "p = (  # dsnitch:allow a -- b\n    '@'\n)\n", &[1], &[3], None),
    ("a.py", "f(\n    a,\n    '@',\n)\n", &[1], &[4], None),
    ("a.py", "f(\n    g(a), # )\n    '@',\n    ')',\n)\n", &[1], &[5], None),
    ("a.py", "f('@',\n  b,\n)\n", &[], &[3], None),
    ("a.py", "p = \\\n    '@'\n", &[1], &[], None),
    // Operators at the end of a line, or at the start of the next.
    ("a.js", "const url =\n  process.env.URL ||\n  '@';\n", &[1], &[], None),
    ("a.ts", "const url = process.env.URL\n  ?? '@';\n", &[1], &[], None),
    ("a.py", "p = (\n    env.get('P')\n    or '@'\n)\n", &[1, 2], &[4], None),
    ("a.rb", "p = ENV['P'] ||\n  '@'\n", &[1], &[], None),
    ("a.java", "String p = \"a\"\n    + \"@\";\n", &[1], &[], None),
    ("a.py", "p = '''\nselect\n@\n'''\nb", &[1], &[4], None),
    // From the innermost part to the statement.
    ("a.js", "const c = {\n  password:\n    '@',\n};\n", &[1, 2], &[4], None),
    ("a.js", "f({\n  p: [\n    '@'\n  ]\n})\n", &[1, 2], &[4, 5], None),
    ("a.js", "const c = {\n  a: 1,\n  db: f(\n    a,\n    '@',\n  ),\n};\n", &[1, 3], &[6, 7], None),
    ("a.go", "c := &db.Config{\n\tHost: \"h\",\n\tPassword: \"@\",\n}\n", &[1], &[4], None),
    ("a.php", "$c = [\n  'a' => 1,\n  'p' => '@',\n];\n", &[1], &[4], None),
    ("a.cs", "var c = new Options {\n  A = 1,\n  P = \"@\",\n};\n", &[1], &[4], None),
    ("a.rb", "connect adapter: 'a',\n  host: 'h',\n  password: '@',\n  port: 1\n", &[1], &[4], None),
    ("a.exs", "config :app, App.Repo,\n  username: \"u\",\n  password: \"@\",\n  database: \"d\"\n", &[1], &[4], None),
    ("a.js", "const o = f;\n  a: 1,\n  b: 2,\n  p: '@',\n", &[], &[], None),
    ("a.rs", "let p = Pool::new()\n    .max(5)\n    .connect(\"@\")\n    .await?;\n", &[1], &[4], None),
    ("a.c", "struct c c = {\n  .host = \"h\",\n  .password = \"@\",\n};\n", &[1], &[4], None),
    ("a.kt", "val d = Config().apply {\n  url = \"x\"\n  password = \"@\"\n}\n", &[], &[], None),
    ("a.rb", "with do\n  connect host: 'h',\n    password: '@'\nend\n", &[2], &[], None),
    ("a.cmake", "set(P\n  \"@\"\n)\n", &[1], &[3], None),
    // Behind the end of a statement, on the line of its last element or call.
    ("a.py", "c = f(\n    a=1,\n    p='@',\n    q=2)\n", &[1], &[4], None),
    ("a.py", "D = {'a': {'b': 1,\n    'p': '@',\n    'q': 2}}\n", &[1], &[3], None),
    ("a.js", "f('a',\n  { p: '@',\n    q: 1 });\n", &[1], &[3], None),
    ("a.yml", "a: {b: 1, p: @,\n  q: 2}\n", &[], &[2], None),
    ("a.java", "C c = C.of()\n    .p(\"@\")\n    .q(1);\n", &[1], &[3], None),
    ("a.js", "f(\n  '@'\n)\n  .then(a)\n  .then(b);\n", &[1], &[3, 5], None),
    ("a.rs", "fn f() -> C {\n    C {\n        h: 1,\n        p: \"@\".into(),\n    }\n}\n", &[2], &[5], None),
    ("a.rs", "fn f() -> C {\n    C {\n        p: \"@\".into(),\n        h: 1,\n    }\n}\n", &[2], &[5], None),
    ("a.rs", "unsafe {\n    p(\"@\"),\n}\n", &[], &[], None),
    ("a.py", "def f(\n    a=1,\n    p='@',\n) -> None:\n    pass\n", &[1], &[4], None),
    ("a.ts", "const f = (\n  a = 1,\n  p = '@',\n): X => {\n};\n", &[1], &[4], None),
    ("a.py", "assert (\n    a == '@'\n), 'm'\n", &[1], &[3], None),
    ("a.py", "with f(\n    '@'\n) as c:\n    pass\n", &[1], &[3], None),
    // What follows the bracket on its line is another element, statement or block.
    ("a.js", "const a = [\n  f(\n    '@'\n  ), g(1),\n];\n", &[1, 2], &[5], None),
    ("a.js", "f(\n  '@'\n); g(1);\n", &[1], &[], None),
    ("a.js", "if (\n  a == '@'\n) { g(1); }\n", &[1], &[], None),
    ("a.cmake", "set(P\n  \"@\") set(Q \"x\")\n", &[1], &[], None),
    ("a.py", "f(\n    '@'\n), g(\n    1)\n", &[1], &[], None),
    // The attributes of an element in code.
    ("a.jsx", "<a>\n  <Db\n    a=\"b\"\n    p=\"@\"\n  />\n</a>\n", &[2], &[5], None),
    ("a.vue", "<template>\n  <Db\n    :a=\"b\"\n    p=\"@\">\n  </Db>\n</template>\n", &[2], &[], None),
    ("a.tsx", "return <Db {...a}\n  p=\"@\"\n  q={1} />;\n", &[1], &[3], None),
    ("a.jsx", "<a>\n  <b p=\"x\" />\n  <Db\n    p=\"@\"\n  />\n</a>\n", &[3], &[5], None),
    ("a.ts", "const a = b <c\n  && d;\nlet\np='@'\n", &[], &[], None),
    // A brace around statements: the function, the loop, the class; a function within a call.
    ("a.js", "f = () => {\n  p = a == '@'\n}\n", &[], &[], None),
    ("a.js", "describe('x', () => {\n  f(\n    '@'\n  );\n});\n", &[2], &[4], None),
    ("a.go", "x := func() {\n\tf(\"@\")\n}\n", &[], &[], None),
    ("a.go", "if x := f(); x {\n\tg(\"@\",\n\t\t1)\n}\n", &[], &[3], None),
    ("a.kt", "val f = {\n  f(\"@\")\n}\n", &[], &[], None),
    ("a.kt", "class A {\n  val p = \"@\"\n}\n", &[], &[], None),
    ("a.lua", "it('x', function()\n  a = 1\n  p = '@'\nend)\n", &[], &[], None),
    ("a.nix", "services.db = {\n  a = 1;\n  password = \"@\";\n};\n", &[], &[], None),
    ("a.clj", "(defn f []\n  (connect\n    \"@\"))\n", &[2], &[], None),
    ("a.py", "class A:\n    p = '@'\n", &[], &[], None),
    ("a.go", "p :=\n\t\"@\"\n", &[1], &[], None),
    ("a.tf", "resource \"a\" \"b\" {\n  p = \"@\"\n}\n", &[], &[], None),
    ("a.tf", "variable \"p\" {\n  default = join(\"\", [\n    \"a\",\n    \"@\",\n  ])\n}\n", &[2], &[5], None),
    (
        "a.tf",
        "a \"b\" {\n  env = [\n    {\n      name = \"P\"\n      value = \"@\"\n    },\n  ]\n}\n",
        &[2, 3, 4],
        &[6, 7],
        None,
    ),
    // An object behind `return`, a dash of YAML, the name of a type; none behind an operator.
    ("a.js", "return {\n  p: '@',\n};\n", &[1], &[3], None),
    ("a.go", "return Options{\n\tP: \"@\",\n}\n", &[1], &[3], None),
    ("a.go", "x := f[T]{\n\tP: \"@\",\n}\n", &[1], &[3], None),
    ("a.go", "x := T_{\n\tP: \"@\",\n}\n", &[1], &[3], None),
    ("a.rs", "x = my_class{\n  p: \"@\",\n};\n", &[1], &[3], None),
    ("a.yml", "- {\n  b: 1,\n  p: @\n}\n", &[1], &[4], None),
    ("a.js", "a - {\n  p: '@',\n}\n", &[], &[], None),
    ("a.js", "const c = {\n  p = '@'\n};\n", &[], &[], None),
    ("a.js", "const c = {\n  p = '@',\n};\n", &[1], &[3], None),
    ("a.rb", "p = a or\n  '@'\n", &[1], &[], None),
    ("a.kt", "val p = if (a) b else\n  \"@\"\n", &[1], &[], None),
    ("a.rb", "x = color\n  '@'\n", &[], &[], None),
    ("a.properties", "p = \\\n  @\n", &[1], &[], None),
    ("a.sql", "SELECT 1\n/\n  PASSWORD '@';\n", &[], &[], None),
    ("a.sql", "SELECT 1;\nCREATE ROLE a\n  LOGIN\n  PASSWORD '@'\n  NOINHERIT;\nSELECT 2;\n", &[2], &[5], None),
    ("a.sql", "CREATE LOGIN a\nCREATE LOGIN b WITH\n PASSWORD = '@'\n", &[2], &[], None),
    ("a.sql", "DO $$\nBEGIN\n  ALTER ROLE a\n    PASSWORD '@';\nEND $$;\n", &[3], &[], None),
    ("a.sql", "DO $$\nBEGIN\n  PERFORM f('@');\nEND $$;\n", &[], &[], None),
    ("a.sql", "\\set a b\nALTER ROLE a\n\n  PASSWORD '@';\n", &[], &[], None),
    ("a.yml", "a:\n  p: |\n    @\n", &[2], &[], None),
    ("a.yml", "a:\n  p:\n    postgres://a:@h/d\n", &[2], &[], None),
    ("a.yml", "a:\n  p: @\n", &[], &[], None),
    ("a.yml", "a:\n  - @\n", &[], &[], None),
    ("a.yml", "env:\n  - name: P\n    value: @\n  - name: Q\n", &[2], &[], None),
    ("a.yml", "env:\n  - type: x\n    name: P\n    value: @\n", &[2], &[], None),
    ("a.yml", "env:\n  - type: x\n    value: @\n    name: P\n", &[2], &[], None),
    ("a.yml", "- host: h\n  user: u\n  password: @\n", &[], &[], None),
    ("a.yml", "a: {\n  b: 1,\n  p: @\n}\n", &[1], &[4], None),
    ("a.jsonc", "{\n  \"a\": 1,\n  \"p\": \"@\"\n}\n", &[], &[], None),
    ("a.jsonc", "{\n  \"db\": {\n    \"p\": \"@\"\n  }\n}\n", &[2], &[4], None),
    ("a.toml", "p = [\n  'a',\n  '@',\n]\n", &[1], &[4], None),
    ("a.xml", "<db\n  a=\"b\"\n  password=\"@\"/>\n<c/>\n", &[1], &[], None),
    ("a.xml", "<a>\n<password>\n  @\n</password>\n</a>\n", &[2], &[], None),
    ("a.sh", "x=(\n  a\n  '@'\n)\n", &[1], &[4], None),
    ("a.sh", "(\n  cd x\n  P='@' psql\n)\n", &[], &[], None),
    ("a.sh", "f() {\n  P='@' psql \\\n    -h x\n}\n", &[], &[3], None),
    ("a.sh", "docker run \\\n  -e A=b \\\n  -e P='@' \\\n  x\n", &[1], &[4], None),
    ("a.env", "A=(\nP=@\n)\n", &[], &[], None),
    ("a.md", "x\n```sh\nA=1\nP=@\n```\n", &[], &[], Some(2)),
    ("a.md", "```sh\nA=1\n```\nx\n```sh\nP=@\n```\n", &[], &[], Some(5)),
    ("a.md", "x\nP=@\n", &[], &[], None),
    ("a.md", "> ```sh\n> P=@\n> ```\n", &[], &[], Some(1)),
];

#[test]
fn a_statement_covers_the_lines_to_which_a_formatter_may_move_a_comment() {
    let mut wrong = Vec::new();
    for (path, text, firsts, lasts, fence) in ROWS {
        let at = text.lines().position(|line| line.contains('@')).unwrap() + 1;
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let index = LineIndex::new(text.as_bytes());
        let reach = Reach::of(&cx, &index, at);
        let mut found: Vec<usize> = reach.parts.iter().map(|part| part.first).filter(|first| *first < at).collect();
        let mut closing: Vec<usize> =
            reach.parts.iter().filter_map(|part| Some(index.position(part.last?.start).0)).collect();
        for lines in [&mut found, &mut closing] {
            lines.sort_unstable();
            lines.dedup();
        }
        if (&*found, &*closing, reach.fence.map(|fence| fence.0)) != (*firsts, *lasts, *fence) {
            wrong.push(format!("{path}: {text}{found:?} {closing:?} {:?}", reach.fence));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A statement of many lines, and one with many brackets, is searched up to a bound.
#[test]
fn a_comment_out_of_sight_does_not_count() {
    let first = |text: &str| {
        let at = text.lines().position(|line| line.contains('@')).unwrap() + 1;
        let cx = Context::new(text.as_bytes(), b"a.py");
        Reach::of(&cx, &LineIndex::new(text.as_bytes()), at).parts.iter().map(|part| part.first).min().unwrap()
    };
    for (lines, expected) in [(22, 1), (24, 26)] {
        assert_eq!(first(&format!("f(\n{}  '@',\n)\n", "  a,\n".repeat(lines))), expected);
    }
    assert_eq!(first(&format!("f(\n  {},\n  '@',\n)\n", "[],".repeat(150))), 1);
    assert_eq!(first(&format!("f(\n  {},\n  '@',\n)\n", "[],".repeat(300))), 3);
}
