//! `orgadm account add|suspend|reactivate|close|owner|release|two-factor|hipaa|subaccount`: one step on one account each.

use serde_json::json;

use crate::controller::{Command, Plan};
use crate::model::{Actor, Key};

use super::args::{AccountStep, SubaccountVerb, SwitchWord};
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::resolve::{account_sid, label};
use super::write;

pub(super) fn run(
    context: &Context<'_>,
    actor: &Actor,
    step: &AccountStep,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let account = |text: &str| context.any_account(text, actor);
    let command = match step {
        AccountStep::Add { account, replace } => {
            let (org, account) = (context.org(actor)?, account_sid(account)?);
            Command::AddExistingAccount { org, account, replace: *replace }
        }
        AccountStep::Suspend { account: text } => Command::SuspendAccount { account: account(text)? },
        AccountStep::Reactivate { account: text } => Command::ReactivateAccount { account: account(text)? },
        AccountStep::Close { account: text } => Command::CloseAccount { account: account(text)? },
        AccountStep::Owner { account: text, user } => {
            Command::ChangeAccountOwner { account: account(text)?, user: context.user(user)? }
        }
        AccountStep::Release { account: text, user } => {
            Command::ReleaseAccount { account: account(text)?, user: context.user(user)? }
        }
        AccountStep::TwoFactor { account: text, policy } => {
            Command::SetTwoFactorPolicy { account: account(text)?, policy: (*policy).into() }
        }
        AccountStep::Hipaa { account: text, switch } => {
            Command::SetHipaa { account: account(text)?, on: *switch == SwitchWord::On }
        }
        AccountStep::Subaccount(SubaccountVerb::Create { account: text, name }) => {
            Command::CreateSubaccount { parent: account(text)?, name: label("The subaccount name", name)? }
        }
    };
    let receipt = write::commit(context, actor, &command, io)?;
    write::done(context, receipt, |plan| sentence(&command, plan), result, io)
}

fn sentence(command: &Command, plan: &Plan) -> String {
    match (command, invited(plan)) {
        (Command::AddExistingAccount { .. }, Some(invitation)) => format!(
            "Done: {} ({invitation}); the message waits in the outbox.\n\
             No mail is sent yet: whoever operates this host reads the code with orgadm support show-code.",
            plan.title
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
