//! Signals that end a session: the terminal is restored, the store is left in order.

use std::io;
use std::sync::mpsc::Sender;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::happening::Happening;

/// Turns SIGTERM, SIGHUP and SIGINT into the end of the session, from a thread of its own.
pub fn watch(events: Sender<Happening>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for _ in signals.forever() {
            if events.send(Happening::Closed).is_err() {
                break;
            }
        }
    })?;
    Ok(())
}
