//! The looks for proofs that a session has under way, each on a thread of its own: the session's worker, which does one thing
//! after the other, is never held up by a name server that does not answer.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::controller::Controller;
use crate::controller::port::{Stop, StoreError};
use crate::model::{Actor, DomainSid, VerificationMethod};
use crate::tui::effect::{Outcome, Ticket};
use crate::tui::event::Event;

use super::happening::Happening;
use super::queue::Queue;

/// What is under way. Dropped, it stops all of it and waits for the ends, which come soon.
pub(super) struct Checks {
    controller: Arc<Controller>,
    answers: Arc<Queue>,
    under_way: Vec<(Ticket, Stop, JoinHandle<()>)>,
}

impl Checks {
    pub(super) fn new(controller: Arc<Controller>, answers: Arc<Queue>) -> Self {
        Self { controller, answers, under_way: Vec::new() }
    }

    /// Begins one; the answer comes as an event with its ticket.
    pub(super) fn begin(
        &mut self,
        ticket: Ticket,
        actor: Actor,
        domain: DomainSid,
        method: VerificationMethod,
    ) {
        self.under_way.retain(|(.., thread)| !thread.is_finished());
        let stop = Stop::default();
        let (controller, answers, theirs) =
            (Arc::clone(&self.controller), Arc::clone(&self.answers), stop.clone());
        let look = move || {
            let found = controller.check_domain(&actor, domain, method, &theirs);
            let outcome = Outcome::Checked(found.map(|found| found.map(Box::new)));
            answers.tell(Happening::Event(Event::Done(ticket, outcome)));
        };
        match std::thread::Builder::new().name("looking".into()).spawn(look) {
            Ok(thread) => self.under_way.push((ticket, stop, thread)),
            Err(error) => {
                let outcome = Outcome::Checked(Err(no_thread(&error).into()));
                self.answers.tell(Happening::Event(Event::Done(ticket, outcome)));
            }
        }
    }

    /// Nobody waits for this one any more.
    pub(super) fn stop(&self, ticket: Ticket) {
        self.under_way.iter().filter(|(of, ..)| *of == ticket).for_each(|(_, stop, _)| stop.tell());
    }
}

fn no_thread(error: &io::Error) -> StoreError {
    StoreError::Io { path: "a thread for the name servers".into(), what: error.to_string() }
}

impl Drop for Checks {
    fn drop(&mut self) {
        self.under_way.iter().for_each(|(_, stop, _)| stop.tell());
        for (.., thread) in self.under_way.drain(..) {
            let _ = thread.join();
        }
    }
}
