//! The boxes of account roles, with what each permits; shared by every form that gives them.

use crate::model::{AccountRole, AccountRoles};
use crate::tui::fields::{Field, Form};

/// One box a role, ticked where it is held.
pub(super) fn boxes(held: AccountRoles) -> Vec<Field> {
    AccountRole::ALL.iter().map(|role| Field::tick(role.permits()).ticked(held.contains(*role))).collect()
}

/// The roles ticked, the first box being field `first`; refused under it if they cannot be given together.
pub(super) fn ticked(form: &Form, first: usize) -> Result<AccountRoles, (usize, String)> {
    let roles: Vec<AccountRole> = AccountRole::ALL
        .iter()
        .enumerate()
        .filter(|(n, _)| form.ticked(first + n))
        .map(|(_, role)| *role)
        .collect();
    let roles = AccountRoles::of(&roles);
    match (roles.is_empty(), roles.is_grantable()) {
        (true, _) => Err((first, "Tick at least one role with the space bar.".to_owned())),
        (_, false) => Err((first, "Administrator includes the other roles; tick it alone.".to_owned())),
        (_, true) => Ok(roles),
    }
}
