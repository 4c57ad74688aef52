//! Instants and spans, in milliseconds, and how people write them. The clock itself is a port of `controller`.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Timestamp(pub u64);

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span(pub u64);

impl Span {
    /// So many seconds.
    pub const fn seconds(n: u64) -> Self {
        Self(n * 1000)
    }

    /// So many minutes.
    pub const fn minutes(n: u64) -> Self {
        Self::seconds(n * 60)
    }

    /// So many hours.
    pub const fn hours(n: u64) -> Self {
        Self::minutes(n * 60)
    }

    /// So many days of 24 hours.
    pub const fn days(n: u64) -> Self {
        Self::hours(n * 24)
    }

    /// `30m`, `2h`, `3d`, `2w`, `1y` of 365 days; `None` if it is not of this form.
    pub fn parse(text: &str) -> Option<Self> {
        let unit = text.chars().last()?;
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        let one = match unit {
            'm' => Self::minutes(1),
            'h' => Self::hours(1),
            'd' => Self::days(1),
            'w' => Self::days(7),
            'y' => Self::days(365),
            _ => return None,
        };
        number.checked_mul(one.0).map(Self)
    }
}

/// The largest whole unit, for sentences and lists: "41 d", "2 h", "5 min", "now".
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1000;
        let text = match seconds {
            0..60 => "under 1 min".to_owned(),
            60..3_600 => format!("{} min", seconds / 60),
            3_600..172_800 => format!("{} h", seconds / 3_600),
            _ => format!("{} d", seconds / 86_400),
        };
        f.pad(&text)
    }
}

impl Timestamp {
    /// This instant plus a span; saturates at the end of time.
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This instant minus a span; saturates at 1970.
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// RFC 3339 with its zone; without one, a date and time of day in UTC; a date alone is its beginning in UTC. `None` if
    /// it is none of these, or before 1970.
    pub fn parse(text: &str) -> Option<Self> {
        let utc = |at: DateTime| TimeZone::UTC.to_timestamp(at).ok();
        let instant = text.parse::<jiff::Timestamp>().ok();
        let instant = match text.parse::<Date>() {
            // A date and time of day also reads as a date.
            Ok(date) if text.len() <= 10 => utc(date.at(0, 0, 0, 0)),
            _ => instant.or_else(|| text.parse::<DateTime>().ok().and_then(utc)),
        };
        u64::try_from(instant?.as_millisecond()).ok().map(Self)
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// RFC 3339 in UTC, to the second: `2026-11-24T03:09:43Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0 / 1000).unwrap_or(i64::MAX);
        match jiff::Timestamp::from_second(seconds) {
            Ok(instant) => f.pad(&instant.to_string()),
            Err(_) => f.pad("beyond year 9999"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_utc_to_the_second_and_spans_in_one_unit() {
        assert_eq!(Timestamp(1_795_489_783_123).to_string(), "2026-11-24T03:09:43Z");
        assert_eq!(Timestamp(u64::MAX).to_string(), "beyond year 9999");
        assert_eq!(Span::minutes(5).to_string(), "5 min");
        assert_eq!(Span::hours(47).to_string(), "47 h");
        assert_eq!(Span::days(7).to_string(), "7 d");
    }

    #[test]
    fn instants_are_read_as_people_write_them() {
        let noon = Some(Timestamp(1_795_521_600_000));
        for text in [
            "2026-11-24T12:00:00Z",
            "2026-11-24T12:00Z",
            "2026-11-24T13:00:00+01:00",
            "2026-11-24T12:00:00",
            "2026-11-24 12:00",
        ] {
            assert_eq!(Timestamp::parse(text), noon, "{text}");
        }
        assert_eq!(Timestamp::parse("2026-11-24"), Some(Timestamp(1_795_478_400_000)));
        for text in ["", "24.11.2026", "2026-13-01", "1969-12-31", "2h", "57"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        assert_eq!(Span::parse("2w"), Some(Span::days(14)));
        for text in ["", "d", "3", "-3d", "3x", "99999999999999999999d", "9999999999999999d"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(Timestamp(5).minus(Span(9)), Timestamp(0));
        assert_eq!(Timestamp(5).since(Timestamp(9)), Span(0));
        assert_eq!(Timestamp(u64::MAX).plus(Span(1)), Timestamp(u64::MAX));
    }
}
