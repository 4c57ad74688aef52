//! The terms of a filter and their plain meaning.

use std::ops::Range;

use super::row::Row;
use super::scope::Field;
use crate::model::{Span, Timestamp};

/// One term: a test, or its opposite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether the rows that pass the test are left out.
    pub negated: bool,
    /// The test.
    pub test: Test,
}

/// How a number or an age is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Than {
    /// `<`
    Less,
    /// `>`
    More,
}

/// What a row is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Whether the lower-case word stands in its name or address, or its SID begins so.
    Word(String),
    /// Whether the field has this value, by its place among the values of the field.
    Is(Field, usize),
    /// Whether this lower-case text stands in the field.
    Has(Field, String),
    /// How many there are.
    Count(Field, Than, u64),
    /// How far the instant is from now: in the past, or for what is still to come in the future.
    Age(Field, Than, Span),
    /// Whether the instant lies in this time: from the first instant, up to but without the second.
    Within(Field, Timestamp, Timestamp),
    /// Whether there is no instant.
    Never(Field),
}

/// What is wrong with a filter, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct FilterError {
    /// The part that is wrong, in bytes of the text.
    pub at: Range<usize>,
    /// What is wrong and what would be right.
    pub sentence: String,
}

/// Most terms of a filter.
pub const MOST_TERMS: usize = 32;

impl Term {
    /// Whether a row passes at this instant.
    pub fn matches(&self, row: &dyn Row, now: Timestamp) -> bool {
        self.test.holds(row, now) != self.negated
    }
}

impl Test {
    pub(super) fn holds(&self, row: &dyn Row, now: Timestamp) -> bool {
        match self {
            Self::Word(word) => row.word(word),
            Self::Is(field, value) => row.is(*field, *value),
            Self::Has(field, text) => row.has(*field, text),
            Self::Count(field, Than::Less, n) => row.count(*field) < *n,
            Self::Count(field, Than::More, n) => row.count(*field) > *n,
            Self::Age(field, than, span) => row.instant(*field).is_some_and(|at| {
                let away = match field {
                    Field::Expires => at.since(now),
                    _ => now.since(at),
                };
                match than {
                    Than::Less => away < *span,
                    Than::More => away > *span,
                }
            }),
            Self::Within(field, from, to) => row.instant(*field).is_some_and(|at| *from <= at && at < *to),
            Self::Never(field) => row.instant(*field).is_none(),
        }
    }
}
