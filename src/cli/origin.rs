//! The kind of package that this executable was distributed in, for bug reports and for users who have two
//! installations.

/// The marker that `packaging/pack.py` overwrites in the compiled file: from one executable it makes an archive, a
/// wheel and an npm package, each with its own word of the same length.
static PACKED: [u8; 32] = *b"dsnitch was packed as: source   ";

/// The version and package kind that `--version` prints, such as `0.1.0 (wheel)`.
pub(super) fn version() -> &'static str {
    // `black_box` keeps the compiler from inlining the initial value: the bytes in the executable file count.
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
    fn a_local_build_reports_source() {
        assert_eq!(super::version(), concat!(env!("CARGO_PKG_VERSION"), " (source)"));
    }
}
