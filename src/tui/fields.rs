//! Forms: fields with one focused, validated by the constructors of their types.
//!
//! An error stands under its field and touches neither the text nor the cursor. Plain characters always go to the
//! focused text; what the keys of a form do otherwise stands in the key table.

mod compare;
mod draw;
mod edit;
mod event;
mod field;
mod form;
mod line;

pub use draw::{draw, height};
pub use event::FormEvent;
pub use field::{Check, Field, Found, Option_, Side};
pub use form::Form;
pub use line::Line;

#[cfg(test)]
mod tests;
