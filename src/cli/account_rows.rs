//! Accounts as rows and as JSON, for every verb that shows some; and who may see one.

use serde_json::{Value, json};

use crate::controller::{Names, Refusal, name_of};
use crate::directory::AccountRow;
use crate::model::{AccountSid, Actor, Key};
use crate::rules::permissions::{Action, Permit, permit};

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::{print_json, print_table, word};

/// An account as JSON.
pub(super) fn account_json(row: &AccountRow, names: &dyn Names) -> Value {
    json!({
        "sid": row.sid.to_string(),
        "name": row.name,
        "state": word(&row.state),
        "type": word(&row.kind),
        "owner": name_of(Key::User(row.owner), names),
        "organization": row.org.map(|org| org.to_string()),
        "parent": row.parent.map(|parent| parent.to_string()),
        "hipaa": row.hipaa.is_some(),
        "hipaa_since": row.hipaa.map(|designation| designation.since.to_string()),
        "hipaa_by": row.hipaa.map(|designation| name_of(Key::User(designation.by), names)),
        "two_factor": row.two_factor.word(),
        "suspended_with_parent": row.with_parent,
        "closed": row.closed.map(|at| at.to_string()),
        "created": row.created.to_string(),
    })
}

/// Prints accounts as a list.
pub(super) fn print(context: &Context<'_>, sids: &[AccountSid], io: &mut Io<'_>) -> Result<(), Failure> {
    let directory = context.controller.directory()?;
    let rows = sids.iter().filter_map(|sid| directory.account(*sid));
    if context.flags.json {
        let values: Vec<Value> = rows.map(|row| account_json(row, &directory)).collect();
        return print_json(io, &json!({ "accounts": values }));
    }
    let rows: Vec<Vec<String>> = rows
        .map(|row| {
            vec![
                row.name.to_string(),
                row.state.to_string(),
                row.kind.to_string(),
                name_of(Key::User(row.owner), &directory),
                if row.hipaa.is_some() { "yes" } else { "no" }.to_owned(),
                row.sid.to_string(),
            ]
        })
        .collect();
    print_table(io, &["NAME", "STATE", "TYPE", "OWNER", "HIPAA", "SID"], &rows)
}

/// An account is seen by the administrators of its organization, its owner, and whoever holds roles on it; a subaccount by
/// those of its parent.
pub(super) fn visible(context: &Context<'_>, actor: &Actor, sid: AccountSid) -> Result<(), Failure> {
    let user = actor.user().map(|user| context.standing(user)).transpose()?.flatten();
    let seen = context.stored_account(sid)?.is_some_and(|account| {
        user.is_some_and(|user| {
            let role = account.org.and_then(|org| user.role_in(org));
            account.owner == user.sid
                || !user.roles_on(account.parent.unwrap_or(sid)).is_empty()
                || role.is_some_and(|role| permit(Action::OpenAdminCenter, role) == Permit::Yes)
        })
    });
    // The same answer whether it exists or not: who may not see an account learns nothing about it.
    if seen { Ok(()) } else { Err(Refusal::not_found(Key::Account(sid)).into()) }
}
