//! How many of something were found or done, with the words for it.

use crate::model::noun;

/// How many of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// The word for programs.
    pub word: &'static str,
    /// How many.
    pub count: usize,
    one: &'static str,
    many: &'static str,
}

impl Tally {
    /// So many, with the word for programs and what people call one and several.
    pub const fn of(word: &'static str, one: &'static str, many: &'static str, count: usize) -> Self {
        Self { word, count, one, many }
    }

    /// What people call so many.
    pub fn noun(&self) -> &'static str {
        noun(&self.count, self.one, self.many)
    }
}
