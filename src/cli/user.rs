//! `orgadm user list|show|invite|role|rename|remove|delete|deactivate|activate|security|link|unlink`.

use serde_json::{Value, json};

use crate::controller::{Command, Plan, Refusal, RefusalCode, name_of};
use crate::directory::{Directory, InvitationSort, Scope, UserList, UserQuery, UserRow};
use crate::model::{AccountRoles, AccountSid, Email, Key, OrgSid, UserSid};

use super::args::{UserVerb, WhichUsers, given};
use super::context::Context;
use super::exit::Failure;
use super::filtered::filter as parsed;
use super::io::Io;
use super::leaving::leaving;
use super::offers::offered;
use super::org::may_view;
use super::output::{print_json, print_table, role_words};
use super::resolve::{Accounts, email, person_name};
use super::{audit, bulk, invitation, sent, write};

pub(super) fn run(context: &Context<'_>, verb: &UserVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    if let UserVerb::Link { user, uid } | UserVerb::Unlink { user, uid } = verb {
        let (user, uid) = (context.user(user)?, *uid);
        let command = match verb {
            UserVerb::Link { .. } => Command::LinkUid { user, uid },
            _ => Command::UnlinkUid { user, uid },
        };
        let receipt = write::commit(context, &context.operator(), &command, io)?;
        return write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io);
    }
    let actor = context.actor()?;
    let org = context.org(&actor)?;
    if verb.rows().is_some_and(|rows| rows.from.is_some()) {
        return bulk::users(context, &actor, org, verb, io);
    }
    match verb {
        UserVerb::Link { .. } | UserVerb::Unlink { .. } => Ok(()),
        UserVerb::List { filter, list } => {
            may_view(context, org)?;
            list_users(context, org, filter, *list, io)
        }
        UserVerb::Show { user } => {
            may_view(context, org)?;
            show(context, org, context.user(user)?, io)
        }
        UserVerb::Invite { emails, role, access: offers, replace, .. } => {
            let accounts = Accounts::new(context, &actor);
            let offers: Result<Vec<_>, Failure> =
                offers.iter().map(|text| offered(&accounts, text)).collect();
            let offers = offers?;
            let invited = |address: &Email| Command::InviteUser {
                org,
                email: address.clone(),
                role: (*role).into(),
                access: offers.clone(),
                replace: *replace,
            };
            let addresses: Vec<Email> = emails.iter().map(|text| email(text)).collect::<Result<_, _>>()?;
            let command = write::together(addresses.iter().map(invited).collect());
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(
                context,
                receipt,
                |plan| invited_in_words(context, &addresses, plan),
                |plan| match addresses.len() {
                    1 => json!({ "invitation": first(plan) }),
                    _ => json!({ "invitations": invitations_of(plan) }),
                },
                io,
            )
        }
        UserVerb::Role { users, role, .. } => {
            let role = (*given(role)?).into();
            write::to_each(context, users, io, |user| Command::SetRole { org, user, role })
        }
        UserVerb::Rename { user, name, .. } => {
            let name = person_name(given(name)?)?;
            let user = std::slice::from_ref(given(user)?);
            write::to_each(context, user, io, |user| Command::RenameUser { user, name: name.clone() })
        }
        UserVerb::Remove(arguments) => {
            leaving(context, arguments, io, |user, successors| Command::RemoveUser { org, user, successors })
        }
        UserVerb::Delete(arguments) => {
            leaving(context, arguments, io, |user, successors| Command::DeleteUser { org, user, successors })
        }
        UserVerb::Deactivate { users, .. } => {
            write::to_each(context, users, io, |user| Command::DeactivateUser { org, user })
        }
        UserVerb::Activate { users, .. } => {
            write::to_each(context, users, io, |user| Command::ActivateUser { org, user })
        }
        UserVerb::Security { users, action, .. } => {
            let action = (*given(action)?).into();
            write::to_each(context, users, io, |user| Command::RequestSecurity { org, user, action })
        }
    }
}

fn first(plan: &Plan) -> String {
    plan.subjects.first().map(Key::to_string).unwrap_or_default()
}

/// The invitations a plan makes, in the order of their addresses.
fn invitations_of(plan: &Plan) -> Vec<String> {
    let made = plan.changes.iter().filter(|change| change.before.is_none());
    made.filter(|change| matches!(change.key, Key::Invitation(_))).map(|c| c.key.to_string()).collect()
}

fn invited_in_words(context: &Context<'_>, addresses: &[Email], plan: &Plan) -> String {
    match addresses {
        [address] => format!(
            "Invited {address} ({}); {}.\n{}",
            first(plan),
            sent::place(context, false),
            sent::note(context, false, Some(address.as_str()))
        ),
        _ => format!(
            "Invited {} addresses; {}.\n{}",
            addresses.len(),
            sent::place(context, true),
            sent::note(context, true, Some("EMAIL"))
        ),
    }
}

fn list_users(
    context: &Context<'_>,
    org: OrgSid,
    words: &[String],
    which: WhichUsers,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let directory = context.controller.directory()?;
    let now = context.controller.now();
    let list = match which {
        WhichUsers::Pending => {
            let filter = parsed(words, Scope::Invitations)?;
            let sids = directory.pending_of(org, now, &filter, InvitationSort::Expires, false);
            return invitation::print(context, &sids, io);
        }
        WhichUsers::Managed => UserList::Managed,
        WhichUsers::Independent => UserList::Independent,
    };
    let query = UserQuery { filter: parsed(words, Scope::Users)?, ..UserQuery::all(org, list) };
    let rows: Vec<UserRow<'_>> =
        directory.users(&query, now, &[]).into_iter().filter_map(|at| directory.user_at(at)).collect();
    if context.flags.json {
        let values: Vec<Value> = rows.iter().map(|row| user_json(row, org, &directory)).collect();
        return print_json(io, &json!({ "users": values }));
    }
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.name.to_string(),
                row.email.to_string(),
                row.role_in(org).map_or_else(|| "–".into(), |role| role.to_string()),
                row.state.to_string(),
                row.two_factor.to_string(),
                directory.account_count(row.sid).to_string(),
                row.sid.to_string(),
            ]
        })
        .collect();
    print_table(io, &["NAME", "EMAIL", "ROLE", "STATE", "2FA", "ACCOUNTS", "SID"], &rows)
}

fn user_json(row: &UserRow<'_>, org: OrgSid, directory: &Directory) -> Value {
    json!({
        "sid": row.sid.to_string(),
        "name": row.name,
        "email": row.email,
        "list": if row.role_in(org).is_some() { "managed" } else { "independent" },
        "role": row.role_in(org).map(|role| role.word()),
        "state": row.state.to_string(),
        "two_factor": row.two_factor.to_string(),
        "accounts": directory.account_count(row.sid),
        "created": row.created.to_string(),
        "last_seen": row.last_seen.map(|at| at.to_string()),
    })
}

/// A directory of one person and the accounts they can enter: enough to show them, whatever the size of the store.
fn around(context: &Context<'_>, sid: UserSid) -> Result<Directory, Failure> {
    let mut directory = Directory::default();
    let Some(user) = context.stored_user(sid)? else { return Ok(directory) };
    let owned = context.controller.store().accounts_owned_by(sid)?;
    for account in user.grants.iter().map(|grant| grant.account).chain(owned) {
        if let Some(account) = context.stored_account(account)? {
            directory.put(&account.into());
        }
    }
    directory.put(&user.into());
    Ok(directory)
}

fn show(context: &Context<'_>, org: OrgSid, sid: UserSid, io: &mut Io<'_>) -> Result<(), Failure> {
    let directory = around(context, sid)?;
    let names = context.controller.names();
    let ours = |row: &UserRow<'_>| row.role_in(org).is_some() || directory.is_independent(org, row);
    let Some(row) = directory.user(sid).filter(ours) else {
        let sentence = "This person is neither a managed nor an independent user of the organization.";
        return Err(Refusal::new(RefusalCode::NotFound, sentence, "Look at: orgadm user list")
            .about(Key::User(sid))
            .into());
    };
    let owned = directory.accounts_owned_by(sid).into_iter().map(|account| (account, None));
    let access: Vec<(AccountSid, Option<AccountRoles>)> =
        owned.chain(row.grants().map(|grant| (grant.account, Some(grant.roles)))).collect();
    let account_name = |account: &AccountSid| name_of(Key::Account(*account), &directory);
    let history = context.controller.history(org, Key::User(sid), 50)?.entries;
    if context.flags.json {
        let mut value = user_json(&row, org, &directory);
        let access = access.iter().map(|(account, roles)| {
            json!({
                "account": account.to_string(),
                "account_name": account_name(account),
                "roles": role_words(*roles),
            })
        });
        value["access"] = access.collect();
        value["history"] = history.iter().map(|entry| audit::header_json(&entry.header, &names)).collect();
        return print_json(io, &json!({ "user": value }));
    }
    let line = |label: &str, value: String| vec![label.to_owned(), value];
    let mut rows = vec![
        line("Name", row.name.to_string()),
        line("E-mail", row.email.to_string()),
        line("SID", sid.to_string()),
        line(
            "Role",
            row.role_in(org).map_or_else(|| "none: independent".into(), |role| role.title().to_owned()),
        ),
        line("State", row.state.to_string()),
        line("Second factor", row.two_factor.to_string()),
        line("Last session", row.last_seen.map_or_else(|| "never".into(), |at| at.to_string())),
    ];
    rows.extend(access.iter().map(|(account, roles)| {
        let roles = roles.map_or_else(|| "Owner".to_owned(), |roles| roles.to_string());
        line("Account access", format!("{}: {roles}", account_name(account)))
    }));
    rows.extend(history.iter().map(|entry| {
        let header = &entry.header;
        line("History", format!("{}  {}  {}", header.time, header.command, audit::actor(header, &names)))
    }));
    print_table(io, &["FIELD", "VALUE"], &rows)
}
