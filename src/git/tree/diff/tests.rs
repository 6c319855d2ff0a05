use super::*;

/// Trees of one file each, some of which are missing.
struct Kept<const IS_LAST: bool>(Vec<(Oid, Vec<u8>)>);

impl<const IS_LAST: bool> ReadTrees for Kept<IS_LAST> {
    const IS_LAST: bool = IS_LAST;

    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, Failure> {
        let found = self.0.iter().find(|(id, _)| *id == oid);
        found.map(|(_, bytes)| look(bytes)).ok_or_else(|| Failure::new("", "", ""))
    }
}

fn id(byte: u8) -> Oid {
    Oid::from_bytes(&[byte; 20]).unwrap()
}

fn tree(name: &str, content: Oid) -> Vec<u8> {
    [b"100644 ", name.as_bytes(), b"\0", content.as_bytes()].concat()
}

#[test]
fn a_missing_tree_is_an_error_unless_the_reader_is_the_last() {
    let (old, new) = (id(1), id(2));
    let here = vec![(new, tree("a", id(4)))];
    let paths = |changed: Result<AllChanged, _>| {
        changed.map(|all| all.iter().map(|changed| (changed.path.to_vec(), changed.old)).collect::<Vec<_>>())
    };
    let found = paths(between(&Kept::<true>(here.clone()), &[old], new));
    assert_eq!(found, Ok(vec![(b"a".to_vec(), None)]), "nothing is hidden");
    assert!(between(&Kept::<false>(here.clone()), &[old], new).is_err());
    let all = [here, vec![(old, tree("a", id(3)))]].concat();
    let old = Some(Entry { oid: id(3), mode: 0o100_644 });
    assert_eq!(paths(between(&Kept::<false>(all), &[id(1)], new)), Ok(vec![(b"a".to_vec(), old)]));
}
