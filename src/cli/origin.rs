//! Which package this program came in: for bug reports, and for users who have two of it.

/// What precedes the word, and the word: of one program `packaging/pack.py` makes an archive, a wheel and a package of npm, and
/// writes each time the word of that over this one. All are as long.
static PACKED: [u8; 32] = *b"dsnitch was packed as: source   ";

/// What `--version` says after the name, as `0.1.0 (wheel)`.
pub(super) fn version() -> &'static str {
    // Not what the compiler sees here: what stands in the file that runs.
    match std::hint::black_box(&PACKED).rsplit(|byte| *byte == b':').next().unwrap_or_default() {
        b" archive  " => concat!(env!("CARGO_PKG_VERSION"), " (archive)"),
        b" wheel    " => concat!(env!("CARGO_PKG_VERSION"), " (wheel)"),
        b" npm      " => concat!(env!("CARGO_PKG_VERSION"), " (npm)"),
        _ => concat!(env!("CARGO_PKG_VERSION"), " (source)"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_built_here_is_of_the_source() {
        assert_eq!(super::version(), concat!(env!("CARGO_PKG_VERSION"), " (source)"));
    }
}
