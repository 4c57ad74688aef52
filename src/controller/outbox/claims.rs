//! Who carries what at the moment, and what was caused since somebody last looked. Kept in memory: only the process that
//! holds the store carries anything, and what it was carrying when it ended is carried again.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::MessageSid;

/// Most messages that are remembered as caused; those beyond are found by looking.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
struct Inner {
    claimed: BTreeSet<MessageSid>,
    caused: BTreeSet<MessageSid>,
    news: bool,
    ended: bool,
}

/// What is on its way, and what waits to be.
#[derive(Debug, Default)]
pub struct Outbox {
    inner: Mutex<Inner>,
    came: Condvar,
}

/// The right to carry a message, until it is dropped.
#[derive(Debug)]
pub struct Claim {
    outbox: Arc<Outbox>,
    sid: MessageSid,
}

impl Claim {
    /// Which message.
    pub const fn sid(&self) -> MessageSid {
        self.sid
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.outbox.lock().claimed.remove(&self.sid);
    }
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The right to carry this message; `None` while somebody else has it.
    pub(super) fn claim(self: &Arc<Self>, sid: MessageSid) -> Option<Claim> {
        self.lock().claimed.insert(sid).then(|| Claim { outbox: Arc::clone(self), sid })
    }

    /// Messages were committed that wait to be carried.
    pub(in crate::controller) fn caused(&self, sids: impl IntoIterator<Item = MessageSid>) {
        let mut inner = self.lock();
        for sid in sids {
            inner.news = true;
            if inner.caused.len() < MOST {
                inner.caused.insert(sid);
            }
        }
        if inner.news {
            self.came.notify_all();
        }
    }

    /// What was caused since this was last asked.
    pub fn take_caused(&self) -> Vec<MessageSid> {
        let mut inner = self.lock();
        inner.news = false;
        std::mem::take(&mut inner.caused).into_iter().collect()
    }

    /// Waits for news, at most so long; `false` once nobody is to carry anything any more.
    pub fn wait(&self, most: Duration) -> bool {
        let idle = |inner: &mut Inner| !inner.news && !inner.ended;
        let waited = self.came.wait_timeout_while(self.lock(), most, idle);
        let (inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !inner.ended
    }

    /// Whoever waits for news is to stop.
    pub fn end(&self) {
        self.lock().ended = true;
        self.came.notify_all();
    }

    /// Whether [`Outbox::end`] was called.
    pub fn has_ended(&self) -> bool {
        self.lock().ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_carried_by_one_at_a_time() {
        let outbox = Arc::new(Outbox::default());
        let sid = MessageSid::from_bytes([1; 16]);
        let claim = outbox.claim(sid).expect("free");
        assert!(outbox.claim(sid).is_none());
        assert!(outbox.claim(MessageSid::from_bytes([2; 16])).is_some());
        drop(claim);
        assert!(outbox.claim(sid).is_some());
    }

    #[test]
    fn news_wakes_whoever_waits_and_so_does_the_end() {
        let outbox = Arc::new(Outbox::default());
        assert!(outbox.wait(Duration::ZERO), "nothing came, and it goes on");
        outbox.caused([MessageSid::from_bytes([1; 16])]);
        assert!(outbox.wait(Duration::MAX));
        assert_eq!(outbox.take_caused().len(), 1);
        assert_eq!(outbox.take_caused(), []);
        let theirs = Arc::clone(&outbox);
        let waits = std::thread::spawn(move || theirs.wait(Duration::MAX));
        outbox.end();
        assert!(!waits.join().expect("woken"));
    }
}
