//! The sweeper of a host: does what is due, and keeps the store up: compaction after an erasure, a backup a day.

use crate::controller::{CommitError, Controller, Swept};
use crate::model::{Actor, Evidence, Origin, Who};

/// Sweeps once. Sessions go on meanwhile; while the store is compacted, their commits wait.
pub fn sweep(controller: &Controller) -> Result<Swept, CommitError> {
    let system = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    let swept = controller.sweep(&system)?;
    controller.keep_up(&system, &mut |_, _| {})?;
    Ok(swept)
}
