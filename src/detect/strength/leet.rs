//! Leet spelling: digits and symbols in place of letters.

/// The words that `lower` spells if its digits and symbols represent letters: all of them, or all except those at its
/// end (which are more often an addition). Empty if nothing would change, or if there is no letter.
pub(super) fn leet_readings(lower: &[u8]) -> Vec<Vec<u8>> {
    let Some(last) = lower.iter().rposition(u8::is_ascii_lowercase) else {
        return Vec::new();
    };
    let mut readings: Vec<Vec<u8>> = Vec::new();
    for one in [b'i', b'l'] {
        for end in [lower.len(), last + 2, last + 1] {
            let reading: Vec<u8> =
                lower.iter().enumerate().map(|(at, byte)| if at < end { unleet(*byte, one) } else { *byte }).collect();
            if reading != lower && !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings
}

/// The letter that `byte` represents in leet spelling; `1` and `!` are read as `one`.
const fn unleet(byte: u8, one: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' => one,
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        other => other,
    }
}
