//! What may happen: lifecycle tables, permissions, limits, invariants.
//!
//! Pure functions and constant tables over the model; nothing here reads a clock, a file or the store.

pub mod public_mail;
