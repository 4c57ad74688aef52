//! Leaving, and what is asked before: what was typed would be lost, others may be at work.

use crate::tui::dialog::{Choice, Dialog, Item, Menu};
use crate::tui::effect::Effect;

use super::{App, Moment};

impl App {
    pub(super) fn is_dirty(&self) -> bool {
        self.dialogs.iter().any(Dialog::is_dirty) || self.stage.is_dirty()
    }

    /// Leaves, unless others are at work in the store that this process holds: then it asks what becomes of them.
    pub(super) fn leave(&mut self, moment: &Moment) {
        let others = moment.company.elsewhere(&moment.directory, moment.now);
        if !self.holds || others.is_empty() {
            return self.effects.push(Effect::Quit);
        }
        let mut items = vec![
            Item::new("Stay", "", Choice::Stay),
            Item::new(
                "Wait until they leave",
                "this screen closes, the program ends after the last",
                Choice::LeaveWhenAlone,
            ),
            Item::new("End them", "their sessions are told and end now", Choice::LeaveForAll),
        ];
        items.extend(
            others.into_iter().map(|(who, about)| Item::new(who, "", Choice::Stay).unless(Some(about))),
        );
        self.dialogs.push(Dialog::Menu(Menu::new("Others are at work in this store", items, 1)));
    }

    pub(super) fn quit(&mut self, moment: &Moment) {
        if !self.is_dirty() {
            return self.leave(moment);
        }
        let items = vec![
            Item::new("Stay", "", Choice::Stay),
            Item::new("Leave", "what was typed is lost", Choice::Leave),
        ];
        self.dialogs.push(Dialog::Menu(Menu::new("Leave orgadm?", items, 0)));
    }

    pub(super) fn asks_before_closing(&self) -> bool {
        matches!(self.dialogs.last(), Some(dialog @ Dialog::Ask(_)) if dialog.is_dirty())
    }

    pub(super) fn ask_before_closing(&mut self) {
        let items = vec![
            Item::new("Go on typing", "", Choice::Stay),
            Item::new("Discard", "what was typed is lost", Choice::Discard),
        ];
        self.dialogs.push(Dialog::Menu(Menu::new("Discard what was typed?", items, 0)));
    }
}
