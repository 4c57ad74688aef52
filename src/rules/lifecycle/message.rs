//! Messages of the outbox.

use super::table::{Edge, edge};
use crate::model::MessageState;

/// What can happen to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageEvent {
    /// Caused.
    Queue,
    /// Handed over.
    Deliver,
    /// Not taken for now.
    Delay,
    /// No longer worth delivering, or not to be delivered.
    Drop,
    /// Somebody wants it tried again.
    Retry,
    /// The person it went to is deleted: nothing that names them stays.
    Erase,
}

impl MessageEvent {
    /// Every event.
    pub const ALL: [Self; 6] =
        [Self::Queue, Self::Deliver, Self::Delay, Self::Drop, Self::Retry, Self::Erase];
}

use MessageState::{Delivered, Dropped, Waiting};

/// The table.
pub const MESSAGE: &[Edge<MessageState, MessageEvent>] = &[
    edge(None, MessageEvent::Queue, Some(Waiting)),
    edge(Some(Waiting), MessageEvent::Deliver, Some(Delivered)),
    edge(Some(Waiting), MessageEvent::Delay, Some(Waiting)),
    edge(Some(Waiting), MessageEvent::Drop, Some(Dropped)),
    edge(Some(Waiting), MessageEvent::Retry, Some(Waiting)),
    edge(Some(Dropped), MessageEvent::Retry, Some(Waiting)),
    edge(Some(Waiting), MessageEvent::Erase, None),
    edge(Some(Delivered), MessageEvent::Erase, None),
    edge(Some(Dropped), MessageEvent::Erase, None),
];
