//! What the app asks the session to do: everything that waits on a store, a clipboard or a clock.
//!
//! Effects are values; the session runs them and sends the answers back as events. An answer whose ticket is no longer
//! waited for is dropped.

use crate::controller::port::StoreError;
use std::sync::Arc;

use crate::controller::{
    Activity, AuditPage, Command, CommitError, Consent, DomainCheck, History, Past, Plan, PlanError, Present,
    Receipt, Rewind, SessionId, Travel, WhatIf, When,
};
use crate::directory::Filter;
use crate::model::{
    AccountSid, AuditEntry, DomainSid, Email, InvitationSid, Key, OrgSid, Position, Record, SignUpSid,
    VerificationMethod, Who,
};

use super::rows::{Found, Wanted};

/// Names one question, so that its answer finds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub u64);

/// A code that the screen may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// Of an open sign-up.
    SignUp(SignUpSid),
    /// Of an account's phone number.
    Phone(AccountSid),
    /// Of a pending invitation.
    Invitation(InvitationSid),
}

/// What the session is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Plan a command for this person.
    Plan(Ticket, Who, Command),
    /// Commit a plan.
    Commit(Ticket, Box<Plan>, Consent),
    /// Read a page of the organization's audit, narrowed by a filter.
    Audit(Ticket, OrgSid, Option<Position>, Filter),
    /// Read one audit entry of the organization.
    Entry(Ticket, OrgSid, Position),
    /// Read the history of a record, as far as it is the organization's.
    History(Ticket, OrgSid, Key),
    /// Read a record as it is stored.
    Record(Ticket, Key),
    /// Read what happened in the organization lately.
    Activity(Ticket, OrgSid),
    /// Look rows up in the directory.
    Rows(Ticket, Wanted),
    /// Begin to go back to a moment of the past.
    GoBack(Ticket, OrgSid, When),
    /// Go on with that.
    GoOn(Ticket, Arc<Rewind>),
    /// Find out what signing up or inviting would do for an address.
    WhatIf(Ticket, Who, OrgSid, Email),
    /// Read what this asks for as it was.
    Then(Arc<Past>, Box<Self>),
    /// Find the code that may be shown here.
    Reveal(Ticket, Secret),
    /// Look for the proof of a claim, and write down what was found. It takes as long as the network takes.
    Check(Ticket, Who, DomainSid, VerificationMethod),
    /// Nobody waits for that look any more.
    StopCheck(Ticket),
    /// Put a text on the clipboard of the terminal.
    Copy(String),
    /// Remember who is signed in, for the next start; `None` forgets.
    Remember(Option<Email>),
    /// Draw everything anew.
    Redraw,
    /// End somebody's session.
    EndSession(Ticket, Who, SessionId),
    /// End the session.
    Quit,
    /// End the session; the process goes on until everybody else has left.
    QuitWhenAlone,
}

impl Effect {
    /// The rows asked for, if rows are.
    pub fn rows(&self) -> Option<&Wanted> {
        match self {
            Self::Rows(_, wanted) => Some(wanted),
            Self::Then(_, inner) => inner.rows(),
            _ => None,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Of [`Effect::Plan`].
    Planned(Result<Box<Plan>, PlanError>),
    /// Of [`Effect::Commit`].
    Committed(Result<Box<Receipt>, CommitError>),
    /// Of [`Effect::Audit`].
    Audit(Result<AuditPage, StoreError>),
    /// Of [`Effect::Entry`].
    Entry(Result<Option<Box<AuditEntry>>, StoreError>),
    /// Of [`Effect::History`].
    History(Result<History, StoreError>),
    /// Of [`Effect::Record`].
    Record(Result<Option<Box<Record>>, StoreError>),
    /// Of [`Effect::Activity`].
    Activity(Result<Activity, StoreError>),
    /// Of [`Effect::Rows`].
    Rows(Found),
    /// Of [`Effect::GoBack`] and [`Effect::GoOn`].
    Went(Result<Travel, PlanError>),
    /// Of [`Effect::WhatIf`].
    WhatIf(Result<Box<WhatIf>, PlanError>),
    /// Of [`Effect::Reveal`]: the code as it may be shown.
    Code(Option<String>),
    /// Of [`Effect::Check`]; `None` if it was stopped.
    Checked(Result<Option<Box<DomainCheck>>, CommitError>),
    /// Of [`Effect::EndSession`].
    SessionEnded(Result<Box<Present>, CommitError>),
}
