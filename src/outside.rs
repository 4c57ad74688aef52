//! The world beyond the process. Adapters only: this room decides nothing about the organization.

mod clock;
mod ids;

pub use clock::SystemClock;
pub use ids::RandomIds;
