//! Tables of what the module above decides.

use super::*;

fn read(text: &str) -> Vec<String> {
    let (found, _) = literals(text.as_bytes(), 0, Dialect::Code);
    found
        .iter()
        .filter(|l| l.given != Given::Placed)
        .map(|l| String::from_utf8_lossy(&l.literal.content.value).into_owned())
        .collect()
}

#[test]
fn the_effective_literal_is_found() {
    for (text, values) in [
        (r#"os.getenv("DB_PASSWORD", "lit")"#, vec!["lit"]),
        (r#"os.environ.get("X")"#, vec![]),
        (r#"os.environ["X"]"#, vec![]),
        (r#"os.environ.get("X"] or "lit""#, vec![]),
        ("process.env.X || 'lit',", vec!["lit"]),
        ("process.env['X'] ?? 'lit';", vec!["lit"]),
        ("ENV.fetch('X', 'lit')", vec!["lit"]),
        (r#"getattr(config, "DB_PASSWORD", "lit")"#, vec!["lit"]),
        (r#"config("X", default="lit")"#, vec!["lit"]),
        ("env('DB_PASSWORD', 'lit'),", vec!["lit"]),
        (r#"System.get_env("X") || "lit""#, vec!["lit"]),
        (r#"env::var("X").unwrap_or_else(|_| "lit".to_string())"#, vec!["lit"]),
        (r#"env::var("X").unwrap_or("lit".into())"#, vec!["lit"]),
        (r#"getenv("X") ?: "lit""#, vec!["lit"]),
        (r#"SecretStr("lit")"#, vec!["lit"]),
        (r#"os.getenv("X") or "lit""#, vec!["lit"]),
        (r#"os.getenv("A", getattr(config, "B", "lit"))"#, vec!["lit"]),
        (r#"bcrypt.hash("lit", 10)"#, vec!["lit"]),
        (r#"await bcrypt.hashSync("lit", salt)"#, vec!["lit"]),
        (r#"digest.hash("x", 10)"#, vec![]),
        (r#"generate_password_hash("lit")"#, vec!["lit"]),
        ("Hash::make('lit'),", vec!["lit"]),
        ("str({ devDefault: 'lit' }),", vec!["lit"]),
        (r#"password_hash("lit", PASSWORD_DEFAULT)"#, vec!["lit"]),
        (r#"BCrypt.Net.BCrypt.HashPassword("lit")"#, vec!["lit"]),
        (r#"Field("lit", env="POSTGRES_PASSWORD")"#, vec!["lit"]),
        (r#"Field(..., env="POSTGRES_PASSWORD")"#, vec![]),
        ("prod ? process.env.X : 'lit';", vec!["lit"]),
        (r#"var.x != "" ? var.x : "lit""#, vec!["lit"]),
        ("ok ? 'pass' : 'fail'", vec!["pass", "fail"]),
        ("env::var(\"X\").unwrap_or_else(|_| {\n    \"lit\".to_string()\n})", vec!["lit"]),
        (r#"env.str("X", "lit")"#, vec!["lit"]),
        (r#"env.str("X")"#, vec![]),
        ("process.env.CI ? 'lit' : process.env.X,", vec!["lit"]),
        ("shown ? 'text' : 'password'", vec!["text", "password"]),
        (r#"typer.Option("lit", envvar="X")"#, vec!["lit"]),
        (r#"click.Option("--password", envvar="X")"#, vec![]),
        (r#"Option.value (Sys.getenv_opt "X") ~default:"lit""#, vec!["lit"]),
        (r#"try Sys.getenv "X" with Not_found -> "lit""#, vec!["lit"]),
        (r#"match option_env!("X") { Some(p) => p, None => "lit" }"#, vec!["lit"]),
        (r#"os.environ["X"] if "X" in os.environ else "lit""#, vec!["lit"]),
        (r#"password if password else "lit""#, vec!["lit"]),
        (r#"password if password is not None else "lit""#, vec!["lit"]),
        (r#"a if b else "lit""#, vec!["lit"]),
        (r#"Sys.getenv("X", unset = "lit")"#, vec!["lit"]),
        (r#"cmp.Or(os.Getenv("X"), "lit")"#, vec!["lit"]),
        (r#"read_secret_from_file("/run/secrets/pw", "lit")"#, vec!["lit"]),
        (r#"PasswordField('Password', validators=[DataRequired()])"#, vec![]),
        (r#"request.form["password"]"#, vec![]),
        (r#"t("login.password")"#, vec![]),
        (r#"get_setting(db, "smtp_private_key", tenant=x)"#, vec![]),
        (r#"param_get(&conninfo, "password");"#, vec![]),
        (r#"getEnv(NAME, "password")"#, vec!["password"]),
        (r#"coalesce (dig "a" "secret" "secretKey" "" $x) "lit""#, vec![]),
        (r#"coalesce(var.x, "lit")"#, vec!["lit"]),
    ] {
        assert_eq!(read(text), values, "{text}");
    }
}
