//! `orgadm account list --list pending|subaccounts|coverage`: what waits, what stands beneath, and who is designated.

use serde_json::{Value, json};

use crate::controller::{name_of, sender_name};
use crate::directory::{
    AccountQuery, AccountRow, CoverageTotals, Directory, InvitationRow, InvitationSort, Scope,
};
use crate::model::{AccountSid, Actor, Key};
use crate::rules::hipaa::Gap;

use super::account_rows::{account_json, print, visible};
use super::context::Context;
use super::csv::print_csv;
use super::exit::Failure;
use super::filtered::filter as parsed;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};

/// Existing accounts that are asked to join.
pub(super) fn pending(
    context: &Context<'_>,
    actor: &Actor,
    words: &[String],
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let org = context.org(actor)?;
    may_view(context, org)?;
    let filter = parsed(words, Scope::PendingAccounts)?;
    let directory = context.controller.directory()?;
    let now = context.controller.now();
    let sids = directory.pending_accounts(org, now, &filter, InvitationSort::Expires, false);
    let rows: Vec<&InvitationRow> = sids.iter().filter_map(|sid| directory.invitation(*sid)).collect();
    let account = |row: &InvitationRow| row.kind.joining().map(Key::Account);
    if context.flags.json {
        let values = rows.iter().map(|row| {
            json!({
                "invitation": row.sid.to_string(),
                "account": account(row).map(|key| key.to_string()),
                "name": account(row).map(|key| name_of(key, &directory)),
                "owner": row.email,
                "sender": sender_name(row, &directory),
                "sends": row.sends,
                "last_sent": row.last_sent.to_string(),
                "expires": row.expires.to_string(),
            })
        });
        return print_json(io, &json!({ "pending": values.collect::<Vec<_>>() }));
    }
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                account(row).map_or_else(dash, |key| name_of(key, &directory)),
                row.email.to_string(),
                sender_name(row, &directory),
                row.sends.to_string(),
                row.expires.to_string(),
                account(row).map_or_else(dash, |key| key.to_string()),
                row.sid.to_string(),
            ]
        })
        .collect();
    let heading = ["ACCOUNT", "OWNER", "SENDER", "SENDS", "EXPIRES", "ACCOUNT SID", "SID"];
    print_table(io, &heading, &rows)
}

/// The subaccounts of an account, for whoever may see it.
pub(super) fn subaccounts(
    context: &Context<'_>,
    actor: &Actor,
    parent: AccountSid,
    words: &[String],
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    visible(context, actor, parent)?;
    let query = AccountQuery { filter: parsed(words, Scope::Accounts)?, ..AccountQuery::subaccounts(parent) };
    let directory = context.controller.directory()?;
    print(context, &directory.accounts(&query, context.controller.now(), &[]), io)
}

/// The coverage report, gaps first.
pub(super) fn coverage(
    context: &Context<'_>,
    actor: &Actor,
    words: &[String],
    csv: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let org = context.org(actor)?;
    may_view(context, org)?;
    let query = AccountQuery { filter: parsed(words, Scope::Coverage)?, ..AccountQuery::coverage(org) };
    let directory = context.controller.directory()?;
    let sids = directory.accounts(&query, context.controller.now(), &[]);
    let rows: Vec<&AccountRow> = sids.iter().filter_map(|sid| directory.account(*sid)).collect();
    let totals = directory.coverage_totals(org);
    let baa = directory.organization(org).and_then(|row| row.baa);
    if context.flags.json {
        let values: Vec<Value> = rows
            .iter()
            .map(|row| {
                let mut value = account_json(row, &directory);
                value["gap"] = json!(directory.gap(row.sid).map(word));
                value
            })
            .collect();
        let value = json!({
            "coverage": values,
            "totals": totals_json(&totals),
            "baa": baa.map(|at| at.to_string()),
        });
        return print_json(io, &value);
    }
    let lines: Vec<Vec<String>> = rows.iter().map(|row| line(row, &directory)).collect();
    let heading = ["ACCOUNT", "PARENT", "HIPAA", "SINCE", "BY", "GAP", "STATE", "OWNER", "SID"];
    if csv {
        return print_csv(io, &heading, &lines);
    }
    print_table(io, &heading, &lines)?;
    if io.out_is_terminal {
        writeln!(io.out, "\n{}", in_words(&totals))?;
        if baa.is_none() {
            writeln!(io.out, "No BAA is on file, so nothing can be designated yet.")?;
        }
    }
    Ok(())
}

fn line(row: &AccountRow, directory: &Directory) -> Vec<String> {
    vec![
        row.name.to_string(),
        row.parent.map_or_else(dash, |parent| name_of(Key::Account(parent), directory)),
        if row.hipaa.is_some() { "designated" } else { "not designated" }.to_owned(),
        row.hipaa.map_or_else(dash, |designation| designation.since.to_string()),
        row.hipaa.map_or_else(dash, |designation| name_of(Key::User(designation.by), directory)),
        directory.gap(row.sid).map_or_else(dash, |gap| word(gap).to_owned()),
        row.state.to_string(),
        name_of(Key::User(row.owner), directory),
        row.sid.to_string(),
    ]
}

const fn word(gap: Gap) -> &'static str {
    match gap {
        Gap::Subaccount => "subaccount",
        Gap::Account => "account",
    }
}

fn totals_json(totals: &CoverageTotals) -> Value {
    json!({
        "accounts": totals.accounts,
        "accounts_designated": totals.accounts_designated,
        "subaccounts": totals.subaccounts,
        "subaccounts_designated": totals.subaccounts_designated,
        "gaps": totals.gaps(),
    })
}

fn in_words(totals: &CoverageTotals) -> String {
    let gaps = match totals.gaps() {
        0 => "no gap".to_owned(),
        1 => "1 gap".to_owned(),
        n => format!("{n} gaps"),
    };
    format!(
        "{} of {} accounts and {} of {} subaccounts are designated; {gaps}.",
        totals.accounts_designated, totals.accounts, totals.subaccounts_designated, totals.subaccounts
    )
}

fn dash() -> String {
    "–".to_owned()
}
