//! Formats numbers for people.

/// `number` with a comma between thousands: `11,708`.
pub(super) fn grouped(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun: `1 file`, `2,300 files`.
pub(super) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    match number.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {noun}"),
        n => format!("{} {noun}s", grouped(n)),
    }
}

/// A size: in bytes, or in the largest binary unit of which there is at least one: `293 MiB`, `4.2 MiB`.
pub(super) fn size(bytes: u64) -> String {
    const FEW: u64 = 10_000;
    if bytes < FEW {
        return count(bytes, "byte");
    }
    let mut unit = (1_u64 << 10, "KiB");
    for next in [(1 << 20, "MiB"), (1 << 30, "GiB"), (1 << 40, "TiB")] {
        if bytes >= next.0 {
            unit = next;
        }
    }
    let (whole, tenth) = (bytes / unit.0, bytes % unit.0 * 10 / unit.0);
    if whole < 10 { format!("{whole}.{tenth} {}", unit.1) } else { format!("{} {}", grouped(whole), unit.1) }
}

#[cfg(test)]
mod tests {
    use super::{count, grouped, size};

    #[test]
    fn thousands_are_separated_and_sizes_have_a_unit() {
        for (number, text) in [
            (0, "0"),
            (1, "1"),
            (10, "10"),
            (999, "999"),
            (1_000, "1,000"),
            (11_708, "11,708"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number as u64), text);
        }
        for (number, text) in [(0, "0 files"), (1, "1 file"), (2, "2 files"), (2_300, "2,300 files")] {
            assert_eq!(count(number as u64, "file"), text);
        }
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (9_999, "9,999 bytes"),
            (10_000, "9.7 KiB"),
            (10_239, "9.9 KiB"),
            (10_240, "10 KiB"),
            (20_480, "20 KiB"),
            (1_048_575, "1,023 KiB"),
            (1_048_576, "1.0 MiB"),
            (1_153_433, "1.0 MiB"),
            (1_153_434, "1.1 MiB"),
            (10_485_759, "9.9 MiB"),
            (10_485_760, "10 MiB"),
            (1_073_741_823, "1,023 MiB"),
            (1_073_741_824, "1.0 GiB"),
            (307_495_470, "293 MiB"),
            (3_221_225_472, "3.0 GiB"),
            (1_099_511_627_775, "1,023 GiB"),
            (1_099_511_627_776, "1.0 TiB"),
            (1_125_899_906_842_624, "1,024 TiB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
