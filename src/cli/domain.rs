//! `orgadm domain claim|list|delete`.

use serde_json::json;

use crate::controller::{Command, Refusal, RefusalCode};
use crate::model::{DomainName, DomainSid, Key, OrgSid, Record};

use super::args::DomainVerb;
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};
use super::write;

pub(super) fn name(text: &str) -> Result<DomainName, Failure> {
    DomainName::parse(text).map_err(|error| Refusal::invalid(&error).into())
}

/// The organization's own claim of this domain.
fn own(context: &Context<'_>, org: OrgSid, text: &str) -> Result<DomainSid, Failure> {
    let name = name(text)?;
    let directory = context.controller.directory()?;
    let found = directory.domains_of(org).find(|row| &*row.name == name.as_str()).map(|row| row.sid);
    found.ok_or_else(|| {
        let sentence = format!("The organization does not claim {name}.");
        Refusal::new(RefusalCode::NotFound, sentence, "Look at: orgadm domain list").into()
    })
}

pub(super) fn run(context: &Context<'_>, verb: &DomainVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let actor = context.actor()?;
    let org = context.org(&actor)?;
    match verb {
        DomainVerb::Claim { domain } => {
            let command = Command::ClaimDomain { org, name: name(domain)? };
            let receipt = write::commit(context, &actor, &command, io)?;
            let claimed = |plan: &crate::controller::Plan| {
                plan.changes.iter().find_map(|change| match &change.after {
                    Some(Record::Domain(domain)) => Some(domain.clone()),
                    _ => None,
                })
            };
            write::done(
                context,
                receipt,
                |plan| {
                    claimed(plan).map_or_else(String::new, |domain| {
                        format!(
                            "Claimed {} ({}), unverified; its TXT record: _twilio.{} = {}",
                            domain.name,
                            domain.sid,
                            domain.name,
                            domain.txt_value()
                        )
                    })
                },
                |plan| match claimed(plan) {
                    Some(domain) => json!({ "domain": domain.sid.to_string(), "txt": domain.txt_value() }),
                    None => json!({}),
                },
                io,
            )
        }
        DomainVerb::Delete { domain: text } => {
            let domain = match text.parse::<DomainSid>() {
                Ok(sid) => sid,
                Err(_) => own(context, org, text)?,
            };
            let command = Command::DeleteDomain { domain };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
        }
        DomainVerb::List => {
            may_view(context, org)?;
            let directory = context.controller.few()?;
            let mut domains = Vec::new();
            for row in directory.domains_of(org) {
                if let Some(Record::Domain(domain)) =
                    context.controller.store().get(Key::Domain(row.sid))?.map(|stored| stored.record)
                {
                    domains.push(domain);
                }
            }
            domains.sort_by(|a, b| a.name.cmp(&b.name));
            if context.flags.json {
                let values: Vec<_> = domains
                    .iter()
                    .map(|d| {
                        json!({
                            "sid": d.sid.to_string(),
                            "domain": d.name.to_string(),
                            "state": d.state.to_string(),
                            "method": d.method.to_string(),
                            "txt": d.txt_value(),
                            "created": d.created.to_string(),
                            "verified": d.verified.map(|at| at.to_string()),
                        })
                    })
                    .collect();
                return print_json(io, &json!({ "domains": values }));
            }
            let rows: Vec<Vec<String>> = domains
                .iter()
                .map(|d| {
                    vec![
                        d.name.to_string(),
                        d.state.to_string(),
                        d.method.to_string(),
                        d.txt_value(),
                        d.sid.to_string(),
                    ]
                })
                .collect();
            print_table(io, &["DOMAIN", "STATE", "METHOD", "TXT VALUE", "SID"], &rows)
        }
    }
}
