//! `orgadm access grant|revoke|invite|list`.

use serde_json::json;

use crate::controller::{Access, AccessLine, Command, Plan, name_of, name_seen_by};
use crate::directory::Directory;
use crate::model::{AccountRoles, Key, OfferedRoles, OrgSid};

use super::args::{AccessVerb, AccountRoleWord};
use super::context::Context;
use super::csv::print_csv;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};
use super::resolve::email;
use super::write;

pub(super) fn run(context: &Context<'_>, verb: &AccessVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let actor = context.actor()?;
    match verb {
        AccessVerb::Grant { user, account, roles } => {
            let (user, account) = (context.user(user)?, context.any_account(account, &actor)?);
            let command = Command::GrantAccess { account, user, roles: set(roles) };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
        }
        AccessVerb::Revoke { user, account } => {
            let (user, account) = (context.user(user)?, context.any_account(account, &actor)?);
            let command = Command::RevokeAccess { account, user };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
        }
        AccessVerb::Invite { email: address, account, roles, replace } => {
            let account = context.any_account(account, &actor)?;
            let address = email(address)?;
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
                        "Invited {address} ({}); the message waits in the outbox.\n\
                         No mail is sent yet: whoever operates this host reads the code with orgadm support show-code {address}.",
                        sid(plan)
                    )
                },
                |plan| json!({ "invitation": sid(plan) }),
                io,
            )
        }
        AccessVerb::List { user, account, csv } => {
            let org = context.org(&actor)?;
            may_view(context, org)?;
            let user = user.as_deref().map(|text| context.user(text)).transpose()?;
            let account = account.as_deref().map(|text| context.any_account(text, &actor)).transpose()?;
            let mut lines = context.controller.access_report(org)?;
            lines.retain(|line| {
                user.is_none_or(|user| user == line.user)
                    && account.is_none_or(|account| account == line.account)
            });
            report(context, org, &lines, *csv, io)
        }
    }
}

/// The set of the roles named.
pub(super) fn set(roles: &[AccountRoleWord]) -> AccountRoles {
    let roles: Vec<_> = roles.iter().map(|role| (*role).into()).collect();
    AccountRoles::of(&roles)
}

/// `ACCOUNT=role[,role]` of `user invite --access`.
pub(super) fn offered(
    context: &Context<'_>,
    actor: &crate::model::Actor,
    text: &str,
) -> Result<OfferedRoles, Failure> {
    use clap::ValueEnum;
    let form = || {
        Failure::Usage(format!("--access {text} is not of the form ACCOUNT=role[,role]; roles: {}", all()))
    };
    // The last equals sign: a name of an account may have one itself.
    let (account, roles) = text.rsplit_once('=').ok_or_else(form)?;
    let roles: Option<Vec<AccountRoleWord>> =
        roles.split(',').map(|word| AccountRoleWord::from_str(word.trim(), true).ok()).collect();
    let roles = set(&roles.ok_or_else(form)?);
    Ok(OfferedRoles { account: context.any_account(account, actor)?, roles })
}

fn all() -> String {
    let words: Vec<&str> = crate::model::AccountRole::ALL.iter().map(|role| role.word()).collect();
    format!("{}.", words.join(", "))
}

fn list_of(org: OrgSid, line: &AccessLine, directory: &Directory) -> &'static str {
    match directory.user(line.user).and_then(|row| row.role_in(org)) {
        Some(_) => "managed",
        None => "independent",
    }
}

fn report(
    context: &Context<'_>,
    org: OrgSid,
    lines: &[AccessLine],
    csv: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let directory = context.controller.directory();
    let granted = |line: &AccessLine| match line.access {
        Access::Owner => (None, None),
        Access::Granted { by, at, .. } => (Some(name_of(Key::User(by), &directory)), Some(at.to_string())),
    };
    if context.flags.json {
        let values: Vec<_> = lines
            .iter()
            .map(|line| {
                let (by, at) = granted(line);
                let roles: Vec<&str> = match line.access {
                    Access::Owner => vec!["owner"],
                    Access::Granted { roles, .. } => roles.iter().map(|role| role.word()).collect(),
                };
                json!({
                    "user": line.user.to_string(),
                    "email": name_of(Key::User(line.user), &directory),
                    "list": list_of(org, line, &directory),
                    "account": line.account.to_string(),
                    "account_name": name_seen_by(org, Key::Account(line.account), &directory),
                    "roles": roles,
                    "granted_by": by,
                    "granted": at,
                })
            })
            .collect();
        return print_json(io, &json!({ "access": values }));
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let (by, at) = granted(line);
            let dash = || "–".to_owned();
            vec![
                directory.user(line.user).map(|row| row.name.to_string()).unwrap_or_default(),
                name_of(Key::User(line.user), &directory),
                list_of(org, line, &directory).to_owned(),
                name_seen_by(org, Key::Account(line.account), &directory),
                line.access.to_string(),
                by.unwrap_or_else(dash),
                at.unwrap_or_else(dash),
                line.account.to_string(),
            ]
        })
        .collect();
    let heading = ["NAME", "EMAIL", "LIST", "ACCOUNT", "ROLES", "GRANTED BY", "GRANTED", "ACCOUNT SID"];
    match csv {
        true => print_csv(io, &heading, &rows),
        false => print_table(io, &heading, &rows),
    }
}
