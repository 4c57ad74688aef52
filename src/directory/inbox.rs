//! Everything that waits for an answer: what is addressed to somebody, and what an organization has sent or is asked.

use super::{Directory, Filter, InvitationRow, InvitationSort};
use crate::model::{InvitationSid, OrgSid, Timestamp};
use crate::rules::limits;

/// How much of what an organization has sent or is asked waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waits {
    /// Invitations and requests.
    pub all: usize,
    /// Requests for an invitation: the organization answers them.
    pub requests: usize,
    /// Invitations that cannot be answered while something lasts.
    pub blocked: usize,
    /// Invitations of people that end within 48 hours; those of accounts are counted with the accounts.
    pub ending: usize,
    /// Messages that wait to be handed over.
    pub unsent: usize,
    /// Messages that should have arrived, and did not.
    pub failed: usize,
}

impl Directory {
    /// What an administrator's inbox shows: what is addressed to them, soonest to end first; then what the organization
    /// has sent or is asked, ordered. The filter narrows both.
    pub fn inbox(
        &self,
        org: OrgSid,
        email: &str,
        now: Timestamp,
        filter: &Filter,
        sort: InvitationSort,
        descending: bool,
    ) -> Vec<InvitationSid> {
        let passes = |row: &&InvitationRow| self.invitation_passes(row, filter, now);
        let addressed = |row: &InvitationRow| &*row.email == email && !row.kind.is_request();
        let mine = self.waiting(now).filter(|row| addressed(row)).filter(passes).collect();
        let others = self.waiting(now).filter(|row| row.org == Some(org) && !addressed(row));
        let mut rows = self.ordered_invitations(mine, InvitationSort::Expires, false);
        rows.extend(self.ordered_invitations(others.filter(passes).collect(), sort, descending));
        rows
    }

    /// How much of what the organization has sent or is asked waits: one pass over the invitations.
    pub fn waits(&self, org: OrgSid, now: Timestamp) -> Waits {
        let (unsent, failed) = self.unsent(org, now);
        let mut waits = Waits { unsent, failed, ..Waits::default() };
        for row in self.waiting(now).filter(|row| row.org == Some(org)) {
            waits.all += 1;
            match row.kind.is_request() {
                true => waits.requests += 1,
                false => {
                    waits.blocked += usize::from(self.blocked(row).is_some());
                    let soon = row.expires.since(now) <= limits::ENDING_SOON;
                    waits.ending += usize::from(soon && row.kind.joining().is_none());
                }
            }
        }
        waits
    }
}

#[cfg(test)]
mod tests;
