//! The steps of a difference while it is found, and the order they are taken in.

use crate::controller::command::{Asked, Command, FileStep};
use crate::controller::refusal::{Refusal, RefusalCode};
use crate::model::{AccountSid, Email, Invitation, Timestamp};

/// Somebody, or an account, that was invited already and has yet to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The line of the file that wants it; `None` if the file does not: what was sent is left to be answered.
    pub line: Option<usize>,
    /// To whom the invitation went.
    pub email: Email,
    /// What it offers: "Administrator", "Developer on Billing", "the account Care".
    pub offer: String,
    /// Until when it can be answered.
    pub expires: Timestamp,
}

/// When a step is taken: what others need comes before them, and what takes rights away comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// What nothing does; named with the rest.
    Refused,
    /// The organization's name, its policy, who may be invited.
    Settings,
    /// Claims given up, so that there is room.
    DeleteDomain,
    /// Claims made.
    ClaimDomain,
    /// People who may sign in again.
    Activate,
    /// Accounts in use again.
    Reactivate,
    /// Subaccounts in use again, after their parents.
    ReactivateSubaccount,
    /// New accounts.
    Create,
    /// Accounts asked to join.
    AddExisting,
    /// Accounts to other owners.
    HandOver,
    /// Names and second factors of accounts.
    EditAccount,
    /// New subaccounts that start as their parents are now.
    CreateSubaccount,
    /// Designations of accounts.
    Designate,
    /// New subaccounts that start as their parents become.
    CreateSubaccountAfter,
    /// Names and designations of subaccounts.
    EditSubaccount,
    /// Names of people, security.
    EditUser,
    /// Roles of others.
    Role,
    /// Roles taken from members, so that there is room for others.
    Revoke,
    /// Roles given.
    Grant,
    /// Roles taken from people outside, who stay known by what they were given before.
    RevokeIndependent,
    /// Invitations, to membership or to an account.
    Invite,
    /// Subaccounts halted or closed, before their parents.
    HaltSubaccount,
    /// Accounts halted.
    Suspend,
    /// Accounts closed for good.
    Close,
    /// People deactivated.
    Deactivate,
    /// People removed.
    Remove,
    /// The organization handed over: its Owner is an Administrator from here on.
    ChangeOwner,
    /// Whether reasons are needed: from here on they would be.
    Reasons,
    /// The role of whoever was the Owner.
    RoleOfOldOwner,
}

/// Steps in the making.
#[derive(Default)]
pub(super) struct Steps {
    steps: Vec<(Turn, FileStep)>,
    waiting: Vec<Waiting>,
    provisional: u64,
}

impl Steps {
    pub(super) fn push(&mut self, turn: Turn, line: usize, entry: impl Into<String>, command: Command) {
        let asked = Asked::Do(Box::new(command));
        self.steps.push((turn, FileStep { line, entry: entry.into(), creates: None, asked }));
    }

    /// A step that creates an account; what later steps call it.
    pub(super) fn creates(
        &mut self,
        turn: Turn,
        line: usize,
        entry: impl Into<String>,
        command: Command,
    ) -> AccountSid {
        // Nothing that was drawn at random looks like this.
        self.provisional += 1;
        let mut bytes = [0xFF; 16];
        bytes[8..].copy_from_slice(&self.provisional.to_be_bytes());
        let sid = AccountSid::from_bytes(bytes);
        let asked = Asked::Do(Box::new(command));
        self.steps.push((turn, FileStep { line, entry: entry.into(), creates: Some(sid), asked }));
        sid
    }

    /// What no command does.
    pub(super) fn refuse(
        &mut self,
        line: usize,
        entry: impl Into<String>,
        code: RefusalCode,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let asked = Asked::Refused(Refusal::new(code, sentence, remedy));
        let step = FileStep { line, entry: entry.into(), creates: None, asked };
        self.steps.push((Turn::Refused, step));
    }

    /// What is on its way needs nothing.
    pub(super) fn wait(&mut self, line: impl Into<Option<usize>>, invitation: &Invitation, offer: String) {
        let (email, line): (Email, _) = (invitation.email.clone(), line.into());
        self.waiting.push(Waiting { line, email, offer, expires: invitation.expires });
    }

    /// The steps in their order, those of one turn in the order they were found; and what is on its way, by its line.
    pub(super) fn in_order(mut self) -> (Vec<FileStep>, Vec<Waiting>) {
        self.steps.sort_by_key(|(turn, _)| *turn);
        self.waiting.sort_by_key(|waiting| (waiting.line.is_none(), waiting.line));
        (self.steps.into_iter().map(|(_, step)| step).collect(), self.waiting)
    }
}
