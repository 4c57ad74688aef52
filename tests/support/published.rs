//! What is published about domains, for tests that ask no network: nothing, until a test publishes it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use orgadm::controller::port::{Heard, Resolver, Stop};
use orgadm::model::DomainName;

/// Answers by name: hosts of records, and addresses of files.
#[derive(Debug, Default)]
pub struct Published {
    answers: Mutex<BTreeMap<String, Heard<Vec<Vec<u8>>>>>,
    asked: AtomicUsize,
}

impl Published {
    pub fn put(&self, place: &str, heard: Heard<Vec<Vec<u8>>>) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(place.to_owned(), heard);
    }

    /// How many questions were asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn heard(&self, place: &str, within: Duration, stop: &Stop) -> Heard<Vec<Vec<u8>>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
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
