//! Shows the progress of a long scan on a terminal, and ends the scan on a signal.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use dsnitch::progress::{Progress, ProgressSnapshot};
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Delay before anything is shown: shorter scans show no progress.
const PATIENCE: Duration = Duration::from_millis(400);
/// Interval between updates.
const PERIOD: Duration = Duration::from_millis(120);
/// The format while the total is unknown.
const READING: &str = "{spinner} {wide_msg}";
/// Longest bar, in columns.
const LONGEST: usize = 30;
/// The assumed width, in columns, of a terminal that does not report one.
const USUAL: usize = 80;
/// The exit status after a second signal: the same as after the first, but immediate.
const STATUS: i32 = 2;

/// A progress meter whose scan ends early, with a report of what it has, on SIGINT or SIGTERM. A second signal ends the
/// process at once.
///
/// # Errors
/// If a signal handler cannot be installed; the scan can then only be killed.
pub(crate) fn stoppable() -> io::Result<Progress> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // Registered first, so that it sees the flag as the previous signal left it.
        flag::register_conditional_shutdown(signal, STATUS, Arc::clone(&stop))?;
        flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(Progress::new(stop))
}

/// Runs `work` and shows its progress on standard error if that is a terminal and `wanted`. Its last line has the
/// number of `secrets` in the result.
pub(crate) fn watched<T>(
    progress: &Progress,
    wanted: bool,
    work: impl FnOnce() -> T,
    secrets: impl FnOnce(&T) -> usize,
) -> T {
    if !wanted || !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        scope.spawn(move || show(progress, &is_done));
        let result = work();
        progress.settle(secrets(&result));
        drop(done);
        result
    })
}

/// Redraws until the sender is gone or the scan is stopped.
fn show(progress: &Progress, is_done: &mpsc::Receiver<()>) {
    if is_done.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    // Each round changes several things, and the last one has to be drawn too.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like_with_hz(Box::new(Narrower), 100));
    let style = |template: &str| ProgressStyle::with_template(template).map(|style| style.progress_chars("█▌ "));
    if let Ok(style) = style(READING) {
        bar.set_style(style);
        bar.set_message("reading packs and trees");
    }
    let mut start: Option<(Instant, u64)> = None;
    let mut is_over = false;
    loop {
        let reading = progress.read();
        if reading.total > 0 {
            // A wrapped line cannot be erased, so that what does not fit is left out.
            let columns = usize::from(Narrower.width());
            let length = LONGEST.min(columns / 4);
            let (since, before) = *start.get_or_insert((Instant::now(), reading.done));
            let left = left(since.elapsed(), reading.done - before, reading.total - reading.done);
            bar.set_length(reading.total);
            bar.set_position(reading.done);
            bar.set_message(message(&reading, left, columns.saturating_sub(length + "[] ".len() + 1)));
            if let Ok(style) = style(&format!("[{{bar:{length}}}] {{wide_msg}}")) {
                bar.set_style(style);
            }
        }
        bar.tick();
        // A second signal ends the process at once, without erasing the line.
        if is_over || progress.is_stopped() {
            bar.finish_and_clear();
            return;
        }
        is_over = is_done.recv_timeout(PERIOD) != Err(RecvTimeoutError::Timeout);
    }
}

/// The time that `open` objects will take, if `done` took `elapsed`, to whole seconds; zero while that is not known.
fn left(elapsed: Duration, done: u64, open: u64) -> Duration {
    /// Before this, a few large or small objects decide.
    const SOON: Duration = Duration::from_secs(1);
    if done == 0 || elapsed < SOON {
        return Duration::ZERO;
    }
    let milliseconds = elapsed.as_millis() * u128::from(open) / u128::from(done);
    Duration::from_secs(u64::try_from(milliseconds / 1_000).unwrap_or(u64::MAX))
}

/// The progress message, shortened to the given number of columns; its counts are those that the report states at the
/// end.
fn message(reading: &ProgressSnapshot, left: Duration, columns: usize) -> String {
    let mut text = format!("{} of {} objects", HumanCount(reading.done), HumanCount(reading.total));
    let secrets = match reading.secrets {
        1 => "1 secret".to_owned(),
        secrets => format!("{} secrets", HumanCount(secrets)),
    };
    let parts = [
        (reading.done > 0, format!(", {secrets} found")),
        (!left.is_zero(), format!(", {} left", HumanDuration(left))),
        (reading.bytes > 0, format!(", {}", HumanBytes(reading.bytes))),
    ];
    for (_, part) in parts.into_iter().filter(|(is_known, _)| *is_known && reading.done > 0) {
        if text.len() + part.len() > columns {
            break;
        }
        text.push_str(&part);
    }
    text
}

/// Standard error, without its last columns: the bar is padded to its end, and `^C`, which a terminal shows behind it, is erased
/// with it only on the same line.
#[derive(Debug)]
struct Narrower;

impl Narrower {
    fn write(text: fmt::Arguments<'_>) -> io::Result<()> {
        io::stderr().lock().write_fmt(text)
    }

    /// Moves the cursor by `count` in the direction of `letter` (ECMA-48, 8.3.17 to 8.3.22).
    fn move_by(count: usize, letter: char) -> io::Result<()> {
        if count == 0 { Ok(()) } else { Self::write(format_args!("\u{1b}[{count}{letter}")) }
    }
}

impl TermLike for Narrower {
    fn width(&self) -> u16 {
        u16::try_from(console_columns().saturating_sub("^C".len() + 1)).unwrap_or(u16::MAX)
    }

    fn move_cursor_up(&self, count: usize) -> io::Result<()> {
        Self::move_by(count, 'A')
    }

    fn move_cursor_down(&self, count: usize) -> io::Result<()> {
        Self::move_by(count, 'B')
    }

    fn move_cursor_right(&self, count: usize) -> io::Result<()> {
        Self::move_by(count, 'C')
    }

    fn move_cursor_left(&self, count: usize) -> io::Result<()> {
        Self::move_by(count, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        Self::write(format_args!("{text}\n"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        Self::write(format_args!("{text}"))
    }

    fn clear_line(&self) -> io::Result<()> {
        Self::write(format_args!("\r\u{1b}[2K"))
    }

    fn flush(&self) -> io::Result<()> {
        io::stderr().lock().flush()
    }
}

/// The width of standard error, in columns.
fn console_columns() -> usize {
    #[cfg(unix)]
    if let Ok(size) = rustix::termios::tcgetwinsize(io::stderr())
        && size.ws_col > 0
    {
        return usize::from(size.ws_col);
    }
    USUAL
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ProgressSnapshot, left, message};

    /// Rows: milliseconds, the objects done in them, those that are open, and the seconds that are left.
    #[test]
    fn the_time_that_is_left_is_stated_once_it_can_be_known() {
        for (milliseconds, done, open, seconds) in [
            (0, 0, 100, 0),
            (999, 50, 100, 0),
            (2_000, 0, 100, 0),
            (1_000, 10, 95, 9),
            (4_000, 900, 100, 0),
            (4_000, 1, 2, 8),
        ] {
            let expected = Duration::from_secs(seconds);
            assert_eq!(left(Duration::from_millis(milliseconds), done, open), expected, "{milliseconds} {done} {open}");
        }
    }

    #[test]
    fn a_scan_at_its_start_states_the_total() {
        let at = |done, bytes, secrets| ProgressSnapshot { total: 11_708, done, bytes, secrets };
        let three = Duration::from_secs(3);
        assert_eq!(message(&at(0, 0, 0), Duration::ZERO, 80), "0 of 11,708 objects");
        let shown = |columns| message(&at(1_200, 4_096, 1), three, columns);
        assert_eq!(shown(80), "1,200 of 11,708 objects, 1 secret found, 3 seconds left, 4.00 KiB");
        assert_eq!(shown(60), "1,200 of 11,708 objects, 1 secret found, 3 seconds left");
        assert_eq!(shown(30), "1,200 of 11,708 objects");
    }
}
