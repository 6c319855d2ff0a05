//! EBCDIC text, as written by mainframes: it has few controls, and its bytes differ from those of ASCII.

/// Returns whether a byte is a letter, a digit or a blank in the common code pages (037, 500, 1047).
const fn is_letter(byte: u8) -> bool {
    matches!(byte, 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9)
}

/// Returns whether a byte is a blank, a line end or a tab.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, 0x40 | 0x15 | 0x25 | 0x0d | 0x05)
}

/// Returns whether a byte is punctuation in all code pages, or a bracket, brace or backslash.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, 0x4a..=0x50 | 0x5a..=0x61 | 0x6a..=0x6f | 0x79..=0x7f | 0xad | 0xb0 | 0xba | 0xbb | 0xbd | 0xc0 | 0xd0 | 0xe0)
}

/// Returns whether a byte is a letter with an accent in most code pages; in ASCII these are letters.
const fn is_accented(byte: u8) -> bool {
    matches!(byte, 0x41..=0x49 | 0x51..=0x59 | 0x62..=0x69 | 0x70..=0x78 | 0x8c..=0x8e | 0xac | 0xae | 0xcb..=0xcf | 0xdb..=0xdf | 0xeb..=0xef | 0xfb..=0xfe)
}

/// Shortest text that is recognised, in bytes: a few accented letters occur in many encodings.
const MIN_LENGTH: usize = 12;

/// Returns whether the first bytes of `text` are ASCII: then its encoding is not examined further.
pub(crate) fn begins_in_ascii(text: &[u8]) -> bool {
    text.get(..text.len().min(64)).unwrap_or_default().is_ascii()
}

/// Returns whether `text` is likely to be EBCDIC: nearly all bytes are characters there, most of them letters and
/// digits, and there is hardly an ASCII letter, blank or line end. One pass over what has few letters, as most binaries.
pub(super) fn is_likely(text: &[u8]) -> bool {
    if text.len() < MIN_LENGTH || begins_in_ascii(text) || str::from_utf8(text).is_ok() {
        return false;
    }
    let count = |is: fn(u8) -> bool| text.iter().filter(|&&byte| is(byte)).count();
    let letters = count(is_letter);
    if letters * 2 <= text.len() {
        return false;
    }
    let (blanks, marks) = (count(is_blank), count(is_mark));
    // In a language with accents, at most every fourth letter has one.
    let accented = if blanks > 0 { count(is_accented).min(letters / 4) } else { 0 };
    // Many EBCDIC punctuation bytes are letters in ASCII; ASCII blanks and line ends are not characters in EBCDIC.
    let ascii = count(|byte| matches!(byte, b' ' | b'\n' | b'0'..=b'9'));
    (letters + blanks + marks + accented) * 20 >= text.len() * 19 && ascii * 50 <= text.len()
}

#[cfg(test)]
mod tests {
    use super::is_likely;

    /// Encodes `text` in code page 037, whose line end is NEL.
    fn encoded(text: &str) -> Vec<u8> {
        const UPPER: &str = "ABCDEFGHI.......JKLMNOPQR........STUVWXYZ";
        const MARKS: &str = ".<(+|&.........!$*);^-/.........,%_>?.........`:#@'=\"";
        let at = |table: &str, c: char| table.find(c).and_then(|at| u8::try_from(at).ok());
        let byte = |c: char| match c {
            ' ' => 0x40,
            '\n' => 0x15,
            'é' => 0x51,
            'à' => 0x44,
            'ü' => 0xdc,
            '0'..='9' => 0xf0 + (c as u8 - b'0'),
            'a'..='z' => 0x81 + at(UPPER, c.to_ascii_uppercase()).unwrap_or_default(),
            'A'..='Z' => 0xc1 + at(UPPER, c).unwrap_or_default(),
            _ => at(MARKS, c).map_or(0x6f, |at| 0x4b + at),
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn ebcdic_text_is_distinguished_from_ascii() {
        for text in [
            "PGPASSWORD=quartz77lamp\n",
            "DATABASE_URL=postgres://app:kV8m2Qz4rTn9@db.internal/app\n",
            "//STEP1 EXEC PGM=IKJEFT01\n//SYSIN DD *\n  CONNECT TO PROD USER app USING quartz77\n/*\n",
            "password: quartz lamp seven\nhost: db\n",
            "* é à ü\nDB_PASSWORD=quartz77lamp\n",
            "* la clé du café est déjà là\nDB_PASSWORD=quartz77lamp\n",
        ] {
            for count in [1, 30] {
                assert!(is_likely(&encoded(&text.repeat(count))), "{text}");
            }
        }
        let cyrillic: Vec<u8> =
            "\u{43f}\u{430}\u{440}\u{43e}\u{43b}\u{44c}".repeat(20).chars().map(|c| (c as u32 - 0x350) as u8).collect();
        for (name, text) in [
            ("ASCII", b"PGPASSWORD=quartz77lamp\n".to_vec()),
            ("UTF-8", "Пароль базы данных: кварц\n".repeat(9).into_bytes()),
            ("Latin-1", "caf\u{e9} cr\u{e8}me \u{e0} la carte".chars().map(|c| c as u8).collect()),
            ("Windows-1251", [cyrillic.as_slice(), b" = quartz\r\n", &cyrillic].concat()),
            ("Windows-1251 without blanks", cyrillic),
            ("Shift-JIS", encoding_rs::SHIFT_JIS.encode("データベースの設定、触らないでください\n").0.into_owned()),
            ("EUC-JP", encoding_rs::EUC_JP.encode("データベースの設定、触らないでください\n").0.into_owned()),
            ("GBK", encoding_rs::GBK.encode("数据库配置，请勿修改数据库密码").0.into_owned()),
            ("Big5", encoding_rs::BIG5.encode("資料庫設定請勿修改資料庫密碼").0.into_owned()),
            ("KOI8-R", encoding_rs::KOI8_R.encode("настройки базы данных = кварц\n").0.into_owned()),
            ("KOI8-R, one word", encoding_rs::KOI8_R.encode("достопримечательности").0.into_owned()),
            ("EUC-KR", encoding_rs::EUC_KR.encode("데이터베이스설정건드리지마세요").0.into_owned()),
        ] {
            assert!(!is_likely(&text), "{name}");
        }
    }
}
