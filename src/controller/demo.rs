//! Demo data: a believable organization in a fresh store, the same for the same seed.
//!
//! The bulk is written through [`Maintenance`] in batches; the last weeks of its life go through the ordinary pipeline,
//! command by command under a clock that starts in the past, so that audit, histories and inboxes are the real thing.

mod company;
mod crowd;
mod names;
mod ports;
mod story;

pub use ports::{Beginning, Demo};

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::model::{Actor, CommandKind, Evidence, Kind, Origin, Record, Timestamp, UserSid, Who};

use super::codes::CodeKey;
use super::commit::CommitError;
use super::hub::Controller;
use super::port::{AuditDraft, Clock, Ids, Maintenance, Store, StoreError};
use crowd::Crowd;
use ports::{LIFE, StoryClock, StoryIds};

/// Records written in one transaction.
const BATCH: usize = 2_000;

/// Fills a store that is empty; returns the Owner. `progress` hears records written and records in all; what it returns
/// as an error ends the work.
pub fn fill(
    store: &Arc<dyn Maintenance>,
    codes: CodeKey,
    demo: Demo,
    progress: &mut dyn FnMut(usize, usize) -> Result<(), StoreError>,
) -> Result<UserSid, CommitError> {
    let begins = demo.now.minus(LIFE);
    let crowd = Crowd::new(demo, begins);
    let ids = Arc::new(StoryIds { seed: demo.seed, drawn: AtomicU64::new(0) });
    let mut written = 0;
    let mut records = crowd.records().peekable();
    while records.peek().is_some() {
        let batch: Vec<Record> = records.by_ref().take(BATCH).collect();
        written += batch.len();
        store.load_demo(batch, &maintenance(begins, ids.seed()?))?;
        progress(written, crowd.len())?;
    }
    store.sync()?;
    let clock = Arc::new(StoryClock(AtomicU64::new(demo.now.minus(story::LENGTH).0)));
    let controller = Controller::open(Arc::clone(store), Arc::clone(&clock) as Arc<dyn Clock>, ids, codes)?;
    story::live(&controller, &clock, demo, &crowd)?;
    Ok(crowd.owner())
}

/// Shows every record of a demo's bulk without a store: for measuring lists.
pub fn each_record(demo: Demo, each: &mut dyn FnMut(Record)) {
    Crowd::new(demo, demo.now.minus(LIFE)).records().for_each(each);
}

/// The Owner of a demo store, if this is one.
pub fn owner_of(store: &dyn Store) -> Result<Option<UserSid>, StoreError> {
    let organizations = store.scan(Kind::Organization, None, 10)?;
    Ok(organizations.into_iter().find_map(|stored| match stored.record {
        Record::Organization(org) if org.demo => Some(org.owner),
        _ => None,
    }))
}

fn maintenance(time: Timestamp, salt_seed: [u8; 32]) -> AuditDraft {
    let actor = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Demo };
    AuditDraft::maintenance(time, actor, CommandKind::Demo, salt_seed)
}
