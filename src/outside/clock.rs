//! The system's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::controller::port::Clock;
use crate::model::Timestamp;

/// What time the system says it is; 1970 if it says something earlier.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}
