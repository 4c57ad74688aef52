//! What waits or is not well about accounts.

use super::waiting::{Counted, Waiting};
use crate::tui::cx::Cx;
use crate::tui::request::Look;
use crate::tui::theme::Role;

pub(super) fn waiting(counted: &Counted, _: &Cx<'_>) -> Vec<Waiting> {
    let suspended = counted.totals.accounts[1];
    let look = Look::Accounts(0, "status:suspended".into());
    Waiting::counted(Role::Text, suspended, "account is suspended.", "accounts are suspended.", look)
        .into_iter()
        .collect()
}
