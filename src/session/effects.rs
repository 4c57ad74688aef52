//! Runs the effects of an app against the controller, and turns the answers into events.

use crate::controller::Controller;
use crate::controller::port::{Channel, Stop};
use crate::model::Actor;
use crate::tui::effect::{Effect, Outcome, Secret, Ticket};

/// Headers of the audit read at a time.
const AUDIT_PAGE: usize = 200;
/// Steps of a record's history that a profile shows.
const HISTORY: usize = 100;

/// Days of activity that the overview shows, and how many of the latest changes.
const DAYS: usize = 30;
const LATEST: usize = 20;

/// Runs one effect that asks the controller something; `None` for the effects that are the terminal's own.
pub fn perform(controller: &Controller, caller: &Actor, effect: Effect) -> Option<(Ticket, Outcome)> {
    Some(match effect {
        Effect::Plan(ticket, who, command) => {
            let plan = controller.plan(&caller.acting_as(who), &command);
            (ticket, Outcome::Planned(plan.map(Box::new)))
        }
        Effect::Commit(ticket, plan, consent) => {
            let receipt = controller.commit(*plan, consent);
            (ticket, Outcome::Committed(receipt.map(Box::new)))
        }
        Effect::Audit(ticket, org, below, filter) => {
            (ticket, Outcome::Audit(controller.audit_page_where(org, below, AUDIT_PAGE, &filter)))
        }
        Effect::Entry(ticket, org, position) => {
            let entry = controller.audit_entry(org, position);
            (ticket, Outcome::Entry(entry.map(|entry| entry.map(Box::new))))
        }
        Effect::History(ticket, org, key) => {
            (ticket, Outcome::History(controller.history(org, key, HISTORY)))
        }
        Effect::Record(ticket, key) => {
            let stored = controller.store().get(key);
            (ticket, Outcome::Record(stored.map(|stored| stored.map(|stored| Box::new(stored.record)))))
        }
        Effect::Activity(ticket, org) => {
            (ticket, Outcome::Activity(controller.activity(org, controller.now(), DAYS, LATEST)))
        }
        Effect::Rows(ticket, wanted) => {
            // A session asks for rows only when the directory is loaded.
            let directory = controller.loaded()?;
            (ticket, Outcome::Rows(wanted.look_up(&directory, controller.now())))
        }
        Effect::GoBack(ticket, org, when) => {
            let way = controller.rewind(org, when).and_then(|way| way.go_on(controller));
            (ticket, Outcome::Went(way))
        }
        Effect::GoOn(ticket, way) => (ticket, Outcome::Went(way.go_on(controller))),
        Effect::WhatIf(ticket, who, org, email) => {
            let found = controller.what_if(&caller.acting_as(who), org, &email);
            (ticket, Outcome::WhatIf(found.map(Box::new)))
        }
        Effect::Then(past, effect) => return perform(&past.controller, caller, *effect),
        Effect::Reveal(ticket, secret) => (ticket, Outcome::Code(reveal(controller, secret))),
        Effect::EndSession(ticket, who, id) => {
            let ended = controller.end_session(&caller.acting_as(who), id);
            (ticket, Outcome::SessionEnded(ended.map(Box::new)))
        }
        Effect::Check(ticket, who, domain, method) => {
            let found = controller.check_domain(&caller.acting_as(who), domain, method, &Stop::default());
            (ticket, Outcome::Checked(found.map(|found| found.map(Box::new))))
        }
        Effect::Copy(_)
        | Effect::Remember(_)
        | Effect::Redraw
        | Effect::StopCheck(_)
        | Effect::Quit
        | Effect::QuitWhenAlone => return None,
    })
}

/// The code, where nobody carries it to whom it belongs.
fn reveal(controller: &Controller, secret: Secret) -> Option<String> {
    let channel = match secret {
        Secret::SignUp(_) | Secret::Invitation(_) => Channel::Mail,
        Secret::Phone(_) => Channel::Phone,
    };
    if controller.services().carries(channel) {
        return None;
    }
    let code = match secret {
        Secret::SignUp(sid) => controller.sign_up_code(sid),
        Secret::Phone(sid) => controller.phone_code(sid),
        Secret::Invitation(sid) => controller.invitation_code(sid),
    };
    code.ok().flatten().map(|code| code.reveal())
}
