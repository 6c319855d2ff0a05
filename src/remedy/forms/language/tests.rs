use super::LANGUAGES;

#[test]
fn every_language_has_a_look_up_that_contains_the_variable() {
    for language in LANGUAGES {
        for ending in language.endings {
            let path = format!("src/{}{ending}", if ending.starts_with('.') { "a" } else { "" });
            assert!(language.lookup(&path, "DB_PASSWORD").contains("DB_PASSWORD"), "{path}");
            assert!(language.lookup_inside(&path, "DB_PASSWORD").contains("DB_PASSWORD"), "{path}");
        }
    }
}
