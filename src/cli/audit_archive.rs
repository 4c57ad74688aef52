//! `orgadm audit list|show --archive`: entries that were moved out of the store, read where they are now.

use std::collections::VecDeque;
use std::path::Path;

use crate::controller::{Refusal, RefusalCode, audit_passes};
use crate::directory::Filter;
use crate::model::{AuditEntry, AuditHeader, Key, OrgSid, Position};

use super::context::Context;
use super::exit::Failure;
use super::given;
use super::io::Io;

/// Which entries are wanted, and how many.
pub(super) struct Wanted<'a> {
    pub(super) filter: &'a Filter,
    pub(super) limit: usize,
    pub(super) below: Option<Position>,
    pub(super) record: Option<Key>,
}

/// The newest of the wanted entries in an archive, the newest first.
pub(super) fn entries(
    context: &Context<'_>,
    org: OrgSid,
    file: &Path,
    wanted: &Wanted<'_>,
    io: &mut Io<'_>,
) -> Result<Vec<AuditHeader>, Failure> {
    let (names, now) = (context.controller.names(), context.controller.now());
    let passes = |entry: &AuditEntry| {
        let changes = |key| entry.changes.iter().any(|change| change.key == key);
        wanted.below.is_none_or(|below| entry.header.position < below)
            && wanted.record.is_none_or(changes)
            && audit_passes(org, &entry.header, wanted.filter, &names, now)
    };
    // It is read from its oldest entry on; no more of it is kept than is wanted.
    let mut found = VecDeque::with_capacity(wanted.limit + 1);
    context.controller.archived_entries(org, &mut given::opened(file, io)?, &mut |entry| {
        if passes(&entry) {
            found.push_front(entry.header);
            found.truncate(wanted.limit);
        }
    })?;
    Ok(found.into())
}

/// This entry in an archive.
pub(super) fn entry(
    context: &Context<'_>,
    org: OrgSid,
    file: &Path,
    position: Position,
    io: &mut Io<'_>,
) -> Result<AuditEntry, Failure> {
    let mut found = None;
    context.controller.archived_entries(org, &mut given::opened(file, io)?, &mut |entry| {
        if entry.header.position == position {
            found = Some(entry);
        }
    })?;
    found.ok_or_else(|| {
        let sentence = format!("{} holds no audit entry {position} of this organization.", given::name(file));
        Refusal::new(RefusalCode::NotFound, sentence, "Look at: orgadm audit list --archive FILE").into()
    })
}
