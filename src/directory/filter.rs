//! The filter language of the lists: free words, `field:value`, `-` for not.
//!
//! Parsed once for a kind of list, which says what fields there are; a row of that list then answers the tests. Where
//! something is wrong, the part is named by its place, so that it can be underlined as it is typed.

mod complete;
mod parse;
mod row;
mod scope;
mod term;

pub use complete::{Completion, complete};
pub use row::Row;
pub use scope::{Field, Scope};
pub use term::{FilterError, MOST_TERMS, Term, Test, Than};

use crate::model::Timestamp;

/// A parsed filter. Empty matches everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

impl Filter {
    /// Parses what was typed for this kind of list. Letter case does not matter.
    pub fn parse(text: &str, scope: Scope) -> Result<Self, FilterError> {
        parse::parse(text, scope).map(|terms| Self { terms })
    }

    /// A filter of free words only, for type-ahead fields; nothing in it can be wrong. At most 32 words.
    pub fn words(text: &str) -> Self {
        let word = |word: &str| Term { negated: false, test: Test::Word(word.to_lowercase()) };
        Self { terms: text.split_whitespace().take(MOST_TERMS).map(word).collect() }
    }

    /// Whether nothing is filtered out.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms; a row must pass all of them.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether a row passes every term at this instant.
    pub fn matches(&self, row: &dyn Row, now: Timestamp) -> bool {
        self.terms.iter().all(|term| term.matches(row, now))
    }
}

#[cfg(test)]
mod tests;
