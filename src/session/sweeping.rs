//! The sweeper of whoever holds the store: does what is due, looks again for the proofs of domains, and keeps the store up with
//! compaction after an erasure and a backup a day. Each is a thread of its own, so that neither a name server that does not
//! answer nor a long backup holds the others up.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use crate::controller::port::Stop;
use crate::controller::{CommitError, Controller};
use crate::model::Actor;

/// How often it is looked what is due.
const EVERY: Duration = Duration::from_secs(60);
/// How soon it is looked again whether the lists are there: nothing is loaded for the sweeper's sake while somebody waits for
/// the first screen.
const SOON: Duration = Duration::from_millis(250);
/// How long looks are begun in one round; what is left waits for the next. A look that was begun has its own time beyond that,
/// as long as the resolver is patient: one that is cut short by us would count against the domain. Only the end stops it, and
/// then nothing is written down.
const ROUND: Duration = Duration::from_secs(45);
/// How long what is under way may take when everything ends. A backup or a compaction that takes longer is left, which the
/// store is made for.
const FAREWELL: Duration = Duration::from_secs(2);

/// Sweeps as long as it lives. Dropped, it ends within a moment, whatever the network or the disk does.
#[derive(Debug)]
pub struct Sweeper {
    stop: Stop,
    tell: Option<Sender<()>>,
    ended: Receiver<()>,
}

impl Sweeper {
    /// Begins, once the lists of the controller are loaded. `told` hears after each round of each kind of work what could not
    /// be done, which is tried again, or that there is nothing of the kind.
    pub fn begin(
        controller: &Arc<Controller>,
        told: impl Fn(&str, Option<&CommitError>) + Clone + Send + 'static,
    ) -> io::Result<Self> {
        let (tell, ended) = channel();
        let mut sweeper = Self { stop: Stop::default(), tell: Some(tell), ended };
        sweeper.repeat("sweeping", Duration::ZERO, controller, told.clone(), |controller, _| {
            controller.sweep(&Actor::SWEEPER).map(|_| ())
        })?;
        sweeper.repeat(
            "checking domains",
            Duration::ZERO,
            controller,
            told.clone(),
            |controller, stop| controller.recheck(&Actor::SWEEPER, ROUND, stop).map(|_| ()),
        )?;
        // Not at once: who only looks in does not have a backup made at their side.
        sweeper.repeat("keeping the store up", EVERY, controller, told, |controller, _| {
            controller.keep_up(&Actor::SWEEPER, &mut |_, _| {}).map(|_| ()).map_err(CommitError::from)
        })?;
        Ok(sweeper)
    }

    fn repeat(
        &mut self,
        what: &'static str,
        after: Duration,
        controller: &Arc<Controller>,
        told: impl Fn(&str, Option<&CommitError>) + Send + 'static,
        work: impl Fn(&Controller, &Stop) -> Result<(), CommitError> + Send + 'static,
    ) -> io::Result<()> {
        let (controller, stop, alive) = (Arc::clone(controller), self.stop.clone(), self.tell.clone());
        let rounds = move || {
            // Dropped last, whatever happens here.
            let _alive = alive;
            let mut rest = after;
            while !stop.wait(rest) {
                rest = SOON;
                if controller.loaded().is_some() {
                    told(what, work(&controller, &stop).err().as_ref());
                    rest = EVERY;
                }
            }
        };
        std::thread::Builder::new().name(what.into()).spawn(rounds)?;
        Ok(())
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.stop.tell();
        self.tell = None;
        // Nobody sends anything: it disconnects when the last of them has ended.
        let _ = self.ended.recv_timeout(FAREWELL);
    }
}
