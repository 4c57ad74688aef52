//! The sweeper of a host: ends what has run out of time, in as many plans as it takes.

use crate::controller::{Command, CommitError, Consent, Controller};
use crate::model::{Actor, Evidence, Origin, Who};

/// Sweeps once; gives how many records changed.
pub fn sweep(controller: &Controller) -> Result<usize, CommitError> {
    let system = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    let mut ended = 0;
    loop {
        let receipt = controller.run(&system, &Command::Expire, Consent::default())?;
        ended += receipt.plan.changes.len();
        if receipt.position.is_none() {
            return Ok(ended);
        }
    }
}
