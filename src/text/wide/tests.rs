use super::*;

const SCRIPTS: [&str; 9] = [
    "# Конфигурация базы данных для сервиса, не трогать\n",
    "# Ρύθμιση της βάσης δεδομένων, μην αγγίζετε\n",
    "# הגדרות מסד הנתונים, אין לגעת\n",
    "# إعدادات قاعدة البيانات، لا تلمس\n",
    "# डेटाबेस सेटिंग, मत छुओ\n",
    "# データベースの設定、触らないでください\n",
    "# 数据库配置，请勿修改\r\n",
    "# 데이터베이스 설정, 건드리지 마세요\n",
    "# การตั้งค่าฐานข้อมูล 🔐 อย่าแตะต้อง\n",
];

fn encoded(width: Width, text: &str) -> Vec<u8> {
    match width {
        TwoLittle => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        TwoBig => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        FourLittle => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        FourBig => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
    }
}

#[test]
fn wide_text_of_any_script_is_read() {
    for width in [TwoLittle, TwoBig, FourLittle, FourBig] {
        for script in SCRIPTS {
            for (before, after) in [(0, 1), (1, 0), (1, 1), (9, 0), (400, 3), (3, 400)] {
                for mark in ["", "\u{feff}"] {
                    let text = format!("{}PGPASSWORD=quartz Lamp\n{}", script.repeat(before), script.repeat(after));
                    let blob = encoded(width, &format!("{mark}{text}"));
                    let decoded = super::super::decode(&blob).map(|decoded| decoded.text.into_owned());
                    let case = format!("{width:?} {script} {before} {after} {mark:?}");
                    assert_eq!(decoded.as_deref().map(String::from_utf8_lossy), Ok(text.into()), "{case}");
                }
            }
        }
    }
}

#[test]
fn wide_parts_are_read_between_narrow_ones() {
    let key = "PGPASSWORD=quartz Lamp\n";
    let narrow = "# a line of plain text, of one byte each\n";
    for width in [TwoLittle, TwoBig, FourLittle, FourBig] {
        for script in SCRIPTS {
            for mark in ["", "\u{feff}"] {
                let wide = encoded(width, &format!("{mark}{script}{key}{script}"));
                for parts in [
                    vec![narrow.as_bytes(), &wide],
                    vec![&wide, narrow.as_bytes()],
                    vec![b"x", narrow.as_bytes(), &wide, narrow.as_bytes(), &wide],
                ] {
                    let blob = parts.concat();
                    let decoded = super::super::decode(&blob).map(|decoded| decoded.text.into_owned());
                    let decoded = String::from_utf8_lossy(decoded.as_deref().unwrap_or_default()).into_owned();
                    assert!(decoded.contains(&format!("\n{key}")), "{width:?} {script} {mark:?}: {decoded:?}");
                    assert!(decoded.contains(narrow), "{width:?} {script} {mark:?}: {decoded:?}");
                }
            }
        }
    }
}

#[test]
fn narrow_text_with_nul_bytes_is_not_wide() {
    for text in [
        "файл.txt\0другой файл.txt\0ещё.md\0",
        "日本語のとても長い名前の書類.txt\0xy\0",
        "a-file.txt\0another-file.txt\0",
        "PGPASSWORD=quartz\0Lamp77x\n",
        "PGPASSWORD=quartz L\0amp77x\n",
        "PATH=/bin\0PGPASSWORD=quartz Lamp\0HOME=/root\0",
        "HOME=/root\0LANG=C.UTF-8\0DB_PASSWORD=quartz\0",
    ] {
        for text in [text.to_owned(), format!("x{text}"), text.repeat(40)] {
            assert_eq!(best_width(text.as_bytes()), None, "{text:?}");
            let decoded = super::super::decode(text.as_bytes()).map(|decoded| decoded.text.into_owned());
            let lines = |text: &[u8]| text.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect::<Vec<_>>();
            assert!(
                decoded.is_ok_and(|decoded| lines(&decoded)
                    .iter()
                    .all(|line| text.contains(&*String::from_utf8_lossy(line)))),
                "{text:?}"
            );
        }
    }
}
