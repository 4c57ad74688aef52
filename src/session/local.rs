//! The local terminal: keyboard in, screen out, restored whatever happens.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use ratatui::layout::Size;

use crate::controller::Controller;
use crate::model::{Actor, Email};
use crate::tui::app::{App, Setup};

use super::guard::Guard;
use super::input::{clamped, translate};
use super::looping::{self, Happening, Wiring};
use super::signals;

/// Why a session could not run.
#[derive(Debug, thiserror::Error)]
#[error("The terminal: {0}.")]
pub struct LocalError(#[from] io::Error);

/// Runs a session on this process's terminal until it is quit. `size` is (columns, rows).
pub fn run(
    controller: Arc<Controller>,
    caller: Actor,
    mut setup: Setup,
    size: (u16, u16),
    remember: &mut dyn FnMut(Option<&Email>),
) -> Result<(), LocalError> {
    // Colours are decided per session; without this a NO_COLOR of the environment would also erase reverse and bold.
    crossterm::style::force_color_output(true);
    setup.size = clamped(size.0, size.1);
    let size = Size { width: setup.size.width, height: setup.size.height };
    let (events, queue) = channel();
    signals::watch(events.clone())?;
    let guard = Guard::enter()?;
    keyboard(events.clone())?;
    let mut send = |bytes: &[u8]| {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    };
    let wiring = Wiring { controller, caller, send: &mut send, remember };
    let ended = looping::run(App::new(setup), size, &queue, &events, wiring);
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
