//! `orgadm org create|show|transfer|rename|settings|policy|invitable|reason|what-if|request-deletion|withdraw-deletion`.

use serde_json::json;

use crate::controller::{Command, Refusal, RefusalCode, name_of};
use crate::model::{Actor, Key, OrgSid, Record, shown};
use crate::rules::permissions::{Action, Permit, permit};

use super::args::{InvitableWord, OrgVerb, ReasonWord};
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::{print_json, print_table, word};
use super::resolve::{email as address, label};
use super::{what_if, write};

pub(super) fn run(context: &Context<'_>, verb: &OrgVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let actor = context.actor()?;
    match verb {
        OrgVerb::Create { name } => {
            let command = Command::CreateOrganization { name: label("The organization name", name)? };
            let receipt = write::commit(context, &actor, &command, io)?;
            let sid = |plan: &crate::controller::Plan| {
                plan.subjects.first().map(Key::to_string).unwrap_or_default()
            };
            write::done(
                context,
                receipt,
                |plan| format!("Created the organization {name} ({}); you are its Owner.", sid(plan)),
                |plan| json!({ "organization": sid(plan) }),
                io,
            )
        }
        OrgVerb::Show => show(context, context.org(&actor)?, io),
        OrgVerb::Settings => settings(context, context.org(&actor)?, io),
        OrgVerb::Rename { name } => {
            let org = context.org(&actor)?;
            let command = Command::RenameOrganization { org, name: label("The organization name", name)? };
            set(context, &actor, &command, io)
        }
        OrgVerb::Policy { policy } => {
            let org = context.org(&actor)?;
            set(context, &actor, &Command::SetSignUpPolicy { org, policy: (*policy).into() }, io)
        }
        OrgVerb::Invitable { who } => {
            let (org, on) = (context.org(&actor)?, *who == InvitableWord::VerifiedOnly);
            set(context, &actor, &Command::SetVerifiedDomainsOnly { org, on }, io)
        }
        OrgVerb::Reason { whether } => {
            let (org, on) = (context.org(&actor)?, *whether == ReasonWord::Required);
            set(context, &actor, &Command::SetReasonRequired { org, on }, io)
        }
        OrgVerb::WhatIf { email } => {
            let org = context.org(&actor)?;
            what_if::print(context, &context.controller.what_if(&actor, org, &address(email)?)?, io)
        }
        OrgVerb::RequestDeletion => {
            let org = context.org(&actor)?;
            set(context, &actor, &Command::RequestDeletion { org }, io)
        }
        OrgVerb::WithdrawDeletion => {
            let org = context.org(&actor)?;
            set(context, &actor, &Command::WithdrawDeletion { org }, io)
        }
        OrgVerb::Transfer { user } => {
            let org = context.org(&actor)?;
            let command = Command::ChangeOwner { org, user: context.user(user)? };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
        }
    }
}

fn set(context: &Context<'_>, actor: &Actor, command: &Command, io: &mut Io<'_>) -> Result<(), Failure> {
    let receipt = write::commit(context, actor, command, io)?;
    write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
}

fn settings(context: &Context<'_>, org: OrgSid, io: &mut Io<'_>) -> Result<(), Failure> {
    may_view(context, org)?;
    let stored = context.controller.store().get(Key::Organization(org))?;
    let Some(Record::Organization(record)) = stored.map(|stored| stored.record) else {
        return Err(Refusal::not_found(Key::Organization(org)).into());
    };
    let name = name_of(Key::Organization(org), &context.controller.names());
    if context.flags.json {
        let value = json!({
            "name": name,
            "sign_up_policy": word(&record.policy),
            "verified_domains_only": record.verified_domains_only,
            "reason_required": record.reason_required,
            "account_limit": record.account_limit,
            "domain_limit": record.domain_limit,
            "baa": record.baa.map(|baa| baa.recorded.to_string()),
        });
        return print_json(io, &json!({ "settings": value }));
    }
    let row = |label: &str, value: String, line: String| vec![label.to_owned(), value, line];
    let either = |on, yes: &str, no: &str| if on { yes.to_owned() } else { no.to_owned() };
    let limit = |flag: &str| format!("orgadm support set-limit {org} --{flag} N");
    let most = record.account_limit.map_or_else(|| "none".to_owned(), |most| most.to_string());
    let baa = record.baa.map_or_else(|| "none on file".into(), |baa| format!("recorded {}", baa.recorded));
    let rows = [
        row("Name", name, "orgadm org rename NAME".into()),
        row("Sign-up policy", record.policy.to_string(), "orgadm org policy POLICY".into()),
        row(
            "May be invited",
            either(record.verified_domains_only, "verified domains only", "any address"),
            "orgadm org invitable any|verified-only".into(),
        ),
        row(
            "Reason",
            either(record.reason_required, "required", "optional"),
            "orgadm org reason required|optional".into(),
        ),
        row("Account limit", most, limit("accounts")),
        row("Domain limit", record.domain_limit.to_string(), limit("domains")),
        row("BAA", baa, format!("orgadm support record-baa {org}")),
    ];
    print_table(io, &["SETTING", "VALUE", "SET WITH"], &rows)
}

/// Refuses whoever may not open the Admin Center: reading is a right too.
pub(super) fn may_view(context: &Context<'_>, org: OrgSid) -> Result<(), Failure> {
    let actor = context.actor()?;
    let names = context.rights.names();
    let user = actor.user().map(|user| context.standing(user)).transpose()?.flatten();
    let role = user.and_then(|user| user.role_in(org));
    if role.is_some_and(|role| permit(Action::OpenAdminCenter, role) == Permit::Yes) {
        return Ok(());
    }
    let who = actor.user().map_or_else(|| "Nobody".to_owned(), |sid| name_of(Key::User(sid), &names));
    let sentence = format!("{who} is not an administrator of {}.", name_of(Key::Organization(org), &names));
    Err(Refusal::new(RefusalCode::NotPermitted, sentence, "Ask one, or add --as EMAIL of one.")
        .about(Key::Organization(org))
        .into())
}

fn show(context: &Context<'_>, org: OrgSid, io: &mut Io<'_>) -> Result<(), Failure> {
    may_view(context, org)?;
    let directory = context.controller.directory()?;
    let stored = context.controller.store().get(Key::Organization(org))?;
    let Some(Record::Organization(record)) = stored.map(|stored| stored.record) else {
        return Err(Refusal::not_found(Key::Organization(org)).into());
    };
    let name = name_of(Key::Organization(org), &directory);
    let owner = name_of(Key::User(record.owner), &directory);
    let counts = directory.user_counts(org, context.controller.now());
    if context.flags.json {
        let value = json!({
            "sid": org.to_string(),
            "name": name,
            "owner": owner,
            "state": word(&record.state),
            "sign_up_policy": word(&record.policy),
            "baa": record.baa.map(|baa| baa.recorded.to_string()),
            "created": record.created.to_string(),
            "demo": record.demo,
            "users": {
                "managed": counts.managed, "independent": counts.independent, "pending": counts.pending,
            },
        });
        return print_json(io, &value);
    }
    let row = |label: &str, value: String| vec![label.to_owned(), value];
    let rows = [
        row("Name", shown(&name)),
        row("SID", org.to_string()),
        row("Owner", owner),
        row("State", record.state.to_string()),
        row("Sign-up policy", record.policy.to_string()),
        row(
            "BAA",
            record.baa.map_or_else(|| "none on file".into(), |baa| format!("recorded {}", baa.recorded)),
        ),
        row("Managed users", counts.managed.to_string()),
        row("Independent users", counts.independent.to_string()),
        row("Pending users", counts.pending.to_string()),
        row("Created", record.created.to_string()),
    ];
    print_table(io, &["FIELD", "VALUE"], &rows)
}
