//! Calls and commands with a secret at a known place: a literal there is found, and a variable is not.

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

use crate::literal_ends::values;

const VALUE: &str = "q9f8Qm7tLx2vRk9PzWq4";

/// A path, and a text with a literal at `@`.
const PLACES: &[(&str, &str)] = &[
    // What is hashed.
    ("seed.py", "hash_password('@')"),
    ("seed.py", "admin = User(hashed=pwd_context.hash(\"@\"))"),
    ("seed.py", "generate_password_hash('@', method='scrypt')"),
    ("seed.py", "bcrypt.hashpw(b\"@\", bcrypt.gensalt())"),
    ("seed.py", "bcrypt.hashpw(\"@\".encode(\"utf-8\"), bcrypt.gensalt())"),
    ("seed.js", "const h = await bcrypt.hash('@', 10);"),
    ("seed.js", "bcryptjs.hashSync(\n  \"@\", // of the administrator\n  10)"),
    ("seed.js", "await argon2.hash(`@`)"),
    ("seed.php", "$h = password_hash('@', PASSWORD_DEFAULT);"),
    ("seed.php", "$h = Hash::make('@');"),
    ("seed.go", "h, _ := bcrypt.GenerateFromPassword([]byte(\"@\"), 10)"),
    ("Seed.java", "String h = passwordEncoder.encode(\"@\");"),
    ("Seed.java", "String h = BCrypt.hashpw(\"@\", BCrypt.gensalt());"),
    ("seed.rb", "x = BCrypt::Password.create(\"@\")"),
    ("Seed.cs", "var h = BCrypt.Net.BCrypt.HashPassword(\"@\");"),
    ("seed.sql", "UPDATE accounts SET hashed = crypt('@', gen_salt('bf'));"),
    ("README.md", "```python\nprint(pwd_context.hash(\"@\"))\n```"),
    // What signs.
    ("auth.js", "const t = jwt.sign({ user, role: 'x' }, '@', { expiresIn: '1h' });"),
    ("auth.js", "jwt.verify(token, '@');"),
    ("auth.py", "jwt.encode(claims, \"@\", algorithm=\"HS256\")"),
    ("auth.py", "jwt.decode(token, \"@\", algorithms=[\"HS256\"])"),
    ("auth.rb", "JWT.encode(payload, '@', 'HS256')"),
    ("auth.php", "JWT::encode($payload, '@', 'HS256');"),
    ("Auth.java", "Algorithm.HMAC256(\"@\")"),
    ("Auth.java", "Keys.hmacShaKeyFor(\"@\".getBytes())"),
    ("auth.go", "token.SignedString([]byte(\"@\"))"),
    ("Auth.cs", "new SymmetricSecurityKey(Encoding.UTF8.GetBytes(\"@\"))"),
    ("app.js", "app.use(cookieParser(\"@\"))"),
    // A name and its value.
    ("login.js", "formData.append('password', '@');"),
    ("login.js", "setValue(\"password\", \"@\");"),
    ("env.rs", "m.insert(\"PGPASSWORD\", \"@\");"),
    ("env.cpp", "m.emplace(\"db_password\", \"@\");"),
    ("env.rb", "h.store('db_password', '@')"),
    ("Env.cs", "d.TryAdd(\"db_password\", \"@\");"),
    ("Store.cs", "store.TrySetSecret(\"Parameters:sql-password\", \"@\");"),
    ("seed.py", "redis.hset(\"u\", \"password\", \"@\")"),
    // A client's option or login.
    ("run.sh", "mariadb -h db -uroot -p'@' app"),
    ("run.sh", "mariadb-dump -uroot -p\"@\" app"),
    ("run.sh", "mysqlshow -uroot -p\"@\""),
    ("run.sh", "sqlplus -S 'system/@@//db:1521/XE' @setup.sql"),
    // An HTTP header, and a variable, as an option's argument.
    ("run.sh", "curl -H \"X-API-Key: @\" https://api.acme.io/v1"),
    ("run.sh", "curl -s -H 'Private-Token: @' https://git.acme.io/api"),
    ("run.sh", "curl --header \"X-Db-Password: @\" https://api.acme.io/v1"),
    ("run.sh", "wget --header='X-Auth-Token: @' https://api.acme.io/v1"),
    ("run.sh", "docker run -e \"DB_PASSWORD=@\" app"),
    ("ci.yml", "run: curl -H \"X-API-Key: @\" https://api.acme.io/v1"),
    ("Dockerfile", "RUN curl -H \"X-API-Key: @\" https://api.acme.io/v1"),
    ("Makefile", "deploy:\n\tcurl -H \"X-API-Key: @\" https://api.acme.io/v1"),
    ("README.md", "```sh\ncurl -H \"X-API-Key: @\" https://api.acme.io/v1\n```"),
    // What a person reads.
    ("run.sh", "echo \"Queue: http://q:15672 (user: app, password: @)\""),
    ("run.js", "console.log(\"Queue (user: app, password: @)\");"),
    ("README.md", "Queue: http://q:15672 (user: app, password: @)"),
    ("README.md", "Default credentials: `admin` / `@`"),
    ("README.md", "- **Login**: admin / @"),
    ("README.md", "Login with **admin** / **@**"),
    ("README.md", "Credentials: `app:@`"),
    ("README.md", "- 密码：`@`"),
    ("README.md", "管理员（密码：@）"),
    ("README.md", "| 密码 | `@` |"),
];

#[test]
fn a_literal_is_found_and_a_variable_is_not() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in PLACES {
        let written = |value: &str| text.replacen('@', value, 1) + "\n";
        let text = written(VALUE);
        assert_eq!(values(&detector, path, &text), [VALUE], "{path}: {text}");
        for reference in ["${SECRET}", "<secret>", "{{ secret }}"] {
            let text = written(reference);
            assert_eq!(values(&detector, path, &text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}

#[test]
fn other_calls_and_texts_have_none() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        ("a.js", "const h = await bcrypt.hash(password, 10); const d = md5.hash('q9f8Qm7tLx2vRk9PzWq4');"),
        (
            "a.js",
            "jwt.sign({ user }, process.env.JWT_SECRET); jwt.verify(token, key, { issuer: 'q9f8Qm7tLx2vRk9PzWq4' });",
        ),
        ("a.js", "setError(\"password\", { message: \"x\" }); setError('password', 'The password is wrong');"),
        ("a.rb", "errors.append(:password, \"must be longer than eight\")"),
        ("run.sh", "sqlplus / as sysdba; sqlplus -s /nolog @x.sql; sqlplus $USER/$PASS@db; sqlplus @lib/file.sql"),
        ("README.md", "Login: `src/login` / `src/logout`"),
        ("README.md", "The permission `sys:login-log:list` / `sys:config:write`"),
        ("README.md", "Credentials: `username` / `password`"),
        ("README.md", "修改密码：打开设置"),
        ("README.md", "sign_up(user: user, password: hashedPassword)"),
    ] {
        assert_eq!(values(&detector, path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
