//! Looks for the proofs of domains over the network: TXT records through the system's or given name servers, a file by HTTPS.
//!
//! Each question is asked on a thread of its own that ends by itself; whoever asked waits for it, or for being told that the
//! answer is no longer wanted.

mod addresses;
mod asking;
mod dns;
mod https;

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use crate::controller::port::{Heard, Resolver, Stop};
use crate::model::DomainName;

pub use asking::Asking;
use asking::in_vain;

/// How soon somebody who wants no answer any more is let go.
const GLANCE: Duration = Duration::from_millis(20);
/// How much longer than its own time a question is waited for.
const GRACE: Duration = Duration::from_millis(500);

/// The network.
#[derive(Debug, Clone)]
pub struct Network(Arc<Asking>);

impl Network {
    /// The network, asked in this way.
    pub fn new(asking: Asking) -> Self {
        Self(Arc::new(asking))
    }

    /// Asks on a thread of its own.
    fn ask<T: Send + 'static>(
        &self,
        within: Duration,
        stop: &Stop,
        question: impl FnOnce(&Asking, Duration) -> Heard<T> + Send + 'static,
    ) -> Heard<T> {
        let (asking, within) = (Arc::clone(&self.0), within.min(self.0.timeout));
        let (answer, answered) = sync_channel(1);
        let asked = std::thread::Builder::new().name("asking".into()).spawn(move || {
            // Whoever asked may have gone.
            let _ = answer.send(question(&asking, within));
        });
        if let Err(error) = asked {
            return Heard::Silence(format!("No thread could be begun to ask the network: {error}."));
        }
        let end = Instant::now() + within + GRACE;
        while !stop.is_told() {
            match answered.recv_timeout(GLANCE) {
                Ok(heard) => return heard,
                Err(RecvTimeoutError::Timeout) if Instant::now() < end => {}
                Err(_) => return Heard::Silence(in_vain(within)),
            }
        }
        Heard::Stopped
    }
}

impl Resolver for Network {
    fn texts(&self, host: &str, within: Duration, stop: &Stop) -> Heard<Vec<Vec<u8>>> {
        let host = host.to_owned();
        self.ask(within, stop, move |asking, within| dns::texts(asking, &host, within))
    }

    fn file(&self, domain: &DomainName, path: &str, within: Duration, stop: &Stop) -> Heard<Vec<u8>> {
        let (domain, path) = (domain.as_str().to_owned(), path.to_owned());
        self.ask(within, stop, move |asking, within| https::file(asking, &domain, &path, within))
    }
}
