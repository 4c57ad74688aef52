//! `orgadm domain claim|list|show|email-text|remove-users|delete`.

use serde_json::{Value, json};

use crate::controller::{Command, Line, Plan, Refusal, RefusalCode};
use crate::model::{Domain, DomainName, DomainSid, Key, OrgSid, Publishing, Record, Removal, Timestamp};
use crate::rules::domain_checks::days_left;

use super::args::DomainVerb;
use super::context::Context;
use super::domain_check;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};
use super::write;

pub(super) fn name(text: &str) -> Result<DomainName, Failure> {
    DomainName::parse(text).map_err(|error| Refusal::invalid(&error).into())
}

/// The organization's own claim of this domain, or the claim with this SID.
pub(super) fn own(context: &Context<'_>, org: OrgSid, text: &str) -> Result<Domain, Failure> {
    let not_found = |sentence: String| {
        Refusal::new(RefusalCode::NotFound, sentence, "Look at: orgadm domain list").into()
    };
    if let Ok(sid) = text.parse::<DomainSid>() {
        return match stored(context, sid)? {
            Some(domain) if domain.org == org => Ok(domain),
            _ => Err(not_found(format!("The organization has no claim {sid}."))),
        };
    }
    let name = name(text)?;
    for sid in context.controller.store().domains_named(&name)? {
        if let Some(domain) = stored(context, sid)?.filter(|domain| domain.org == org) {
            return Ok(domain);
        }
    }
    Err(not_found(format!("The organization does not claim {name}.")))
}

fn stored(context: &Context<'_>, sid: DomainSid) -> Result<Option<Domain>, Failure> {
    Ok(match context.controller.counted(Key::Domain(sid))? {
        Some(Record::Domain(domain)) => Some(domain),
        _ => None,
    })
}

pub(super) fn run(context: &Context<'_>, verb: &DomainVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let actor = context.actor()?;
    let org = context.org(&actor)?;
    let publishing = &context.rights.services().publishing;
    let now = context.controller.now();
    let done = |plan: &Plan| format!("Done: {}.", plan.title);
    match verb {
        DomainVerb::Claim { domain } => {
            let command = Command::ClaimDomain { org, name: name(domain)? };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(
                context,
                receipt,
                |plan| claimed(plan).map_or_else(String::new, |domain| claim_text(&domain, publishing)),
                |plan| match claimed(plan) {
                    Some(domain) => json!({
                        "domain": domain.sid.to_string(),
                        "host": publishing.host(domain.name.as_str()),
                        "txt": publishing.value(&domain.token),
                    }),
                    None => json!({}),
                },
                io,
            )
        }
        DomainVerb::Delete { domain } => {
            let command = Command::DeleteDomain { domain: own(context, org, domain)?.sid };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, done, |_| json!({}), io)
        }
        DomainVerb::RemoveUsers { domain, successor } => {
            let successor = successor.as_deref().map(|text| context.user(text)).transpose()?;
            let domain = own(context, org, domain)?.sid;
            let command = Command::ApproveRemoval { domain, successor };
            let receipt = write::commit(context, &actor, &command, io)?;
            write::done(context, receipt, done, |_| json!({}), io)
        }
        DomainVerb::Check { domain, method } => {
            let domain = own(context, org, domain)?;
            domain_check::run(context, &actor, &domain, method.map(Into::into), io)
        }
        DomainVerb::Show { domain } => {
            may_view(context, org)?;
            let domain = own(context, org, domain)?;
            match context.flags.json {
                true => print_json(io, &json!({ "domain": as_json(&domain, publishing, now) })),
                false => Ok(write!(io.out, "{}", show_text(&domain, publishing, now))?),
            }
        }
        DomainVerb::EmailText { domain } => {
            may_view(context, org)?;
            let domain = own(context, org, domain)?;
            let text = publishing.email(domain.name.as_str(), &domain.token);
            match context.flags.json {
                true => print_json(io, &json!({ "domain": domain.name.to_string(), "text": text })),
                false => Ok(write!(io.out, "{text}")?),
            }
        }
        DomainVerb::List => {
            may_view(context, org)?;
            list(context, org, publishing, now, io)
        }
    }
}

fn list(
    context: &Context<'_>,
    org: OrgSid,
    publishing: &Publishing,
    now: Timestamp,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let directory = context.controller.few()?;
    let mut domains = Vec::new();
    for row in directory.domains_of(org) {
        domains.extend(stored(context, row.sid)?);
    }
    domains.sort_by(|a, b| a.name.cmp(&b.name));
    if context.flags.json {
        let values: Vec<_> = domains.iter().map(|domain| as_json(domain, publishing, now)).collect();
        return print_json(io, &json!({ "domains": values }));
    }
    let rows: Vec<Vec<String>> = domains
        .iter()
        .map(|domain| {
            vec![
                domain.name.to_string(),
                domain.state.to_string(),
                domain.method.to_string(),
                publishing.value(&domain.token),
                domain.sid.to_string(),
            ]
        })
        .collect();
    print_table(io, &["DOMAIN", "STATE", "METHOD", "TXT VALUE", "SID"], &rows)
}

fn claimed(plan: &Plan) -> Option<Domain> {
    plan.changes.iter().find_map(|change| match &change.after {
        Some(Record::Domain(domain)) => Some(domain.clone()),
        _ => None,
    })
}

fn claim_text(domain: &Domain, publishing: &Publishing) -> String {
    let (name, host) = (&domain.name, publishing.host(domain.name.as_str()));
    let (value, next) = (publishing.value(&domain.token), Line::of("domain check").word(name));
    format!(
        "Claimed {name} ({}), unverified; its TXT record: {host} = {value}\n\
         Next: {next}   (once the record is published)",
        domain.sid
    )
}

fn as_json(domain: &Domain, publishing: &Publishing, now: Timestamp) -> Value {
    let name = domain.name.as_str();
    json!({
        "sid": domain.sid.to_string(),
        "domain": name,
        "state": domain.state.to_string(),
        "method": domain.method.to_string(),
        "host": publishing.host(name),
        "txt": publishing.value(&domain.token),
        "ttl": Publishing::TTL,
        "file": publishing.url(name),
        "created": domain.created.to_string(),
        "verified": domain.verified.map(|at| at.to_string()),
        "days_left": days_left(domain.state, domain.uncertain, now),
        "checked": domain.checked.map(|last| json!({
            "at": last.at.to_string(), "found": domain_check::word(last.found), "since": last.since.to_string(),
        })),
        "lost": domain.lost.map(|loss| json!({
            "at": loss.at.to_string(),
            "users": match loss.people {
                Removal::Waiting => "waiting",
                Removal::Approved { .. } => "approved",
                Removal::Done => "removed",
            },
        })),
    })
}

fn show_text(domain: &Domain, publishing: &Publishing, now: Timestamp) -> String {
    let name = domain.name.as_str();
    let mut lines = vec![
        ("domain", name.to_owned()),
        ("sid", domain.sid.to_string()),
        ("state", domain.state.to_string()),
        ("method", domain.method.to_string()),
    ];
    lines.extend(domain.verified.map(|at| ("proven", at.to_string())));
    lines.extend(domain.checked.map(|last| ("checked", format!("{}, {}", last.at, last.found))));
    lines.extend(days_left(domain.state, domain.uncertain, now).map(|days| ("days left", days.to_string())));
    if let Some(loss) = domain.lost {
        let users = match loss.people {
            Removal::Waiting => "its users wait to be removed: orgadm domain remove-users",
            Removal::Approved { .. } => "its users are being removed",
            Removal::Done => "its users were removed",
        };
        lines.push(("lost", format!("{}; {users}", loss.at)));
    }
    lines.extend([
        ("host", publishing.host(name)),
        ("type", "TXT".to_owned()),
        ("value", publishing.value(&domain.token)),
        ("ttl", Publishing::TTL.to_string()),
        ("or file", publishing.url(name)),
    ]);
    lines.into_iter().map(|(label, value)| format!("{label:<10} {value}\n")).collect()
}
