//! What a row must be able to say of itself, so that a filter can judge it.

use super::scope::Field;
use crate::model::Timestamp;

/// A row of a list, as a filter sees it.
pub trait Row {
    /// Whether this lower-case word stands in the name or the address, or the SID begins so.
    fn word(&self, word: &str) -> bool;
    /// Whether the field has the value at this place among its values.
    fn is(&self, field: Field, value: usize) -> bool;
    /// Whether this lower-case text stands in the field.
    fn has(&self, field: Field, text: &str) -> bool;
    /// How many there are.
    fn count(&self, field: Field) -> u64;
    /// The instant of the field.
    fn instant(&self, field: Field) -> Option<Timestamp>;
}
