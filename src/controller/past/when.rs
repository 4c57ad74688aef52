//! Which moment is meant: a position of the audit, an instant, or so long ago.

use crate::controller::refusal::{Refusal, RefusalCode};
use crate::model::{Position, Span, Timestamp, shown};

/// A moment of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Right after this entry.
    Position(Position),
    /// At this instant.
    Instant(Timestamp),
}

impl When {
    /// Reads `57` as a position, `2h` or `3d` as so long before `now`, else an instant as [`Timestamp::parse`] does.
    pub fn parse(text: &str, now: Timestamp) -> Result<Self, Refusal> {
        let text = text.trim();
        if let Ok(position) = text.parse() {
            return Ok(Self::Position(Position(position)));
        }
        let ago = Span::parse(text).map(|span| now.minus(span));
        ago.or_else(|| Timestamp::parse(text)).map(Self::Instant).ok_or_else(|| {
            let sentence = format!("“{}” is no position and no time.", shown(text));
            let remedy = "Give a position (57), a time (2026-11-24T03:09:43Z), a day (2026-11-24), or how long ago (2h, 3d).";
            Refusal::new(RefusalCode::Invalid, sentence, remedy)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_instants_and_ages() {
        let now = Timestamp(1_795_521_600_000);
        let when = |text: &str| When::parse(text, now);
        assert_eq!(when(" 57 "), Ok(When::Position(Position(57))));
        assert_eq!(when("2h"), Ok(When::Instant(now.minus(Span::hours(2)))));
        assert_eq!(when("2026-11-24"), Ok(When::Instant(Timestamp(1_795_478_400_000))));
        for text in ["", "yesterday", "-1", "12x"] {
            assert_eq!(when(text).map_err(|refusal| refusal.code), Err(RefusalCode::Invalid), "{text}");
        }
    }
}
