//! What is in a store, through its engine.

use crate::controller::port::{Checked, Examination, Part, Progress, StoreError};
use crate::store::engine::{Engine, Range, lock};
use crate::store::layout::Tree;
use crate::store::{archive, check, reader, verify};

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
    let (mut audit, mut archives) = (Checked::default(), Checked::default());
    verify::audit(engine, &state, (&mut audit, &mut archives), &mut |done| {
        progress("audit entries", done, state.head.0);
    });
    let (read, entries) = (records.records, audit.entries);
    Ok(vec![
        Examination::of(Part::Records, format!("{read} records, each whole and in its place"), records),
        Examination::of(Part::Derived, "indexes and counts are what the records say", derived),
        Examination::of(
            Part::Audit,
            format!("{entries} entries, chained, and {read} records as they left them"),
            audit,
        ),
        Examination::of(Part::Archives, shelved(engine)?, archives),
    ])
}

/// Which archives there are.
fn shelved<E: Engine>(engine: &E) -> Result<String, StoreError> {
    let all = archive::archives(engine)?;
    let elsewhere = all.iter().filter(|archived| archived.elsewhere).count();
    Ok(match (all.last(), elsewhere) {
        (None, _) => "none: every entry is in the store".into(),
        (Some(last), 0) => format!("{} of the entries 1 to {}", all.len(), last.to),
        (Some(last), _) => format!(
            "{} of the entries 1 to {}; {elsewhere} kept elsewhere and not read (orgadm audit verify --archive)",
            all.len(),
            last.to
        ),
    })
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
