//! What `fix` prints shows no other secret of a line that it changes.

use crate::support::repo::TempRepo;

const SECRET: &str = "kV8m2Qz4rTn9wX";
const NEIGHBOUR: &str = "Hx7Kp2Wq9Zt4Lm";

/// Rows: a path and a line, in which `@P` is the password and `@N` is a secret that no rule knows.
const ROWS: &[(&str, &str)] = &[
    ("b.py", r#"subprocess.run("PGPASSWORD=@P sync --key @N --to db", shell=True)"#),
    ("b.py", r#"subprocess.run("sync --key @N PGPASSWORD=@P", shell=True)"#),
    ("b.py", r#"connect('dbname=app user=a password=@P "@N" host=db')"#),
    ("b.py", r#"connect("host=db user=a password=@P options=100%@N")"#),
    ("b.js", r#"execSync("PGPASSWORD=@P sync --key @N");"#),
    ("b.php", r#"$p = new PDO("pgsql:host=db;user=a;password=@P;key=@N");"#),
    ("b.rb", r#"system("PGPASSWORD=@P sync --key @N")"#),
    ("b.go", r#"var c = exec.Command("sh", "-c", "PGPASSWORD=@P sync --key @N")"#),
    ("B.java", r#"String c = "PGPASSWORD=@P sync --key @N";"#),
    ("b.cs", r#"var c = "Host=db;Username=a;Password=@P;Key=@N";"#),
    ("b.sh", "PGPASSWORD=@P sync --key @N"),
    ("compose.yaml", "services: {db: {environment: {POSTGRES_PASSWORD: @P, KEY: @N}}}"),
    ("Dockerfile", "ENV PGPASSWORD=@P KEY=@N"),
    (".github/workflows/a.yml", "jobs: {a: {steps: [{run: 'PGPASSWORD=@P sync --key @N'}]}}"),
];

#[test]
fn a_neighbour_is_not_shown_in_what_a_fix_prints() {
    for (path, line) in ROWS {
        let repo = TempRepo::new();
        repo.stage(path, format!("{}\n", line.replace("@P", SECRET).replace("@N", NEIGHBOUR)));
        for command in [&["fix", "--dry-run"][..], &["fix", "--yes"]] {
            let ran = repo.dsnitch(command);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            for secret in [SECRET, NEIGHBOUR] {
                let part = (0..=secret.len() - 6).find(|at| said.contains(&secret[*at..at + 6]));
                assert_eq!(part, None, "{path} {command:?}: {line}\n{said}");
            }
        }
    }
}
