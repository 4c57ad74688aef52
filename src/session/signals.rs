//! Signals that end a session or a host: the terminal is restored, the store is left in order.

use std::io;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::model::Ending;

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
