//! A text within a text is judged by its own language: a code block of documentation by that which it names, and what a command
//! writes to a file as that file is. A secret in it is found, at its place; a reference is none.

use dsnitch::detect::Detector;
use dsnitch::finding::{Class, Finding};
use dsnitch::rules::RuleSet;

use crate::passwords::positions::POSITIONS;

/// The path of the text around, what stands before and behind, and what stands before each line. `{file}` is the inner file,
/// `{ending}` its extension.
const AROUND: &[(&str, &str, &str, &str)] = &[
    ("setup.sh", "set -e\ncat > /srv/{file} <<'INNER'\n", "INNER\necho done\n", ""),
    ("setup.sh", "cat <<-\"INNER\" | sudo tee -a {file} >/dev/null\n", "\tINNER\n", "\t"),
    ("Dockerfile", "FROM x\nRUN cat > {file} <<'INNER'\n", "INNER\n", ""),
    ("Dockerfile", "FROM x\nCOPY <<'INNER' /srv/{file}\n", "INNER\n", ""),
    (
        ".github/workflows/a.yml",
        "jobs:\n  a:\n    steps:\n      - run: |\n          cat > {file} <<'INNER'\n",
        "          INNER\n",
        "          ",
    ),
    ("README.md", "# Use\n\n```{ending}\n", "```\n\nMore.\n", ""),
    ("README.md", "1. Use\n\n   ~~~ {.{ending}}\n", "   ~~~\n", "   "),
    ("a.mdx", "```{ending} title=\"x\"\n", "```\n", ""),
    ("a.adoc", "[source,{ending}]\n----\n", "----\n", ""),
    ("a.rst", ".. code-block:: {ending}\n\n", "More.\n", "   "),
];

fn secrets(detector: &Detector, path: &str, text: &str) -> Vec<Finding> {
    let mut found = crate::corpus::scan(detector, path, text.as_bytes());
    found.retain(|finding| finding.class() != Class::Hygiene);
    found
}

/// `text`, the content of `file`, in the text around it, and the number of the line that it begins on.
fn within(around: &(&str, &str, &str, &str), file: &str, text: &str) -> (String, usize) {
    let (_, head, tail, indent) = around;
    let name = file.rsplit('/').next().unwrap_or(file);
    let ending = name.rsplit('.').next().unwrap_or(name);
    let head = head.replace("{file}", name).replace("{ending}", ending);
    let lines: String = text.lines().map(|line| format!("{indent}{line}\n")).collect();
    (format!("{head}{lines}{tail}"), head.lines().count())
}

/// True if what makes a literal at `position` is lost in the text around it: the name of the file, in a code block, and the
/// beginning of the line, where a shell takes tabs away.
fn is_only_itself(around: &(&str, &str, &str, &str), position: &str) -> bool {
    let is_file = around.1.contains("{file}");
    !is_file && position == "userlist.txt"
        || around.3 == "\t" && (position.starts_with("make") || position == "YAML, an explicit key")
}

#[test]
fn a_secret_in_an_inner_text_is_found_at_its_place() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let mut missed = Vec::new();
    let mut tried = 0;
    for around in AROUND {
        for position in POSITIONS.iter().filter(|position| !is_only_itself(around, position.name)) {
            // In a file, and in a block; the rest of them differs in what stands around.
            let values = if matches!(around.1.as_bytes(), [b's', ..] | [b'#', ..]) { 3 } else { 1 };
            for value in ["kV8m2Qz4rTn9wX", "correct horse battery staple", "p@ss%w0rd!&x"].into_iter().take(values) {
                let Some(written) = (position.write)(value) else { continue };
                let text = format!("{}{written}\n{}", position.head, position.tail);
                let alone: Vec<usize> =
                    secrets(&detector, position.path, &text).iter().map(|finding| finding.location.line).collect();
                let (whole, before) = within(around, position.path, &text);
                let found = secrets(&detector, around.0, &whole);
                tried += 1;
                if !alone.iter().all(|line| found.iter().any(|finding| finding.location.line == line + before)) {
                    missed.push(format!("{} in {}: {whole}", position.name, around.0));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} of {tried} missed:\n{}", missed.len(), missed.join("\n"));
}

/// Each row: a file, and a reference in it.
const REFERENCES: &[(&str, &str)] = &[
    ("main.tf", "resource \"x\" \"y\" {\n  password = random_password.db.result\n}"),
    ("main.hcl", "master_password = azurerm_key_vault_secret.db.value"),
    ("main.tf", "password = aws_ssm_parameter.db.value"),
    ("main.tf", "password = ephemeral.random_password.db.result"),
    ("main.tf", "password = var.create ? random_password.x[0].result : \"\""),
    ("config.ts", "export const db = {\n  password: runtimeConfig.pg.password,\n};"),
    ("db.ts", "const db = {\n  password: dbInstance.secret.value,\n}"),
    ("settings.py", "PASSWORD = secrets[\"db\"][\"password\"]"),
    ("settings.py", "password = st.secrets[\"db_password\"]"),
    ("Program.cs", "Password = configuration[\"Db:Password\"],"),
    ("app.php", "<?php\nreturn [\n  'password' => $config['password'],\n];"),
    ("rules.php", "<?php\nreturn [\n  'password' => 'required|string|min:12|confirmed',\n];"),
    ("a.go", "sslPassword := opts[\"sslpassword\"]"),
    ("a.json", "{\"administratorLoginPassword\": \"[parameters('administratorLoginPassword')]\"}"),
    ("a.rb", "password = Rails.application.credentials.db.password"),
    ("App.java", "ds.setPassword(cfg.getPassword());"),
    ("values.yaml", "password: {{ .Values.pw }}"),
];

#[test]
fn a_reference_in_an_inner_text_is_none() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for around in AROUND {
        for (file, text) in REFERENCES {
            let (whole, _) = within(around, file, text);
            let found = secrets(&detector, around.0, &whole);
            assert!(found.is_empty(), "{}: {whole}{found:?}", around.0);
        }
    }
    // Without a language, or within another inner text.
    for (path, text) in [
        ("README.md", "```\npassword = random_password.db.result\n```\n"),
        ("README.md", "    module \"db\" {\n      password = random_password.db.result\n    }\n"),
        ("a.patch", "+  password = random_password.db.result\n"),
        ("README.md", "Use\n\n```sh\ncat > main.tf <<EOF\npassword = random_password.db.result\nEOF\n```\n"),
        ("a.sh", "terraform console <<EOF\npassword = random_password.db.result\nEOF\n"),
    ] {
        assert!(secrets(&detector, path, text).is_empty(), "{path}: {text}");
    }
}

/// What reads like a reference and is none, and a literal where a reference of the same shape is none.
#[test]
fn a_literal_beside_references_is_found() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text, lines) in [
        ("README.md", "```hcl\npassword = \"random_password.db.kV8m2Qz4rTn9wX\"\n```\n", vec![2]),
        ("README.md", "```\npassword = kV8m2Qz4.rTn9wX.db\n```\n", vec![2]),
        ("README.md", "```hcl\na = 1\n```\n\npassword = kV8m2Qz4rTn9wX\n", vec![5]),
        ("README.md", "```php\n[\n 'X-Webhook-Secret: kV8m2Qz4rTn9wX',\n]\n```\n", vec![3]),
        ("a.sh", "cat > a.tf <<'EOF'\npassword = var.x\nEOF\nPGPASSWORD=kV8m2Qz4rTn9wX psql\n", vec![4]),
        ("a.sh", "cat > a.tf <<EOF\npassword = \"kV8m2Qz4rTn9wX\"\nEOF\n", vec![2]),
        ("a.sh", "cat > a.rs <<EOF\nconst DB_PASSWORD: &str = \"$PW\";\nEOF\n", vec![]),
        ("a.sh", "cat > a.rs <<'EOF'\nconst DB_PASSWORD: &str = \"kV8m2Qz4rTn9wX\";\nEOF\n", vec![2]),
        ("a.sh", "cat > a <<'EOF'\nPGPASSWORD=kV8m2Qz4rTn9wX\nEOF\n", vec![2]),
    ] {
        let found = secrets(&detector, path, text);
        let found: Vec<usize> = found.iter().map(|finding| finding.location.line).collect();
        assert_eq!(found, lines, "{path}: {text}");
    }
}
