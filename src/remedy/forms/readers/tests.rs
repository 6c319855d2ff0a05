use super::of;

#[test]
fn a_reader_is_known_by_its_file() {
    for (path, text, reference) in [
        ("conf/application.conf", "", Some("${NAME}")),
        ("a.conf", "x = ${?X}\n", Some("${NAME}")),
        ("app.conf", "x = y\n", None),
        ("inventory.ini", "[db]\nh ansible_host=x\n", Some(super::LOOKUP)),
        ("hosts", "[db:vars]\na=b\n", Some(super::LOOKUP)),
        ("app.ini", "[db]\na=b\n", None),
        ("standalone-ha.xml", "", Some("${env.NAME}")),
        ("catalog/pg.properties", "connector.name=postgresql\n", Some("${ENV:NAME}")),
        ("sink.json", "{\"connector.class\": \"x\"}", Some("${env:NAME}")),
        ("pipeline.conf", "input {\n}\noutput {\n}\n", Some("${NAME}")),
        ("config.yaml", "a: b\n", None),
    ] {
        let name = path.rsplit('/').next().unwrap();
        assert_eq!(of(path, name, text).map(|reference| reference.text), reference, "{path}");
    }
}
