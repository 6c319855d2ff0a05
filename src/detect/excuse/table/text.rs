//! Text that is no value: types, patterns, hashes, addresses, labels, names, code.

use super::super::{Described, Excuse, Ground, Of};
use super::super::{
    code, commented, constant_name, directive, hash, key_file, label, locator, name, pattern, treatment, type_word,
    verdict,
};
use super::at;
use crate::extract::{Dialect, Form, line_head};
use crate::rules::words::{LABEL_WORDS, SENTENCE_WORDS};

pub(super) const ROWS: &[Excuse] = &[
    Excuse {
        name: "type",
        why: "a type, a constant or a method, not a value",
        ground: Ground::List,
        of: Of::Loose,
        applies: |it| {
            it.is_assigned()
                && (type_word::is_type_word(it.lower(), it.candidate, it.dialect()) || type_word::is_in_type(it))
        },
        excuses: &[
            at("a.ts", "export type Password = 'weak' | 'strong';\n"),
            at("openapi.yaml", "password: string\n"),
            at(".env", "DB_PASSWORD=null\n"),
            at("A.php", "return ['password' => 'sometimes|string|min:8'];\n"),
            at("A.php", "return ['mail_password' => 'required_if:provider,smtp'];\n"),
            at("A.php", "return ['password' => 'nullable|between:8,64|regex:/^[a-z]+$/'];\n"),
            at("A.php", "return ['password' => 'min:8'];\n"),
            at("A.php", "return ['password' => 'int|string|null'];\n"),
            at("A.php", "$methods = ['getPassword' => ': ?string'];\n"),
            at("reference.php", "<?php\n/**\n *     secret?: scalar|Param|null,\n */\n"),
            at("nsswitch.conf", "#passwd:    db files nisplus nis\n#group:     db files nisplus nis\n"),
        ],
        keeps: &[
            at(".env", "DB_PASSWORD=string\n"),
            at("a.py", "db_password = \"2048\"\n"),
            at("a.py", "db_password = 'required|kV8m2Qz4rTn9wX'\n"),
            at("a.py", "db_password = 'string|kettle-hammer-magnet'\n"),
            at("A.php", "return ['db_password' => 'required|min:kV8m2Qz4rTn9wX'];\n"),
            at("A.php", "return ['db_password' => 'file:kV8m2Qz4rTn9wX'];\n"),
            at("A.php", "return ['db_password' => 'in:kettle-hammer-magnet'];\n"),
            at("a.json", "{\"db_password\": \"regex:kV8m2Qz4rTn9wX\"}\n"),
            at("a.json", "{\"db_password\": \"bool|kV8m2Qz4rTn9wX\"}\n"),
            at("A.php", "return ['password' => 'kvmqz|rtnwx:8'];\n"),
            at("A.php", "return ['password' => 'quartz:hammer'];\n"),
            at("A.php", "return ['db_password' => 'quartz|window|hammer:8'];\n"),
        ],
    },
    Excuse {
        name: "pattern",
        why: "a regular expression, not a value",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: pattern::is_pattern,
        excuses: &[
            at("a.js", "const form = { password: '^.{8,}$' };\n"),
            at("a.yml", "filters: {password: \"[A-Za-z0-9]+\"}\n"),
            at("a_test.go", "mock.ExpectExec(`ALTER ROLE \"u\" WITH PASSWORD 'SCRAM-SHA-256\\$.+'`)\n"),
            at("a.py", "re.sub(\"password=('(\\\\'|[^'])+'|[^ ']*)\", \"x\", text)\n"),
        ],
        keeps: &[
            at("a.js", "const form = { password: '(?kV8m2Qz4rTn9wX)' };\n"),
            at("a.sql", "ALTER ROLE app PASSWORD 'kV8m2\\$Qz4rTn9wX.+';\n"),
        ],
    },
    Excuse {
        name: "hash",
        why: "the hash of an end user's password",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| {
            it.is_assigned()
                && (hash::is_hash(it.value) || hash::names_a_hash(it.lower()) || hash::is_beside_its_salt(it))
        },
        excuses: &[
            at("seed.js", "const user = { password: '$2b$10$abcdefghijklmnopqrstuv' };\n"),
            at("a.yml", "db_password: $6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2\n"),
            at(
                "a.xml",
                "<user name=\"app\" password=\"5b03841e36930d695062bd1b7aaeab1b5b03841e\" salt=\"c788c6ad82a1\"/>\n",
            ),
            at(
                "a.sql",
                "INSERT INTO users (name, password, salt)\nVALUES ('app', '5b03841e36930d695062bd1b7aaeab1b5b03841e', 'c788c6ad82a1');\n",
            ),
        ],
        keeps: &[
            at("a.js", "const user = { password: '$1$kV8m2Qz4rTn9wX' };\n"),
            at("a.xml", "<user name=\"app\" password=\"5b03841e36930d695062bd1b7aaeab1b5b03841e\" size=\"40\"/>\n"),
            // The password of a database, and statements beside each other, are no record of an end user.
            at("a.yml", "salt: c788c6ad82a1\npostgres_password: 5b03841e36930d695062bd1b7aaeab1b\n"),
            at("a.go", "Config{Salt: \"c788c6ad82a1\", DBPassword: \"5b03841e36930d695062bd1b7aaeab1b\"}\n"),
            at("a.js", "const salt = 'c788c6ad82a1';\nconst password = '5b03841e36930d695062bd1b7aaeab1b';\n"),
            at(
                "a.sql",
                "INSERT INTO servers (name, db_password, salt)\nVALUES ('a', '5b03841e36930d695062bd1b7aaeab1b', 'c788c6');\n",
            ),
            at("a.xml", "<user name=\"app\" password=\"kV8m2Qz4rTn9wX\" salt=\"c788c6ad82a1\"/>\n"),
            at(".env", "DB_PASSWORD=5b03841e36930d695062bd1b7aaeab1b5b03841e\nSALT=c788c6ad82a1\n"),
        ],
    },
    Excuse {
        name: "locator",
        why: "an address, a path or a selector",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: is_locator,
        excuses: &[
            at("a.js", "const password = 'https://auth.corp.net/reset';\n"),
            at("a.spec.js", "const password = '#password';\n"),
            at("a.spec.js", "const password = 'input[name=\"password\"]';\n"),
            at("a.spec.js", "const password = '//input[@type=\"password\"]';\n"),
            at("a.spec.js", "const password = '.login-form-password';\n"),
            at("routes.php", "$routes = ['PUT:/user/password' => 'UserController@changePassword'];\n"),
        ],
        keeps: &[
            at("a.js", "const password = './kV8m2Qz4rTn9wX';\n"),
            at("a.py", "DB_PASSWORD = '.kettle-hammer-magnet-quartz'\n"),
            at("a.json", "{\"db_password\": \"#kettle-hammer-magnet\"}\n"),
            at("a.js", "const password = '[data-test=kettle-hammer-magnet]';\n"),
            at("a.js", "const password = 'input[name=kV8m2Qz4rTn9wX]';\n"),
            at("routes.php", "$account = ['password' => 'Hammer@kV8m2Qz4rTn9wX'];\n"),
        ],
    },
    Excuse {
        name: "key-file",
        why: "the path of a key file",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: key_file::is_path,
        excuses: &[
            at("a.py", "self.rsa_private_key = \"/tmp/jwtRS256.key\"\n"),
            at(".env.example", "TF_VAR_private_key = \"~/.ssh/id_ed25519_x\"\n"),
        ],
        keeps: &[
            at("a.py", "self.rsa_private_key = \"/kV8m2Qz4rTn9wX\"\n"),
            at("a.py", "self.rsa_private_key = \"/tmp/kV8m2Qz4rTn9wX\"\n"),
            at("a.py", "self.rsa_private_key = \"kV8m2Qz4rTn9wX.key\"\n"),
        ],
    },
    Excuse {
        name: "directive",
        why: "what a directive of that name has",
        ground: Ground::List,
        of: Of::Loose,
        applies: directive::is_of_one,
        excuses: &[
            at("values.yaml", "proxy_pass: 'http://localhost:11334'\ngrpc_pass: 'grpc://x:50051'\n"),
            at("values.yaml", "proxy_pass: '{{ proto }}://rabbit_mgmt'\nfastcgi_pass: \"php-fpm:9000\"\n"),
            at("values.yaml", "uwsgi_pass: 'django:8000'\nscgi_pass: 'unix:/run/app.sock'\n"),
            at("nsswitch.conf", "passwd: files [NOTFOUND=return] ldap\n"),
        ],
        keeps: &[
            at("values.yaml", "proxy_pass: 'kV8m2Qz4rTn9wX'\n"),
            at("values.yaml", "uwsgi_pass: 'kV8m2Qz4rTn9wX:8000'\n"),
            at("values.yaml", "smtp_pass: 'http://kV8m2Qz4rTn9wX'\n"),
            at("nsswitch.conf", "passwd: kV8m2Qz4rTn9wX\n"),
            at("nsswitch.conf", "passwd: files [kV8m2Qz4rTn9wX]\n"),
        ],
    },
    Excuse {
        name: "label",
        why: "text for people",
        ground: Ground::List,
        of: Of::Loose,
        applies: is_label,
        excuses: &[
            at("php.ini", ";odbc.default_pw = Not yet implemented\n"),
            at("a.js", "const texts = { password: 'Current password' };\n"),
            at("i18n/pt.json", "{\"password\": \"Senha\"}\n"),
            at("a.tsx", "const labels = { dbPassword: 'DB-Passwort (optional)' };\n"),
            at("a.md", "Enable requirepass for authentication\n"),
            at("a.sql", "INSERT INTO translations (key, value) VALUES ('login.password', 'Kennwort');\n"),
            at("a.php", "$names = ['jwt.secret' => 'JWT\u{5bc6}\u{94a5}'];\n"),
            at("a.html", "<h4>\u{5bc6}\u{7801}</h4>\n<p>\u{66f4}\u{65b0}\u{4e8e}2024\u{5e74}3\u{6708}15\u{65e5}</p>\n"),
            at("a.php", "$names = ['BAIDU_AI_SECRET_KEY' => 'Baidu AI Secret'];\n"),
            at(
                "a.php",
                "$lang[\"pixabay_api_key\"] = \"Enter your Pixabay API key from https://pixabay.com/api/docs\";\n",
            ),
        ],
        keeps: &[
            at("a.json", "{\"db_password\": \"Quartz Window Hammer Battery\"}\n"),
            at("a.py", "db_password = 'The walrus rides a purple tram'\n"),
            at("a.json", "{\"db_password\": \"I saw the seven otters of Prague\"}\n"),
            at("a.py", "db_password = \"\u{77f3}\u{82f1}\u{7a97}\u{53e3}\u{9524}\u{5b50}\"\n"),
            at("a.php", "$names = ['BAIDU_AI_SECRET_KEY' => 'Baidu AI kV8m2Qz4rTn9wX'];\n"),
            at("a.html", "<h4>\u{5bc6}\u{7801}</h4>\n<p>kV8m2Qz4rTn9wX</p>\n"),
        ],
    },
    Excuse {
        name: "name",
        why: "the name of a value, not a value",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| {
            name::is_called_its_part(it.candidate, it.value)
                || it.is_assigned() && (name::is_name(it) || constant_name::is_one(it))
        },
        excuses: &[
            at("README.md", "Credentials: `username` / `password`\n"),
            at("a.yml", "imagePullSecret: registry-creds\n"),
            at("sst.config.ts", "const dbPassword = new sst.Secret(\"DbPassword\");\n"),
            at("a.sh", "helm install x --set database.passwordSecret.key=postgres-password\n"),
            at("a.yaml", "apiVersion: a/v1\nkind: Cluster\nspec:\n  pmm: {secret: cluster1-pmm-secret}\n"),
            at("a.yaml", "apiVersion: a/v1\nkind: Cluster\nspec:\n  tokenSecret: my-token-secret-prod\n"),
            at("a.yaml", "tls: {certificatesSecret: pg-tls-prod}\nserviceAccountTokenSecret: app-sa-token\n"),
            at("a.yaml", "passwordSecret: {secretName: app-kafka-user, password: password}\n"),
            at("a.ts", "({ secretName: 'postgres-prod', secretKey: 'password' });\n"),
            at(
                "a_test.go",
                "opts[\"userSecretName\"] = \"custom\"\nopts[\"userSecretKey\"] = \"custom-user-secret-key\"\n",
            ),
            at(
                "a_test.go",
                "x := Spec{\n\tServerCASecret: \"testServerCASecret\",\n\tEnvironmentSecret: \"idonotexist\",\n}\n",
            ),
            at("a_test.go", "const secretKey = \"sslrootcert\"\n"),
            at("a.yml", "image-pull-secret: main-pull-secret,init-pull-secret-2\n"),
            at("a.yml", "admin-password-secret-key: ${PASSWORD_SECRET_KEY:instance-admin-password}\n"),
            at(
                "values.yaml",
                "##   bearerTokenSecretKey: workload-api-bearer-token-key kubernetes secret key where bearer token is stored\n",
            ),
            at("a.json", "{\"password\": {\"_secret\": \"airbyte_workspace_123_secret_456_v1\"}}\n"),
            at("a.kt", "mapOf(\"_secret\" to \"my-coord\")\n"),
            at("a.yml", "aws:\n  access-key: AWS_ACCESS_KEY_ID\n"),
            at("a.md", "- Each secret: `aws_secretsmanager_secret`\n"),
            at("runtime.exs", "api_jwt_secret =\n  [\"API_JWT_SECRET\", \"API_JWT_SECRET_NEXT\"]\n"),
            at("a.py", "x = {'secret_path': '/kv/x', 'secret_key': 'password'}\n"),
            at("values.yaml", "existingSecretKeys:\n  password: postgresql-password\n  adminPassword: pg-admin-pw\n"),
            at("deploy.yaml", "env:\n- {name: TS_KUBE_SECRET, value: tailscale-config}\n"),
            at("kustomization.yaml", "secretGenerator:\n- name: x\n  files:\n  - appSecret=realFile.txt\n"),
            at("a.ts", "const ACCESS_KEY = \"app.admin.accessToken\";\n"),
            at("a.ts", "const STORAGE_SECRET = \"app/impersonation/actorSecret\";\n"),
            at("pyproject.toml", "s3_secret_access_key = \"pkg.core.settings:SECRET_ACCESS_KEY\"\n"),
            at("a.py", "PHONE_SECRET_KEY = 'phone_secret:{phone}'\n"),
            at("A.java", "String COMMON_H2_PASSWORD = \"spring.datasource.password=\";\n"),
            at("A.java", "public static final String GRANT_TYPE_PASSWORD = \"password\";\n"),
            at("a.go", "const CredentialsTypePassword CredentialsType = \"password\"\n"),
            at("a.py", "Secret(deploy_type=\"env\", deploy_target=\"PW\", secret=\"airflow-pg\", key=\"password\")\n"),
        ],
        keeps: &[
            at("a.yaml", "apiVersion: a/v1\nkind: Cluster\nspec:\n  tokenSecret: quartz-window-hammer\n"),
            at("a.yaml", "apiVersion: v1\nkind: Secret\nstringData:\n  clientSecret: my-client-secret\n"),
            at("a.yaml", "spring:\n  clientSecret: my-client-secret\n"),
            at(
                "a_test.go",
                "x := Spec{\n\tClientSecret: \"kV8m2Qz4rTn9wX\",\n\tServerCASecret: \"kV8m2Qz4rTn9wX\",\n}\n",
            ),
            at("a.yml", "image-pull-secret: main-pull-secret,kV8m2Qz4rTn9wX\n"),
            at("a.yml", "admin-password-secret-key: ${PASSWORD_SECRET_KEY:kV8m2Qz4rTn9wX}\n"),
            at("a.json", "{\"password\": {\"_secret\": \"kV8m2Qz4rTn9wX\"}}\n"),
            at("a.yml", "aws:\n  access-key: AWS_KV8M2QZ4RTN9WX\n"),
            at("a.json", "{\"accessKey\": \"app\", \"secretKey\": \"kV8m2Qz4rTn9wX\"}\n"),
            at("compose.yml", "environment:\n  SECRET_KEY: ${SECRET_KEY:-dev-secret-key-change-in-production}\n"),
            at("a.py", "Client(client_secret=\"secret\")\n"),
            at("a.js", "const db = { password: 'password' };\n"),
            at("a.ts", "login([\"API_JWT_SECRET\", \"kV8m2Qz4rTn9wX\"]);\n"),
            at("a.py", "x = {'secret_path': '/kv/x', 'secret_key': 'kV8m2Qz4rTn9wX'}\n"),
            at("values.yaml", "existingSecretKeys:\n  password: kV8m2Qz4rTn9wX\n"),
            at("deploy.yaml", "env:\n- {name: TS_KUBE_SECRET, value: kV8m2Qz4rTn9wX}\n"),
            at("kustomization.yaml", "secretGenerator:\n- name: x\n  literals:\n  - appSecret=kV8m2Qz4rTn9wX\n"),
            at("a.sh", "app run --secret kV8m2Qz4rTn9wX\n"),
            at("a.ts", "const ACCESS_KEY = \"app.kV8m2Qz4rTn9wX.Token\";\n"),
            at("pyproject.toml", "s3_secret_access_key = \"kV8m.2Qz4rTn9wX:pQ8m3Rz\"\n"),
            at("a.py", "PHONE_SECRET_KEY = 'kV8m2Qz4rTn9wX:{phone}'\n"),
            at("A.java", "public static final String GRANT_TYPE_PASSWORD = \"kV8m2Qz4rTn9wX\";\n"),
        ],
    },
    Excuse {
        name: "version",
        why: "the version of a package",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| it.is_assigned() && it.cx.language().is_manifest && name::is_version(it.text()),
        excuses: &[
            at("package.json", "{\"pbkdf2-password\": \"^1.2.1\"}\n"),
            at("yarn.lock", "    parse-passwd: \"npm:^1.0.0\"\n"),
        ],
        keeps: &[at("config.json", "{\"db_password\": \"1.2.1\"}\n")],
    },
    Excuse {
        name: "commented-code",
        why: "a name in code that is commented out",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| commented::is_name_in_code(it.cx, it.candidate),
        excuses: &[at("a.py", "# user.password = password\n"), at("a.tf", "# password = random_password.db.result\n")],
        keeps: &[
            at("a.py", "# password = kV8m2Qz4rTn9wX\n"),
            at("a.py", "# DB_PASSWORD=kV8m.Qz4rTn9wX\n"),
            at("a.py", "TEXT = \"\"\"\n  db.password: hammer.battery\n\"\"\"\n"),
        ],
    },
    Excuse {
        name: "expression",
        why: "an expression, not a literal",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| code::is_code(it.cx, it.value, it.candidate) || code::is_between_operators(it.value),
        excuses: &[
            at("a.md", "    u || '&password=' || p_password || '&scope=read'\n"),
            at("README.md", "  password: dbPassword,\n"),
            at("stack.yml", "- - \"{{resolve:secretsmanager:\"\n  - Ref: DbSecret\n  - :SecretString:password::}}\n"),
            at("README.md", "    password = random_password.db.result\n"),
            at("README.md", "    secret = &corev1.Secret{}\n"),
            at("play.yml", "a: \"{{ x }}\"\nb: \"{{ {\n  password: item.key | d(omit),\n}  }}\"\n"),
        ],
        keeps: &[
            at("README.md", "password=kV8m2.Qz4rTn9wX\n"),
            at("stack.yml", "- :DbPassword:kV8m2Qz4rTn9wX::}}\n"),
            at("README.md", "    password = kV8m2Qz4.rTn9wX.db\n"),
            at("README.md", "    password = quartz.window-hammer!{}\n"),
        ],
    },
    Excuse {
        name: "verdict",
        why: "what passes, beside what fails",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: verdict::is_opposite_of_failure,
        excuses: &[
            at("a.js", "const cases = { isInt: { fail: 'x', pass: '23' } };\n"),
            at("run.js", "let pass = '0';\nlet fail = '0';\n"),
            at("a.php", "$names = [\n'pass' => '\u{901a}\u{8fc7}',\n'fail' => '\u{5931}\u{8d25}',\n];\n"),
            at("a.php", "public const PASS = 'passed';\n"),
            at("a.sh", "echo \"Done. PASS=1 WARN=0 ERROR=0\"\n"),
        ],
        keeps: &[
            at("a.js", "const account = { user: 'app', pass: '23' };\n"),
            at("a.sh", "echo \"DB_PASS=1 WARN=0\"\n"),
            at("a.js", "wx.request({ data: { pass: '23' }, fail: () => {} });\n"),
            at("a.js", "const cases = { isInt: { fail: 'x', pass: 'kV8m2Qz4rTn9wX' } };\n"),
        ],
    },
    Excuse {
        name: "treatment",
        why: "what is done with a field of that name",
        ground: Ground::List,
        of: Of::Loose,
        applies: treatment::is_treatment,
        excuses: &[
            at("logging.yml", "mask: {db_password: partial, api_token: full}\n"),
            at("logging.yml", "redact:\n  db_password: partial\n  user: none\n"),
        ],
        keeps: &[
            at("a.yml", "masked_database: {db_password: partial}\n"),
            at("logging.yml", "mask: {x: full}\ndb_password: partial\n"),
        ],
    },
    Excuse {
        name: "code-list",
        why: "an entry of a list of codes",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| code::is_entry_of_codes(it.cx, it.candidate),
        excuses: &[
            at("a.json", "{\"PT\": \"Portugal\",\n\"PW\": \"Palau\",\n\"PY\": \"Paraguay\"}\n"),
            at("a.json", "{\"en_PK\": \"en_001\",\n\"en_PW\": \"en_001\",\n\"en_RW\": \"en_001\"}\n"),
            at(
                "a.ts",
                "const x = {\n  PT: \"\u{1f1f5}\u{1f1f9} Portugal\",\n  PW: \"\u{1f1f5}\u{1f1fc} Palau\",\n  PY: \"x\",\n};\n",
            ),
            at("a.json", "{\"MU-PL\": \"Port Louis\",\n\"MU-PW\": \"Plaines Wilhems\",\n\"MU-RO\": \"Rodrigues\"}\n"),
        ],
        keeps: &[
            at("a.json", "{\"PT\": \"Portugal\",\n\"PW\": \"kV8m2Qz4rTn9wX\",\n\"PY\": \"Paraguay\"}\n"),
            at("a.json", "{\"en_PK\": \"en_001\",\n\"en_PW\": \"kV8m2Qz4rTn9wX\",\n\"en_RW\": \"en_001\"}\n"),
        ],
    },
];

/// `pgpass` is the name of the password file, of a package and of a setting; a variable of that name holds the file's
/// path or a password.
fn is_locator(it: &Described<'_, '_>) -> bool {
    let is_configured =
        matches!(it.dialect(), Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch);
    let is_password_file = it.candidate.key.ends_with("pgpass") && (it.text().contains('/') || !is_configured);
    it.is_assigned() && (is_password_file || locator::is_locator(it.text(), it.lower(), it.candidate, it.dialect()))
}

fn is_label(it: &Described<'_, '_>) -> bool {
    // `enable requirepass for clients`: a word of a sentence behind the name of a setting.
    if it.candidate.form == Form::Token
        && it.dialect() == Dialect::Prose
        && SENTENCE_WORDS.contains(it.lower().as_bytes())
    {
        return true;
    }
    // `Password=密码`: the word for "password" in a script that templates' passwords do not use.
    if !it.value.is_ascii() && LABEL_WORDS.contains(it.value) {
        return true;
    }
    // The name of a message, and the word for it: VALUES ('login.password', 'Kennwort')
    if it.dialect() == Dialect::Sql && LABEL_WORDS.contains(it.lower().as_bytes()) {
        let head = line_head(it.cx.text, it.candidate.secret.span.start);
        let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'\'' | b',');
        let end = head.iter().rposition(|b| !is_mark(b)).map_or(0, |at| at + 1);
        let name = head.get(..end).and_then(|head| head.rsplit(is_mark).next()).unwrap_or_default();
        return name.contains(&b'.') && it.text().starts_with(char::is_uppercase);
    }
    // A comment that describes a variable: `# DB_PASSWORD: the password of the database role`
    if it.dialect() == Dialect::Env && it.line().trim_ascii_start().starts_with(b"#") && it.text().contains(' ') {
        let says = memchr::memmem::find(it.line(), b": ").is_some();
        return says && label::is_message(it.text());
    }
    let is_variable =
        || it.dialect() == Dialect::Yaml && !it.text().contains(' ') && label::names_a_variable(it.line());
    it.is_assigned()
        && !is_variable()
        && label::is_label(it.text(), it.lower(), it.candidate, it.cx.language(), it.dialect())
}
