//! The sweeper of a host: does what is due, and compacts when something was erased and the last compaction is a day ago.

use crate::controller::{CommitError, Controller, Swept};
use crate::model::{Actor, Evidence, Origin, Who};

/// Sweeps once. Sessions go on meanwhile; while the store is compacted, their commits wait.
pub fn sweep(controller: &Controller) -> Result<Swept, CommitError> {
    let system = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    let swept = controller.sweep(&system)?;
    if controller.compaction_is_due(controller.now())? {
        controller.compact(&system, &mut |_, _| {})?;
    }
    Ok(swept)
}
