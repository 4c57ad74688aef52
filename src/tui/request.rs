//! What a screen or dialog asks of the app after a key.

use std::sync::Arc;

use crate::controller::{Command, SessionId, When};
use crate::directory::{AccessOf, Filter};
use crate::model::{AccountSid, DomainSid, Email, Key, Position, UserSid, VerificationMethod};

use super::dialog::Item;
use super::dialog::purpose::Purpose;
use super::keymap::Act;
use super::place::Place;
use super::rows::Wanted;

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

/// A page over a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The profile of a user.
    User(UserSid),
    /// An account.
    Account(AccountSid),
    /// The subaccounts of an account, on its page.
    Subaccounts(AccountSid),
    /// What is designated for HIPAA and what is not.
    Coverage,
    /// The access report.
    Access(AccessOf),
    /// The history of a record.
    History(Key),
    /// An audit entry.
    Entry(Position),
    /// Who is connected.
    Connected,
    /// A claim of a domain, and what to publish to prove it.
    Domain(DomainSid),
}

/// A list to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Users: managed, independent or pending, by number.
    Users(usize, String),
    /// Accounts: managed, independent or pending, by number.
    Accounts(usize, String),
    /// What is designated for HIPAA and what is not.
    Coverage,
    /// Domains.
    Domains(String),
    /// Settings.
    Settings,
    /// The deletion of the organization, in Settings.
    Deletion,
    /// The inbox, narrowed by a filter.
    Inbox(String),
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum Request {
    /// Open a form over everything.
    Ask(Arc<dyn Purpose>),
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
    /// Open a page over the list.
    Open(Page),
    /// Leave the page that is open.
    Leave,
    /// Read the history of a record.
    ReadHistory(Key),
    /// Read a record as it is stored.
    ReadRecord(Key),
    /// Read an audit entry.
    ReadEntry(Position),
    /// Read the next page of the audit that passes a filter; `None`: the newest.
    ReadAudit(Option<Position>, Filter),
    /// Ask for a moment of the past; the position to begin with.
    AskWhen(Option<Position>),
    /// Go back to a moment.
    GoBack(When),
    /// Stop going back.
    StayHere,
    /// Open the what-if dialog.
    AskWhatIf,
    /// Find out what signing up or inviting would do for an address.
    WhatIf(Email),
    /// Look rows up.
    Rows(Wanted),
    /// Show this record in its list.
    Show(Key),
    /// Open a list, narrowed by a filter.
    Look(Look),
    /// Read what happened in the last days.
    ReadActivity,
    /// Order the list by this column.
    Order(usize),
    /// Do what a key would do.
    Act(Act),
    /// Look for the proof of a claim.
    Check(DomainSid, VerificationMethod),
    /// Stop looking.
    StopCheck,
    /// End somebody's session.
    EndSession(SessionId),
    /// Leave, as a key does, whatever was typed.
    Quit,
    /// Leave, and end the sessions of everybody else.
    QuitForAll,
    /// Leave; the program goes on until everybody else has left.
    QuitWhenAlone,
}

impl Request {
    /// A form for this purpose.
    pub fn ask(purpose: impl Purpose + 'static) -> Self {
        Self::Ask(Arc::new(purpose))
    }
}
