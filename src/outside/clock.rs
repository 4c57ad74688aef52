//! The system's clock behind the controller's port. The only place that asks what time it is for a record.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::controller::port::Clock;
use crate::model::Timestamp;

/// The wall clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    /// Milliseconds since 1970; a clock before that reads as 1970.
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_in_milliseconds_of_this_age() {
        let now = SystemClock.now();
        assert!(now > Timestamp(1_700_000_000_000) && now < Timestamp(10_000_000_000_000), "{now}");
    }
}
