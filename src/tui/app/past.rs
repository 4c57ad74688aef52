//! Time travel in a session: what is shown then, how one gets there and back, and that nothing can be changed there.

use std::sync::Arc;

use crate::controller::{Command, Past, PlanError, Travel};
use crate::model::Who;
use crate::tui::dialog::Dialog;
use crate::tui::effect::Effect;
use crate::tui::keymap::Act;
use crate::tui::request::{Request, Tone};

use super::stage::Stage;
use super::then::Then;
use super::{App, Moment, Waiting};

impl App {
    /// Asks the session to read something: of the past, if that is shown.
    pub(super) fn read(&mut self, effect: Effect) {
        self.effects.push(match &self.then {
            Some(then) => Effect::Then(Arc::clone(&then.past), Box::new(effect)),
            None => effect,
        });
    }

    /// What an action does where the screen has nothing to say to it.
    pub(super) fn anywhere(&mut self, act: Act, moment: &Moment) {
        match (act, self.stage.org()) {
            (Act::Undo, _) if self.then.is_some() => self.only_seen(moment),
            (Act::AsOf, Some(_)) => self.serve(vec![Request::AskWhen(None)], moment),
            (Act::Undo, Some(org)) => match self.last {
                Some(position) => self.serve(vec![Request::Plan(Command::Undo { org, position })], moment),
                None => self.say(Tone::Plain, "You have changed nothing in this session yet.", moment),
            },
            (Act::AsOf | Act::Undo, None) => {
                self.say(Tone::Plain, "This belongs to the Admin Center of an organization.", moment);
            }
            _ => {}
        }
    }

    /// How far going back has come.
    pub(super) fn went(&mut self, went: Result<Travel, PlanError>, moment: &Moment) {
        match (went, self.dialogs.last_mut()) {
            (Ok(Travel::Further { way, taken_back, time }), Some(Dialog::AsOf(dialog))) => {
                dialog.further(taken_back, time);
                let ticket = self.ticket(Waiting::Past);
                self.effects.push(Effect::GoOn(ticket, way));
            }
            (Ok(Travel::There(past)), Some(Dialog::AsOf(_))) => self.enter(past, moment),
            (Err(PlanError::Refused(refusal)), Some(Dialog::AsOf(dialog))) => dialog.refuse(refusal),
            (Err(PlanError::Store(error)), _) => self.failed(&error),
            // Whoever asked has closed the dialog.
            _ => {}
        }
    }

    fn enter(&mut self, past: Arc<Past>, moment: &Moment) {
        let (Some(org), Some(directory)) = (self.stage.org(), past.controller.loaded()) else { return };
        let email = match self.who {
            Who::User(sid) => moment.directory.user(sid).map(|row| row.email.to_owned()).unwrap_or_default(),
            _ => String::new(),
        };
        self.dialogs.clear();
        self.news = None;
        self.forget_reads();
        let kept = std::mem::replace(&mut self.stage, Stage::center(org, &email));
        self.then = Some(Then { past, directory, kept });
    }

    /// Back to now: the screens are as they were left, and up to date.
    pub(super) fn come_back(&mut self) {
        if let Some(then) = self.then.take() {
            self.stage = then.kept;
            self.news = None;
            self.forget_reads();
            self.stage.changed();
        }
    }

    /// Answers that were asked for other screens than the ones shown now are not waited for.
    fn forget_reads(&mut self) {
        self.waiting
            .retain(|_, waiting| matches!(waiting, Waiting::Plan(..) | Waiting::Commit | Waiting::Code));
    }

    /// The one answer to every change that is tried there.
    pub(super) fn only_seen(&mut self, moment: &Moment) {
        let key = self.keymap.key_of(Act::AsOf).map(|key| key.to_string()).unwrap_or_default();
        let text = format!("Nothing can be changed here: this is how it was. {key} returns to now.");
        self.say(Tone::Bad, text, moment);
    }
}
