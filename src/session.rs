//! Joins one terminal to one App: runs its effects, feeds it events, sends its frames.

mod effects;

pub use effects::perform;
