//! What can happen to a session, from whatever thread it comes.

use std::sync::Arc;

use crate::controller::Controller;
use crate::controller::port::StoreError;
use crate::model::{Email, Ending, UserSid};
use crate::tui::event::Event;

/// Something that happened to a session.
#[derive(Debug)]
pub enum Happening {
    /// From the terminal, or the answer to an effect.
    Event(Event),
    /// A commit was published, or loading came a step further.
    Changed,
    /// The store is open, or cannot be opened.
    Opened(Result<Box<Opened>, StoreError>),
    /// Its lists are loaded, or cannot be read.
    Loaded(Result<(), StoreError>),
    /// The session has to end.
    Closed(Ending),
}

/// A store that was opened, and what the session has to know of it.
#[derive(Debug)]
pub struct Opened {
    /// The open store.
    pub controller: Arc<Controller>,
    /// Who is signed in already.
    pub user: Option<UserSid>,
    /// The address somebody came with that has no user.
    pub address: Option<Email>,
    /// What was noticed while opening it.
    pub warnings: Vec<String>,
}
