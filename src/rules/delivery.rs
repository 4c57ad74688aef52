//! When a message is handed over again, and when nobody tries any more.
//!
//! The pauses grow, so that a server that is away for a night is not asked a thousand times; they differ a little from
//! message to message, so that what failed together does not come together.

use crate::model::{Message, MessageState, Span, Timestamp};

use super::limits;

/// The pause after so many attempts: a minute, doubled with each, at most six hours; `dice` takes up to a quarter away or
/// adds up to a quarter.
pub fn pause(attempts: u32, dice: u8) -> Span {
    let doublings = attempts.saturating_sub(1).min(16);
    let pause = limits::FIRST_PAUSE.0.saturating_mul(1 << doublings).min(limits::LONGEST_PAUSE.0);
    Span(pause - pause / 4 + pause / 2 * u64::from(dice) / u64::from(u8::MAX))
}

/// Whether it is to be handed over at this instant. A next try further away than any pause is no reason to wait: the clock
/// was moved.
pub fn is_due(state: MessageState, next_try: Option<Timestamp>, now: Timestamp) -> bool {
    let longest = pause(u32::MAX, u8::MAX);
    let rests = next_try.is_some_and(|at| now < at && at.since(now) <= longest);
    state == MessageState::Waiting && !rests
}

/// Whether an attempt that fails at this instant was the last.
pub fn gives_up(message: &Message, now: Timestamp) -> bool {
    message.first_tried.is_some_and(|first| now >= first.plus(limits::TRIED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_six_hours_and_stay_within_a_quarter() {
        let mut before = Span(0);
        for attempts in 1..40 {
            let (least, most) = (pause(attempts, 0), pause(attempts, u8::MAX));
            assert!(least >= before && least < most, "{attempts}");
            assert!(most.0 * 3 <= least.0 * 5 + 5, "a quarter up and down: {least:?} {most:?}");
            before = least;
        }
        assert_eq!(pause(1, 0), Span::seconds(45));
        assert_eq!(pause(u32::MAX, u8::MAX), Span(limits::LONGEST_PAUSE.0 / 4 * 5));
    }

    #[test]
    fn a_clock_that_jumps_back_keeps_nothing_waiting() {
        let now = Timestamp(0).plus(Span::days(400));
        let due = |next| is_due(MessageState::Waiting, next, now);
        assert!(due(None) && due(Some(now)) && due(Some(now.minus(Span(1)))));
        assert!(!due(Some(now.plus(Span(1)))) && !due(Some(now.plus(limits::LONGEST_PAUSE))));
        assert!(due(Some(now.plus(Span::days(300)))));
        assert!(!is_due(MessageState::Delivered, None, now) && !is_due(MessageState::Dropped, None, now));
    }
}
