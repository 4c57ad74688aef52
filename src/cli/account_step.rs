//! `orgadm account add|suspend|reactivate|close|owner|release|two-factor|hipaa|subaccount`:
//! one step on one account, or the same on several as one plan.

use serde_json::json;

use crate::controller::{Command, Plan};
use crate::model::{AccountSid, Actor, Key};

use super::args::{AccountStep, SubaccountVerb, SwitchWord, given};
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::resolve::{account_sid, label};
use super::sent;
use super::write;

pub(super) fn run(
    context: &Context<'_>,
    actor: &Actor,
    step: &AccountStep,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let account = |text: &str| context.any_account(text, actor);
    let each = |accounts: &[String], command: &dyn Fn(AccountSid) -> Command| {
        let accounts: Vec<AccountSid> =
            accounts.iter().map(|text| account(text)).collect::<Result<_, _>>()?;
        Ok::<_, Failure>(write::together(accounts.into_iter().map(command).collect()))
    };
    let command = match step {
        AccountStep::Add { accounts, replace, .. } => {
            let (org, replace) = (context.org(actor)?, *replace);
            let accounts: Vec<AccountSid> =
                accounts.iter().map(|text| account_sid(text)).collect::<Result<_, _>>()?;
            let add = |account| Command::AddExistingAccount { org, account, replace };
            write::together(accounts.into_iter().map(add).collect())
        }
        AccountStep::Suspend { accounts, .. } => {
            each(accounts, &|account| Command::SuspendAccount { account })?
        }
        AccountStep::Reactivate { accounts, .. } => {
            each(accounts, &|account| Command::ReactivateAccount { account })?
        }
        AccountStep::Close { accounts, .. } => each(accounts, &|account| Command::CloseAccount { account })?,
        AccountStep::Owner { accounts, user, .. } => {
            let user = context.user(given(user)?)?;
            each(accounts, &|account| Command::ChangeAccountOwner { account, user })?
        }
        AccountStep::Release { accounts, user, .. } => {
            let user = context.user(given(user)?)?;
            each(accounts, &|account| Command::ReleaseAccount { account, user })?
        }
        AccountStep::TwoFactor { accounts, policy, .. } => {
            let policy = (*given(policy)?).into();
            each(accounts, &|account| Command::SetTwoFactorPolicy { account, policy })?
        }
        AccountStep::Hipaa { accounts, switch, .. } => {
            let on = *given(switch)? == SwitchWord::On;
            each(accounts, &|account| Command::SetHipaa { account, on })?
        }
        AccountStep::Subaccount(SubaccountVerb::Create { account: text, name, .. }) => {
            let parent = account(given(text)?)?;
            Command::CreateSubaccount { parent, name: label("The subaccount name", given(name)?)? }
        }
    };
    let receipt = write::commit(context, actor, &command, io)?;
    write::done(context, receipt, |plan| sentence(context, &command, plan), result, io)
}

fn sentence(context: &Context<'_>, command: &Command, plan: &Plan) -> String {
    match (command, invited(plan)) {
        (Command::AddExistingAccount { .. }, Some(invitation)) => format!(
            "Done: {} ({invitation}); {}.\n{}",
            plan.title,
            sent::place(context, false),
            sent::note(context, false, None)
        ),
        (Command::CreateSubaccount { .. }, _) => format!("Done: {} ({}).", plan.title, account(plan)),
        _ => format!("Done: {}.", plan.title),
    }
}

fn result(plan: &Plan) -> serde_json::Value {
    match invited(plan) {
        Some(invitation) => json!({ "account": account(plan), "invitation": invitation }),
        None => json!({ "account": account(plan) }),
    }
}

/// The account it is about; of a new subaccount its own.
fn account(plan: &Plan) -> String {
    let found = plan.subjects.iter().find(|key| matches!(key, Key::Account(_)));
    found.map(Key::to_string).unwrap_or_default()
}

fn invited(plan: &Plan) -> Option<String> {
    plan.subjects.iter().find(|key| matches!(key, Key::Invitation(_))).map(Key::to_string)
}
