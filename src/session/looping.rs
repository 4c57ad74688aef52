//! The loop of every session: wait for something to happen, let the app answer, draw once for all of it.
//!
//! No tick: it sleeps until an event, an answer, a published commit, or the app's own deadline. Whatever waits on the
//! store runs on a worker of the session, so a frame never waits on the disk.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::layout::Size;

use crate::controller::Controller;
use crate::model::{Actor, Email};
use crate::tui::app::{App, Moment};
use crate::tui::effect::Effect;
use crate::tui::event::Event;

use super::backend::SessionBackend;
use super::clipboard;
use super::effects::perform;
use super::frame::Frame;
use super::guard::enter_sequence;

/// Something that happened to a session.
#[derive(Debug)]
pub enum Happening {
    /// From the terminal, or the answer to an effect.
    Event(Event),
    /// A commit was published.
    Changed,
    /// The session has to end.
    Closed,
}

/// What the loop needs of its surroundings.
pub struct Wiring<'a> {
    /// The open store.
    pub controller: Arc<Controller>,
    /// The evidence and door of this session.
    pub caller: Actor,
    /// Takes the bytes of a frame to the terminal.
    pub send: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    /// Remembers who is signed in.
    pub remember: &'a mut dyn FnMut(Option<&Email>),
}

impl std::fmt::Debug for Wiring<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wiring").field("caller", &self.caller).finish_non_exhaustive()
    }
}

/// Runs until the app quits or the events end.
pub fn run(
    mut app: App,
    size: Size,
    events: &Receiver<Happening>,
    own: &Sender<Happening>,
    mut wiring: Wiring<'_>,
) -> io::Result<()> {
    let frame = Frame::default();
    let mut terminal = Terminal::new(SessionBackend::new(frame.clone(), size))?;
    let work = worker(&wiring, own.clone())?;
    let changed = own.clone();
    wiring.controller.watch(move || {
        let _ = changed.send(Happening::Changed);
    });
    let mut effects = app.start(&moment(&wiring.controller));
    loop {
        for effect in effects.drain(..) {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Redraw => {
                    (wiring.send)(&enter_sequence())?;
                    terminal.clear()?;
                }
                Effect::Copy(text) => (wiring.send)(&clipboard::copy(&text))?,
                Effect::Remember(email) => (wiring.remember)(email.as_ref()),
                ask => {
                    let _ = work.send(ask);
                }
            }
        }
        draw(&app, &mut terminal, &frame, &mut wiring)?;
        let Some(first) = next(&app, events, &wiring.controller) else { return Ok(()) };
        // A burst of events costs one frame.
        for happening in std::iter::once(first).chain(events.try_iter().take(256)) {
            let event = match happening {
                Happening::Event(event) => event,
                Happening::Changed => Event::Changed,
                Happening::Closed => Event::Closed,
            };
            if let Event::Resize { width, height } = event {
                terminal.backend_mut().resize(Size { width, height });
            }
            effects.extend(app.update(event, &moment(&wiring.controller)));
        }
    }
}

fn moment(controller: &Controller) -> Moment {
    Moment { directory: controller.directory(), now: controller.now() }
}

fn draw(
    app: &App,
    terminal: &mut Terminal<SessionBackend>,
    frame: &Frame,
    wiring: &mut Wiring<'_>,
) -> io::Result<()> {
    let moment = moment(&wiring.controller);
    terminal.draw(|screen| {
        let area = screen.area();
        if let Some(cursor) = app.draw(area, screen.buffer_mut(), &moment) {
            screen.set_cursor_position(cursor);
        }
    })?;
    let bytes = frame.take();
    if bytes.is_empty() { Ok(()) } else { (wiring.send)(&bytes) }
}

/// Waits for what happens next, at most until the app's deadline; `None` when nothing can happen any more.
fn next(app: &App, events: &Receiver<Happening>, controller: &Controller) -> Option<Happening> {
    let Some(deadline) = app.deadline() else { return events.recv().ok() };
    let left = Duration::from_millis(deadline.since(controller.now()).0);
    match events.recv_timeout(left) {
        Ok(happening) => Some(happening),
        Err(RecvTimeoutError::Timeout) => Some(Happening::Event(Event::Deadline)),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// Runs effects one after the other, in their order, away from the loop. Ends with the loop.
fn worker(wiring: &Wiring<'_>, answers: Sender<Happening>) -> io::Result<Sender<Effect>> {
    let (work, queue) = channel::<Effect>();
    let controller = Arc::clone(&wiring.controller);
    let caller = wiring.caller.clone();
    std::thread::Builder::new().name("session".into()).spawn(move || {
        for effect in queue {
            if let Some((ticket, outcome)) = perform(&controller, &caller, effect)
                && answers.send(Happening::Event(Event::Done(ticket, outcome))).is_err()
            {
                break;
            }
        }
    })?;
    Ok(work)
}
