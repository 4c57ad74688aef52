//! Domains: whose proof has to be looked for again, which were lost, and whom they bring along.

use super::Directory;
use super::users::DIVIDER;
use crate::model::{DomainName, DomainSid, OrgSid, Removal, Timestamp, UserSid, VerificationMethod};
use crate::rules::domain_checks;

impl Directory {
    /// The claims whose proof has to be looked for again at this instant, and by which method; whoever waited longest first.
    /// Those of demo data are inventions: no network is asked about them.
    pub fn looks_due(&self, now: Timestamp) -> Vec<(DomainSid, VerificationMethod)> {
        let mut due: Vec<(Option<Timestamp>, DomainSid, VerificationMethod)> = self
            .domains
            .iter()
            .filter(|row| !row.void && self.organization(row.org).is_some_and(|org| !org.demo))
            .filter(|row| domain_checks::is_due(row.state, (row.checked, row.verified, row.uncertain), now))
            .filter_map(|row| {
                let method = domain_checks::again_by(row.state, row.method)?;
                Some((row.checked.map(|last| last.at), row.sid, method))
            })
            .collect();
        due.sort_unstable();
        due.into_iter().map(|(_, sid, method)| (sid, method)).collect()
    }

    /// The lost domains whose people have not all been removed, in key order, at most so many.
    pub fn losses(&self, most: usize) -> Vec<DomainSid> {
        let waits = self
            .domains
            .iter()
            .filter(|row| !row.void && row.lost.is_some_and(|loss| loss.people != Removal::Done));
        let mut losses: Vec<DomainSid> = waits.map(|row| row.sid).collect();
        losses.sort_unstable();
        losses.truncate(most);
        losses
    }

    /// The users the organization manages whose addresses are in exactly this domain, in key order.
    pub fn managed_under(&self, org: OrgSid, name: &DomainName) -> Vec<UserSid> {
        let Some(column) = self.users.org_column(org) else { return Vec::new() };
        let slots = 0..u32::try_from(self.users.index.len()).unwrap_or(u32::MAX);
        let under = |slot: &u32| {
            self.users
                .row(*slot)
                .is_some_and(|row| row.org == column && domain_of(row.text) == name.as_str().as_bytes())
        };
        let mut found: Vec<UserSid> =
            slots.filter(under).filter_map(|slot| self.users.index.key(slot)).collect();
        found.sort_unstable();
        found
    }
}

/// The domain of the address in a row's search text.
fn domain_of(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let address = memchr::memrchr(DIVIDER, text).and_then(|at| text.get(at + 1..)).unwrap_or_default();
    memchr::memrchr(b'@', address).and_then(|at| address.get(at + 1..)).unwrap_or_default()
}
