use super::uri;

#[test]
fn a_path_is_a_relative_reference_without_a_scheme() {
    for (path, expected) in [
        (&b"a/b-c_d.env"[..], "a/b-c_d.env"),
        (b"commit:12", "commit%3A12"),
        (b"a b/%41?x#y", "a%20b/%2541%3Fx%23y"),
        ("é".as_bytes(), "%C3%A9"),
        (b"\xff</script>", "%FF%3C/script%3E"),
        (b"/etc/x", "file:///etc/x"),
    ] {
        assert_eq!(uri(path), expected);
    }
}
