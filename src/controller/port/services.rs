//! The services beyond this process, reached through small traits of their own: whoever builds the process chooses them.

use std::sync::Arc;

use super::courier::{Channel, Courier, LetterTexts};
use super::resolver::Resolver;
use crate::model::Publishing;

/// The services beyond this process. `Default` reaches nothing.
#[derive(Debug, Clone, Default)]
pub struct Services {
    /// Carries messages; without one they stay in the outbox, to be read by hand.
    pub courier: Option<Arc<dyn Courier>>,
    /// Texts of messages that go before the built-in ones.
    pub letters: LetterTexts,
    /// Looks for the proofs of claims.
    pub resolver: Option<Arc<dyn Resolver>>,
    /// How such proofs are published here.
    pub publishing: Arc<Publishing>,
}

impl Services {
    /// Whether messages of this channel leave the process.
    pub fn carries(&self, channel: Channel) -> bool {
        self.courier.as_ref().is_some_and(|courier| courier.carries(channel))
    }
}
