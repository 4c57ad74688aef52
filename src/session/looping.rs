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
use crate::controller::port::StoreError;
use crate::model::{Actor, Email};
use crate::tui::app::{App, Moment, Setup};
use crate::tui::effect::Effect;
use crate::tui::event::Event;
use crate::tui::opening::Opening;

use super::backend::SessionBackend;
use super::clipboard;
use super::effects::perform;
use super::frame::Frame;
use super::guard::enter_sequence;
use super::happening::Happening;
use super::opening::{self, Came, Opener};

/// Why a session ended that was not quit.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The terminal failed.
    #[error("The terminal: {0}.")]
    Terminal(#[from] io::Error),
    /// The store could not be opened or read.
    #[error("{0}")]
    Store(StoreError),
}

/// What the loop needs of its surroundings.
pub struct Wiring<'a> {
    /// Opens the store.
    pub opener: Opener,
    /// The evidence and door of this session.
    pub caller: Actor,
    /// Takes the bytes of a frame to the terminal.
    pub send: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    /// Remembers who is signed in, by the store's identifier.
    pub remember: &'a mut dyn FnMut(&str, Option<&Email>),
}

impl std::fmt::Debug for Wiring<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wiring").field("caller", &self.caller).finish_non_exhaustive()
    }
}

/// Runs until the app quits or the events end.
pub fn run(
    setup: Setup,
    size: Size,
    events: &Receiver<Happening>,
    own: &Sender<Happening>,
    wiring: Wiring<'_>,
) -> Result<(), Ended> {
    let frame = Frame::default();
    let mut terminal = Terminal::new(SessionBackend::new(frame.clone(), size))?;
    let mut size = size;
    opening::begin(wiring.opener, own.clone())?;
    let mut first = Opening::new(setup.theme.clone(), setup.store.clone());
    let send = wiring.send;
    let mut draw_first = |opening: &Opening, resized: Option<Size>| {
        if let Some(resized) = resized {
            size = resized;
            terminal.backend_mut().resize(resized);
        }
        terminal.draw(|screen| opening.draw(screen.area(), screen.buffer_mut()))?;
        let bytes = frame.take();
        if bytes.is_empty() { Ok(()) } else { send(&bytes) }
    };
    let opened = match opening::wait(&mut first, &setup.keymap, events, &mut draw_first)? {
        Came::Ready(opened) => *opened,
        Came::Failed(error) => return Err(Ended::Store(error)),
        Came::Left => return Ok(()),
    };
    let controller = opened.controller;
    let id = controller.store().info().map_err(Ended::Store)?.id;
    let (user, address, warnings) = (opened.user, opened.address, opened.warnings);
    let setup = Setup { user, address, warnings, ..setup };
    let mut app = App::new(setup, size);
    let work = worker(Arc::clone(&controller), wiring.caller, own.clone())?;
    let mut effects = match moment(&controller) {
        Some(moment) => app.start(&moment),
        None => return Err(Ended::Store(StoreError::Stopped)),
    };
    loop {
        for effect in effects.drain(..) {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Redraw => {
                    send(&enter_sequence())?;
                    terminal.clear()?;
                }
                Effect::Copy(text) => send(&clipboard::copy(&text))?,
                Effect::Remember(email) => (wiring.remember)(&id, email.as_ref()),
                ask => {
                    let _ = work.send(ask);
                }
            }
        }
        draw(&app, &mut terminal, &frame, &controller, send)?;
        let Some(first) = next(&app, events, &controller) else { return Ok(()) };
        // A burst of events costs one frame.
        for happening in std::iter::once(first).chain(events.try_iter().take(256)) {
            let event = match happening {
                Happening::Event(event) => event,
                Happening::Changed => Event::Changed,
                Happening::Opened(_) | Happening::Loaded(_) => continue,
                Happening::Closed => Event::Closed,
            };
            if let Event::Resize { width, height } = event {
                terminal.backend_mut().resize(Size { width, height });
            }
            if let Some(moment) = moment(&controller) {
                effects.extend(app.update(event, &moment));
            }
        }
    }
}

/// The world of this moment; `None` before the lists are loaded, when no app runs yet.
fn moment(controller: &Controller) -> Option<Moment> {
    Some(Moment { directory: controller.loaded()?, now: controller.now() })
}

fn draw(
    app: &App,
    terminal: &mut Terminal<SessionBackend>,
    frame: &Frame,
    controller: &Controller,
    send: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let Some(moment) = moment(controller) else { return Ok(()) };
    terminal.draw(|screen| {
        let area = screen.area();
        if let Some(cursor) = app.draw(area, screen.buffer_mut(), &moment) {
            screen.set_cursor_position(cursor);
        }
    })?;
    let bytes = frame.take();
    if bytes.is_empty() { Ok(()) } else { send(&bytes) }
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
///
/// Rows that a later question makes idle are not looked up.
fn worker(
    controller: Arc<Controller>,
    caller: Actor,
    answers: Sender<Happening>,
) -> io::Result<Sender<Effect>> {
    let (work, queue) = channel::<Effect>();
    std::thread::Builder::new().name("session".into()).spawn(move || {
        while let Ok(first) = queue.recv() {
            let waiting: Vec<Effect> = std::iter::once(first).chain(queue.try_iter()).collect();
            for (n, effect) in waiting.iter().enumerate() {
                if let Some(wanted) = effect.rows()
                    && waiting
                        .iter()
                        .skip(n + 1)
                        .filter_map(Effect::rows)
                        .any(|later| wanted.is_outdated_by(later))
                {
                    continue;
                }
                if let Some((ticket, outcome)) = perform(&controller, &caller, effect.clone())
                    && answers.send(Happening::Event(Event::Done(ticket, outcome))).is_err()
                {
                    return;
                }
            }
        }
    })?;
    Ok(work)
}
