//! What may happen: lifecycle tables, permissions, limits, and the invariants every result must satisfy.
//!
//! Pure functions and const tables over `model`. No clock (an instant is an argument), no store, no words for screens
//! beyond the sentence that names a broken rule.

pub mod brakes;
pub mod delivery;
pub mod domain_checks;
pub mod hipaa;
pub mod invariants;
pub mod invitations;
pub mod lifecycle;
pub mod limits;
pub mod permissions;
pub mod public_mail;
pub mod sign_up_policy;
pub mod undo;
pub mod void;
