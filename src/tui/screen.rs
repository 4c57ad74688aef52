//! The screens: one file each, state and update and view together. They do not know each other; what concerns others
//! they ask of the app.

mod access;
mod account;
mod account_actions;
mod account_cells;
mod accounts;
mod audit;
mod beside;
mod blocks;
mod cells;
mod claim;
mod connected;
mod coverage;
mod domains;
mod entry;
mod history;
mod inbox;
mod invitations;
mod mine;
mod overview;
mod people;
mod profile;
mod settings;
mod sign_in;
mod sign_up;
mod users;

pub use access::Access;
pub use account::Account;
pub use accounts::Accounts;
pub use audit::Audit;
pub use claim::Claim;
pub use connected::Connected;
pub use coverage::Coverage;
pub use domains::Domains;
pub use entry::Entry;
pub use history::History;
pub use inbox::Inbox;
pub use mine::Mine;
pub use overview::Overview;
pub use profile::Profile;
pub use settings::Settings;
pub use sign_in::SignIn;
pub use sign_up::SignUp;
pub use users::Users;

use std::fmt::Debug;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::answer::Answer;
use super::chord::Chord;
use super::cx::Cx;
use super::keymap::{Act, Layer};
use super::request::{Request, Tone};
use crate::model::Key;

/// A tab of a place, or a page over one.
pub trait Screen: Debug + Send {
    /// The layers of its keys, innermost first.
    fn layers(&self) -> &'static [Layer];

    /// What an action does.
    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request>;

    /// Draws it; returns where the cursor belongs.
    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position>;

    /// The line at the left of the footer.
    fn status(&self) -> String {
        String::new()
    }

    /// What is to be said above the footer.
    fn note(&self) -> Option<(Tone, String)> {
        None
    }

    /// How many things wait here, for the tab.
    fn badge(&self) -> usize {
        0
    }

    /// Whether Esc has nothing to take back here, such as a filter or marks.
    fn rests(&self) -> bool {
        true
    }

    /// A key that no layer takes.
    fn key(&mut self, _chord: Chord, _cx: &Cx<'_>) {}

    /// A pasted text.
    fn paste(&mut self, _text: &str, _cx: &Cx<'_>) {}

    /// Somebody committed something.
    fn changed(&mut self) {}

    /// What was asked of marked rows is done: the marks go.
    fn finished(&mut self) {}

    /// Brings what is shown up to date, or asks for it; called after every event while the screen is seen.
    fn settle(&mut self, _cx: &Cx<'_>) -> Vec<Request> {
        Vec::new()
    }

    /// Takes an answer over, if it is for this screen.
    fn take(&mut self, _answer: &Answer) {}

    /// Orders its list by a column; again turns it around.
    fn order(&mut self, _column: usize) {}

    /// Opens this list of it, narrowed by this filter.
    fn look(&mut self, _list: usize, _filter: &str) {}

    /// Goes to this record.
    fn show(&mut self, _key: Key, _cx: &Cx<'_>) {}
}
