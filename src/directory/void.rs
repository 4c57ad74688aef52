//! Deleted organizations: what rests on one is shown as it counts (`rules::void`), and listed for the sweeper until it is
//! cleared.
//!
//! Rows keep what is stored beside what counts, so that both directions work: a deletion that is confirmed, and an
//! earlier state of the directory in which it was not.

use super::{AccountRow, Directory, DomainRow, InvitationRow};
use crate::model::{InvitationState, Key, OrgSid, OrgState, Timestamp};
use crate::rules::limits;

impl Directory {
    /// Whether the organization is deleted.
    pub fn is_deleted(&self, org: OrgSid) -> bool {
        self.orgs.get(&org).is_some_and(|row| row.state == OrgState::Deleted)
    }

    /// The deleted organizations, in SID order.
    pub fn deleted_organizations(&self) -> impl Iterator<Item = OrgSid> + '_ {
        self.orgs.values().filter(|row| row.state == OrgState::Deleted).map(|row| row.sid)
    }

    /// Deleted organizations whose name has been kept as long as it may be and is still there, at most so many.
    pub fn names_due(&self, now: Timestamp, most: usize) -> Vec<OrgSid> {
        let due = self.orgs.values().filter(|row| {
            let confirmed = row.deletion.and_then(|deletion| deletion.confirmed);
            row.state == OrgState::Deleted
                && !row.name.is_empty()
                && confirmed.is_some_and(|confirmed| now >= confirmed.plus(limits::NAME_KEPT))
        });
        due.take(most).map(|row| row.sid).collect()
    }

    /// Records that still rest on a deleted organization, at most so many: claims and invitations, users, then accounts.
    pub fn void(&self, most: usize) -> Vec<Key> {
        let mut found: Vec<Key> = Vec::new();
        for org in self.deleted_organizations() {
            let domains = self.domains.iter().filter(|row| row.org == org).map(|row| Key::Domain(row.sid));
            let open =
                |row: &&InvitationRow| row.org == Some(org) && row.stored_state == InvitationState::Pending;
            let invitations = self.invitations.iter().filter(open).map(|row| Key::Invitation(row.sid));
            let users = self.users.resting_on(org).map(Key::User);
            let here = |row: &&AccountRow| row.stored_org == Some(org);
            let accounts = self.accounts.iter().filter(here).map(|row| Key::Account(row.sid));
            let left = most.saturating_sub(found.len());
            found.extend(domains.chain(invitations).chain(users).chain(accounts).take(left));
            if found.len() >= most {
                break;
            }
        }
        found
    }

    /// The organization of a stored record, unless it is deleted.
    pub(super) fn living(&self, org: Option<OrgSid>) -> Option<OrgSid> {
        org.filter(|org| !self.is_deleted(*org))
    }

    /// Takes over that an organization is deleted now, or is not any more.
    pub(super) fn turn(&mut self, org: OrgSid) {
        let deleted = self.is_deleted(org);
        self.users.rest_on(org, deleted);
        let of = if deleted { None } else { Some(org) };
        let accounts: Vec<AccountRow> =
            self.accounts.iter().filter(|row| row.stored_org == Some(org)).cloned().collect();
        for row in accounts {
            self.accounts.put(row.sid, AccountRow { org: of, ..row });
        }
        let invitations: Vec<InvitationRow> =
            self.invitations.iter().filter(|row| row.org == Some(org)).cloned().collect();
        for row in invitations {
            self.invitations.put(row.sid, InvitationRow { void: deleted, ..row });
        }
        let domains: Vec<DomainRow> = self.domains.iter().filter(|row| row.org == org).cloned().collect();
        for row in domains {
            self.domains.put(row.sid, DomainRow { void: deleted, ..row });
        }
    }
}
