//! `orgadm support …`: what belongs to whoever operates the host.

use serde_json::json;

use crate::controller::{Command, Limit, Refusal, RefusalCode};
use crate::model::{DomainSid, DomainState, Key, Record};

use super::args::SupportVerb;
use super::context::Context;
use super::domain::name;
use super::exit::Failure;
use super::io::Io;
use super::output::{print_json, print_table};
use super::resolve::account_sid;
use super::write;

pub(super) fn run(context: &Context<'_>, verb: &SupportVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let command = match verb {
        SupportVerb::ShowCode { recipient } => return show_code(context, recipient, io),
        SupportVerb::VerifyDomain { domain } => Command::VerifyDomain { domain: claimed(context, domain)? },
        SupportVerb::RecordBaa { organization } => {
            Command::RecordBaa { org: context.named_org(organization)? }
        }
        SupportVerb::SetLimit { organization, accounts, domains } => {
            let limit = match (accounts, domains) {
                (Some(most), _) => Limit::Accounts(most.0),
                (None, Some(most)) => Limit::Domains(*most),
                (None, None) => return Err(Failure::Usage("Give --accounts or --domains.".into())),
            };
            Command::SetLimit { org: context.named_org(organization)?, limit }
        }
        SupportVerb::UpgradeAccount { account } => Command::UpgradeAccount { account: account_sid(account)? },
        SupportVerb::ConfirmDeletion { organization } => {
            Command::ConfirmDeletion { org: context.named_org(organization)? }
        }
        SupportVerb::RecoverOwner { organization, user } => {
            Command::RecoverOwner { org: context.named_org(organization)?, user: context.user(user)? }
        }
    };
    let receipt = write::commit(context, &context.operator(), &command, io)?;
    write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
}

fn show_code(context: &Context<'_>, recipient: &str, io: &mut Io<'_>) -> Result<(), Failure> {
    let codes = context.controller.codes_for(recipient)?;
    if codes.is_empty() {
        let sentence = format!("No code that still counts waits for {recipient}.");
        return Err(
            Refusal::new(RefusalCode::NotFound, sentence, "Check the spelling, or send a new one.").into()
        );
    }
    if context.flags.json {
        let values: Vec<_> = codes
            .iter()
            .map(|shown| {
                json!({
                    "to": shown.to.to_string(), "for": shown.what, "sent": shown.sent.to_string(),
                    "code": shown.code.reveal(),
                })
            })
            .collect();
        return print_json(io, &json!({ "codes": values }));
    }
    let rows: Vec<Vec<String>> = codes
        .iter()
        .map(|shown| vec![shown.code.reveal(), shown.what.clone(), shown.sent.to_string()])
        .collect();
    print_table(io, &["CODE", "FOR", "SENT"], &rows)
}

/// The claim of this domain: the only one, or that of `--org`; an unproven one is preferred.
fn claimed(context: &Context<'_>, text: &str) -> Result<DomainSid, Failure> {
    if let Ok(sid) = text.parse() {
        return Ok(sid);
    }
    let name = name(text)?;
    let wanted = context.flags.org.as_deref().map(|text| context.named_org(text)).transpose()?;
    let mut claims = Vec::new();
    for sid in context.controller.store().domains_named(&name)? {
        if let Some(Record::Domain(domain)) = context.controller.counted(Key::Domain(sid))?
            && wanted.is_none_or(|org| org == domain.org)
        {
            claims.push(domain);
        }
    }
    claims.sort_by_key(|domain| domain.state == DomainState::Verified);
    match claims.as_slice() {
        [] => {
            let sentence = format!("Nobody claims {name}.");
            Err(Refusal::new(
                RefusalCode::NotFound,
                sentence,
                format!("Claim it first: orgadm domain claim {name}"),
            )
            .into())
        }
        [one] => Ok(one.sid),
        _ => Err(Failure::Usage(format!("Several organizations claim {name}; add --org ORG."))),
    }
}
