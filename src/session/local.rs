//! The local terminal: keyboard in, screen out, restored whatever happens.

use std::io::{self, Write};
use std::sync::mpsc::{Sender, channel};

use crate::model::{Actor, Email};
use crate::tui::app::Setup;

use super::guard::Screen;
use super::happening::Happening;
use super::input::{clamped, translate};
use super::looping::{self, Ended, Wiring};
use super::opening::Opener;
use super::signals;

/// What a session on the local terminal is made of.
pub struct Local<'a> {
    /// Opens the store.
    pub opener: Opener,
    /// The evidence and door.
    pub caller: Actor,
    /// Keys and look; who is signed in comes with the store.
    pub setup: Setup,
    /// Columns and lines.
    pub size: (u16, u16),
    /// Knows that the terminal has to be restored.
    pub screen: Screen,
    /// Remembers who is signed in, by the store's identifier.
    pub remember: &'a mut dyn FnMut(&str, Option<&Email>),
}

impl std::fmt::Debug for Local<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Local").field("size", &self.size).finish_non_exhaustive()
    }
}

/// Runs a session on this process's terminal until it is quit.
pub fn run(local: Local<'_>) -> Result<(), Ended> {
    // Colours are decided per session; without this a NO_COLOR of the environment would also erase reverse and bold.
    crossterm::style::force_color_output(true);
    let size = clamped(local.size.0, local.size.1);
    let (events, queue) = channel();
    signals::watch(events.clone())?;
    let guard = local.screen.enter()?;
    keyboard(events.clone())?;
    let mut send = |bytes: &[u8]| {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    };
    let (opener, caller) = (local.opener, local.caller);
    let wiring = Wiring { opener, caller, send: &mut send, remember: local.remember };
    let ended = looping::run(local.setup, size, &queue, &events, wiring);
    drop(guard);
    ended
}

/// Reads the terminal on a thread of its own; it ends with the process, for nothing can wake it.
fn keyboard(events: Sender<Happening>) -> io::Result<()> {
    std::thread::Builder::new().name("keyboard".into()).spawn(move || {
        loop {
            let happening = match crossterm::event::read() {
                Ok(raw) => match translate(raw) {
                    Some(event) => Happening::Event(event),
                    None => continue,
                },
                Err(_) => Happening::Closed,
            };
            let over = matches!(happening, Happening::Closed);
            if events.send(happening).is_err() || over {
                break;
            }
        }
    })?;
    Ok(())
}
