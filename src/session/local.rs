//! The local terminal: keyboard in, screen out, restored whatever happens.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use crate::controller::Controller;
use crate::model::{Actor, Email};
use crate::tui::app::{App, Setup};

use super::guard::Screen;
use super::input::{clamped, translate};
use super::looping::{self, Happening, Wiring};
use super::signals;

/// Why a session could not run.
#[derive(Debug, thiserror::Error)]
#[error("The terminal: {0}.")]
pub struct LocalError(#[from] io::Error);

/// What a session on the local terminal is made of.
pub struct Local<'a> {
    /// The open store.
    pub controller: Arc<Controller>,
    /// The evidence and door.
    pub caller: Actor,
    /// Keys, look, and who is signed in.
    pub setup: Setup,
    /// Columns and lines.
    pub size: (u16, u16),
    /// Knows that the terminal has to be restored.
    pub screen: Screen,
    /// Remembers who is signed in.
    pub remember: &'a mut dyn FnMut(Option<&Email>),
}

impl std::fmt::Debug for Local<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Local").field("size", &self.size).finish_non_exhaustive()
    }
}

/// Runs a session on this process's terminal until it is quit.
pub fn run(local: Local<'_>) -> Result<(), LocalError> {
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
    let (controller, caller) = (local.controller, local.caller);
    let wiring = Wiring { controller, caller, send: &mut send, remember: local.remember };
    let ended = looping::run(App::new(local.setup, size), size, &queue, &events, wiring);
    drop(guard);
    Ok(ended?)
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
