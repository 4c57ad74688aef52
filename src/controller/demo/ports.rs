//! What a demo is made from: its size and seed, and ports that make it reproducible.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::controller::port::{Clock, Ids, StoreError};
use crate::model::{Span, Timestamp};

/// What to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demo {
    /// How many users, at least 10.
    pub users: u32,
    /// The same seed gives the same organization.
    pub seed: u64,
    /// The instant at which the story ends: now.
    pub now: Timestamp,
}

/// A clock that the story moves.
#[derive(Debug)]
pub(super) struct StoryClock(pub(super) AtomicU64);

impl StoryClock {
    pub(super) fn forward(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::Relaxed);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// Seeds from the demo's own generator: reproducible, and good enough for data that protects nobody.
#[derive(Debug)]
pub(super) struct StoryIds {
    pub(super) seed: u64,
    pub(super) drawn: AtomicU64,
}

impl Ids for StoryIds {
    fn seed(&self) -> Result<[u8; 32], StoreError> {
        let n = self.drawn.fetch_add(1, Ordering::Relaxed);
        let mut generator = fastrand::Rng::with_seed(self.seed ^ n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut seed = [0; 32];
        generator.fill(&mut seed);
        Ok(seed)
    }
}

/// The clock a demo's store is created under, so that its audit begins before its story does.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    /// The present instant.
    pub now: Timestamp,
}

impl Clock for Beginning {
    fn now(&self) -> Timestamp {
        self.now.minus(LIFE)
    }
}

/// How long before now the organization begins.
pub(super) const LIFE: Span = Span::days(400);
