//! What taking many changes back needs, and the answers a store would give about a directory of the past.

use super::Directory;
use crate::model::{Change, DomainName, DomainSid, Key, Kind, OrgSid, Position, Record};

impl Directory {
    /// Puts a record back to what it was; `None`: it was not there.
    pub fn take_back(&mut self, key: Key, before: Option<&Record>) {
        let change = Change { key, before: None, after: before.cloned(), previous: Position::NONE };
        self.apply(std::slice::from_ref(&change));
    }

    /// To be called before many changes: orders are made anew afterwards, by [`Directory::make_orders`].
    pub fn forget_orders(&mut self) {
        self.users.forget_order();
    }

    /// Makes the orders that were forgotten. Unlike [`Directory::warm`] it leaves alone what clones share.
    pub fn make_orders(&self) {
        self.users.by_name();
    }

    /// The invitations to this address that are stored as open, in key order.
    pub fn open_for(&self, email: &str) -> Vec<Key> {
        let open = self.invitations.iter().filter(|row| row.is_open());
        let mut keys: Vec<Key> =
            open.filter(|row| &*row.email == email).map(|row| Key::Invitation(row.sid)).collect();
        keys.sort_unstable();
        keys
    }

    /// The claims of exactly this domain, in key order.
    pub fn claims_of(&self, name: &DomainName) -> Vec<DomainSid> {
        let mut sids: Vec<DomainSid> = self.claims_named(name.as_str()).map(|row| row.sid).collect();
        sids.sort_unstable();
        sids
    }

    /// How many records of this kind name the organization, as a store counts them.
    pub fn count_in(&self, org: OrgSid, kind: Kind) -> usize {
        match kind {
            Kind::Organization | Kind::OrganizationName => usize::from(self.organization(org).is_some()),
            Kind::User => self.users.members_of(org),
            Kind::Account => self.accounts.iter().filter(|row| row.org == Some(org)).count(),
            Kind::Invitation => self.invitations.iter().filter(|row| row.org == Some(org)).count(),
            Kind::Domain => self.domains_of(org).count(),
            Kind::SignUp | Kind::Message => 0,
        }
    }
}
