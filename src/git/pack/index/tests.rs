use super::*;

const ID: usize = 20;

fn parse(bytes: Vec<u8>) -> Result<Index<Vec<u8>>, &'static str> {
    Index::parse(bytes, ID)
}

/// Builds an index of objects whose ids are one byte repeated.
fn index(objects: &[(u8, u32)], far: &[u64]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for byte in 0..=255_u8 {
        let count = objects.iter().filter(|(id, _)| *id <= byte).count();
        bytes.extend(u32::try_from(count).unwrap().to_be_bytes());
    }
    objects.iter().for_each(|(id, _)| bytes.extend([*id; ID]));
    objects.iter().for_each(|(id, _)| bytes.extend(u32::from(*id).to_be_bytes()));
    objects.iter().for_each(|(_, offset)| bytes.extend(offset.to_be_bytes()));
    far.iter().for_each(|offset| bytes.extend(offset.to_be_bytes()));
    bytes.extend([0; 2 * ID]);
    bytes
}

#[test]
fn objects_are_found_by_id_with_their_offsets() {
    let index = parse(index(&[(0, 12), (7, 900), (255, FAR)], &[1 << 40])).unwrap_or_else(|e| panic!("{e}"));
    for (id, offset) in [(0_u8, 12), (7, 900), (255, 1 << 40)] {
        let nth = index.find(&[id; ID]).unwrap();
        assert_eq!(index.id(nth, &mut [0; LONGEST_ID]), Some(&[id; ID][..]));
        assert_eq!(index.place(nth), Some(Place { offset, crc: Some(u32::from(id)) }));
    }
    assert_eq!((index.len(), index.find(&[8; ID]), index.id(3, &mut [0; LONGEST_ID])), (3, None, None));
}

#[test]
fn ids_are_found_whether_evenly_spread_or_nearly_equal() {
    // 512 ids with the first byte 7, of which every second one exists: once spread evenly and once nearly equal.
    for place in [1, ID - 2] {
        let id = |nth: u16| {
            let mut id = [7; ID];
            id.get_mut(place..place + 2).into_iter().for_each(|bytes| bytes.copy_from_slice(&nth.to_be_bytes()));
            id
        };
        let mut bytes = MAGIC.to_vec();
        (0..=255_u32).for_each(|byte| bytes.extend((if byte < 7 { 0 } else { 256_u32 }).to_be_bytes()));
        (0..512).step_by(2).for_each(|nth| bytes.extend(id(nth)));
        bytes.extend(vec![0; 256 * 8 + 2 * ID]);
        let index = parse(bytes).unwrap_or_else(|error| panic!("{error}"));
        for nth in 0..512 {
            assert_eq!(index.find(&id(nth)), (nth % 2 == 0).then_some(usize::from(nth / 2)), "{nth}");
        }
    }
}

#[test]
fn the_first_version_has_no_checksums() {
    let mut bytes = Vec::new();
    for byte in 0..=255_u32 {
        bytes.extend((u32::from(byte >= 3) + u32::from(byte >= 9)).to_be_bytes());
    }
    for (id, offset) in [(3_u8, 700_u32), (9, FAR)] {
        bytes.extend(offset.to_be_bytes());
        bytes.extend([id; ID]);
    }
    bytes.extend([0; 2 * ID]);
    let short = bytes.get(..bytes.len() - 1).unwrap_or_default().to_vec();
    let index = parse(bytes).unwrap_or_else(|e| panic!("{e}"));
    for (id, offset) in [(3_u8, 700), (9, u64::from(FAR))] {
        let nth = index.find(&[id; ID]).unwrap();
        assert_eq!(
            (index.id(nth, &mut [0; LONGEST_ID]), index.place(nth)),
            (Some(&[id; ID][..]), Some(Place { offset, crc: None }))
        );
    }
    assert_eq!((index.len(), index.find(&[4; ID]), index.place(2)), (2, None, None));
    assert!(parse(short).is_err());
}

#[test]
fn a_malformed_index_is_refused() {
    let good = index(&[(1, 12)], &[]);
    let truncated = good.get(..good.len() - 1).unwrap_or_default().to_vec();
    let mut disordered = good.clone();
    disordered[11] = 9;
    let mut version = good.clone();
    version[7] = 3;
    for bad in [Vec::new(), truncated, disordered, version] {
        assert!(parse(bad).is_err());
    }
    // An index into a table that does not exist.
    let astray = parse(index(&[(1, FAR | 5)], &[])).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(astray.place(0), None);
}
