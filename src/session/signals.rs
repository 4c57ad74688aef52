//! Signals that end a session or a host: the terminal is restored, the store is left in order.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::model::Ending;

/// Whether somebody wants it ended. Listens from the first question on: what comes before, questions above all, is ended by
/// the signal itself.
#[derive(Debug, Default)]
pub struct Interrupts(OnceLock<Arc<AtomicBool>>);

impl Interrupts {
    /// Whether a signal came since this was first asked.
    pub fn came(&self) -> bool {
        let came = self.0.get_or_init(|| {
            let came = Arc::new(AtomicBool::new(false));
            let theirs = Arc::clone(&came);
            // Where signals cannot be listened to, they end the process, as before.
            let _ = watch(move |_| {
                theirs.store(true, Ordering::SeqCst);
                true
            });
            came
        });
        came.load(Ordering::SeqCst)
    }
}

/// Calls this for each SIGTERM, SIGHUP and SIGINT, from a thread of its own, until it answers `false`.
pub fn watch(mut end: impl FnMut(Ending) -> bool + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let why = if signal == SIGHUP { Ending::Gone } else { Ending::Host };
            if !end(why) {
                break;
            }
        }
    })?;
    Ok(())
}
