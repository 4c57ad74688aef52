//! What the app asks the session for: each question gets a ticket, so that its answer finds back.

use crate::controller::{Command, Conflict, Consent, Plan};
use crate::model::{DomainSid, VerificationMethod, Who};
use crate::tui::bulk::rows;
use crate::tui::cx::Checking;
use crate::tui::dialog::Dialog;
use crate::tui::effect::{Effect, Secret, Ticket};
use crate::tui::request::Tone;

use super::{App, Moment, Waiting};

impl App {
    /// Begins a look for a proof; one at a time.
    pub(super) fn check(&mut self, domain: DomainSid, method: VerificationMethod, moment: &Moment) {
        if self.checking.is_some() {
            return self.say(Tone::Bad, "Another check is under way; wait for it or stop it first.", moment);
        }
        let ticket = self.ticket(Waiting::Check(domain));
        self.checking = Some((ticket, Checking { domain, method, since: moment.now }));
        self.effects.push(Effect::Check(ticket, self.who, domain, method));
    }

    pub(super) fn stop_check(&mut self, moment: &Moment) {
        if let Some((ticket, _)) = self.checking.take() {
            self.waiting.remove(&ticket);
            self.effects.push(Effect::StopCheck(ticket));
            self.say(Tone::Plain, "The check was stopped; nothing was decided.", moment);
        }
    }

    pub(super) fn ticket(&mut self, waiting: Waiting) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.waiting.insert(ticket, waiting);
        ticket
    }

    pub(super) fn plan(&mut self, command: Command, conflict: Option<Box<Conflict>>) {
        let ticket = self.ticket(Waiting::Plan(conflict, rows(&command)));
        // A sign-up is nobody's; an answer to an invitation may be a visitor's.
        let who = match command {
            Command::SignUp { .. }
            | Command::ConfirmSignUp { .. }
            | Command::ResendSignUp { .. }
            | Command::RequestInvitation { .. } => Who::Visitor,
            _ => self.who,
        };
        self.effects.push(Effect::Plan(ticket, who, command));
    }

    pub(super) fn commit(&mut self) {
        if let Some(Dialog::Preview(preview)) = self.dialogs.last() {
            let (plan, consent) = (preview.plan.clone(), preview.consent());
            self.commit_plan(plan, consent);
        }
    }

    pub(super) fn commit_plan(&mut self, plan: Plan, consent: Consent) {
        let ticket = self.ticket(Waiting::Commit);
        self.effects.push(Effect::Commit(ticket, Box::new(plan), consent));
    }

    pub(super) fn reveal(&mut self, secret: Option<Secret>) {
        if let Some(secret) = secret {
            let ticket = self.ticket(Waiting::Code);
            self.effects.push(Effect::Reveal(ticket, secret));
        }
    }
}
