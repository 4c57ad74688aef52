//! The subaccounts of an account, where its entry says something of them.

use std::collections::BTreeSet;

use crate::controller::command::Command;
use crate::controller::org_file::entries::{AccountEntry, SubaccountEntry};
use crate::controller::org_file::export::own_state;
use crate::controller::org_file::seen::Seen;
use crate::controller::refusal::RefusalCode;
use crate::model::{Account, AccountSid, AccountState};

use super::steps::{Steps, Turn};

pub(super) fn compare(seen: &Seen, entry: &AccountEntry, parent: &Account, steps: &mut Steps) {
    let Some(wanted) = &entry.subaccounts else { return };
    let there = seen.beneath(parent.sid);
    let claimed: BTreeSet<AccountSid> = wanted.iter().filter_map(|it| it.sid).collect();
    let mut found = BTreeSet::new();
    for it in wanted {
        match which(it, there, &claimed, steps) {
            Ok(Some(account)) => {
                found.insert(account.sid);
                changed(entry, it, account, steps);
            }
            Ok(None) => created(entry, it, (parent.sid, parent.is_designated()), steps),
            Err(()) => {}
        }
    }
    if entry.state == AccountState::Closed {
        return;
    }
    for account in there.iter().filter(|it| it.is_in_use() && !found.contains(&it.sid)) {
        let sentence = format!(
            "{} ({}) is a subaccount of {} and stands nowhere in the file.",
            account.name, account.sid, parent.name
        );
        let remedy = "Add its entry; with state = \"closed\" it is closed for good.";
        let called = format!("subaccounts, {}", account.name);
        steps.refuse(entry.line, called, RefusalCode::Invalid, sentence, remedy);
    }
}

/// The subaccounts of an account that is new itself.
pub(super) fn beneath_new(entry: &AccountEntry, parent: AccountSid, steps: &mut Steps) {
    for it in entry.subaccounts.iter().flatten() {
        match it.sid {
            Some(sid) => unknown(it, sid, steps),
            None => created(entry, it, (parent, false), steps),
        }
    }
}

fn unknown(it: &SubaccountEntry, sid: AccountSid, steps: &mut Steps) {
    if it.state == AccountState::Closed {
        return;
    }
    let sentence = format!("{sid} is no subaccount of this account.");
    let remedy = "Take the SID out to create one of that name.";
    steps.refuse(it.line, it.called(), RefusalCode::NotFound, sentence, remedy);
}

/// The subaccount that an entry means, as for accounts.
fn which<'a>(
    it: &SubaccountEntry,
    there: &'a [Account],
    claimed: &BTreeSet<AccountSid>,
    steps: &mut Steps,
) -> Result<Option<&'a Account>, ()> {
    if let Some(sid) = it.sid {
        let found = there.iter().find(|account| account.sid == sid);
        return found.map(Some).ok_or_else(|| unknown(it, sid, steps));
    }
    let called = |account: &&Account| account.name == it.name && !claimed.contains(&account.sid);
    let all: Vec<&Account> = there.iter().filter(called).collect();
    let open: Vec<&Account> = all.iter().copied().filter(|account| account.is_in_use()).collect();
    match (open.as_slice(), it.state) {
        ([one], _) => Ok(Some(one)),
        ([], AccountState::Closed) => all.first().copied().map(Some).ok_or(()),
        ([], _) => Ok(None),
        _ => {
            let sentence = format!("Several subaccounts are called {}.", it.name);
            let remedy = "Give the SID of the one that is meant.";
            steps.refuse(it.line, it.called(), RefusalCode::Invalid, sentence, remedy);
            Err(())
        }
    }
}

fn changed(parent: &AccountEntry, it: &SubaccountEntry, account: &Account, steps: &mut Steps) {
    let (line, sid, name) = (it.line, account.sid, &account.name);
    let push = |steps: &mut Steps, turn, command| steps.push(turn, line, it.called(), command);
    if it.name != account.name {
        let command = Command::RenameAccount { account: sid, name: it.name.clone() };
        push(steps, Turn::EditSubaccount, command);
    }
    if it.hipaa != account.is_designated() {
        push(steps, Turn::EditSubaccount, Command::SetHipaa { account: sid, on: it.hipaa });
    }
    let same = |at: crate::model::Timestamp| account.closed.is_some_and(|it| it.0 / 1000 == at.0 / 1000);
    if it.closed.is_some_and(|at| !same(at)) {
        let sentence = format!("When {name} was closed is not set by a file.");
        steps.refuse(line, it.called(), RefusalCode::Invalid, sentence, "Take closed out.");
    }
    if parent.state == AccountState::Closed && account.is_in_use() {
        if it.state != AccountState::Closed {
            let sentence = format!("{name} closes with its parent and does not stay {}.", it.state);
            let remedy = "Let its state be closed, or leave the subaccounts out.";
            steps.refuse(line, it.called(), RefusalCode::Invalid, sentence, remedy);
        }
        return;
    }
    match (own_state(account), it.state) {
        (from, to) if from == to => {}
        (AccountState::Active, AccountState::Suspended) => {
            push(steps, Turn::HaltSubaccount, Command::SuspendAccount { account: sid });
        }
        (AccountState::Suspended, AccountState::Active) => {
            push(steps, Turn::ReactivateSubaccount, Command::ReactivateAccount { account: sid });
        }
        (AccountState::Active | AccountState::Suspended, AccountState::Closed) => {
            push(steps, Turn::HaltSubaccount, Command::CloseAccount { account: sid });
        }
        (from, to) => {
            let sentence = format!("{name} is {from}, and no account goes from {from} to {to}.");
            let remedy = "Let its state be what it is; a new subaccount is created without a SID.";
            steps.refuse(line, it.called(), RefusalCode::AccountNotOpen, sentence, remedy);
        }
    }
}

/// A new one, under a parent that is, or is not, designated now.
fn created(
    parent: &AccountEntry,
    it: &SubaccountEntry,
    (under, designated): (AccountSid, bool),
    steps: &mut Steps,
) {
    let (line, name) = (it.line, &it.name);
    if it.state == AccountState::Closed {
        return;
    }
    if it.state != AccountState::Active || parent.state != AccountState::Active {
        let sentence = format!("{name} is new; a subaccount is created active, under an active account.");
        let remedy = "Apply it with both active, then suspend.";
        steps.refuse(line, it.called(), RefusalCode::Invalid, sentence, remedy);
        return;
    }
    let turn = match it.hipaa {
        hipaa if hipaa == designated => Turn::CreateSubaccount,
        hipaa if hipaa == parent.hipaa => Turn::CreateSubaccountAfter,
        _ => {
            let sentence = format!("{name} is new and starts as its parent: {}.", switch(parent.hipaa));
            let remedy = "Let its hipaa be that of its parent; change it when it is there.";
            steps.refuse(line, it.called(), RefusalCode::Invalid, sentence, remedy);
            return;
        }
    };
    let command = Command::CreateSubaccount { parent: under, name: name.clone() };
    steps.creates(turn, line, it.called(), command);
}

const fn switch(on: bool) -> &'static str {
    if on { "designated for HIPAA" } else { "undesignated for HIPAA" }
}
