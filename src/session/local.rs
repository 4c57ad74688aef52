//! The local terminal: keyboard in, screen out, restored whatever happens.

use std::io::{self, Write};
use std::sync::Arc;

use crate::controller::Doing;
use crate::model::{Actor, Email, Ending};
use crate::tui::app::Setup;

use super::guard::Screen;
use super::happening::Happening;
use super::input::{clamped, translate};
use super::looping::{self, Ended, Over, Wiring};
use super::opening::Opener;
use super::queue::Queue;
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
pub fn run(local: Local<'_>) -> Result<Over, Ended> {
    // Colours are decided per session; without this a NO_COLOR of the environment would also erase reverse and bold.
    crossterm::style::force_color_output(true);
    let size = clamped(local.size.0, local.size.1);
    let queue = Arc::new(Queue::default());
    let told = Arc::clone(&queue);
    signals::watch(move |why| told.tell(Happening::Closed(why)))?;
    let guard = local.screen.enter()?;
    keyboard(Arc::clone(&queue))?;
    let mut send = |bytes: &[u8]| {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    };
    let wiring = Wiring {
        opener: local.opener,
        caller: local.caller,
        doing: Doing::Here,
        end: Box::new({
            let queue = Arc::clone(&queue);
            move |why| {
                queue.tell(Happening::Closed(why));
            }
        }),
        send: &mut send,
        remember: local.remember,
    };
    let ended = looping::run(local.setup, size, &queue, wiring);
    queue.end();
    drop(guard);
    ended
}

/// Reads the terminal on a thread of its own; it ends with the process, for nothing can wake it.
fn keyboard(queue: Arc<Queue>) -> io::Result<()> {
    std::thread::Builder::new().name("keyboard".into()).spawn(move || {
        loop {
            let goes_on = match crossterm::event::read() {
                Ok(raw) => translate(raw).is_none_or(|event| queue.input(event)),
                Err(_) => {
                    queue.tell(Happening::Closed(Ending::Gone));
                    false
                }
            };
            if !goes_on {
                break;
            }
        }
    })?;
    Ok(())
}
