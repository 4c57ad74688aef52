//! The outbox: what is to be told leaves the process after it was committed, and how that went is committed in turn.
//!
//! Messages are records. [`Controller::take_out`](super::Controller::take_out) renders one as a letter, its courier
//! carries it, and [`Controller::handed_over`](super::Controller::handed_over) commits the outcome. A process that ends
//! in between has told nobody that it carried, so the letter goes again, with the same identifier: at least once. Within
//! the process that holds the store a [`Claim`] keeps two from carrying the same letter at a time.

mod claims;
mod letter;
mod post;
mod reason;
mod template;

pub use claims::{Claim, Outbox};
pub use post::{Handed, NotTaken, Parcel, Posted, Taken, carry};
pub(super) use reason::{is_outdated, organization};
pub use template::{check as check_letter, names as letter_names};
