//! `orgadm account …`: creating, listing and showing; the steps on one account and the reports have files of their own.

use serde_json::{Value, json};

use crate::controller::port::Channel;
use crate::controller::{Command, Names, Plan, Refusal, RefusalCode, TypedCode, name_of};
use crate::directory::{
    AccessOf, AccessQuery, AccessRow, AccountList, AccountQuery, AccountRow, Directory, Scope,
};
use crate::model::{Account, AccountSid, Actor, Key};

use super::account_rows::{account_json, print, visible};
use super::args::{AccountVerb, WhichAccounts};
use super::context::Context;
use super::exit::Failure;
use super::filtered::filter as parsed;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table, role_words, word};
use super::resolve::{label, phone};
use super::{account_report, account_step, sent, write};

pub(super) fn run(context: &Context<'_>, verb: &AccountVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let actor = context.actor()?;
    match verb {
        AccountVerb::VerifyPhone { account, phone, code } => {
            verify_phone(context, account.as_deref(), phone.as_deref(), *code, io)
        }
        AccountVerb::Create { name, usage, owner } => {
            let owner = match (owner, actor.user()) {
                (Some(text), _) => context.user(text)?,
                (None, Some(user)) => user,
                (None, None) => {
                    let sentence = "Nobody is signed in.";
                    return Err(Refusal::new(RefusalCode::SignInNeeded, sentence, "Add --as EMAIL.").into());
                }
            };
            let name = label("The account name", name)?;
            let command = Command::CreateAccount { name, usage: (*usage).into(), owner };
            let receipt = write::commit(context, &actor, &command, io)?;
            let sid = |plan: &Plan| plan.subjects.first().map(Key::to_string).unwrap_or_default();
            write::done(
                context,
                receipt,
                |plan| format!("Done: {} ({}).", plan.title, sid(plan)),
                |plan| json!({ "account": sid(plan) }),
                io,
            )
        }
        AccountVerb::Rename { account, name } => {
            let account = context.any_account(account, &actor)?;
            let command = Command::RenameAccount { account, name: label("The account name", name)? };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
        }
        AccountVerb::List { filter, list: WhichAccounts::Pending, mine: false } => {
            account_report::pending(context, &actor, filter, io)
        }
        AccountVerb::List { filter, list, mine } => {
            let filter = parsed(filter, Scope::Accounts)?;
            let directory = context.controller.directory()?;
            let now = context.controller.now();
            let sids = match mine {
                true => {
                    let mut mine = mine_of(&actor, &directory);
                    mine.retain(|sid| directory.account_passes(*sid, &filter, now));
                    mine
                }
                false => {
                    let org = context.org(&actor)?;
                    may_view(context, org)?;
                    let list = match list {
                        WhichAccounts::Independent => AccountList::Independent,
                        WhichAccounts::Managed | WhichAccounts::Pending => AccountList::Managed,
                    };
                    directory.accounts(&AccountQuery { filter, ..AccountQuery::all(org, list) }, now, &[])
                }
            };
            print(context, &sids, io)
        }
        AccountVerb::Show { account } => show(context, &actor, context.any_account(account, &actor)?, io),
        AccountVerb::Users { account } => users(context, &actor, context.any_account(account, &actor)?, io),
        AccountVerb::Subaccounts { account, filter } => {
            let account = context.any_account(account, &actor)?;
            account_report::subaccounts(context, &actor, account, filter, io)
        }
        AccountVerb::Coverage { filter, csv } => account_report::coverage(context, &actor, filter, *csv, io),
        AccountVerb::Step(step) => account_step::run(context, &actor, step, io),
    }
}

fn mine_of(actor: &Actor, directory: &Directory) -> Vec<AccountSid> {
    let reach = actor.user().map(|user| directory.reach_of(user)).unwrap_or_default();
    reach.owned.into_iter().chain(reach.granted.into_iter().map(|(account, _)| account)).collect()
}

fn show(context: &Context<'_>, actor: &Actor, sid: AccountSid, io: &mut Io<'_>) -> Result<(), Failure> {
    visible(context, actor, sid)?;
    let names = context.controller.names();
    let Some(record) = context.stored_account(sid)? else {
        return Err(Refusal::not_found(Key::Account(sid)).into());
    };
    if context.flags.json {
        let mut value = account_json(&AccountRow::new(&record), &names);
        value["usage"] = json!(word(&record.usage));
        value["phone"] = record.phone.as_ref().map_or(Value::Null, |phone| {
            json!({ "number": phone.number.to_string(), "verified": phone.verified.map(|at| at.to_string()) })
        });
        return print_json(io, &json!({ "account": value }));
    }
    let phone = record.phone.as_ref().map(|phone| {
        format!("{} ({})", phone.number, if phone.verified.is_some() { "verified" } else { "not verified" })
    });
    let row = |label: &str, value: String| vec![label.to_owned(), value];
    let none = || "none".to_owned();
    let rows = [
        row("Name", record.name.to_string()),
        row("SID", sid.to_string()),
        row("State", record.state.to_string()),
        row("Type", record.kind.to_string()),
        row("Usage", record.usage.to_string()),
        row("Owner", name_of(Key::User(record.owner), &names)),
        row("Organization", record.org.map_or_else(none, |org| name_of(Key::Organization(org), &names))),
        row("Parent", record.parent.map_or_else(none, |parent| name_of(Key::Account(parent), &names))),
        row("HIPAA", designation(&record, &names)),
        row("Second factor", record.two_factor.to_string()),
        row("Phone", phone.unwrap_or_else(none)),
        row("Created", record.created.to_string()),
        row("Closed", record.closed.map_or_else(none, |at| at.to_string())),
        row("Purged", record.purged_at().map_or_else(none, |at| at.to_string())),
    ];
    print_table(io, &["FIELD", "VALUE"], &rows)
}

fn designation(account: &Account, names: &dyn Names) -> String {
    account.hipaa.map_or_else(
        || "not designated".to_owned(),
        |it| format!("designated since {} by {}", it.since, name_of(Key::User(it.by), names)),
    )
}

fn users(context: &Context<'_>, actor: &Actor, sid: AccountSid, io: &mut Io<'_>) -> Result<(), Failure> {
    visible(context, actor, sid)?;
    let directory = context.controller.directory()?;
    let now = context.controller.now();
    let of = directory.account(sid).and_then(|row| row.org);
    let query = AccessQuery::all(of, AccessOf::Account(sid));
    let lines = directory.access(&query, now, &[]).into_iter().filter_map(|at| directory.access_row(at));
    let lines: Vec<AccessRow<'_>> = lines.collect();
    let roles =
        |line: &AccessRow<'_>| line.roles.map_or_else(|| "Owner".to_owned(), |roles| roles.to_string());
    let pending = directory.pending_on(sid, now);
    let pending = pending.iter().filter_map(|invitation| directory.invitation(*invitation));
    if context.flags.json {
        let users: Vec<Value> = lines
            .iter()
            .map(|line| {
                json!({
                    "user": line.user.sid.to_string(),
                    "email": line.user.email,
                    "roles": role_words(line.roles),
                    "granted_by": line.by.map(|by| name_of(Key::User(by), &directory)),
                    "granted": line.at.map(|at| at.to_string()),
                })
            })
            .collect();
        let pending: Vec<Value> = pending
            .map(|row| {
                let offered = row.kind.access().into_iter().filter(|offered| offered.account == sid);
                json!({
                    "invitation": row.sid.to_string(),
                    "email": row.email,
                    "roles": offered.flat_map(|offered| role_words(Some(offered.roles))).collect::<Vec<_>>(),
                })
            })
            .collect();
        return print_json(io, &json!({ "users": users, "pending": pending }));
    }
    let line = |email: &str, roles: String, state: &str, sid: String| {
        vec![email.to_owned(), roles, state.to_owned(), sid]
    };
    let users =
        lines.iter().map(|row| line(row.user.email, roles(row), "has access", row.user.sid.to_string()));
    let pending = pending.map(|row| line(&row.email, row.offer(), "invited", row.sid.to_string()));
    let rows: Vec<Vec<String>> = users.chain(pending).collect();
    print_table(io, &["EMAIL", "ROLES", "STATE", "SID"], &rows)
}

fn verify_phone(
    context: &Context<'_>,
    account: Option<&str>,
    number: Option<&str>,
    code: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let actor = context.actor()?;
    let account = context.account(account, actor.user())?;
    if code {
        let code = TypedCode::new(&io.line("The six digits:")?);
        let receipt = write::commit(context, &actor, &Command::ConfirmPhone { account, code }, io)?;
        let result = json!({ "account": account.to_string(), "verified": true });
        return write::done(context, receipt, |_| "The phone number is verified.".into(), |_| result, io);
    }
    let number = phone(number.unwrap_or_default())?;
    let command = Command::SetPhone { account, phone: number.clone() };
    let receipt = write::commit(context, &actor, &command, io)?;
    let next = format!(
        "Next: orgadm account verify-phone {account} --code   (the digits are read from standard input)"
    );
    let next = match sent::carried(context, Channel::Phone) {
        true => format!("Six digits go to {number}.\n{next}"),
        false => format!(
            "Six digits were written to the outbox for {number}.\n{next}\n\
             Nothing is sent yet: whoever operates this host reads them with orgadm support show-code {number}."
        ),
    };
    write::done(context, receipt, |_| next, |_| json!({ "account": account.to_string() }), io)
}
