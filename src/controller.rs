//! Who may do what, and in which order.
//!
//! A [`Command`] is planned into a [`Plan`] or a [`Refusal`]; the single writer plans it again and commits it through
//! the [`port::Store`]. This room reads no clock, draws no randomness and touches no file itself: those are ports. It
//! knows no terminal and no sled.

pub mod port;
