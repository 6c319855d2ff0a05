use super::Named;

/// Rows: a name, and the directories of a sparse index that it reaches.
#[test]
fn a_name_reaches_the_directories_around_it_and_below_it() {
    let directories = ["a/", "a/b/", "a/b/c/", "ab/", "a/bc/", "b/"];
    for (name, reached) in [
        ("", &directories[..]),
        ("a", &["a/", "a/b/", "a/b/c/", "a/bc/"]),
        ("a/b", &["a/", "a/b/", "a/b/c/"]),
        ("a/b/c/d.conf", &["a/", "a/b/", "a/b/c/"]),
        ("a/b.conf", &["a/"]),
        ("abc", &[]),
    ] {
        let named = Named { wanted: [name.as_bytes().to_vec()].into(), ..Named::default() };
        let found: Vec<&str> = directories.into_iter().filter(|path| named.reaches(path.as_bytes())).collect();
        assert_eq!(found, reached, "{name}");
    }
    let both = Named { wanted: [b"b".to_vec(), b"ab/x".to_vec()].into(), ..Named::default() };
    assert!(both.reaches(b"b/") && both.reaches(b"ab/") && !both.reaches(b"a/"));
}
