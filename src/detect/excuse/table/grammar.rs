//! Excuses by the syntax of the value and of its context.

use super::super::{Excuse, Ground, Of};
use super::super::{
    asked_for, checksum, document, filled_in, placeholder, prefix, public, reference, schema_uri, uri_pattern,
};
use super::at;
use crate::extract::Form;

pub(super) const ROWS: &[Excuse] = &[
    Excuse {
        name: "empty",
        why: "empty",
        ground: Ground::Grammar,
        of: Of::All,
        applies: |it| it.value.is_empty() || filled_in::goes_on_below(it),
        excuses: &[
            at(".env", "PGPASSWORD=\"\"\n"),
            at("a.yml", "db_password: \"\"\n"),
            at("a.properties", "url=jdbc:postgresql://db.corp.net/app?user=app&password=\\\n  ${DB_PASSWORD}\n"),
        ],
        keeps: &[at(".env", "PGPASSWORD=kV8mQz4rTn9w\n")],
    },
    Excuse {
        name: "reference",
        why: "a reference, not a literal",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| {
            reference::is_reference(it.value, it.place())
                || filled_in::is_batch_variable(it)
                || filled_in::is_macro(it)
                || document::holds_no_value(it)
                || reference::escaped_psql::is_role_or_variable(it.cx.text, it.candidate.secret.span)
        },
        excuses: &[
            at(".env", "PGPASSWORD=${DB_PASSWORD}\n"),
            at("a.yaml", "db_password: {{ . | b64enc }}\n"),
            at("a.feature", "* def login = { password: '#(password)' }\n"),
            at("a.yaml", "shop-secret: {{ get $secrets \"shop-kvmqz\" | quote }}\n"),
            at("a.kt", "val secretString = \"\"\"{ \"access_token\": \"xyz\", \"ok\": true }\"\"\"\n"),
            at("a.sh", "aws x --secret-string \"{\\\"SECRET_KEY\\\":\\\"$NEW_SECRET\\\", ...}\"\n"),
            at("a.sh", "sed -i \"s/APP_SECRET_KEY=.*/APP_SECRET_KEY=base64:$X/\" .env\n"),
            at("pipeline.yml", "db_password: ((dp/$$ENV$$/deploy-key))\n"),
            at("a.php", "$url = \"postgres://app:$httpsrvPw@db.corp.net/app\";\n"),
            at("a.php", "<input type=\"password\" name=\"password\" value=\"<?= $x['pw'] ?>\">\n"),
            at("a.pl", "my $url = \"postgres://app:$pw\\@db.corp.net/app\";\n"),
            at("a.sh", "curl -d '{\"password\":\"'$httpsrvPw'\"}' https://x.corp.net\n"),
            at("a.yml", "db_password: '{{ db_password }}'\n"),
            at("a.sql", "ALTER ROLE app PASSWORD '${DB_PASSWORD}';\n"),
            at("run.sh", "export PGPASSWORD=\"$DB_PASSWORD\"\n"),
            at("run.bat", "psql postgres://app:%DB_PASSWORD%@db.corp.net/app\n"),
            at("a.xml", "<a>ALTER ROLE app PASSWORD :&apos;new_password&apos;;</a>\n"),
            at("a.xml", "<a>in psql: \\password &quot;zulip&quot;</a>\n"),
            at("azuredeploy.json", "{\"password\": \"[reference('x').outputs.pw.value]\"}\n"),
            at("azuredeploy.json", "{\"password\": \"[listKeys(resourceId('x', 'y'), '2020-01-01').key1]\"}\n"),
            at("manifest.yml", "db_password: (( vault \"secret/db:password\" ))\n"),
            at("manifest.yml", "db_password: (( grab $DB_PASSWORD ))\n"),
            at("connector.json", "{\"database.password\": \"${secretManager:db-password}\"}\n"),
            at("template.yaml", "Password: '{{resolve:ssm-secure:/prod/kvmqz/password:1}}'\n"),
            at("a.razor", "<Db Password=\"@(Settings.Password)\" />\n"),
            at(
                "manifest.json",
                "{\"db\": \"Host={pg.bindings.tcp.host};Username=app;Password={pg-password.value}\"}\n",
            ),
            at("run.fish", "set -gx DB_PASSWORD $argv[1]\n"),
            at("run.tcl", "set password $::env(PGPASSWORD)\n"),
            at("a.sas", "libname pg postgres password=\"&dbpass\";\n"),
            at("a.do", "odbc load, dsn(\"pg\") password(\"`pw'\")\n"),
            at("run.sh", "x=$(jq -n '{\n  user_password: $user_password,\n  a: 1}')\n"),
            at("a.properties", "db.password=${aws-sm:prod/db:password}\n"),
            at("a.conf", "db_password=#DB_PW#\n"),
            at("a.js", "const url = `https://a.corp.net?client_secret=${process.env\n  .CLIENT_SECRET!}`;\n"),
            at("a.py", "f.write(f\"DB_PASSWORD='{values.pop('DB_PASSWORD')}'\\n\")\n"),
        ],
        keeps: &[
            at(".env", "PGPASSWORD=$kV8m2Qz4rTn9wX\n"),
            at("a.sh", "put-secret-value --secret-string '{\"SECRET_KEY\":\"kV8m2Qz4rTn9wX\"}'\n"),
            at("a.php", "$url = 'postgres://app:$kV8m2Qz4rTn9wX@db.corp.net/app';\n"),
            at("azuredeploy.json", "{\"password\": \"[kV8m2Qz4(rTn9wX).Ab7]\"}\n"),
            at("manifest.yml", "db_password: (( grab meta.x || \"kV8m2Qz4rTn9wX\" ))\n"),
            at("template.yaml", "Password: '{{8m2:Qz4rTn9wX}}'\n"),
            at("a.json", "{\"db\": \"Host=db.corp.net;Username=app;Password={kV8-m2.Qz4rTn9wX}\"}\n"),
            at("run.fish", "set -gx DB_PASSWORD kV8m2Qz4rTn9wX[1]\n"),
            at("run.tcl", "set password {[kV8m2Qz4rTn9wX}\n"),
            at("a.sas", "libname pg postgres password=\"&kV8m2Qz4rTn9wX\";\n"),
            at(".env", "PGPASSWORD='${correct horse battery}'\n"),
            at("run.sh", "export PGPASSWORD='$kV8m2Qz4rTn9wX'\n"),
            at(".pgpass", "db.corp.net:5432:app:app:$DB_PASSWORD\n"),
        ],
    },
    Excuse {
        name: "prefix",
        why: "what stands before a value that code adds",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: prefix::is_prefix,
        excuses: &[
            at("a.php", "$args = ['password' => '--password='.$connection['password'],\n];\n"),
            at("a.php", "$secret_key = getenv('SECRET_KEY') ?: 'base64:' . base64_encode(random_bytes(32));\n"),
            at("a.js", "const secretKey = process.env.SECRET_KEY || 'base64:' + rnd();\n"),
            at("a.py", "password = \"p\" + uuid4().hex\n"),
            at("a.py", "password = \"pw-\" + name\n"),
            at("a.php", "$tempPassword = 'Vendor'.Str::random(8).'!';\n"),
            at("A.java", "String password = \"do-not-echo-\" + \"x\".repeat(128);\n"),
        ],
        keeps: &[
            at("a.py", "password = \"kV8m2Qz4rTn9wX-\" + name\n"),
            at("a.py", "password = \"hunter2\" + name\n"),
            at("a.php", "$password = 'kV8m2Qz4rTn9wX'.Str::random(8);\n"),
            at("A.java", "String password = \"kV8m2Qz4\" + \"rTn9wX\";\n"),
            at("a.js", "const password = 'pw-'.trim();\n"),
            at("a.js", "const db = { password: '--kV8m2Qz4rTn9wX' };\n"),
        ],
    },
    Excuse {
        name: "stored-secret",
        why: "the name of a secret that is stored elsewhere",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: filled_in::is_stored_elsewhere,
        excuses: &[
            at(".env", "DB_PASSWORD=op://vault/item/password\n"),
            at("a.yml", "password: \"!secret mqtt_password\"\n"),
            at(
                "kms.yml",
                "encryption_key: \"arn:aws:kms:eu-west-1:${var.account}:key/3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13\"\n",
            ),
            at("a.tf", "encryption_key = \"alias/aws/workspaces\"\n"),
            at(
                "a.yml",
                "x: \"{{ lookup('community.hashi_vault.hashi_vault', 'secret=secret/data/app:password') }}\"\n",
            ),
            at("a.yml", "db_password: vault:secret/data/db#password\n"),
            at("a.yml", "db_password: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf\n"),
            at("a.yml", "db_password: bws://3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13\n"),
            at("a.yml", "db_password: keyring:acme-postgres\n"),
            at(
                "cloudbuild.yaml",
                "args: ['--set-secrets=DB_PASS=pg-password:latest', '--update-secrets', 'PW=db-pw:1']\n",
            ),
            at("a.yaml", "vault.hashicorp.com/agent-inject-secret-db-password: \"secret/data/prod/db\"\n"),
            at("policy.json", "{\"StringEquals\": {\"secretsmanager:ResourceTag/secret\": \"pg-password\"}}\n"),
        ],
        keeps: &[
            at("a.yml", "db_password: keyring:kV8m2Qz4rTn9wX\n"),
            at("cloudbuild.yaml", "args: ['--set-env-vars=DB_PASS=kV8m2Qz4rTn9wX']\n"),
            at("a.json", "{\"tags\": {\"secret\": \"pg-password\"}}\n"),
            at(".env", "DB_PASSWORD=op://kV8m2Qz4rTn9wX\n"),
            at("a.yml", "db_password: \"!secret kV8m2Qz4rTn9wX\"\n"),
            at("a.feature", "* def login = { db_password: '#(kV8m2Qz4rTn9wX)' }\n"),
            at("a.yml", "db_password: secret/kV8m2Qz4rTn9wX\n"),
            at("a.yml", "db_password: vault:kV8m2Qz4rTn9wX\n"),
        ],
    },
    Excuse {
        name: "encrypted",
        why: "an encrypted value",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| filled_in::is_encrypted(it) || filled_in::is_sealed(it),
        excuses: &[
            at("a.properties", "db.password=ENC(9sT2kQx7vLm4Wz8Rn3Jc6Vt5)\n"),
            at("standalone.xml", "<password>${ENC::initialresolver:RUxZAUMQgtpG7oFlHR2j1Gkn3GKIHff}</password>\n"),
            at("settings.xml", "<password>{COQLCE6DU6GtcS5P=}</password>\n"),
            at("a.yml", "db_password: U2FsdGVkX19kx1Wq8mQz7rT2Lp0Vb6Yc4Nn5Hs3Jd9E=\n"),
            at("a.yml", "db_password: ENC[AES256_GCM,...]\n"),
            at("a.sas", "password=\"{SAS004}0782C9762BC2CE54795C63DE84FDEDC223586753\"\n"),
        ],
        keeps: &[
            at("a.properties", "db.password=ENC(kV8m2Qz4rTn9wX)\n"),
            at("a.yml", "db_password: ENC[kV8m2Qz4rTn9wX]\n"),
            at("standalone.xml", "<password>${ENC::kV8m2Qz4rTn9wX}</password>\n"),
            at("a.yml", "db_password: U2FsdGVkX1kV8m2Qz4rTn9wX\n"),
        ],
    },
    Excuse {
        name: "placeholder",
        why: "a placeholder",
        ground: Ground::List,
        of: Of::Judged,
        applies: |it| {
            placeholder::is_placeholder_text(it.value)
                || filled_in::is_escaped(it)
                || asked_for::is_start_of_placeholder(it)
                || asked_for::is_argument_in_capitals(it)
                || asked_for::is_asked_for(it)
                || asked_for::is_word_of_a_statement(it)
        },
        excuses: &[
            at(".env", "DB_PASSWORD=<password>\n"),
            at(".env", "DB_PASSWORD=your_password\n"),
            at("a.yml", "db_password: '********'\n"),
            at("README.md", "DB_PASSWORD=<minimum 32 character random string>\n"),
            at("README.md", "kubectl create secret generic db --from-literal=password=PASSWORD\n"),
            at("cli.txt", "  --password=PASSWORD     the password of the role\n"),
            at("a.md", "postgres://POSTGRES\\_USER:POSTGRES\\_PASSWORD@db.corp.net/app\n"),
            at("a.sh", "sed -i 's|postgres://app:\\*\\*\\*@db.corp.net|x|' a.md\n"),
            at("cli.txt", "  --password=PASS      the password of the role\n"),
            at("xrdp.ini", "username=ask\npassword=ask\n"),
            at("userlist.txt", "\"pgbouncer\" \"PGBOUNCER_PASSWORD\"\n"),
            at("values.yaml", "db_password: REP_SHOP_DATABASE_PASSWORD_REP\n"),
            at("a.json", "{\"password\": \"cillum nisi consectetur\"}\n"),
            at(".env", "SECRET_KEY=YOURSECRETKEYGOESHERE\n"),
            at("a.yml", "db_password: <base64\u{7f16}\u{7801}\u{7684}\u{5bc6}\u{7801}>\n"),
            at("a.cs", "var s = \"User=sa;Password=THE_SA_PASSWORD_DEFINED_ABOVE\";\n"),
        ],
        keeps: &[
            at(".env", "DB_PASSWORD=changeme\n"),
            at(".env", "DB_PASSWORD=<kV8m2Qz4rTn9wX>\n"),
            at("values.yaml", "db_password: REP_KVMQZ_RTNWX_REP\n"),
            at("a.json", "{\"db_password\": \"cillum nisi kettle\"}\n"),
            at(".env", "DB_PASSWORD=YOURKVMQZRTNWXHERE\n"),
            at("a.ini", "username=app\npassword=ask\n"),
            at("userlist.txt", "\"pgbouncer\" \"PGBOUNCER_KVMQZRTNWX\"\n"),
            at("a.yml", "db_password: kV8m2Qz4rTn9...\n"),
        ],
    },
    Excuse {
        name: "checksum",
        why: "the checksum of a module",
        ground: Ground::Grammar,
        of: Of::All,
        applies: |it| checksum::is_in_one(it.cx, it.candidate.secret.span),
        excuses: &[],
        keeps: &[at("go.sum", "PGPASSWORD=kV8m2Qz4rTn9wX\n")],
    },
    Excuse {
        name: "report-digest",
        why: "a digest in a report of dsnitch",
        ground: Ground::Grammar,
        of: Of::All,
        applies: |it| {
            it.candidate.key == "secret" && checksum::own_report::is_digest(it.cx.text, it.candidate.secret.span)
        },
        excuses: &[
            at(
                "report.json",
                "{\"fingerprint\":\"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\",\"secret\":\"5b03841e36930d695062bd1b7aaeab1b\",\"characters\":[29,41]}\n",
            ),
            at(
                "a.sarif",
                "{\"a\": 1, \"masked\": \"k•••••••\", \"fingerprint\": \"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\", \"secret\": \"5b03841e36930d695062bd1b7aaeab1b\", \"commit\": null}\n",
            ),
            at(
                "report.json",
                "[{\n  \"secret\": \"5b03841e36930d695062bd1b7aaeab1b\",\n  \"rule\": \"pg-uri-password\", \"class\": \"leak\", \"action\": \"block\"}]\n",
            ),
        ],
        keeps: &[
            at(
                "report.json",
                "{\"fingerprint\":\"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\",\"secret\":\"5b03841e36930d695062bd1b7aaeab1b\",\"column\":1}\n",
            ),
            at(
                "report.json",
                "{\"fingerprint\":\"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\",\"secret\":\"kV8m2Qz4rTn9wXkV8m2Qz4rTn9wX\",\"characters\":[29,41]}\n",
            ),
            at(
                "report.json",
                "{\"secret\":\"5b03841e36930d695062bd1b7aaeab1b\",\"rule\":\"x\",\"class\":\"other\",\"action\":\"block\"}\n",
            ),
            at("a.json", "{\"secret\": \"5b03841e36930d695062bd1b7aaeab1b\"}\n"),
        ],
    },
    Excuse {
        name: "schema-uri",
        why: "a URI that only shows how one is written",
        ground: Ground::List,
        of: Of::Judged,
        applies: schema_uri::is_schema_uri,
        excuses: &[
            at("README.md", "postgres://USER:PASSWORD@HOST:5432/DB\n"),
            at("README.md", "postgres://user:pass@host:5432/db\n"),
            at("a.go", "// postgres://jack:secret@pg.example.com:5432/mydb\n"),
            at("values.yaml", "# urlOverride: 'postgresql://user:password@external-host:5432/db'\n"),
        ],
        keeps: &[
            at("a.go", "// postgres://jack:kV8m2Qz4rTn9wX@pg.example.com:5432/mydb\n"),
            at("a.go", "var url = \"postgres://jack:secret@pg.example.com:5432/mydb\"\n"),
            at("a.go", "// postgres://jack:secret@db.corp.net:5432/mydb\n"),
            at("README.md", "postgres://user:pass@localhost:5432/app\n"),
            at("README.md", "postgres://user:kV8m2Qz4rTn9wX@host:5432/db\n"),
        ],
    },
    Excuse {
        name: "uri-pattern",
        why: "a regular expression that matches URIs",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| it.candidate.form == Form::Uri && uri_pattern::is_pattern(it.cx.text, it.candidate.secret.span),
        excuses: &[at("a.py", "URL = re.compile(r\"postgres://([^:]+):([^@]+)@([^/]+)\")\n")],
        keeps: &[at("a.py", "URL = \"postgres://app:kV8m2.+@db.corp.net/app\"\n")],
    },
    Excuse {
        name: "public-key",
        why: "a key that is meant to be public",
        ground: Ground::List,
        of: Of::Judged,
        applies: |it| {
            filled_in::is_web_key(it)
                || !it.place().fixed && public::is_public(it.value)
                || ["access_key", "secret_id"].iter().any(|end| it.candidate.key.ends_with(end))
                    && public::is_id_of_access_key(it.value)
                || public::is_search_key(it)
        },
        excuses: &[
            at(".env", "SUPABASE_SECRET_KEY=sb_publishable_abcdefghijk\n"),
            at("a.js", "const oids = { challengePassword: '1.2.840.113549.1.9.7' };\n"),
            at("a.cs", "var s = \"SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true\";\n"),
            at(
                "docs.config.js",
                "const x = { algolia: { appId: 'ABCDEFGH12', apiKey: '0a1b2c3d4e5f60718293a4b5c6d7e8f9', indexName: 'docs' } };\n",
            ),
            at(".env", "EC2_ACCESS_KEY=AKIAJ5M5PAQRSTUVWXYZ\n"),
            at("a.py", "auth = (github_token, \"x-oauth-basic\")\n"),
            at("a.js", "var Secret = 'SECRET_DO_NOT_PASS_THIS_OR_YOU_WILL_BE_FIRED';\n"),
            at("a.conf", "jwt-secret = {\"keys\":[{\"kty\":\"RSA\",\"n\":\"kV8m2Qz4rTn9wX\",\"e\":\"AQAB\"}]}\n"),
        ],
        keeps: &[
            at("a.conf", "jwt-secret = {\"keys\":[{\"kty\":\"oct\",\"k\":\"kV8m2Qz4rTn9wX\"}]}\n"),
            at(".env", "DB_PASSWORD=sb_secret_kV8m2Qz4rTn9wX\n"),
            at(
                "docs.config.js",
                "const x = { algolia: { appId: 'ABCDEFGH12', apiKey: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' } };\n",
            ),
            at(".env", "SECRET_ACCESS_KEY=AKIAkV8m2Qz4rTn9wXkV8m2Qz4rTn9wX\n"),
        ],
    },
];
