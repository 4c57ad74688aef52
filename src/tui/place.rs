//! Where a session can be.

use crate::model::{Email, OrgSid};

/// Where a session can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The sign-in picker.
    SignIn,
    /// A new sign-up, perhaps with an address typed already.
    SignUp(Option<Email>),
    /// The Admin Center of an organization.
    AdminCenter(OrgSid),
    /// The small place of a user: my accounts, my inbox.
    Mine,
    /// The inbox of an address that has no user yet.
    Visitor(Email),
}
