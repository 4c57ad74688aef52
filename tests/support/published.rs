//! What is published about domains, for tests that ask no network: nothing, until a test publishes it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use orgadm::controller::port::{Heard, Resolver, Stop};
use orgadm::model::DomainName;

/// Answers by name: hosts of records, and addresses of files.
#[derive(Debug)]
pub struct Published {
    answers: Mutex<BTreeMap<String, Heard<Vec<Vec<u8>>>>>,
    asked: AtomicUsize,
    manner: Mutex<Manner>,
}

/// How questions are taken.
#[derive(Debug)]
struct Manner {
    /// How long an answer takes.
    takes: Duration,
    /// How long it is waited for an answer that does not come, at most.
    patience: Duration,
    /// How long each question might have taken.
    within: Vec<Duration>,
}

impl Default for Published {
    fn default() -> Self {
        let manner = Manner { takes: Duration::ZERO, patience: Duration::MAX, within: Vec::new() };
        Self { answers: Mutex::default(), asked: AtomicUsize::default(), manner: Mutex::new(manner) }
    }
}

impl Published {
    pub fn put(&self, place: &str, heard: Heard<Vec<Vec<u8>>>) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(place.to_owned(), heard);
    }

    /// How many questions were asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn manner(&self) -> MutexGuard<'_, Manner> {
        self.manner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every answer takes so long from now on.
    pub fn take(&self, each: Duration) {
        self.manner().takes = each;
    }

    /// Nobody is waited for longer from now on.
    pub fn be_patient_for(&self, most: Duration) {
        self.manner().patience = most;
    }

    /// How long each question might have taken.
    pub fn withins(&self) -> Vec<Duration> {
        self.manner().within.clone()
    }

    fn heard(&self, place: &str, within: Duration, stop: &Stop) -> Heard<Vec<Vec<u8>>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut manner = self.manner();
        manner.within.push(within);
        let (takes, within) = (manner.takes, within.min(manner.patience));
        drop(manner);
        if !takes.is_zero() && stop.wait(takes.min(within)) {
            return Heard::Stopped;
        }
        if takes > within {
            return Heard::Silence("Nobody answered in time.".into());
        }
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = answers.get(place).cloned();
        drop(answers);
        match heard {
            // Nobody ever answers.
            Some(Heard::Stopped) => match stop.wait(within) {
                true => Heard::Stopped,
                false => Heard::Silence("Nobody answered in time.".into()),
            },
            Some(heard) => heard,
            None => Heard::Nothing(format!("There is no name {place}.")),
        }
    }
}

impl Resolver for Published {
    fn texts(&self, host: &str, within: Duration, stop: &Stop) -> Heard<Vec<Vec<u8>>> {
        self.heard(host, within, stop)
    }

    fn file(&self, domain: &DomainName, path: &str, within: Duration, stop: &Stop) -> Heard<Vec<u8>> {
        match self.heard(&format!("https://{domain}{path}"), within, stop) {
            Heard::Answer(texts) => Heard::Answer(texts.concat()),
            Heard::Nothing(sentence) => Heard::Nothing(sentence),
            Heard::Unfit(sentence) => Heard::Unfit(sentence),
            Heard::Silence(sentence) => Heard::Silence(sentence),
            Heard::Stopped => Heard::Stopped,
        }
    }
}
