//! Carries messages beside the sessions: a thread that nobody waits for. While a courier is at work it holds neither the
//! store nor the controller, so a server that never answers delays no frame, no commit and no end.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::controller::port::StoreError;
use crate::controller::{CommitError, Controller, Outbox, Posted, carry};
use crate::model::{MessageSid, counted};

/// How often it is looked for what is to be tried again, at least.
const LOOK: Duration = Duration::from_secs(60);

/// The least pause between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a letter that is on its way may take to be noted when everything ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// The thread. Dropping it ends it; a letter on its way for longer than a moment is left to its fate, and goes again.
#[derive(Debug)]
pub struct Posting {
    outbox: Arc<Outbox>,
    done: Receiver<()>,
}

impl Posting {
    /// Begins to carry what waits and what is caused; `None` where nobody carries anything. `told` hears after each round
    /// what could not be done, which is tried again, or that there is nothing of the kind.
    pub fn begin(
        controller: &Arc<Controller>,
        told: impl Fn(&str, Option<&CommitError>) + Send + 'static,
    ) -> io::Result<Option<Self>> {
        if controller.services().courier.is_none() {
            return Ok(None);
        }
        let outbox = controller.outbox();
        let (theirs, weak) = (Arc::clone(&outbox), Arc::downgrade(controller));
        let (tell, done) = channel();
        std::thread::Builder::new().name("posting".into()).spawn(move || {
            while let Some(rest) = round(&weak, &theirs, &told) {
                if !theirs.wait(rest) {
                    break;
                }
            }
            let _ = tell.send(());
        })?;
        Ok(Some(Self { outbox, done }))
    }
}

impl Drop for Posting {
    fn drop(&mut self) {
        self.outbox.end();
        let _ = self.done.recv_timeout(FAREWELL);
    }
}

/// What waits, once the lists are there.
fn due(controller: &Controller) -> Result<Vec<MessageSid>, CommitError> {
    controller.loaded().map_or(Ok(Vec::new()), |_| controller.messages_due())
}

/// Carries what is due; how long to rest then, or `None` when it is over.
fn round(
    controller: &Weak<Controller>,
    outbox: &Outbox,
    told: &impl Fn(&str, Option<&CommitError>),
) -> Option<Duration> {
    let mut sids = outbox.take_caused();
    // Nothing is loaded for the sake of the post while somebody waits for the first screen.
    let looked = due(controller.upgrade()?.as_ref()).map(|due| drop(sids.splice(0..0, due)));
    let posted = carry(|| controller.upgrade(), sids, &|| outbox.has_ended());
    let away = looked.and(posted).map(|posted| !posted.away.is_empty());
    told("carrying messages", away.as_ref().err());
    // A store that has stopped notes nothing more in this process: each round would send the same again.
    let stopped = matches!(away, Err(CommitError::Store(StoreError::Stopped)));
    if outbox.has_ended() || stopped {
        return None;
    }
    let controller = controller.upgrade()?;
    if away.unwrap_or(true) {
        return Some(LOOK);
    }
    // What waits from before goes as soon as the lists are there.
    let Some(directory) = controller.loaded() else { return Some(PAUSE) };
    let now = controller.now();
    let next = directory.next_message(now).map(|at| Duration::from_millis(at.since(now).0));
    Some(next.unwrap_or(LOOK).clamp(PAUSE, LOOK))
}

/// What became of the messages that a verb caused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caused {
    /// It caused none, or nobody carries them.
    Nothing,
    /// They were carried, or not taken.
    Posted(Posted),
    /// They are still on their way; the process may end all the same, and they go again.
    OnTheirWay(usize),
}

impl Caused {
    /// What there is to say about it.
    pub fn sentences(&self) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::OnTheirWay(count) => vec![format!(
                "{} could not be handed over within a moment; orgadm sweep, or orgadm serve, tries again.",
                counted(*count, "message", "messages")
            )],
            Self::Posted(posted) => posted.sentences(),
        }
    }
}

/// Carries the messages that were caused since the store was opened; waits for it, but not longer than this.
pub fn post_caused(controller: &Arc<Controller>, within: Duration) -> Result<Caused, CommitError> {
    let sids = controller.outbox().take_caused();
    if sids.is_empty() || controller.services().courier.is_none() {
        return Ok(Caused::Nothing);
    }
    let (weak, count) = (Arc::downgrade(controller), sids.len());
    let (tell, told) = channel();
    let carrying = move || {
        let _ = tell.send(carry(|| weak.upgrade(), sids, &|| false));
    };
    if std::thread::Builder::new().name("posting".into()).spawn(carrying).is_err() {
        return Ok(Caused::OnTheirWay(count));
    }
    match told.recv_timeout(within) {
        Ok(posted) => posted.map(|posted| match posted.is_nothing() {
            true => Caused::Nothing,
            false => Caused::Posted(posted),
        }),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(Caused::OnTheirWay(count)),
    }
}
