//! Texts about an option, usage texts, names in code that is commented out, and references before an escape are no values; a
//! value in the same place is found.

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

use crate::corpus::secrets;
use crate::literal_ends::values;

/// Rows: a path, and a text in which `~` is a line end.
const NO_VALUES: &[(&str, &str)] = &[
    (
        "README.md",
        "```~Usage: app [OPTIONS]~~Options:~  -p, --password <PASSWORD>  The password [env: PGPASSWORD=]~      --db-password  The password~```",
    ),
    (
        "README.md",
        "```console~$ app --help~  --password         database password~  --password-file    file with it~```",
    ),
    ("README.md", "```sh~# The --password option is optional~app --host db~```"),
    ("README.md", "```bash~app --password <password>  # the --password option~```"),
    ("usage.txt", "  --password PASSWORD   the password of the role~  -W, --password        force a prompt"),
    ("help.snap", "      --password <PASSWORD>  Password of the database [env: PGPASSWORD=]"),
    ("a.go", "const usage = `~  --password   database password~  --host       database host~`"),
    ("a.go", r#"fs.Usage = func() { fmt.Fprintln(w, "  --password  database password") }"#),
    ("a.js", "console.log('  --password   database password');"),
    ("a.js", "const help = `~Options:~  --password   database password~`;"),
    ("a.ts", ".option('--password <password>', 'database password')"),
    ("a.ts", ".option('-p, --password', 'ask for the database password')"),
    ("a.ts", ".describe('password', 'database password')"),
    ("a.rs", r#"println!("  --password   database password");"#),
    ("a.rs", r#"const USAGE: &str = "~  --password   database password~";"#),
    ("a.java", r#"System.out.println("  --password   database password");"#),
    ("a.cs", r#"Console.WriteLine("  --password   database password");"#),
    ("a.rb", r#"puts "  --password   database password""#),
    ("a.rb", r#"opts.on("--password PASSWORD", "database password") { |v| o[:password] = v }"#),
    ("a.rb", r#"opts.on("-p", "--password", "Ask for the password") { }"#),
    ("a.php", r#"echo "  --password   database password\n";"#),
    ("a.php", "$this->addOption('password', null, InputOption::VALUE_REQUIRED, 'database password');"),
    ("a.php", "protected $signature = 'db:x {--password= : The password}';"),
    ("a.ex", r#"IO.puts("  --password   database password")"#),
    ("a.pl", r#"print "  --password   database password\n";"#),
    ("a.pl", "=item --password~~The password."),
    ("a.ps1", r#"Write-Host "  -Password   database password""#),
    ("a.fish", r#"echo "  --password   database password""#),
    ("a.fish", r#"complete -c app -l password -d "database password" -r"#),
    ("a.sh", r#"printf '  --password   database password\n'"#),
    ("a.sh", r#"echo "  --password <password>  database password""#),
    ("a.sh", r#"echo "  -p|--password  database password""#),
    ("a.sh", "usage() { cat <<'EOF'~  --password PASS   database password~  --password-file F read it~EOF~}"),
    ("a.sh", r#"case "$1" in --password) password="$2"; shift 2;; --password=*) password="${1#*=}"; shift;; esac"#),
    ("a.sh", r#"getopt -o p: --long password:,host: -- "$@""#),
    ("a.sh", r#"[ -n "$password" ] || die "--password is required""#),
    ("a.sh", r#"die "the --password option is required""#),
    ("a.sh", r#"log "using --password from the environment""#),
    ("_app", "'--password[database password]:password:'"),
    ("app.bash", r#"COMPREPLY=($(compgen -W "--password --host" -- "$cur"))"#),
    ("app.1", r#".TP~\fB\-\-password\fR~The password."#),
    ("app.1.md", "**--password**~:   The password."),
    ("app.adoc", "`--password`:: The password of the role."),
    ("app.rst", "--password~  The password of the role."),
    ("app.rst", ".. option:: --password <password>~~   The password."),
    ("a.el", ";; The --password option"),
    ("a.lua", "-- The --password option"),
    ("a.sql", "-- run with --password option"),
    ("a.hs", "-- The --password option"),
    ("a.clj", ";; The --password option"),
    ("a.yml", r#"run: app --password "$PW" # the --password option"#),
    (".github/workflows/ci.yml", r#"      # the --password flag is needed here~      - run: app --password "$PW""#),
    ("Jenkinsfile", "// The --password option"),
    ("compose.yml", "    # started with the --password option"),
    ("a.service", "# The --password option"),
    ("a.toml", "# The --password option"),
    ("a.ini", "; The --password option"),
    ("a.c", "// The --password option"),
    ("a.cpp", "// The --password option"),
    ("a.swift", "// The --password option"),
    ("a.kt", "// The --password option"),
    ("a.cs", "// The --password option"),
    ("a.py", r#"out.write('password={0}\n'.format(signature))"#),
    ("a.py", r#"x = 'password={}\n'.format(pw)"#),
    ("a.py", r#"x = 'password={pw}\n'.format(pw=x)"#),
    ("a.py", r#"f.write("DB_PASSWORD={}\t".format(pw))"#),
    ("a.py", r#"x = "host={} password={}\n".format(host, pw)"#),
    ("a.swift", r#"let x = "DB_PASSWORD=\(pw)\n""#),
    ("a.py", "# user.password = password"),
    ("a.go", "// cfg.Password = password"),
    ("a.rb", "# user.password = password"),
    ("a.py", "# db_password = db_password"),
    ("a.rb", "#  password: password"),
    ("a.kt", "// password = password"),
    ("a.swift", "// password: password"),
    ("a.tf", "# password = random_password.db.result"),
    ("a.html", "<p>You can pass <code>sslmode=require</code> here</p>"),
    ("a.html", "possible to pass <code>stdin</code> as"),
    ("a.txt", r#"Pass "default_args" on the first pass."#),
    ("a.pl", r#"my $pwd = cwd() || die "Can't figure out your cwd!";"#),
    ("cpanfile", "requires 'Test2::Event::Pass' => '1.302103';"),
    ("a.py", "# password = get_password()"),
    ("a.py", r#"# "PASSWORD": DB_PASSWORD,"#),
    ("a.py", r#"# DB_PASSWORD = os.environ["DB_PASSWORD"]"#),
    ("a.py", r#"# engine = create_engine(f"postgresql://{user}:{password}@{host}/x")"#),
    ("a.js", "// password: process.env.DB_PASSWORD,"),
    ("a.js", "// password: dbPassword,"),
    ("a.js", "// password,"),
    ("a.js", "/* password: config.password */"),
    ("a.ts", "// dbPassword: string;"),
    ("a.go", "// Password: cfg.Password,"),
    ("a.go", r#"// password := os.Getenv("X")"#),
    ("a.go", "// Password is the password of the database."),
    ("a.go", "// Password string"),
    ("a.rs", "// password: cfg.password,"),
    ("a.rs", "/// password: the password of the role"),
    ("a.java", "// ds.setPassword(password);"),
    ("a.java", "/** @param password the password */"),
    ("a.java", "* @param password database password"),
    ("a.cs", r#"/// <param name="password">The password.</param>"#),
    ("a.cs", "// Password = password,"),
    ("a.php", "// 'password' => $password,"),
    ("a.php", "* @param string $password"),
    ("a.php", "# $db['password'] = $password;"),
    ("a.rb", "# password: ENV['X'],"),
    ("a.rb", "# @param password [String] the password"),
    ("a.kt", "// @param password the password"),
    ("a.ex", "# password: password,"),
    ("a.tf", "# password = var.password"),
    ("a.tf", "#  master_password = module.db.password"),
    ("a.yml", "# password: {{ db_password }}"),
    ("a.yml", "# password: ${DB_PASSWORD}"),
    ("a.yml", r#"# password: "" # set it"#),
    ("a.yml", "# password: set in the environment"),
    ("a.yml", "# password: see the vault"),
    ("a.yml", "# existingSecretPasswordKey: password"),
    ("values.yaml", "# -- password of the database"),
    ("values.yaml", "## password: password of the user, ignored if existingSecret is set"),
    ("values.yaml", "# @param auth.password [string] Password"),
    ("a.sh", "# PGPASSWORD=$DB_PASSWORD psql"),
    ("a.sh", "# PGPASSWORD must be set"),
    ("a.sh", "# PGPASSWORD: the password"),
    ("a.sh", "# export PGPASSWORD=..."),
    ("a.sh", "# $1 password"),
    ("a.sh", "#   -p PASSWORD  the password"),
    ("a.sh", r#"echo "usage: $0 [-p PASSWORD]""#),
    ("a.sh", r#"echo "  --password PASSWORD   database password""#),
    ("a.sh", r#"echo "  -W, --password        ask for it""#),
    ("a.sh", r#"echo "Password: ""#),
    ("a.sh", r#"echo "Set PGPASSWORD to the password""#),
    ("a.sh", "cat <<EOF~Usage: $0 --password PASSWORD~  --password  the database password~EOF"),
    ("a.py", r#""""~Args:~    password: The password of the role.~    password (str): The password.~""""#),
    ("a.py", r#"""":param password: the password of the role""""#),
    ("a.py", r#""""password : str~    The password.""""#),
    ("a.py", r#"usage = "prog --user USER --password PASSWORD""#),
    ("a.py", r#"print("  --password PASSWORD  database password")"#),
    ("a.go", r#"fmt.Println("  --password string   database password")"#),
    ("a.go", r#"Use: "connect --password PASSWORD","#),
    ("a.go", r#"Example: "app connect --password $PW","#),
    ("a.rs", "/// Usage: app --password <PASSWORD>"),
    ("a.rs", r#"//! $ app --password "$PW""#),
    ("a.ts", "* @example connect({ password: process.env.PW })"),
    ("Makefile", "## PGPASSWORD: password of the database"),
    ("Dockerfile", "# docker run -e POSTGRES_PASSWORD=... x"),
    ("a.sql", "-- ALTER ROLE app PASSWORD :'pw';"),
    ("a.sql", "-- password: see the vault"),
    ("a.sql", r#"-- \password app"#),
    ("a.sql", r#"/* set the password with \password */"#),
    ("a.conf", "# password = "),
    ("a.ini", "; password = <password>"),
    ("a.ini", "# password of the database"),
    ("my.cnf", "# password = your_password"),
    ("pgbouncer.ini", "; foodb over Unix socket~;foodb ="),
    ("pg_hba.conf", r#"# "local" is for Unix domain socket connections only"#),
    ("postgresql.conf", "#primary_conninfo = 'host=... password=...'"),
];

/// Rows: a path, and a text in which `@P` is a password.
const VALUES: &[(&str, &str)] = &[
    ("a.sh", "# run: app --password @P"),
    ("a.sh", "app --password @P"),
    ("a.sh", "app --password hunter2 --host db"),
    ("a.py", "# password = @P"),
    ("a.py", "# user.password = @P"),
    ("a.sh", r#"  --password   @P \"#),
    ("a.py", r#"x = "app --password @P""#),
    ("a.py", "# DB_PASSWORD=hunter2"),
    ("a.py", r#"x = "host=db user=a password=@P\n""#),
    ("a.py", r#"x = "DB_PASSWORD=@P\n""#),
    ("a.md", "Run `app --password @P`"),
    ("a.html", "<p>Password: <code>@P</code></p>"),
    ("a.pl", r#"my $password = $ENV{X} || "@P";"#),
];

fn written(text: &str) -> String {
    format!("{}\n", text.replace("@P", "kV8m2Qz4rTn9wX").replace('~', "\n"))
}

#[test]
fn words_about_a_password_are_no_password() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text) in NO_VALUES {
        assert_eq!(secrets(&detector, path, &written(text)), 0, "{path}: {text}");
    }
}

#[test]
fn a_password_in_the_same_place_is_found() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text) in VALUES {
        assert_eq!(secrets(&detector, path, &written(text)), 1, "{path}: {text}");
    }
}

/// What a message says behind a label that begins it: only a random value is one, since a label stands before words too.
#[test]
fn a_message_says_a_password_if_it_is_random() {
    const RANDOM: &str = "q9f8Qm7tLx2vRk9PzWq4";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let words = ["required", "********", "%s", "{}", "changed", "must-be-8-characters", "invalid"];
    for (path, text) in [
        ("a.py", "print(\"Password: @\")\n"),
        ("a.py", "logger.info(f\"Password: @\")\n"),
        ("a.py", "print('  Password : @')\n"),
        ("a.js", "console.log(\"password: @\");\n"),
        ("a.php", "<?php\necho \"   Password: @\\n\";\n"),
        ("a.php", "<?php\n$this->line('| password: @');\n"),
        ("a.go", "fmt.Println(\"Password: @\")\n"),
        ("A.java", "System.out.println(\"- Password: @\");\n"),
        ("a.rb", "puts \"Password: @\"\n"),
        ("a.sh", "echo \"Password: @\"\n"),
        ("a.html", "<p>Password: @</p>\n"),
        ("a.html", "<li><b class=\"x\">Password:</b> @</li>\n"),
        ("a.html", "  <div><span>Password: @\n"),
        ("a.md", "<p>Password: @</p>\n"),
    ] {
        let found = |value: &str| values(&detector, path, &text.replace('@', value));
        assert_eq!(found(RANDOM), [RANDOM], "{path}: {text}");
        for word in words {
            assert!(found(word).is_empty(), "{path}: {}", text.replace('@', word));
        }
    }
}

/// A header of HTTP in a literal is set, whatever its value is.
#[test]
fn a_header_in_a_literal_is_no_message() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let text = "        'Content-Type: application/json',\n        'X-Webhook-Secret: jyt-gas-webhook-2024'\n    ]);\n";
    assert_eq!(values(&detector, "a.md", text), ["jyt-gas-webhook-2024"]);
}

/// In languages whose comments begin with two dashes, these belong to no option.
#[test]
fn a_comment_may_touch_its_mark() {
    const RANDOM: &str = "q9f8Qm7tLx2vRk9PzWq4";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        ("a.sql", "--password: @\n"),
        ("a.sql", "--password: \"@\"\n"),
        ("a.sql", "SELECT 1; --password: @\n"),
        ("a.lua", "--password: @\n"),
        ("a.hs", "--password: @\n"),
        ("a.elm", "--password: @ then change\n"),
    ] {
        assert_eq!(values(&detector, path, &text.replace('@', RANDOM)), [RANDOM], "{path}: {text}");
    }
}

#[test]
fn settings_in_a_row_have_columns_in_any_quotes() {
    const RANDOM: &str = "q9f8Qm7tLx2vRk9PzWq4";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for columns in [
        "id, name, value",
        "`id`, `name`, `value`",
        "\"id\", \"name\", \"value\"",
        "[id], [name], [value]",
        "`id`, `param`, `data`",
    ] {
        let text =
            format!("INSERT INTO options ({columns}) VALUES\n(1, 'title', 'x'),\n(29, 'smtp_password', '{RANDOM}');\n");
        assert_eq!(values(&detector, "a.sql", &text), [RANDOM], "{text}");
    }
}

/// Behind a word for a credential and what says that its value follows, a random word is the value, whatever follows it.
#[test]
fn a_sentence_goes_on_behind_a_random_password() {
    const RANDOM: &str = "q9f8Qm7tLx2vRk9PzWq4";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let words = ["required", "see-below", "base64-encoded", "<password>", "${PW}", "changed"];
    for (path, text) in [
        ("README.md", "postgres password: @. Then restart."),
        ("README.md", "The PostgreSQL password is @, see below."),
        ("README.md", "The dashboard (user: admin / password: @). It is enabled."),
        ("README.md", "Default password: @, user: postgres"),
        ("README.md", "Use password: @ to log in."),
        ("README.md", "psql password = @ in dev"),
        ("README.md", "My DB password is @ and the user is x"),
        ("README.md", "Password = @, user: y"),
        ("README.md", "[login: admin, password: @]"),
        ("README.md", "{password: @}"),
        ("README.md", "> password: @ then go"),
        ("README.md", "the admin password is @ (change it later)"),
        ("README.md", "Connect as app with password @."),
        ("README.md", "Das Passwort ist @, bitte \u{e4}ndern."),
        ("README.md", "Passwort: @, Benutzer: x"),
        ("README.md", "Login: admin / password: @"),
        ("notes.txt", "password: @ - do not share"),
        ("notes.txt", "Password is @ for the staging database"),
        ("notes.txt", "The password was @ until May"),
        ("notes.txt", "root password (old): @, new one in vault"),
        ("notes.txt", "pwd: @, host: db1"),
        ("notes.txt", "token: @, expires May"),
        ("notes.txt", "secret: @ then restart"),
        ("a.py", "# old password was @"),
        ("a.js", "// old password was @"),
        ("a.go", "// The password is @, see wiki."),
        ("a.sql", "-- password: @ then change"),
        ("a.sh", "# DB password: @ (dev only)"),
        ("a.sh", "# use password @ to log in"),
        ("A.java", "/* the password is @, see wiki */"),
        ("a.html", "<li>user: admin, password: @</li>"),
    ] {
        let found = |value: &str| values(&detector, path, &format!("{}\n", text.replace('@', value)));
        assert_eq!(found(RANDOM), [RANDOM], "{path}: {text}");
        let is_set = text.contains("password: @ (")
            || text.contains("password is @ (")
            || ["password: @", "@]", "@}"].iter().any(|end| text.ends_with(end));
        for word in words.iter().filter(|_| !is_set) {
            assert_eq!(found(word), Vec::<String>::new(), "{path}: {}", text.replace('@', word));
        }
    }
}

#[test]
fn a_user_and_a_password_stand_beside_each_other() {
    const RANDOM: &str = "q9f8Qm7tLx2vRk9PzWq4";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        ("README.md", "user/pass: postgres / @"),
        ("README.md", "user/pass: `postgres` / `@`"),
        ("README.md", "user/pass: `postgres`/`@`"),
        ("README.md", "username/password: postgres/@"),
        ("README.md", "Log in with `admin` / `@`."),
        ("README.md", "Log in with admin / @"),
        ("README.md", "Sign in using `admin@acme.io` / `@V`."),
        ("README.md", "Default login: `admin` / `@`"),
        ("README.md", "Login: admin / @"),
        ("README.md", "Credentials: `admin` / `@`"),
        ("a.rst", "user ``postgres`` and password ``@``"),
    ] {
        let text = if text.contains("@V") { text.replace("@V", RANDOM) } else { text.replace('@', RANDOM) };
        assert_eq!(values(&detector, path, &format!("{text}\n")), [RANDOM], "{path}: {text}");
    }
}

#[test]
fn what_touches_another_text_is_no_sentence() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        ("a.md", "ubuntu:ssh-rsa AAAAB3NzaSecretKeyWasHereiuIPE= app@RU1L0605x"),
        ("a.md", "See https://acme.io/?page_token=q9f8Qm7tLx2vRk9PzWq4 there"),
        ("a.md", "the old password q9f8Qm7tLx2vRk9PzWq4"),
        ("a.md", "with password encryption SHA256"),
        ("a.py", "# the password is hashed with pbkdf2_sha256"),
        ("a.py", "# use password hashing v2.1.0-rc3"),
        ("a.js", "// token is valid until 2026-11-30T18:00"),
    ] {
        assert_eq!(values(&detector, path, &format!("{text}\n")), Vec::<String>::new(), "{path}: {text}");
    }
}
