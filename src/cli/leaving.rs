//! `orgadm user remove|delete`: who goes, and who gets the accounts.

use serde_json::json;

use crate::controller::{Command, Successors};
use crate::model::{AccountSid, UserSid};

use super::args::Leaving;
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::resolve::account_sid;
use super::write;

/// Does the same to every user named, in one plan; a successor of a single account goes to whoever owns that account.
pub(super) fn leaving(
    context: &Context<'_>,
    arguments: &Leaving,
    io: &mut Io<'_>,
    command: impl Fn(UserSid, Successors) -> Command,
) -> Result<(), Failure> {
    let actor = context.actor()?;
    let users: Vec<UserSid> =
        arguments.users.iter().map(|text| context.user(text)).collect::<Result<_, _>>()?;
    let all = arguments.successor.as_deref().map(|text| context.user(text)).transpose()?;
    let mut each: Vec<(AccountSid, UserSid)> =
        arguments.account_successor.iter().map(|text| named(context, text)).collect::<Result<_, _>>()?;
    let mut commands = Vec::with_capacity(users.len());
    for user in users.iter().rev() {
        let owned = context.controller.store().accounts_owned_by(*user)?;
        let first = commands.len() + 1 == users.len();
        // What nobody owns is left to the first row, whose refusal names it.
        let (theirs, others) = each.into_iter().partition(|(account, _)| first || owned.contains(account));
        each = others;
        commands.push(command(*user, Successors { all, each: theirs }));
    }
    commands.reverse();
    let receipt = write::commit(context, &actor, &write::together(commands), io)?;
    write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
}

/// `ACCOUNT=USER`.
pub(super) fn named(context: &Context<'_>, text: &str) -> Result<(AccountSid, UserSid), Failure> {
    let Some((account, user)) = text.split_once('=') else {
        return Err(Failure::Usage(format!("{text} is not ACCOUNT=USER.")));
    };
    Ok((account_sid(account)?, context.user(user)?))
}
