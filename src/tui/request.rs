//! What a screen or dialog asks of the app after a key.

use crate::controller::Command;
use crate::model::{InvitationSid, Key, Position, UserSid};

use super::dialog::{Item, Purpose};
use super::keymap::Act;
use super::place::Place;

/// How the news sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// To know.
    Plain,
    /// Refused or failed.
    Bad,
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum Request {
    /// Open a form over everything.
    Ask(Purpose),
    /// Open a menu: its title, its lines, the line the cursor begins on.
    Menu(String, Vec<Item>, usize),
    /// Close the top dialog.
    Close,
    /// Go somewhere else.
    Go(Place),
    /// Sign in as this user.
    SignIn(UserSid),
    /// Plan a command; its preview opens, or it is committed at once where no preview is needed.
    Plan(Command),
    /// Commit the preview on top.
    Commit,
    /// Say something in one line.
    Say(Tone, String),
    /// Copy a text.
    Copy(String),
    /// Open the profile of a user.
    Profile(UserSid),
    /// Open the history of a record.
    History(Key),
    /// Open an audit entry.
    Entry(Position),
    /// Read the next page of the audit.
    MoreAudit(Option<Position>),
    /// Show this invitation in its list.
    Invitation(InvitationSid),
    /// Order the list by this column.
    Order(usize),
    /// Do what a key would do.
    Act(Act),
    /// Leave.
    Quit,
}
