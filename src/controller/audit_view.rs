//! Reading the audit: what an organization's administrators see, and the history of one record.

use crate::model::{AuditEntry, AuditHeader, Key, OrgSid, Position};

use super::hub::Controller;
use super::port::StoreError;

/// Headers read at a time, and how many of them are looked at for one page before it is returned as it is.
const CHUNK: usize = 500;
const LOOKED_AT: usize = 20_000;

/// A page of an organization's audit, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditPage {
    /// The headers.
    pub headers: Vec<AuditHeader>,
    /// Where to go on below; `None` at the beginning of the audit.
    pub next: Option<Position>,
}

/// One step in the history of a record.
pub type History = Vec<AuditEntry>;

impl Controller {
    /// Entries that touch this organization, below a position (`None`: from the head), newest first, at most `limit`.
    pub fn audit_page(
        &self,
        org: OrgSid,
        below: Option<Position>,
        limit: usize,
    ) -> Result<AuditPage, StoreError> {
        let mut page = AuditPage { headers: Vec::new(), next: below };
        let (mut at, mut looked) = (below, 0);
        while page.headers.len() < limit && looked < LOOKED_AT {
            let chunk = self.store().entries(at, CHUNK)?;
            let Some(last) = chunk.last().map(|header| header.position) else {
                page.next = None;
                return Ok(page);
            };
            let short = chunk.len() < CHUNK;
            looked += chunk.len();
            for header in chunk {
                at = Some(header.position);
                if header.organizations.contains(&org) {
                    page.headers.push(header);
                    if page.headers.len() == limit {
                        break;
                    }
                }
            }
            page.next = at;
            if short && at == Some(last) {
                page.next = None;
                return Ok(page);
            }
        }
        Ok(page)
    }

    /// One whole entry.
    pub fn audit_entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        self.store().entry(position)
    }

    /// The entries that changed this record, newest first, at most `limit`; found by following each image to the one
    /// before it, so the cost is that of the answer.
    pub fn history(&self, key: Key, limit: usize) -> Result<History, StoreError> {
        let mut found = Vec::new();
        let mut at = self.store().get(key)?.map_or(Position::NONE, |stored| stored.last);
        while at != Position::NONE && found.len() < limit {
            let Some(entry) = self.store().entry(at)? else { break };
            at = entry.changes.iter().find(|change| change.key == key).map_or(Position::NONE, |c| c.previous);
            found.push(entry);
        }
        Ok(found)
    }
}
