//! What is in a store, through its engine.

use crate::controller::port::{Checked, Examination, Part, Progress, StoreError};
use crate::store::engine::{Engine, Range, lock};
use crate::store::layout::Tree;
use crate::store::{check, reader, verify};

/// What to do about an archive that cannot be read: no repair can make it again.
const RETURN_ARCHIVE: &str =
    "Put the file back from a copy of the folder; without it the older entries are lost, all else goes on.";

/// Records, what is derived from them, and the audit; the writer is held meanwhile.
pub(in crate::store) fn examine<E: Engine>(
    engine: &E,
    progress: Progress<'_>,
) -> Result<Vec<Examination>, StoreError> {
    let _writer = lock(engine.writer());
    reader::identity(engine)?;
    let (_, state) = reader::state(engine)?;
    let all: u64 = state.counts.iter().sum();
    let mut records = Checked::default();
    check::records(engine, &state, &mut records, &mut |done| progress("records", done, all));
    let mut derived = Checked::default();
    check::derived(engine, &state, &mut derived, &mut |done| progress("index rows and counts", done, all));
    let mut audit = Checked::default();
    let unread = verify::audit(engine, &state, &mut audit, &mut |done| {
        progress("audit entries", done, state.head.0);
    });
    let (read, entries) = (records.records, audit.entries);
    let elsewhere = match unread.iter().filter(|unread| unread.elsewhere).count() {
        0 => String::new(),
        1 => "; 1 archive is kept elsewhere and was not read".to_owned(),
        n => format!("; {n} archives are kept elsewhere and were not read"),
    };
    let summary = format!("{entries} entries, chained, and {read} records as they left them{elsewhere}");
    let missing = unread.into_iter().filter(|unread| !unread.elsewhere);
    let audit = missing.fold(Examination::of(Part::Audit, summary, audit), |all, unread| {
        all.with(unread.sentence, RETURN_ARCHIVE)
    });
    Ok(vec![
        Examination::of(Part::Records, format!("{read} records, each whole and in its place"), records),
        Examination::of(Part::Derived, "indexes and counts are what the records say", derived),
        audit,
    ])
}

/// Bytes of all rows.
pub(in crate::store) fn size<E: Engine>(engine: &E) -> Result<u64, StoreError> {
    let mut sum = 0;
    for tree in Tree::ALL {
        engine.walk(tree, &Range::ALL, usize::MAX, &mut |key, value| {
            sum += (key.len() + value.len()) as u64;
            Ok(())
        })?;
    }
    Ok(sum)
}
