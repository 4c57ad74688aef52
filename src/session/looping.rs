//! The loop of every session: wait for something to happen, let the app answer, draw once for all of it.
//!
//! No tick: it sleeps until an event, an answer, a published commit, or the app's own deadline. Whatever waits on the
//! store runs on a worker of the session, so a frame never waits on the disk.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use ratatui::layout::Size;

use crate::controller::port::StoreError;
use crate::controller::{Command, Controller, Doing, SessionId};
use crate::model::{Actor, Email, Ending, Origin};
use crate::tui::app::{App, Moment, Setup};
use crate::tui::effect::{Effect, Outcome};
use crate::tui::event::Event;
use crate::tui::opening::Opening;

use super::checks::Checks;
use super::clipboard;
use super::effects::perform;
use super::guard::enter_sequence;
use super::happening::Happening;
use super::opening::{self, Came, Opener};
use super::painter::Painter;
use super::queue::{Next, Queue};

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

/// How a session came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    /// Why.
    pub ending: Ending,
    /// Whether the process is to hold the store until everybody else has left.
    pub waits: bool,
}

impl From<Ending> for Over {
    fn from(ending: Ending) -> Self {
        Self { ending, waits: false }
    }
}

/// What the loop needs of its surroundings.
pub struct Wiring<'a> {
    /// Opens the store.
    pub opener: Opener,
    /// The evidence and door of this session.
    pub caller: Actor,
    /// Where it is, for the list of who is connected.
    pub doing: Doing,
    /// Tells this session to end, from any thread.
    pub end: Box<dyn Fn(Ending) + Send>,
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

/// Takes a session out of the list of who is connected, however its loop ends.
struct Entered<'a> {
    controller: &'a Controller,
    id: SessionId,
    ending: Ending,
    work: Option<Sender<Effect>>,
    worker: Option<JoinHandle<()>>,
}

impl Entered<'_> {
    fn ask(&self, effect: Effect) {
        if let Some(work) = &self.work {
            let _ = work.send(effect);
        }
    }

    /// The terminal failed; one that took nothing within its time is slow, every other is gone.
    fn lost(&mut self, error: io::Error) -> Ended {
        if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) {
            self.ending = Ending::Slow;
        }
        Ended::Terminal(error)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        // What was asked comes to its end first, so that a session that is still signing in has begun before it ends.
        self.work = None;
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
        let ending = if std::thread::panicking() { Ending::Failed } else { self.ending };
        self.controller.left(self.id, ending);
    }
}

/// Runs until the app quits or the session has to end.
pub fn run(setup: Setup, size: Size, events: &Arc<Queue>, wiring: Wiring<'_>) -> Result<Over, Ended> {
    let mut painter = Painter::new(size);
    opening::begin(wiring.opener, Arc::clone(events))?;
    let mut first = Opening::new(setup.theme.clone(), setup.store.clone());
    let send = wiring.send;
    let mut draw_first = |opening: &Opening, resized: Option<Size>| {
        if let Some(resized) = resized {
            painter.cleared(resized);
            send(&enter_sequence())?;
        }
        let bytes = painter.draw(|area, buf| {
            opening.draw(area, buf);
            None
        })?;
        if bytes.is_empty() { Ok(()) } else { send(&bytes) }
    };
    let opened = match opening::wait(&mut first, &setup.keymap, events, &mut draw_first)? {
        Came::Ready(opened) => *opened,
        Came::Failed(error) => return Err(Ended::Store(error)),
        Came::Left(why) => return Ok(why.into()),
    };
    let controller = opened.controller;
    let store = controller.store().info().map_err(Ended::Store)?.id;
    let (user, address, warnings) = (opened.user, opened.address, opened.warnings);
    let elsewhere = wiring.doing != Doing::Here;
    let setup = Setup { user, address, warnings, holds: !elsewhere, ..setup };
    let mut app = App::new(setup, painter.size());
    let id = controller.enter(wiring.caller.clone(), wiring.doing, wiring.end);
    let mut entered = Entered { controller: &controller, id, ending: Ending::Gone, work: None, worker: None };
    let mut checks = Checks::new(Arc::clone(&controller), Arc::clone(events));
    let caller = wiring.caller.clone();
    let (work, thread) = worker(Arc::clone(&controller), wiring.caller, id, Arc::clone(events))?;
    (entered.work, entered.worker) = (Some(work), Some(thread));
    let mut effects = match Moment::of(&controller) {
        Some(moment) => app.start(&moment),
        None => return Err(Ended::Store(StoreError::Stopped)),
    };
    let mut version = 0;
    loop {
        for effect in effects.drain(..) {
            match effect {
                Effect::Quit => {
                    entered.ending = Ending::Quit;
                    return Ok(Ending::Quit.into());
                }
                Effect::QuitWhenAlone => {
                    entered.ending = Ending::Quit;
                    return Ok(Over { ending: Ending::Quit, waits: true });
                }
                Effect::Redraw => {
                    send(&enter_sequence()).map_err(|error| entered.lost(error))?;
                    painter.cleared(painter.size());
                }
                Effect::Copy(text) => send(&clipboard::copy(&text)).map_err(|error| entered.lost(error))?,
                Effect::Remember(email) => (wiring.remember)(&store, email.as_ref()),
                Effect::Check(ticket, who, domain, method) => {
                    let actor = in_session(&controller, caller.acting_as(who), id);
                    checks.begin(ticket, actor, domain, method);
                }
                Effect::StopCheck(ticket) => checks.stop(ticket),
                ask => entered.ask(ask),
            }
        }
        draw(&app, &mut painter, &controller, send).map_err(|error| entered.lost(error))?;
        let first = next(&app, events, &controller);
        // A burst of events costs one frame.
        for happening in std::iter::once(first).chain(std::iter::from_fn(|| events.now()).take(256)) {
            let event = match happening {
                Happening::Event(event) => event,
                Happening::Changed => Event::Changed,
                Happening::Opened(_) | Happening::Loaded(_) => continue,
                Happening::Closed(why) => {
                    entered.ending = why;
                    return Ok(why.into());
                }
            };
            let Some(moment) = Moment::of(&controller) else { continue };
            // Asked after an answer too: a sign-in may be answered after the commit that makes it void.
            if moment.directory.version() != version || matches!(event, Event::Done(..)) {
                version = moment.directory.version();
                if controller.lost_rights(id) {
                    if elsewhere {
                        entered.ending = Ending::Rights;
                        return Ok(Ending::Rights.into());
                    }
                    // This process holds the store for others, and its terminal is the store owner's: only the user goes.
                    let lost = controller.sessions().get(id).and_then(|present| present.user);
                    controller.signed_out(id, Ending::Rights);
                    effects.extend(
                        lost.into_iter().flat_map(|user| app.update(Event::LostRights(user), &moment)),
                    );
                }
            }
            if let Event::Resize { width, height } = event {
                painter.cleared(Size { width, height });
            }
            effects.extend(app.update(event, &moment));
        }
    }
}

fn draw(
    app: &App,
    painter: &mut Painter,
    controller: &Controller,
    send: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let Some(moment) = Moment::of(controller) else { return Ok(()) };
    let bytes = painter.draw(|area, buf| app.draw(area, buf, &moment))?;
    if bytes.is_empty() { Ok(()) } else { send(&bytes) }
}

/// Waits for what happens next, at most until the app's deadline.
fn next(app: &App, events: &Queue, controller: &Controller) -> Happening {
    let left = app.deadline().map(|deadline| Duration::from_millis(deadline.since(controller.now()).0));
    match events.next(left) {
        Next::Happening(happening) => happening,
        Next::TimedOut => Happening::Event(Event::Deadline),
    }
}

/// The caller as a session that has begun: while somebody is signed in, all that is asked carries their session.
fn in_session(controller: &Controller, caller: Actor, id: SessionId) -> Actor {
    match controller.sessions().get(id).and_then(|present| present.began) {
        Some(began) => Actor { origin: Origin::Session(began), ..caller },
        None => caller,
    }
}

/// Ends the session if its worker ends by a panic: nothing it asks would be answered any more.
struct Watched(Arc<Queue>);

impl Drop for Watched {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.tell(Happening::Closed(Ending::Failed));
        }
    }
}

/// Runs effects one after the other, in their order, away from the loop. Ends with the loop.
///
/// Rows that a later question makes idle are not looked up. While somebody is signed in, all that is asked carries
/// their session.
fn worker(
    controller: Arc<Controller>,
    caller: Actor,
    id: SessionId,
    answers: Arc<Queue>,
) -> io::Result<(Sender<Effect>, JoinHandle<()>)> {
    let (work, queue) = channel::<Effect>();
    let thread = std::thread::Builder::new().name("session".into()).spawn(move || {
        let answers = Watched(answers);
        let mut caller = caller;
        let origin = caller.origin;
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
                let began = controller.sessions().get(id).and_then(|present| present.began);
                caller.origin = began.map_or(origin, Origin::Session);
                let Some((ticket, outcome)) = perform(&controller, &caller, effect.clone()) else { continue };
                if let Outcome::Committed(Ok(receipt)) = &outcome
                    && receipt.plan.command == Command::SignIn
                {
                    controller.signed_in(id, receipt.plan.actor.user(), receipt.position);
                }
                if !answers.0.tell(Happening::Event(Event::Done(ticket, outcome))) {
                    return;
                }
            }
        }
    })?;
    Ok((work, thread))
}
