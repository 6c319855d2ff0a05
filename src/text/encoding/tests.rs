use super::*;

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let marked = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    marked.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

#[test]
fn utf16_becomes_utf8_with_and_without_a_mark() {
    for little in [true, false] {
        for mark in [true, false] {
            let blob = utf16("PGPASSWORD=x\r\nü=1\n", little, mark);
            let text = decode(&blob).map(|d| d.text.into_owned());
            assert_eq!(text.as_deref(), Ok("PGPASSWORD=x\r\nü=1\n".as_bytes()), "little {little} mark {mark}");
        }
    }
}

#[test]
fn wide_characters_among_others_become_narrow() {
    let text = "PGPASSWORD=Zx81-quartz-Lamp77\r\nnext=1\n";
    let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let utf32_big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let plain = "# a line of plain text\n".repeat(300);
    for (name, blob) in [
        ("UTF-32", utf32.clone()),
        ("UTF-32, big end first", utf32_big),
        ("UTF-32 with a mark", [b"\xff\xfe\0\0", utf32.as_slice()].concat()),
        ("a mark of UTF-16 alone", [b"\xff\xfe", text.as_bytes()].concat()),
        ("a mark of UTF-16 alone, big end first", [b"\xfe\xff", text.as_bytes()].concat()),
        ("UTF-16 behind the mark of the other order", [b"\xfe\xff", utf16(text, true, false).as_slice()].concat()),
        ("the same, big end first", [b"\xff\xfe", utf16(text, false, false).as_slice()].concat()),
        ("UTF-16 behind plain text", [plain.as_bytes(), &utf16(text, true, false)].concat()),
        ("UTF-16 behind plain text, at an odd place", [b"x", plain.as_bytes(), &utf16(text, false, true)].concat()),
        ("plain text behind UTF-16", [&utf16(text, true, true), plain.as_bytes()].concat()),
        ("plain text behind UTF-16 of many lines", [&utf16(&text.repeat(300), true, true), plain.as_bytes()].concat()),
    ] {
        let decoded = decode(&blob).unwrap().text.into_owned();
        assert!(memchr::memmem::find(&decoded, text.as_bytes()).is_some(), "{name}");
        let lines = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count();
        assert_eq!(lines(&decoded), lines(&blob), "{name}");
    }
    // UTF-16 is recognised also if one of its bytes is a line feed.
    let japanese = "\u{300a}\u{65e5}\u{672c}\u{8a9e}\u{300d}\r\nPGPASSWORD=x\n";
    assert_eq!(decode(&utf16(japanese, true, true)).unwrap().text.as_ref(), japanese.as_bytes());
}

#[test]
fn the_lines_before_the_data_of_a_binary_are_read() {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let data: Vec<u8> = b"\0\x01".iter().copied().chain((0..9_000).map(|_| noise())).collect();
    for (start, rest, text) in [
        ("#!/bin/sh\nPGPASSWORD=x\nexit\n", "", "#!/bin/sh\nPGPASSWORD=x\nexit\n"),
        ("db:5432:a:a:x\nnext", "", "db:5432:a:a:x\n"),
        ("a=b\n", "\0postgres://u:p@h/d\0", "a=b\npostgres://u:p@h/d\n"),
        ("a=b postgres://u:p@h/d\n", "", "a=b postgres://u:p@h/d\n"),
    ] {
        let blob = [start.as_bytes(), &data, rest.as_bytes()].concat();
        let decoded = decode(&blob).unwrap();
        assert_eq!((String::from_utf8_lossy(&decoded.text).as_ref(), decoded.is_whole()), (text, false));
    }
    let compiled = [b"\xcb\r\r\n".as_slice(), &data].concat();
    assert!(decode(&compiled).is_err());
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &data].concat();
    assert!(decode(&png).is_err() && decode(&data).is_err());
    // A format of its own with a line of text at its start is as binary as before, however large it is.
    let image = [b"P6\n600 400\n255\n".as_slice(), &data].concat();
    assert!(decode(&image).is_ok_and(|decoded| !decoded.is_whole()) && is_binary_by_head(&image));
}

#[test]
fn text_with_a_nul_stays_text_and_binaries_do_not() {
    assert!(decode(b"password = x\0\nmore text follows here\n").is_ok());
    assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0").is_err());
    assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06").is_err());
    assert!(decode(b"caf\xe9 latin-1\n").is_ok());
    // In the compressed data of an image, fewer than a tenth of the bytes may be controls.
    assert_eq!(
        decode(&[b"GIF89a".as_slice(), &b"\x01\x8aPW=\x99q~kXz[Tb1Q".repeat(200)].concat()).err(),
        Some(NotText::Binary)
    );
    // A picture may begin with a text that describes it. What was appended to a text makes it none only with a mark of its kind.
    let noise = b"\x01\x8aPW=\x99q~kXz[Tb\0Q".repeat(1200);
    let described = [&b"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n".repeat(270), noise.as_slice()].concat();
    assert_eq!(decode(&[b"\xff\xd8\xff\xe1\x30\x10".as_slice(), &described].concat()).err(), Some(NotText::Binary));
    assert!(decode(&described).is_ok());
    assert!(decode(&[b"BM".as_slice(), &b"PGPASSWORD=x\n".repeat(2000)].concat()).is_ok());
    assert!(decode(b"").is_ok());
}

#[test]
fn other_content_is_binary_or_unreadable() {
    let noise = |seed: u64, length: usize, low: u8| -> Vec<u8> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u8
        };
        (0..length).map(|_| next().max(low)).collect()
    };
    let binary: [(&str, Vec<u8>); 8] = [
        ("what zlib made", [b"x\xda".as_slice(), b"\x14\x01\x02\x03a".repeat(40).as_slice()].concat()),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0".to_vec()),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06".to_vec()),
        ("a photograph", [b"\xff\xd8\xff\xe0".as_slice(), b"\x01\x02\x03\x10".repeat(40).as_slice()].concat()),
        ("an archive", [b"PK\x03\x04".as_slice(), b"\x14\x01\x02\x03a".repeat(40).as_slice()].concat()),
        ("what is compressed", [b"\x1f\x8b\x08".as_slice(), b"\x14\x01\x02\x03a".repeat(40).as_slice()].concat()),
        ("NUL bytes", b"ab\x01\x02\0\0\x03".repeat(100)),
        ("what is encrypted", noise(7, 8000, 0)),
    ];
    for (name, blob) in binary {
        // Some parts of random data have few enough controls to be read as text: more is scanned than necessary.
        assert!(decode(&blob).err().is_none_or(|why| why == NotText::Binary), "{name}");
        assert!(name == "what is encrypted" || decode(&blob).err() == Some(NotText::Binary), "{name}");
    }
    for (name, blob) in [
        ("text with a control behind each letter", b"p\x01a\x01s\x01s\x01=\x01x\x01".repeat(20)),
        ("controls alone", b"\x01\x02\x03\x04".repeat(10)),
        ("chance without NUL bytes", noise(7, 400, 1).iter().map(|byte| byte & 0x3f).map(|b| b.max(1)).collect()),
    ] {
        assert_eq!(decode(&blob).err(), Some(NotText::Unreadable), "{name}");
    }
}

#[test]
fn a_large_binary_is_recognised_by_its_head() {
    let video = [b"\0\0\0\x20ftypisom".as_slice(), &[0; 20], &b"\x93\x05\xf1\x80abc\xc2".repeat(1000)].concat();
    let text = b"PGPASSWORD=x\n".repeat(1000);
    for (name, head, is) in [
        ("a video", video, true),
        (
            "a gzip whose bytes are nearly few enough controls",
            [b"\x1f\x8b\x08".as_slice(), &b"\x93\xf1\x80abc\xc2\x05\xfe\xe1\xe2".repeat(700)].concat(),
            true,
        ),
        ("a text", text.clone(), false),
        ("a text with the mark of a picture", [b"\xff\xd8\xff".as_slice(), &text].concat(), false),
        ("a text that begins as a picture does", [b"\x89PNG\r\n\x1a\n".as_slice(), &text].concat(), false),
        ("a text in UTF-16", utf16(&"PGPASSWORD=x\n".repeat(500), true, false), false),
        ("a Cyrillic text in UTF-16", utf16(&"пароль=x\n".repeat(500), true, true), false),
        ("what nothing explains", b"\x01\x02\x03".repeat(1000), false),
    ] {
        assert_eq!(is_binary_by_head(&head), is, "{name}");
    }
}
