//! Reading the audit: what an organization's administrators see, and the history of one record.

use std::io::Read;
use std::path::PathBuf;

use crate::directory::Filter;
use crate::directory::filter::{Field, Row};
use crate::model::{
    AuditChange, AuditEntry, AuditHeader, EntryKind, ImageState, Key, OrgSid, Position, Span, Timestamp, Who,
};

use super::describe::{name_of, name_seen_by};
use super::hub::Controller;
use super::names::Names;
use super::port::StoreError;

/// Headers read at a time, and how many of them are looked at for one page before it is returned as it is.
const CHUNK: usize = 500;
const LOOKED_AT: usize = 20_000;

/// A page of an organization's audit, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditPage {
    /// The headers.
    pub headers: Vec<AuditHeader>,
    /// Where to go on below; `None` at the beginning of what is kept of the audit.
    pub next: Option<Position>,
    /// At that beginning: the last entry that was moved into an archive, if any was.
    pub archived: Option<Position>,
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

/// The history of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Its entries, newest first.
    pub entries: Vec<AuditEntry>,
    /// Where it goes on: the last entry that was moved into an archive.
    pub archived: Option<Position>,
}

impl Controller {
    /// Entries that touch this organization, below a position (`None`: from the head), newest first, at most `limit`.
    pub fn audit_page(
        &self,
        org: OrgSid,
        below: Option<Position>,
        limit: usize,
    ) -> Result<AuditPage, StoreError> {
        self.page(org, below, limit, &|_| true)
    }

    /// The same, narrowed by a filter. At most 20,000 entries are looked at: a page may be short and yet not the last.
    pub fn audit_page_where(
        &self,
        org: OrgSid,
        below: Option<Position>,
        limit: usize,
        filter: &Filter,
    ) -> Result<AuditPage, StoreError> {
        if filter.is_empty() {
            return self.audit_page(org, below, limit);
        }
        let (now, stored) = (self.now(), self.names());
        let directory = self.loaded();
        let names: &dyn Names = directory.as_ref().map_or(&stored, |directory| directory);
        self.page(org, below, limit, &|header| audit_passes(org, header, filter, names, now))
    }

    fn page(
        &self,
        org: OrgSid,
        below: Option<Position>,
        limit: usize,
        passes: &dyn Fn(&AuditHeader) -> bool,
    ) -> Result<AuditPage, StoreError> {
        let mut page = AuditPage { headers: Vec::new(), next: below, archived: None };
        let (mut at, mut looked) = (below, 0);
        while page.headers.len() < limit && looked < LOOKED_AT {
            let chunk = self.store().entries(at, CHUNK)?;
            let Some(last) = chunk.last().map(|header| header.position) else {
                return self.ending(page);
            };
            let short = chunk.len() < CHUNK;
            looked += chunk.len();
            for header in chunk {
                at = Some(header.position);
                if header.organizations.contains(&org) && passes(&header) {
                    page.headers.push(header);
                    if page.headers.len() == limit {
                        break;
                    }
                }
            }
            page.next = at;
            if short && at == Some(last) {
                return self.ending(page);
            }
        }
        Ok(page)
    }

    /// A page behind which nothing is kept.
    fn ending(&self, page: AuditPage) -> Result<AuditPage, StoreError> {
        Ok(AuditPage { next: None, archived: self.archived()?, ..page })
    }

    /// The last audit entry that was moved into an archive, if any was.
    pub fn archived(&self) -> Result<Option<Position>, StoreError> {
        Ok(Some(self.store().info()?.archived).filter(|position| *position != Position::NONE))
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
                if matches!(header.kind, EntryKind::Session | EntryKind::Ended(_))
                    || !header.organizations.contains(&org)
                {
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

    /// Shows the entries of this organization in archives of the store, which follow one another in a stream, in their
    /// order, each as [`Controller::audit_entry`] gives it.
    ///
    /// # Errors
    ///
    /// Those of [`Maintenance::archived_entries`](super::port::Maintenance::archived_entries).
    pub fn archived_entries(
        &self,
        org: OrgSid,
        archives: &mut dyn Read,
        each: &mut dyn FnMut(AuditEntry),
    ) -> Result<(), StoreError> {
        self.maintenance()?.archived_entries(archives, &mut |entry| {
            seen_by(org, entry).into_iter().for_each(&mut *each);
        })
    }

    /// Where the archive lies that this entry was moved into, if it is in the store's own folder.
    pub fn archive_of(&self, position: Position) -> Result<Option<PathBuf>, StoreError> {
        self.maintenance()?.archive_of(position)
    }

    /// The entries of this organization that changed this record, newest first, at most `limit`; found by following
    /// each image to the one before it, so the cost is that of the record's history.
    pub fn history(&self, org: OrgSid, key: Key, limit: usize) -> Result<History, StoreError> {
        let mut found = History::default();
        let mut at = self.store().get(key)?.map_or(Position::NONE, |stored| stored.last);
        while at != Position::NONE && found.entries.len() < limit {
            let Some(entry) = self.store().entry(at)? else {
                found.archived = self.archived()?.filter(|archived| at <= *archived);
                break;
            };
            at = entry.changes.iter().find(|change| change.key == key).map_or(Position::NONE, |c| c.previous);
            found.entries.extend(seen_by(org, entry));
        }
        Ok(found)
    }
}

/// Who acted, in one word.
pub fn actor_name(header: &AuditHeader, names: &dyn Names) -> String {
    match header.actor.who {
        Who::User(sid) => name_of(Key::User(sid), names),
        Who::Visitor => "visitor".into(),
        Who::System => "system".into(),
        Who::Operator => "operator".into(),
    }
}

/// Whether an entry passes a filter, as the organization may see it.
pub fn audit_passes(
    org: OrgSid,
    header: &AuditHeader,
    filter: &Filter,
    names: &dyn Names,
    now: Timestamp,
) -> bool {
    filter.matches(&Subject { org, header, names }, now)
}

/// An entry, as the language sees it: what the organization may not see cannot be looked for either.
struct Subject<'a> {
    org: OrgSid,
    header: &'a AuditHeader,
    names: &'a dyn Names,
}

impl Subject<'_> {
    fn actor(&self, text: &str) -> bool {
        let sid = self.header.actor.user().map(|sid| sid.to_string().to_lowercase());
        sid.is_some_and(|sid| sid.starts_with(text))
            || actor_name(self.header, self.names).to_lowercase().contains(text)
    }

    fn kind(&self, text: &str) -> bool {
        self.header.command.word().contains(text) || self.header.kind.to_string() == text
    }

    fn record(&self, text: &str) -> bool {
        self.header.subjects.iter().any(|key| {
            key.to_string().to_lowercase().starts_with(text)
                || name_seen_by(self.org, *key, self.names).to_lowercase().contains(text)
        })
    }
}

impl Row for Subject<'_> {
    fn word(&self, word: &str) -> bool {
        self.actor(word) || self.kind(word) || self.record(word)
    }

    fn is(&self, _: Field, _: usize) -> bool {
        false
    }

    fn has(&self, field: Field, text: &str) -> bool {
        match field {
            Field::Actor => self.actor(text),
            Field::Kind => self.kind(text),
            Field::Record => self.record(text),
            _ => false,
        }
    }

    fn count(&self, _: Field) -> u64 {
        0
    }

    fn instant(&self, _: Field) -> Option<Timestamp> {
        Some(self.header.time)
    }
}

/// The entry with the records of other organizations reduced to their keys, and the reason kept only if it stands in an
/// image of our own.
fn seen_by(org: OrgSid, mut entry: AuditEntry) -> Option<AuditEntry> {
    if !entry.header.organizations.contains(&org) {
        return None;
    }
    let ours_alone = entry.header.organizations == [org];
    let ours = |change: &AuditChange| touches(org, change) || (is_erased(change) && ours_alone);
    if entry.changes.first().is_some_and(|change| !ours(change)) {
        entry.reason = None;
    }
    for change in entry.changes.iter_mut().filter(|change| !touches(org, change) && !is_erased(change)) {
        change.before = ImageState::Foreign;
        change.after = ImageState::Foreign;
    }
    Some(entry)
}

/// Whether nothing is left of what a change said.
fn is_erased(change: &AuditChange) -> bool {
    let sides = [&change.before, &change.after];
    sides.iter().all(|side| matches!(side, ImageState::Erased | ImageState::Absent))
}

/// Whether a change concerns the organization: a side of it belongs there, or it is a message, which belongs to nobody.
fn touches(org: OrgSid, change: &AuditChange) -> bool {
    let ours = |side: &ImageState| side.record().is_some_and(|record| record.organizations().contains(&org));
    matches!(change.key, Key::Message(_)) || ours(&change.before) || ours(&change.after)
}
