//! How far a long scan has come, on a terminal; and an end to it when somebody asks for one.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use dsnitch::progress::Progress;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Nothing is shown of a scan that is done by then.
const PATIENCE: Duration = Duration::from_millis(400);
/// Between two looks at the meter.
const PERIOD: Duration = Duration::from_millis(120);
/// What is shown while it is not yet known how much there is to do, and then.
const READING: &str = "{spinner} reading packs and trees";
const SCANNING: &str = "[{bar:30}] {pos} of {len} objects, {msg}, {eta} left";
/// What the process ends with when it is asked a second time: the same as after the first, and at once.
const STATUS: i32 = 2;

/// A meter whose scan ends, with what it has, when the process is asked to end (Ctrl-C). Asked again, it ends at once.
///
/// # Errors
/// When the system takes no handler; the scan cannot be ended early then, but by force.
pub(crate) fn stoppable() -> io::Result<Progress> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // Asked first, so that it sees what the former signal left.
        flag::register_conditional_shutdown(signal, STATUS, Arc::clone(&stop))?;
        flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(Progress::new(stop))
}

/// Does `work`, and shows on standard error how far it is, if that is a terminal and `wanted`.
pub(crate) fn watched<T>(progress: &Progress, wanted: bool, work: impl FnOnce() -> T) -> T {
    if !wanted || !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        scope.spawn(move || show(progress, &is_done));
        let result = work();
        drop(done);
        result
    })
}

/// Draws until the other side is gone.
fn show(progress: &Progress, is_done: &mpsc::Receiver<()>) {
    if is_done.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = |template| ProgressStyle::with_template(template).map(|style| style.progress_chars("█▌ "));
    if let Ok(style) = style(READING) {
        bar.set_style(style);
    }
    let mut is_scanning = false;
    loop {
        let reading = progress.read();
        if reading.total > 0 {
            if !is_scanning && let Ok(style) = style(SCANNING) {
                bar.set_style(style);
                bar.reset_eta();
                is_scanning = true;
            }
            bar.set_length(reading.total);
            bar.set_message(format!("{}, {} found", HumanBytes(reading.bytes), reading.findings));
            bar.set_position(reading.done);
        }
        bar.tick();
        if is_done.recv_timeout(PERIOD) != Err(RecvTimeoutError::Timeout) {
            bar.finish_and_clear();
            return;
        }
    }
}
