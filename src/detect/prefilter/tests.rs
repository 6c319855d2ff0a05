use super::*;

/// The matches, which must be the same for both searches.
fn hits(keywords: &[&'static str], text: &[u8]) -> Vec<(&'static str, usize)> {
    let mut keywords = keywords.to_vec();
    keywords.sort_unstable();
    let prefilter = Prefilter::new(keywords.clone(), false);
    let (mut all, mut by_vectors, mut by_grams) = (Vec::new(), Vec::new(), Vec::new());
    prefilter.for_each(text, |idx, span| all.push((keywords[idx], span.start)));
    prefilter.search(text, 0..text.len(), &mut |idx, span| by_vectors.push((keywords[idx], span.start)));
    let mut note = |idx: KeywordIdx, span: Span| by_grams.push((keywords[idx], span.start));
    Grams::new(&keywords).unwrap().for_each(&keywords, text, 0..text.len(), &mut note);
    assert_eq!(all, by_vectors);
    assert_eq!(all, by_grams);
    all
}

#[test]
fn every_keyword_is_found_in_any_case_and_within_another() {
    let text = b"x PGPassword= y postgres://";
    assert_eq!(
        hits(&["pass", "pgpassword", "pgpass", "://", "postgres"], text),
        vec![("pgpass", 2), ("pgpassword", 2), ("pass", 4), ("postgres", 16), ("://", 24)]
    );
}

#[test]
fn keywords_are_found_across_block_borders() {
    for at in BLOCK - 12..BLOCK + 12 {
        let mut text = vec![b'.'; BLOCK * 2 + 100];
        text[at..at + 8].copy_from_slice(b"PASSWORD");
        assert_eq!(
            hits(&["password", "word", "pass"], &text),
            vec![("pass", at), ("password", at), ("word", at + 4)],
            "{at}"
        );
    }
}

#[test]
fn keywords_are_found_where_the_parts_of_two_threads_meet() {
    let mut text = vec![b'.'; SHARED + 5];
    let half = text.len() / 2;
    for at in [0, half - 9, half - 8, half - 7, half - 1, half, half + 1, text.len() - 8] {
        text[at..at + 8].copy_from_slice(b"PASSWORD");
        let all = hits(&["password", "word"], &text);
        assert_eq!(all, [("password", at), ("word", at + 4)], "{at}");
        text[at..at + 8].fill(b'.');
    }
}

#[test]
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn the_shipped_keywords_are_few_enough_for_the_vector_search() {
    let rules = crate::rules::RuleSet::builtin();
    let mut keywords: Vec<&'static str> = rules.rules().iter().flat_map(|rule| rule.keywords).copied().collect();
    keywords.sort_unstable();
    keywords.dedup();
    let groups = groups(&keywords);
    let packed = groups.iter().all(|group| matches!(group.search, Search::Packed(_)));
    assert!(packed && groups.len() <= 6, "{} keywords in {} groups", keywords.len(), groups.len());
}

#[test]
fn more_keywords_than_fit_in_one_vector_search_are_found() {
    let keywords: Vec<&'static str> = (0..300).map(|i| -> &'static str { format!("key{i:03}x").leak() }).collect();
    assert_eq!(hits(&keywords, b"a KEY123x b key299X"), vec![("key123x", 2), ("key299x", 12)]);
}
