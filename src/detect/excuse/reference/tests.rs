use super::*;

fn place(form: Form, dialect: Dialect, formatted: bool) -> Place<'static> {
    Place {
        form,
        dialect,
        formatted,
        expands: Expansion::default(),
        verbatim: false,
        begins_scalar: true,
        fixed: false,
        key: "",
        user: b"",
    }
}

fn is_reference(value: &[u8], form: Form, dialect: Dialect, formatted: bool) -> bool {
    super::is_reference(value, place(form, dialect, formatted)) || names_a_stored_secret(value) || is_encrypted(value)
}

#[test]
fn references_of_all_languages_are_recognised() {
    for value in [
        "${X}",
        "$X",
        "$PGPASSWORD",
        "$env:X",
        "%X%",
        "{{ x }}",
        "<%= x %>",
        "$(cat x)",
        "%s",
        "?",
        ":'pw'",
        ":pw",
        "$1",
        "{}",
        "{0}",
        "{password}",
        "op://vault/item/pw",
        "vault:secret/data/db#pw",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
        "ENC[AES256_GCM,data:x]",
        "/run/secrets/pw",
        "%(DB_PASSWORD)s",
        "DB_PASSWORD",
        "PGPASSWORD",
        "${{ secrets.X }}",
        "$config['pw']",
        "$this->pw",
        "$ENV{PGPASSWORD}",
        "$20,",
        "$password$",
        "app-${X}_db",
        "<< pipeline.parameters.pw >>",
        "$[variables.pw]",
        "env(DB_PASSWORD)",
        "%i",
        "@pw.txt",
        "@db_password",
        "((pg_password))",
        "@secrets/db.json",
    ] {
        assert!(is_reference(value.as_bytes(), Form::Quoted, Dialect::Code, false), "{value}");
    }
    for value in [
        "process.env.X",
        "os.environ['X']",
        "getPassword()",
        "!Ref X",
        "*default",
        "`cat /run/secrets/pw`",
        "var.password",
        "config.get('x')",
    ] {
        assert!(is_reference(value.as_bytes(), Form::Bare, Dialect::Yaml, false), "{value}");
    }
    assert!(is_reference(b"pw{user}", Form::Quoted, Dialect::Code, true));
    assert!(is_reference(b"!PW!", Form::Bare, Dialect::Batch, false));
}

#[test]
fn what_stands_between_marks_is_a_name_whatever_it_is() {
    for value in ["${NAME}", "{{ NAME }}", "{{NAME}}", "<%= NAME %>", "#{NAME}", "<?= $NAME ?>", "{{ .Values.NAME }}"] {
        for name in ["anthropicPw", "httpsrv1", "dynatrace1", "casdoorSecret1", "langchain_key", "x", "_"] {
            let value = value.replace("NAME", name);
            for dialect in [Dialect::Env, Dialect::Yaml, Dialect::Json, Dialect::Code, Dialect::Prose] {
                assert!(is_reference(value.as_bytes(), Form::Quoted, dialect, false), "{value} {dialect:?}");
            }
        }
    }
    let names = Place { expands: Expansion { names: true, braces: true }, ..place(Form::Quoted, Dialect::Code, false) };
    for (value, is) in [
        ("$kV8m2Qz4rTn9wX", true),
        ("$kV8m2Qz4rTn9wX->y9", true),
        ("$kV8m2Qz4rTn9wX['y']", true),
        ("{kV8m2Qz4rTn9wX}", true),
        ("$8m2Qz4rTn9wX", false),
        ("$pw:kV8m2Qz4rTn9wX", false),
        ("$pw.kV8m2Qz4rTn9wX", false),
        ("$kV8!m2Qz4rTn9wX", false),
        ("kV8m2Qz4$rTn9wX", false),
        ("kV8m2Q{z4r}Tn9wX", false),
    ] {
        assert_eq!(super::is_reference(value.as_bytes(), names), is, "{value}");
    }
}

#[test]
fn a_random_name_in_a_literal_of_data_is_a_password() {
    for value in ["${kV8m2Qz4rTn9wX}", "{{kV8m2Qz4rTn9wX}}", "{{ kV8m2Qz4rTn9wX }}", "#{kV8m2Qz4rTn9wX}"] {
        for (form, dialect, is) in [
            (Form::Quoted, Dialect::Yaml, false),
            (Form::Quoted, Dialect::Json, false),
            (Form::Bare, Dialect::Yaml, true),
        ] {
            assert_eq!(is_reference(value.as_bytes(), form, dialect, false), is, "{value} {dialect:?}");
        }
    }
}

#[test]
fn a_pipeline_replaces_what_stands_in_double_brackets() {
    for (value, is) in [
        ("((dp/dev/gcp_refdb_admin_password))", true),
        ("((dp/$$ENV$$/deploy-key))", true),
        ("((vault:dev/refdb.password))", true),
        ("<< parameters.httpsrv1 >>", true),
        ("$[variables.httpsrv1]", true),
        ("(( grab meta.x || \"kV8m2Qz4rTn9wX\" ))", false),
        ("((quartz window hammer))", false),
        ("(kV8m2Qz4rTn9wX)", false),
    ] {
        let is_one = is_reference(value.as_bytes(), Form::Bare, Dialect::Yaml, false);
        assert_eq!(is_one, is, "{value}");
    }
}

#[test]
fn reference_syntax_without_a_name_is_no_reference() {
    let forms = [Form::Quoted, Form::Bare, Form::Prose, Form::KeywordList, Form::Sql, Form::Uri];
    let dialects = [Dialect::Env, Dialect::Ini, Dialect::Shell, Dialect::Json, Dialect::Code, Dialect::Sql];
    for value in [
        "kV8(m2Qz4rTn9wX",
        "kV8(m2)Qz4rTn9wX",
        "kV8m2Qz4rTn9wX()",
        "=kV8m2Qz4rTn9wX",
        "$kV8m2Qz4rTn9wX",
        "$$kV8m2Qz4rTn9wX",
        "kV8m2${a}Qz4rTn9wX",
        "{kV8m2Qz4rTn9wX}",
        "%kV8m2Qz4rTn9wX%",
        ":kV8m2Qz4rTn9wX",
        ":'kV8m2Qz4rTn9wX'",
        "!kV8m2Qz4rTn9wX",
        "*kV8m2Qz4rTn9wX",
        "@kV8m2Qz4rTn9wX@",
        "@/kV8m2Qz4rTn9wX",
        "<<kV8m2Qz4rTn9wX>>",
        "((kV8m2Qz4rTn9wX))",
        "pass:kV8m2Qz4rTn9wX",
        "env.kV8m2Qz4rTn9wX",
        "os.environ.kV8m2Qz4rTn9wX",
        "env(kV8m2Qz4rTn9wX)",
        "config.hammer.kettle.magnet",
        "${correct horse battery}",
        "${correct horse}",
        "{{ correct horse battery }}",
        "<%= correct horse battery %>",
        "#{correct horse battery}",
    ] {
        for (form, dialect) in forms.iter().flat_map(|form| dialects.map(|dialect| (*form, dialect))) {
            assert!(!is_reference(value.as_bytes(), form, dialect, false), "{value} {form:?} {dialect:?}");
        }
    }
}

#[test]
fn a_password_file_is_expanded_by_templates_only() {
    let fixed = Place { fixed: true, ..place(Form::KeywordList, Dialect::Prose, false) };
    for (value, is) in [
        ("${DB_PASSWORD}", true),
        ("{{ db_password }}", true),
        ("<%= password %>", true),
        ("op://vault/db/password", true),
        ("$DB_PASSWORD", false),
        (":password", false),
        ("getpass()", false),
        ("%PASSWORD%", false),
    ] {
        let silent = super::is_reference(value.as_bytes(), fixed) || is_item(value.as_bytes());
        assert_eq!(silent, is, "{value}");
    }
}

#[test]
fn passwords_with_unusual_bytes_are_no_references() {
    for value in [
        "p@ss%w0rd!&x",
        "a$b",
        "x{9}y",
        "100%sure!",
        "hunter2",
        "#1",
        "$ecret!9",
        "se:cret",
        "DEMO_SECRET",
        "!ChangeMe!",
        "@dmin.123",
        "env(x",
        "$[9Kx",
        "<<9Kx",
        "a?b",
        "(x)",
        "%7",
    ] {
        assert!(!is_reference(value.as_bytes(), Form::Quoted, Dialect::Json, false), "{value}");
    }
}
