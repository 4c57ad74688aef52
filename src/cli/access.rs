//! `orgadm access grant|revoke|relinquish|invite|list`.

use serde_json::json;

use crate::controller::{Command, Plan, name_of};
use crate::directory::{AccessOf, AccessQuery, AccessRow, Scope};
use crate::model::{Key, OrgSid};

use super::args::{AccessVerb, given};
use super::context::Context;
use super::csv::print_csv;
use super::exit::Failure;
use super::filtered::filter as parsed;
use super::io::Io;
use super::offers::set;
use super::org::may_view;
use super::output::{print_json, print_table, role_words};
use super::resolve::email;
use super::{bulk, sent, write};

pub(super) fn run(context: &Context<'_>, verb: &AccessVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let actor = context.actor()?;
    if verb.rows().is_some_and(|rows| rows.from.is_some()) {
        return bulk::access(context, &actor, verb, io);
    }
    match verb {
        AccessVerb::Grant { user, account, roles, .. } => {
            let user = context.user(given(user)?)?;
            let account = context.any_account(given(account)?, &actor)?;
            let command = Command::GrantAccess { account, user, roles: set(roles) };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
        }
        AccessVerb::Revoke { users, account, .. } => {
            let account = context.any_account(given(account)?, &actor)?;
            write::to_each(context, users, io, |user| Command::RevokeAccess { account, user })
        }
        AccessVerb::Relinquish { account } => {
            let command = Command::RelinquishAccess { account: context.any_account(account, &actor)? };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
        }
        AccessVerb::Invite { email: address, account, roles, replace, .. } => {
            let account = context.any_account(given(account)?, &actor)?;
            let address = email(given(address)?)?;
            let command = Command::InviteToAccount {
                account,
                email: address.clone(),
                roles: set(roles),
                replace: *replace,
            };
            let receipt = write::commit(context, &actor, &command, io)?;
            let sid = |plan: &Plan| {
                let invitation = plan.subjects.iter().find(|key| matches!(key, Key::Invitation(_)));
                invitation.map(Key::to_string).unwrap_or_default()
            };
            write::done(
                context,
                receipt,
                |plan| {
                    format!(
                        "Invited {address} ({}); {}.\n{}",
                        sid(plan),
                        sent::place(context, false),
                        sent::note(context, false, Some(address.as_str()))
                    )
                },
                |plan| json!({ "invitation": sid(plan) }),
                io,
            )
        }
        AccessVerb::List { filter, user, account, csv } => {
            let org = context.org(&actor)?;
            may_view(context, org)?;
            let user = user.as_deref().map(|text| context.user(text)).transpose()?;
            let account = account.as_deref().map(|text| context.any_account(text, &actor)).transpose()?;
            let of = match (user, account) {
                (Some(user), _) => AccessOf::User(user),
                (None, Some(account)) => AccessOf::Account(account),
                (None, None) => AccessOf::Everybody,
            };
            let query =
                AccessQuery { filter: parsed(filter, Scope::Access)?, ..AccessQuery::all(Some(org), of) };
            let directory = context.controller.directory()?;
            let lines = directory.access(&query, context.controller.now(), &[]);
            let lines: Vec<AccessRow<'_>> = lines
                .into_iter()
                .filter_map(|at| directory.access_row(at))
                .filter(|line| account.is_none_or(|account| account == line.account.sid))
                .collect();
            report(context, org, &lines, *csv, io)
        }
    }
}

fn list_of(org: OrgSid, line: &AccessRow<'_>) -> &'static str {
    if line.user.role_in(org).is_some() { "managed" } else { "independent" }
}

fn report(
    context: &Context<'_>,
    org: OrgSid,
    lines: &[AccessRow<'_>],
    csv: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let directory = context.controller.directory()?;
    let by = |line: &AccessRow<'_>| line.by.map(|by| name_of(Key::User(by), &directory));
    if context.flags.json {
        let values: Vec<_> = lines
            .iter()
            .map(|line| {
                json!({
                    "user": line.user.sid.to_string(),
                    "email": line.user.email,
                    "list": list_of(org, line),
                    "account": line.account.sid.to_string(),
                    "account_name": line.account.name,
                    "roles": role_words(line.roles),
                    "granted_by": by(line),
                    "granted": line.at.map(|at| at.to_string()),
                })
            })
            .collect();
        return print_json(io, &json!({ "access": values }));
    }
    let dash = || "–".to_owned();
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            vec![
                line.user.name.to_owned(),
                line.user.email.to_owned(),
                list_of(org, line).to_owned(),
                line.account.name.to_string(),
                line.roles.map_or_else(|| "Owner".to_owned(), |roles| roles.to_string()),
                by(line).unwrap_or_else(dash),
                line.at.map_or_else(dash, |at| at.to_string()),
                line.account.sid.to_string(),
            ]
        })
        .collect();
    let heading = ["NAME", "EMAIL", "LIST", "ACCOUNT", "ROLES", "GRANTED BY", "GRANTED", "ACCOUNT SID"];
    match csv {
        true => print_csv(io, &heading, &rows),
        false => print_table(io, &heading, &rows),
    }
}
