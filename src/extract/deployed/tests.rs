use crate::extract::Context;

fn at(text: &str, mark: &str) -> bool {
    Context::new(text.as_bytes(), b"a.yml").deployed_by(text.find(mark).unwrap()).is_some()
}

#[test]
fn a_kubernetes_object_is_deployed_and_its_neighbours_are_not() {
    let objects = "a: HERE\n---\napiVersion: v1\nkind: ConfigMap\ndata:\n  x: THERE\n---\nkind: x\nb: BESIDE\n";
    assert!(!at(objects, "HERE") && at(objects, "THERE") && !at(objects, "BESIDE"));
    let json = "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Secret\",\n  \"x\": \"HERE\"\n}";
    assert!(at(json, "HERE"));
    assert!(!at("spec:\n  apiVersion: v1\n  kind: x\n  y: HERE", "HERE"));
}

#[test]
fn a_production_section_is_deployed_and_its_neighbours_are_not() {
    let yaml =
        "default: &default\n  a: HERE\nproduction: &p\n  <<: *default\n\n# more\n  b: THERE\ntest:\n  c: BESIDE\n";
    assert!(!at(yaml, "HERE") && at(yaml, "THERE") && !at(yaml, "BESIDE"));
    let ini = "[development]\na = HERE\n[production]\nb = THERE\n[test]\nc = BESIDE";
    assert!(!at(ini, "HERE") && at(ini, "THERE") && !at(ini, "BESIDE"));
    assert!(!at("production: yes\n  a: HERE", "HERE") && !at("production-like:\n  a: HERE", "HERE"));
    assert!(!at("x:\n  production:\n    a: HERE", "HERE"));
}

/// Rails' own `database.yml` has this shape. A key `test` alone may be anything.
#[test]
fn a_section_for_tests_is_one_beside_others_for_environments() {
    for (text, is_so) in [
        ("development:\n  a: x\ntest:\n  b: HERE\n", true),
        ("test: &test\n  b: HERE\nproduction:\n  a: x\n", true),
        ("[production]\na = x\n[test]\nb = HERE", true),
        ("\"development\":\n  a: x\n\"test\":\n  b: HERE\n", true),
        ("development:\n  b: HERE\ntest:\n  a: x\n", false),
        ("default: &default\n  b: HERE\ntest:\n  <<: *default\ndevelopment:\n  a: x\n", false),
        ("test:\n  b: HERE\nbuild:\n  a: x\n", false),
        ("x:\n  development:\n    a: x\n  test:\n    b: HERE\n", false),
        ("RAILS_ENV=production\ndevelopment:\n  a: x\ntest:\n  b: HERE\n", false),
    ] {
        let cx = Context::new(text.as_bytes(), b"a.yml");
        assert_eq!(cx.for_tests_by(text.find("HERE").unwrap()).is_some(), is_so, "{text}");
    }
}

#[test]
fn modules_for_tests_and_prompts_are_for_tests() {
    let rust = "#[cfg(test)]\nmod other;\nfn f() { HERE }\n#[cfg(test)]\nmod tests {\n    fn g() {\n    }\n    THERE\n}\nBESIDE\n";
    let python = "HERE\n    >>> f(1,\n    ...   THERE)\n    ... \n    BESIDE\n";
    let ansible = "HERE\nEXAMPLES = r'''\n- x:\n    THERE\n'''\nBESIDE\n";
    let java = "HERE\n/**\n * <pre>\n * THERE\n * </pre>\n */\nBESIDE\n";
    for text in [rust, python, ansible, java] {
        let cx = Context::new(text.as_bytes(), b"a");
        let is_one = |mark: &str| cx.for_tests_by(text.find(mark).unwrap()).is_some();
        assert!(!is_one("HERE") && is_one("THERE") && !is_one("BESIDE"), "{text}");
    }
}

#[test]
fn a_variable_that_names_the_production_environment_counts() {
    for (text, is_so) in [
        ("RAILS_ENV=production\nHERE", true),
        ("HERE\nexport NODE_ENV=\"prod\"", true),
        ("    environment:\n      - APP_ENV=staging\n      - HERE", true),
        ("ENV RACK_ENV production\nENV X HERE", true),
        ("\"ASPNETCORE_ENVIRONMENT\": \"Production\",\nHERE", true),
        ("spring.profiles.active = prod\nHERE", true),
        ("RAILS_ENV=test\nHERE", false),
        ("# RAILS_ENV=production\nHERE", false),
        ("NODE_ENV == 'production'\nHERE", false),
        ("NODE_ENV != 'production'\nHERE", false),
        ("NODE_ENV=productions\nHERE", false),
        ("MY_NODE_ENV=production\nHERE", false),
        ("APP_ENV=${APP_ENV:-production}\nHERE", false),
        ("name: production\nHERE", false),
        ("we use the production HERE", false),
    ] {
        assert_eq!(at(text, "HERE"), is_so, "{text}");
    }
}
