//! The sweeper of a host: does what is due, and keeps the store up: compaction after an erasure, a backup a day; on a thread
//! of its own, looks again for the proofs of domains, so that a name server that does not answer holds nothing up.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::controller::port::Stop;
use crate::controller::{CommitError, Controller, Swept};
use crate::model::{Actor, Evidence, Origin, Who};

/// How often a host looks what is due.
const EVERY: Duration = Duration::from_secs(60);
/// How long one round of looks may take; what is left waits for the next.
const ROUND: Duration = Duration::from_secs(45);

fn system() -> Actor {
    Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper }
}

/// Sweeps once. Sessions go on meanwhile; while the store is compacted, their commits wait.
pub fn sweep(controller: &Controller) -> Result<Swept, CommitError> {
    let swept = controller.sweep(&system())?;
    controller.keep_up(&system(), &mut |_, _| {})?;
    Ok(swept)
}

/// Sweeps as long as it lives. Dropped, it ends soon, whatever the network does.
#[derive(Debug)]
pub struct Sweeper {
    stop: Stop,
    threads: Vec<JoinHandle<()>>,
}

impl Sweeper {
    /// Begins; `failed` is told what could not be done, which is tried again.
    pub fn begin(
        controller: &Arc<Controller>,
        failed: impl Fn(&str, &CommitError) + Clone + Send + 'static,
    ) -> io::Result<Self> {
        let mut sweeper = Self { stop: Stop::default(), threads: Vec::new() };
        let (theirs, told) = (Arc::clone(controller), failed.clone());
        sweeper.repeat("sweeper", move |_| {
            if let Err(error) = sweep(&theirs) {
                told("sweeping", &error);
            }
        })?;
        let theirs = Arc::clone(controller);
        sweeper.repeat("checker", move |stop| {
            if let Err(error) = theirs.recheck(&system(), ROUND, stop) {
                failed("checking domains", &error);
            }
        })?;
        Ok(sweeper)
    }

    fn repeat(&mut self, name: &str, work: impl Fn(&Stop) + Send + 'static) -> io::Result<()> {
        let stop = self.stop.clone();
        let rounds = move || loop {
            work(&stop);
            if stop.wait(EVERY) {
                return;
            }
        };
        self.threads.push(std::thread::Builder::new().name(name.into()).spawn(rounds)?);
        Ok(())
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.stop.tell();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
