//! Reading the audit: what an organization's administrators see, and the history of one record.

use crate::model::{
    AuditChange, AuditEntry, AuditHeader, EntryKind, ImageState, Key, OrgSid, Position, Span, Timestamp,
};

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

/// What happened in an organization lately.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Activity {
    /// Entries a day, today first.
    pub per_day: Vec<u32>,
    /// The latest entries that changed something, newest first.
    pub latest: Vec<AuditHeader>,
    /// Whether every entry of these days was counted.
    pub complete: bool,
}

/// The history of a record, newest first.
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

    /// What happened in this organization in the last `days` days before `now`, sessions not counted, and the last
    /// `latest` changes. At most 20,000 entries are looked at; the answer says if there were more.
    pub fn activity(
        &self,
        org: OrgSid,
        now: Timestamp,
        days: usize,
        latest: usize,
    ) -> Result<Activity, StoreError> {
        let day = Span::days(1).0;
        let mut activity = Activity { per_day: vec![0; days], latest: Vec::new(), complete: true };
        let (mut at, mut looked) = (None, 0);
        loop {
            let chunk = self.store().entries(at, CHUNK)?;
            looked += chunk.len();
            let Some(last) = chunk.last() else { return Ok(activity) };
            at = Some(last.position);
            let short = chunk.len() < CHUNK;
            for header in chunk {
                let ago = usize::try_from(now.since(header.time).0 / day).unwrap_or(usize::MAX);
                if ago >= days && activity.latest.len() >= latest {
                    return Ok(activity);
                }
                if header.kind == EntryKind::Session || !header.organizations.contains(&org) {
                    continue;
                }
                if let Some(count) = activity.per_day.get_mut(ago) {
                    *count += 1;
                }
                if activity.latest.len() < latest {
                    activity.latest.push(header);
                }
            }
            if short {
                return Ok(activity);
            }
            if looked >= LOOKED_AT {
                activity.complete = false;
                return Ok(activity);
            }
        }
    }

    /// One whole entry as the organization's administrators see it: records of others are only named. `None` if it
    /// does not touch the organization.
    pub fn audit_entry(&self, org: OrgSid, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        Ok(self.store().entry(position)?.and_then(|entry| seen_by(org, entry)))
    }

    /// The entries of this organization that changed this record, newest first, at most `limit`; found by following
    /// each image to the one before it, so the cost is that of the record's history.
    pub fn history(&self, org: OrgSid, key: Key, limit: usize) -> Result<History, StoreError> {
        let mut found = Vec::new();
        let mut at = self.store().get(key)?.map_or(Position::NONE, |stored| stored.last);
        while at != Position::NONE && found.len() < limit {
            let Some(entry) = self.store().entry(at)? else { break };
            at = entry.changes.iter().find(|change| change.key == key).map_or(Position::NONE, |c| c.previous);
            found.extend(seen_by(org, entry));
        }
        Ok(found)
    }
}

/// The entry with the records of other organizations reduced to their keys, and the reason kept only if it stands in an
/// image of our own.
fn seen_by(org: OrgSid, mut entry: AuditEntry) -> Option<AuditEntry> {
    if !entry.header.organizations.contains(&org) {
        return None;
    }
    if entry.changes.first().is_some_and(|change| !touches(org, change)) {
        entry.reason = None;
    }
    for change in entry.changes.iter_mut().filter(|change| !touches(org, change)) {
        change.before = ImageState::Foreign;
        change.after = ImageState::Foreign;
    }
    Some(entry)
}

/// Whether a change concerns the organization: a side of it belongs there, or it is a message, which belongs to nobody.
fn touches(org: OrgSid, change: &AuditChange) -> bool {
    let ours = |side: &ImageState| side.record().is_some_and(|record| record.organizations().contains(&org));
    matches!(change.key, Key::Message(_)) || ours(&change.before) || ours(&change.after)
}
