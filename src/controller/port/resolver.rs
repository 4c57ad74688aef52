//! Looking for the proof of a claim: the records of a domain, and the file on its site.
//!
//! A question blocks whoever asks it, for as long as it may and no longer: it is asked on a thread that nothing waits for,
//! and whoever does not want the answer any more says so from another.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::model::DomainName;

/// What came of a question. Each sentence says what was met and is ready to be shown: what others published in it is escaped
/// and bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard<T> {
    /// An answer.
    Answer(T),
    /// There is nothing: no such name, no such record, no such file.
    Nothing(String),
    /// Something that can be no proof, whatever it holds.
    Unfit(String),
    /// Nobody answered in time, or with something that cannot be trusted.
    Silence(String),
    /// Nobody wants the answer any more.
    Stopped,
}

/// Finds what is published about a domain.
pub trait Resolver: Send + Sync + fmt::Debug {
    /// The texts of the TXT records of this name, each joined from its parts; returns `within` this time at the latest, and
    /// soon after `stop` was told.
    fn texts(&self, host: &str, within: Duration, stop: &Stop) -> Heard<Vec<Vec<u8>>>;

    /// The file that this domain serves by HTTPS at this path; likewise.
    fn file(&self, domain: &DomainName, path: &str, within: Duration, stop: &Stop) -> Heard<Vec<u8>>;
}

/// Says that something is no longer wanted, from any thread. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Told>);

#[derive(Debug, Default)]
struct Told {
    told: Mutex<bool>,
    heard: Condvar,
}

impl Stop {
    /// Says so.
    pub fn tell(&self) {
        *self.0.told.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.heard.notify_all();
    }

    /// Whether it was said.
    pub fn is_told(&self) -> bool {
        *self.0.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is said, at most so long; whether it was.
    pub fn wait(&self, at_most: Duration) -> bool {
        let told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.heard.wait_timeout_while(told, at_most, |told| !*told);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_is_heard_at_once_and_by_every_clone() {
        let stop = Stop::default();
        assert!(!stop.wait(Duration::ZERO));
        let other = stop.clone();
        let waiting = std::thread::spawn(move || other.wait(Duration::from_secs(60)));
        stop.tell();
        assert!(waiting.join().expect("no panic"));
        assert!(stop.is_told());
    }
}
