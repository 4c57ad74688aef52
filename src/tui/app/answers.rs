//! What comes back from the session, and where it leads.

use std::sync::Arc;

use crate::controller::port::StoreError;
use crate::controller::{
    Command, CommitError, Consent, DomainCheck, Plan, PlanError, Receipt, Refusal, name_of,
};
use crate::model::{CommandKind, DomainSid, Key, Looked, Who};
use crate::rules::undo::never;
use crate::tui::answer::Answer;
use crate::tui::bulk::rows;
use crate::tui::chord::Chord;
use crate::tui::dialog::purpose::{PhoneCode, Purpose};
use crate::tui::dialog::{Ask, Dialog, Notice, Preview};
use crate::tui::effect::Outcome;
use crate::tui::keymap::Act;
use crate::tui::place::Place;
use crate::tui::request::{Page, Tone};

use super::stage::Stage;
use super::{App, Moment, Waiting};

impl App {
    pub(super) fn answer(&mut self, waiting: Waiting, outcome: Outcome, moment: &Moment) {
        match (waiting, outcome) {
            (Waiting::Plan(conflict, _), Outcome::Planned(Ok(plan))) => self.planned(*plan, conflict),
            (Waiting::Plan(_, rows), Outcome::Planned(Err(PlanError::Refused(refusal)))) => {
                // A conflict whose new plan is refused: the preview has nothing to show any more.
                if matches!(self.dialogs.last(), Some(Dialog::Preview(_))) {
                    self.dialogs.pop();
                }
                self.refused(refusal, &rows, moment);
            }
            (Waiting::Plan(..), Outcome::Planned(Err(PlanError::Store(error))))
            | (Waiting::Commit, Outcome::Committed(Err(CommitError::Store(error))))
            | (
                _,
                Outcome::Audit(Err(error))
                | Outcome::Entry(Err(error))
                | Outcome::History(Err(error))
                | Outcome::Record(Err(error))
                | Outcome::Activity(Err(error)),
            ) => {
                self.failed(&error);
            }
            (Waiting::Commit, Outcome::Committed(Ok(receipt))) => self.committed(&receipt, moment),
            (Waiting::Commit, Outcome::Committed(Err(CommitError::Refused(refusal)))) => {
                let rows = match self.dialogs.last() {
                    Some(Dialog::Preview(preview)) => rows(&preview.plan.command),
                    _ => Vec::new(),
                };
                self.refused(refusal, &rows, moment);
            }
            (Waiting::Commit, Outcome::Committed(Err(CommitError::Conflict(conflict)))) => {
                if let Some(Dialog::Preview(preview)) = self.dialogs.last() {
                    let command = preview.plan.command.clone();
                    self.plan(command, Some(conflict));
                }
            }
            (Waiting::Past, Outcome::Went(went)) => self.went(went, moment),
            (Waiting::WhatIf, Outcome::WhatIf(found)) => match (found, self.dialogs.last_mut()) {
                (Ok(found), Some(Dialog::WhatIf(dialog))) => dialog.take(*found),
                (Err(PlanError::Refused(refusal)), Some(Dialog::WhatIf(dialog))) => dialog.refuse(refusal),
                (Err(PlanError::Store(error)), _) => self.failed(&error),
                _ => {}
            },
            (Waiting::Audit { from_head, filter }, Outcome::Audit(Ok(page))) => {
                self.stage.take(&Answer::Audit { page, from_head, filter });
            }
            (Waiting::Entry, Outcome::Entry(Ok(Some(entry)))) => self.stage.take(&Answer::Entry(entry)),
            (Waiting::History(key), Outcome::History(Ok(history))) => {
                self.stage.take(&Answer::History(key, history));
            }
            (Waiting::Record(key), Outcome::Record(Ok(record))) => {
                self.stage.take(&Answer::Record(key, record));
            }
            (Waiting::Activity, Outcome::Activity(Ok(activity))) => {
                self.stage.take(&Answer::Activity(activity));
            }
            (Waiting::Rows, Outcome::Rows(found)) => self.stage.take(&Answer::Rows(found)),
            (Waiting::Check(domain), Outcome::Checked(found)) => self.checked(domain, found, moment),
            (Waiting::SessionEnd, Outcome::SessionEnded(Ok(_))) => {
                self.say(Tone::Good, "The session was told to end.", moment);
            }
            (Waiting::SessionEnd, Outcome::SessionEnded(Err(CommitError::Refused(refusal)))) => {
                self.refused(refusal, &[], moment);
            }
            (Waiting::SessionEnd, Outcome::SessionEnded(Err(error))) => {
                self.say(Tone::Bad, error.to_string(), moment);
            }
            (Waiting::Code, Outcome::Code(code)) => match (self.dialogs.last_mut(), &mut self.stage) {
                (Some(Dialog::Ask(ask)), _) => ask.show_code(code),
                (None, Stage::SignUp(screen)) => screen.show_code(code),
                _ => {}
            },
            _ => {}
        }
    }

    /// What a look found is said, and shown where the claim is.
    fn checked(
        &mut self,
        domain: DomainSid,
        found: Result<Option<Box<DomainCheck>>, CommitError>,
        moment: &Moment,
    ) {
        self.checking = None;
        match found {
            Ok(Some(check)) => {
                let name = name_of(Key::Domain(domain), &*moment.directory);
                let tone = match check.report.found {
                    Looked::Proven => Tone::Good,
                    Looked::Nothing => Tone::Plain,
                    Looked::Other | Looked::Silent => Tone::Bad,
                };
                self.say(tone, format!("{name}: {}.", check.report.found), moment);
                self.stage.take(&Answer::Checked(domain, check.report));
            }
            Ok(None) => self.say(Tone::Plain, "The check was stopped; nothing was decided.", moment),
            Err(CommitError::Refused(refusal)) => {
                self.dialogs.push(Dialog::Notice(Notice::refusal(&refusal)));
            }
            Err(CommitError::Store(error)) => self.failed(&error),
            Err(error) => self.say(Tone::Bad, error.to_string(), moment),
        }
    }

    pub(super) fn failed(&mut self, error: &StoreError) {
        let notice = Notice::failure("The store", error.to_string(), error.remedy());
        self.dialogs.push(Dialog::Notice(notice));
    }

    /// A plan is previewed, unless it is a step that needs no second look, or only counts a wrong code.
    fn planned(&mut self, plan: Plan, conflict: Option<Box<crate::controller::Conflict>>) {
        let at_once = matches!(
            plan.command,
            Command::SignUp { .. }
                | Command::ConfirmSignUp { .. }
                | Command::ResendSignUp { .. }
                | Command::SetPhone { .. }
                | Command::ConfirmPhone { .. }
                | Command::SignIn
        );
        if at_once || plan.answer.is_some() {
            return self.commit_plan(plan, Consent::default());
        }
        if conflict.is_some() {
            self.dialogs.pop();
        }
        self.dialogs.push(Dialog::Preview(Box::new(Preview::new(plan, conflict.map(|conflict| *conflict)))));
    }

    /// A refusal is shown where what it is about was typed, else on its own. Of many commands every refused
    /// row is named, which needs room of its own.
    fn refused(&mut self, refusal: Refusal, rows: &[Option<Key>], moment: &Moment) {
        if !refusal.rows.is_empty() {
            if let Some(Dialog::Preview(preview)) = self.dialogs.last_mut() {
                preview.rest();
            }
            let notice = Notice::refused_rows(&refusal, rows, &moment.directory);
            return self.dialogs.push(Dialog::Notice(notice));
        }
        match self.dialogs.last_mut() {
            Some(Dialog::Ask(ask)) => ask.refuse(refusal),
            Some(Dialog::Preview(preview)) => preview.refuse(refusal),
            _ => {
                if let Err(refusal) = self.stage.refuse_sign_up(refusal) {
                    self.dialogs.push(Dialog::Notice(Notice::refusal(&refusal)));
                }
            }
        }
    }

    fn committed(&mut self, receipt: &Receipt, moment: &Moment) {
        let plan = &receipt.plan;
        if !matches!(plan.command, Command::SignIn) {
            self.last = receipt.position.or(self.last);
        }
        let undoes = undo_hint(plan.command.kind(), self.keymap.key_of(Act::Undo));
        let user = plan.subjects.iter().find_map(|key| match key {
            Key::User(sid) => Some(*sid),
            _ => None,
        });
        match (&plan.command, &mut self.stage) {
            (Command::SignIn, _) => {}
            (Command::SignUp { email, .. }, Stage::SignUp(screen)) => {
                if let Some(Key::SignUp(sid)) = plan.subjects.first() {
                    screen.await_code(*sid, email.clone());
                    let secret = screen.secret();
                    self.reveal(secret);
                }
            }
            (Command::ResendSignUp { .. }, Stage::SignUp(screen)) => {
                let secret = screen.secret();
                self.reveal(secret);
                self.say(Tone::Good, "A new code was written; the one before no longer counts.", moment);
            }
            (Command::ConfirmSignUp { .. }, Stage::SignUp(screen)) => {
                let account = plan.subjects.iter().find_map(|key| match key {
                    Key::Account(sid) => Some(*sid),
                    _ => None,
                });
                if let (Some(user), Some(account)) = (user, account) {
                    screen.ask_phone(account);
                    self.who = Who::User(user);
                    let email = moment.directory.user(user).and_then(|row| row.email.parse().ok());
                    self.remember(email);
                    self.plan(Command::SignIn, None);
                }
            }
            (Command::SetPhone { account, phone }, Stage::SignUp(screen)) => {
                screen.await_digits(*account, phone.clone());
                let secret = screen.secret();
                self.reveal(secret);
            }
            (Command::SetPhone { account, .. }, _) => {
                self.dialogs.clear();
                let purpose = Arc::new(PhoneCode(*account));
                let secret = purpose.secret();
                let ask = self.with_cx(moment, |_, _, cx| Ask::new(purpose, cx));
                self.dialogs.push(Dialog::Ask(ask));
                self.reveal(secret);
            }
            (Command::ConfirmPhone { .. }, Stage::SignUp(_)) => {
                self.go(Place::Mine, moment);
                self.switcher(moment, true);
                self.say(Tone::Good, "The phone number is verified: you may create an organization.", moment);
            }
            (Command::CreateOrganization { name }, _) => {
                self.go(self.home(moment), moment);
                self.say(Tone::Good, format!("{name} is created; you are its Owner."), moment);
            }
            (Command::AcceptInvitation { .. }, _) => {
                let title = plan.title.clone();
                match (self.who, user) {
                    (Who::Visitor, Some(user)) => self.sign_in(user, moment),
                    _ => self.go(self.home(moment), moment),
                }
                self.say(Tone::Good, format!("Done: {title}."), moment);
            }
            (Command::RequestInvitation { email, .. }, _) => {
                let asked = Notice::asked(email.domain());
                self.go(Place::SignIn, moment);
                self.dialogs.push(Dialog::Notice(asked));
            }
            (Command::ClaimDomain { .. }, _) => {
                self.dialogs.clear();
                self.say(Tone::Good, format!("Done: {}; here is what proves it.", plan.title), moment);
                if let Some(Key::Domain(domain)) = plan.subjects.first().copied() {
                    self.with_cx(moment, |stage, _, cx| {
                        stage.show(Key::Domain(domain), cx);
                        stage.open(Page::Domain(domain), cx);
                    });
                }
            }
            (Command::Many(_), _) => {
                self.dialogs.clear();
                self.stage.finished();
                self.say(Tone::Good, format!("Done: {}.{undoes}", plan.title), moment);
            }
            (Command::InviteUser { email, .. }, _) => {
                self.dialogs.clear();
                let place = if moment.posts.mail { "goes out" } else { "waits in the outbox" };
                let text = format!("{email} is invited; the message {place}.{undoes}");
                self.say(Tone::Good, text, moment);
            }
            _ => {
                self.dialogs.clear();
                self.say(Tone::Good, format!("Done: {}.{undoes}", plan.title), moment);
            }
        }
    }
}

/// That a key takes the change back, where that is possible.
fn undo_hint(kind: CommandKind, key: Option<Chord>) -> String {
    match (never(kind), key) {
        (None, Some(key)) => format!(" {key} undoes it."),
        _ => String::new(),
    }
}
