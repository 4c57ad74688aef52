//! A change: one record before and after. Preview, audit, history and live refresh are all made of these.

use super::position::Position;
use super::record::{Key, Record};
use super::sid::OrgSid;

/// One record before and after. `None` before is a creation, `None` after a deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which record.
    pub key: Key,
    /// As it was.
    pub before: Option<Record>,
    /// As it will be.
    pub after: Option<Record>,
    /// The audit entry that had last changed it; [`Position::NONE`] for a creation. The commit is refused if another
    /// entry changed the record since.
    pub previous: Position,
}

impl Change {
    /// Every organization that either side touches, each once.
    pub fn organizations(&self) -> Vec<OrgSid> {
        let mut orgs: Vec<OrgSid> =
            self.before.iter().chain(&self.after).flat_map(Record::organizations).collect();
        orgs.sort_unstable();
        orgs.dedup();
        orgs
    }
}
