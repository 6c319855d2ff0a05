//! No bytes of a secret are printed: of secrets that are found, of unknown ones next to them, and of those that a user
//! typed into a name or a configuration.

use std::fmt::Write as _;

use aho_corasick::AhoCorasick;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

const FORMATS: [&str; 3] = ["human", "json", "jsonl"];

/// Number of consecutive bytes of a secret that must not be printed.
const WINDOW: usize = 6;

/// Searches for any six consecutive bytes of any secret, in one pass. Matches within hexadecimal digits are ignored as
/// chance.
struct Windows(AhoCorasick, Vec<String>);

impl Windows {
    fn of<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Self {
        let mut windows = Vec::new();
        for secret in secrets {
            let secret = secret.as_ref();
            assert!(secret.len() >= WINDOW, "{secret}");
            let bytes = secret.as_bytes().windows(WINDOW);
            windows.extend(bytes.filter_map(|window| std::str::from_utf8(window).ok().map(str::to_owned)));
        }
        windows.retain(|window| !window.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f')));
        let automaton = AhoCorasick::new(&windows).expect("an automaton");
        Windows(automaton, windows)
    }

    #[track_caller]
    fn are_not_in(&self, ran: &Ran) {
        for stream in [&ran.stdout, &ran.stderr] {
            if let Some(found) = self.0.find(stream.as_str()) {
                let line = stream[..found.start()].rfind('\n').map_or(0, |at| at + 1);
                let end = stream[found.end()..].find('\n').map_or(stream.len(), |at| found.end() + at);
                panic!("{:?} comes out: {}", self.1[found.pattern().as_usize()], &stream[line..end]);
            }
        }
    }
}

/// Lines in which `{S}` is a secret that a rule finds, and `{U}`, `{V}` are further secrets that may be unknown.
const LINES: [(&str, &str); 52] = [
    ("a.env", "PGPASSWORD={S}\n"),
    ("a.env", "foo({S}) PGPASSWORD={S} {U}\n"),
    ("a.env", "PGPASSWORD={S} # old: {U}\n"),
    ("a.env", "PGPASSWORD='{S}'{U}\n"),
    ("a.env", "X_BLOB={U} PGPASSWORD={S} Y_BLOB={V}\n"),
    ("a.env", "POSTGRES_PASSWORD_DB1={U}\nPOSTGRES_PASSWORD={S}\n"),
    ("a.env", "POSTGRES_TOKEN_USER={U}\nSECRET_HOST={V}\nPOSTGRES_PASSWORD={S}\n"),
    ("a.env", "DB_USER={U}\nDB_HOST={V}\nDB_NAME={U}\nDB_PASSWORD={S}\n"),
    ("a.env", "DB_HOST={U}.db.corp.net\nDB_PASSWORD={S}\n"),
    ("a.env", "DATABASE_URL=postgres://{U}:{S}@db.corp.net/app\n"),
    ("a.env", "DATABASE_URL=postgres://app:{S}@db.corp.net/{U}?x={V}\n"),
    ("a.env", "DATABASE_URL=postgres://app:{S}@{U}/app\n"),
    ("a.env", "DATABASE_URL=postgres://app:{S}@db.corp.net/app?application_name={U}&options={V}\n"),
    ("a.env", "GIT_URL=https://{U}@git.corp.net/x.git DATABASE_URL=postgres://app:{S}@db/app\n"),
    ("a.env", "GIT_URL=https://{U}:x-oauth-basic@git.corp.net/x.git\nPGPASSWORD={S}\n"),
    ("a.env", "PGPASSWORD={S}  # dsnitch:allow * -- was {U} before\n"),
    ("a.env", "# dsnitch:allow {U} -- sample\nPGPASSWORD={S}\n"),
    ("a.env", "{U}_PASSWORD={S}\n"),
    ("a.env", "PGPASSWORD={S}\r\nX_BLOB={U}\r\n"),
    ("a.sh", "curl -H \"X-Sig: {U}\" postgres://app:{S}@db.corp.net/app\n"),
    ("a.sh", "curl -H 'Authorization: Bearer {U}' -u app:{V} ; PGPASSWORD={S} psql\n"),
    ("a.sh", "export PGPASSWORD={S}; mysql -p{U} --zz {V}\n"),
    ("a.sh", "psql \"host=db user=app password={S} dbname={U} sslkey={V}\"\n"),
    ("a.sh", "echo {U} | psql postgres://app:{S}@db/app | tee {V}\n"),
    ("a.py", "db_password = \"{S}\" \"{U}\" \"{V}\"\n"),
    ("a.py", "db_password = \"{S}\" + x + \"{U}\"\n"),
    ("a.py", "db_password = \"{U}\" if x else \"{S}\"\n"),
    ("a.py", "db_password = os.getenv(\"{U}\", \"{S}\")\n"),
    ("a.py", "connect('{U}', '{V}', password='{S}')\n"),
    ("a.py", "connect(user='{U}', host='{V}', password='{S}')\n"),
    ("a.py", "db_password = '{S}\\'{U}'\n"),
    ("a.py", "AWS_KEY = \"AKIA{U}\"; db_password = \"{S}\"\n"),
    ("a.js", "const dbPassword = `{S}${x}{U}`; const other = '{V}';\n"),
    ("a.js", "const dbPassword = '{S}' + '{U}' + z;\n"),
    ("a.js", "new Client({user: '{U}', password: '{S}', database: '{V}'})\n"),
    ("a.json", "{\"x\": \"{U}\", \"db_password\": \"{S}\", \"y\": \"{V}\"}\n"),
    ("a.json", "{\"db_password\": \"{S}\\\"{U}\", \"db_user\": \"{V}\"}\n"),
    ("a.json", "{\"db_password\": \"{S}\\u0041{U}\"}\n"),
    ("a.yml", "db:\n  user: {U}\n  host: {V}\n  password: {S}\n"),
    ("a.yml", "db: {user: {U}, password: {S}, host: {V}}\n"),
    ("a.yml", "x_blob: {U}\npassword: \"{S}\" # {V}\n"),
    ("a.sql", "ALTER ROLE app PASSWORD '{S}'; SELECT pgp_sym_encrypt('{U}', '{V}');\n"),
    ("a.sql", "CREATE USER {U} WITH PASSWORD '{S}' -- {V}\n"),
    ("a.sql", "ALTER ROLE app PASSWORD '{S}''{U}';\n"),
    ("a.sql", "ALTER ROLE app PASSWORD '{S}'\n  '{U}';\n"),
    ("a.xml", "<add key=\"{U}\" connectionString=\"Host=db;Username={V};Password={S};Database=app\"/>\n"),
    ("a.properties", "spring.datasource.url=jdbc:postgresql://db/app?user={U}&password={S}&x={V}\n"),
    ("a.toml", "password = '''{S}''' # {U}\nx_blob = '{V}'\n"),
    (".pgpass", "{U}:5432:{V}:app:{S}\n"),
    ("userlist.txt", "\"{U}\" \"{S}\"\n"),
    ("a.md", "Connect with `postgres://app:{S}@db.corp.net/app` or {U}, {V}.\n"),
    ("a.tf", "password = \"{S}\" \nuser_data = \"{U}\"\n"),
];

/// Returns a secret of letters and digits with a varying length.
fn secret(numbers: &mut Numbers) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZghijkmnopqrstuvwxyz";
    (0..14 + numbers.below(8))
        .map(|at| {
            if at % 3 == 2 {
                char::from(b'2' + numbers.below(8) as u8)
            } else {
                char::from(LETTERS[numbers.below(LETTERS.len())])
            }
        })
        .collect()
}

/// Builds files with many secrets, some of which are in other files and in names too; returns them and all secrets.
fn generated(seed: u64) -> (Vec<(String, String)>, Vec<String>) {
    let mut numbers = Numbers(seed);
    let (mut files, mut secrets): (Vec<(String, String)>, Vec<String>) = (Vec::new(), Vec::new());
    for (at, (name, line)) in LINES.iter().enumerate() {
        let [s, u, v] = [(); 3].map(|()| secret(&mut numbers));
        let mut text = String::new();
        let mut fill = |line: &str, s: &str| {
            text.push_str(&line.replace("{S}", s).replace("{U}", &u).replace("{V}", &v));
        };
        // Lines of the same kind before and after, and sometimes the secret of another file.
        fill(line, &s);
        let (_, other) = LINES[numbers.below(LINES.len())];
        let again =
            if numbers.below(3) == 0 { secrets.first().cloned().unwrap_or(s.clone()) } else { secret(&mut numbers) };
        fill(other, &again);
        let _ = write!(text, "\nunrelated: {} {s}\n", secrets.last().map_or("", |other| other));
        let path = match at % 7 {
            0 => format!("{at}/{s}/{name}"),
            1 => format!("{at}/x-{}/{name}", percent(&s)),
            _ => format!("{at}/{name}"),
        };
        files.push((path, text));
        secrets.extend([s, u, v, again]);
    }
    (files, secrets)
}

fn percent(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_digit() { format!("%{b:02X}") } else { char::from(b).to_string() }).collect()
}

#[test]
fn no_six_bytes_of_a_generated_secret_are_printed() {
    for seed in 1..=6 {
        let repo = TempRepo::new();
        let (files, secrets) = generated(seed);
        files.iter().for_each(|(path, text)| repo.write(path, text));
        repo.git(["add", "-f", "."]);
        let windows = Windows::of(&secrets);
        for arguments in
            [&["staged"][..], &["staged", "--explain"], &["files", "--quiet"], &["files", "--profile", "relaxed"]]
        {
            windows.are_not_in(&Dsnitch::new(&repo).args(arguments).in_every_format(&repo).exits(1));
        }
        repo.commit_by((&secrets[0], &format!("{}@example.org", secrets[4])), "2026-01-01T00:00:00Z", "add");
        repo.git(["branch", &format!("x/{}", secrets[0])]);
        for arguments in [&["history"][..], &["history", "--blame-all", "--explain"]] {
            windows.are_not_in(&Dsnitch::new(&repo).args(arguments).in_every_format(&repo).exits(1));
        }
        let shard = Dsnitch::new(&repo).args(["history", "--shard", "1/1", "--format", "json"]).run();
        repo.write("shard.json", &shard.stdout);
        let merge = Dsnitch::new(&repo).args(["report", "merge", "shard.json"]);
        windows.are_not_in(&merge.in_every_format(&repo).exits(1));
    }
}

/// The report is still useful: it has the key, the mask and a caret below it.
#[test]
fn the_masked_line_of_a_finding_is_recognisable() {
    for (path, text, shown) in [
        (
            "a.env",
            "export PGPASSWORD=kV8m2Qz4rTn9 # x\n",
            "1 | export PGPASSWORD=••••••••…\n  |                   ^^^^^^^^\n",
        ),
        ("a.yml", "db:\n  password: \"kV8m2Qz4rTn9\"\r\n", "2 |   password: \"••••••••\"\n  |              ^^^^^^^^\n"),
        ("a.sql", "ALTER ROLE app PASSWORD 'kV8m2Qz4rTn9';\n", " PASSWORD '••••••••';\n"),
        ("a.py", "DB_PASSWORD = os.environ.get('X', 'kV8m2Qz4rTn9')\n", "1 | DB_PASSWORD = … '••••••••')\n"),
        ("a.json", "{\"db_password\": \"kV8m2Qz4rTn9\"}\n", "1 | {\"db_password\": \"••••••••\"}\n"),
        (
            "a.env",
            "URL=postgres://app:kV8m2Qz4rTn9@db.corp.net:5432/app\n",
            "1 | URL=postgres://app:••••••••@db.corp.net:5432/app\n",
        ),
        (".pgpass", "db.corp.net:5432:app:app:kV8m2Qz4rTn9\n", "1 | db.corp.net:5432:app:app:••••••••\n"),
    ] {
        let repo = TempRepo::new();
        repo.stage(path, text);
        let ran = repo.dsnitch(&["staged"]).exits(1);
        assert!(ran.stdout.contains(shown), "{text}{}", ran.describe());
    }
}

/// Errors in the configuration name the location, and quote nothing.
#[test]
fn a_configuration_is_never_quoted() {
    let secret = "kV8m2Qz4rTn9wX";
    let windows = Windows::of([secret]);
    let rule = "[[rule]]\nid = 'x-y'\nname = 'n'\nseverity = 'low'\nspecificity = 1\nkeywords = ['abcd']\n\
                extractor = 'assignment'\ndescription = 'd'\nremedy = 'r'\n";
    let rows = [
        "rules = ['https://ci:{S}@git.corp.net/rules.toml']".to_owned(),
        "rules = ['{S}']".to_owned(),
        "rules = ['../../{S}/x']".to_owned(),
        "rules = '{S}'".to_owned(),
        "rules = [{S}]".to_owned(),
        "profile = '{S}'".to_owned(),
        "profile = {S}".to_owned(),
        "profile = ['{S}']".to_owned(),
        "{S} = 1".to_owned(),
        "{S}".to_owned(),
        "'postgres://ci:{S}@db' = 1".to_owned(),
        "[{S}]\nx = 1".to_owned(),
        "[[allow]]\n{S} = 'x'\nreason = 'because'".to_owned(),
        "[[allow]]\npath = '{S}['\nreason = 'because'".to_owned(),
        "[[allow]]\npath = '[z-a]{S}'\nreason = 'because'".to_owned(),
        "[[allow]]\nrule = '{S}'\nreason = 'because'".to_owned(),
        "[[allow]]\nfingerprint = '{S}'\nreason = 'because'".to_owned(),
        "[[allow]]\nreason = 'postgres://ci:{S}@db'".to_owned(),
        "allow = ['{S}']".to_owned(),
        "profile = 'strict'\nprofile = '{S}'".to_owned(),
        "'{S}' = 1\n'{S}' = 2".to_owned(),
        "x = \"{S}\\q\"".to_owned(),
        "x = \"{S}".to_owned(),
        "x = '''{S}".to_owned(),
        rule.replace("'low'", "'{S}'"),
        rule.replace("'x-y'", "'{S}'"),
        rule.replace("= 1", "= '{S}'"),
        rule.replace("remedy", "{S}"),
        rule.replace("['abcd']", "['{S}']"),
        rule.replace("['abcd']", "'{S}'"),
        rule.replace("'assignment'", "'{S}'"),
        rule.replace("extractor = 'assignment'", "regex = '({S}'"),
        rule.replace("extractor = 'assignment'", "regex = '{S}'"),
        rule.replace("remedy", "references = ['{S}']\nremedy"),
    ];
    for text in rows {
        let repo = TempRepo::new();
        repo.stage("a.env", "HOST=db\n");
        let text = text.replace("{S}", secret);
        repo.write(".dsnitch.toml", &text);
        repo.write("named.toml", &text);
        for format in FORMATS {
            for arguments in [&["staged"][..], &["staged", "--config", "named.toml"]] {
                let ran = Dsnitch::new(&repo).args(arguments).args(["--format", format]).run();
                windows.are_not_in(&ran);
                assert!(ran.stderr.contains(".toml"), "{text}{}", ran.describe());
                ran.exits(2);
            }
        }
        // The same in a file that the configuration names.
        repo.write(".dsnitch.toml", "rules = ['named.toml']\n");
        windows.are_not_in(&repo.dsnitch(&["staged"]).exits(2));
    }
}

/// A typed argument may be a credential in the wrong place.
#[test]
fn typed_arguments_are_not_quoted() {
    let repo = TempRepo::with_commit(&[("a.env", "HOST=db\n")]);
    let uri = "postgres://ci:kV8m2Qz4rTn9wX@db.corp.net/app";
    let windows = Windows::of(["kV8m2Qz4rTn9wX"]);
    for arguments in [
        &["range", uri][..],
        &["range", &format!("{uri}..HEAD")],
        &["history", "--since", uri],
        &["history", uri],
        &["files", uri],
        &["staged", uri],
        &["staged", "--config", uri],
        &["staged", "--output", uri],
        &["staged", "--profile", uri],
        &["staged", "--format", uri],
        &["staged", &format!("--{uri}")],
        &["rules", "explain", uri],
        &["report", "merge", uri],
        &["history", "--repos", uri],
        &[uri],
        &["files", "PGPASSWORD=kV8m2Qz4rTn9wX"],
    ] {
        windows.are_not_in(&repo.dsnitch(arguments));
    }
    for name in ["DSNITCH_CONFIG", "DSNITCH_PROFILE", "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"] {
        let ran = Dsnitch::new(&repo).arg("range").env("PRE_COMMIT_FROM_REF", "HEAD").env("PRE_COMMIT_TO_REF", "HEAD");
        windows.are_not_in(&ran.env(name, uri).run().exits(2));
    }
}

/// What a practice marks may hold the secret of another file.
#[test]
fn a_secret_in_what_a_practice_marks_is_masked() {
    let repo = TempRepo::new();
    let password = "quartz-window-hammer-battery";
    repo.stage("a.conf", format!("DB_PASSWORD={password}\n"));
    repo.stage("Dockerfile", format!("FROM a\nCOPY .env.{password} /app/\nADD config/{password}.env /app/\n"));
    let ran = Dsnitch::new(&repo).args(["staged"]).in_every_format(&repo).exits(1);
    assert!(ran.stdout.contains("Dockerfile"), "{}", ran.describe());
    assert!(!ran.stdout.contains(password), "{}", ran.describe());
}
