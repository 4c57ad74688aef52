//! The lines of menus.

use crate::controller::SessionId;
use crate::tui::keymap::Act;
use crate::tui::place::Place;

/// What choosing a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The same as a key.
    Do(Act),
    /// Name a new organization.
    Create,
    /// Go somewhere.
    Go(Place),
    /// Order the list by this column.
    Order(usize),
    /// Close the menu, nothing else.
    Stay,
    /// Close what is under the menu too, and lose what was typed there.
    Discard,
    /// Leave the program, and lose what was typed.
    Leave,
    /// Leave, and end the sessions of everybody else.
    LeaveForAll,
    /// Leave; the program goes on until everybody else has left.
    LeaveWhenAlone,
    /// End somebody's session.
    EndSession(SessionId),
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The key that does the same without the menu; empty if there is none.
    pub key: String,
    /// What it is.
    pub label: String,
    /// More about it, at the right.
    pub detail: String,
    /// What choosing it does.
    pub choice: Choice,
    /// Why it cannot be chosen.
    pub disabled: Option<String>,
}

impl Item {
    /// A line that can be chosen.
    pub fn new(label: impl Into<String>, detail: impl Into<String>, choice: Choice) -> Self {
        let (label, detail) = (label.into(), detail.into());
        Self { key: String::new(), label, detail, choice, disabled: None }
    }

    /// The same, with the key that does it without the menu.
    #[must_use]
    pub fn on_key(self, key: String) -> Self {
        Self { key, ..self }
    }

    /// The same, dimmed with its reason unless there is none.
    #[must_use]
    pub fn unless(self, disabled: Option<String>) -> Self {
        Self { disabled, ..self }
    }
}
