//! The screens: one file each, state and update and view together. They do not know each other; what concerns others
//! they ask of the app.

mod accounts;
mod audit;
mod entry;
mod history;
mod inbox;
mod profile;
mod sign_in;
mod sign_up;
mod users;

pub use accounts::Accounts;
pub use audit::Audit;
pub use entry::Entry;
pub use history::History;
pub use inbox::Inbox;
pub use profile::Profile;
pub use sign_in::SignIn;
pub use sign_up::SignUp;
pub use users::Users;
