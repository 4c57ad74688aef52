//! `orgadm audit list|show`.

use serde_json::{Value, json};

use crate::controller::{Difference, Names, Refusal, RefusalCode, differences, name_of, name_seen_by};
use crate::model::{AuditChange, AuditEntry, AuditHeader, ImageState, Key, OrgSid, Position, Who};

use super::args::AuditVerb;
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};
use super::resolve::key;

pub(super) fn run(context: &Context<'_>, verb: &AuditVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let org = context.org(&context.actor()?)?;
    may_view(context, org)?;
    match verb {
        AuditVerb::List { limit, below, record } => {
            let limit = *limit as usize;
            let headers: Vec<AuditHeader> = match record {
                Some(text) => {
                    let key = match key(text) {
                        Some(key) => key,
                        None => Key::User(context.user(text)?),
                    };
                    let history = context.controller.history(org, key, limit)?;
                    history.into_iter().map(|entry| entry.header).collect()
                }
                None => context.controller.audit_page(org, below.map(Position), limit)?.headers,
            };
            list(context, org, &headers, io)
        }
        AuditVerb::Show { position } => show(context, org, Position(*position), io),
    }
}

/// Who acted, in one word.
pub(super) fn actor(header: &AuditHeader, names: &dyn Names) -> String {
    match header.actor.who {
        Who::User(sid) => name_of(Key::User(sid), names),
        Who::Visitor => "visitor".into(),
        Who::System => "system".into(),
        Who::Operator => "operator".into(),
    }
}

pub(super) fn header_json(header: &AuditHeader, names: &dyn Names) -> Value {
    json!({
        "position": header.position.0,
        "time": header.time.to_string(),
        "kind": header.kind.to_string(),
        "command": header.command.word(),
        "actor": actor(header, names),
        "evidence": header.actor.evidence.to_string(),
        "origin": header.actor.origin.to_string(),
        "subjects": header.subjects.iter().map(Key::to_string).collect::<Vec<_>>(),
        "refusal": header.refusal,
        "changes": header.changes,
    })
}

fn list(context: &Context<'_>, org: OrgSid, headers: &[AuditHeader], io: &mut Io<'_>) -> Result<(), Failure> {
    let names = context.controller.names();
    if context.flags.json {
        let values: Vec<Value> = headers.iter().map(|header| header_json(header, &names)).collect();
        return print_json(io, &json!({ "entries": values }));
    }
    let rows: Vec<Vec<String>> = headers
        .iter()
        .map(|header| {
            vec![
                header.position.to_string(),
                header.time.to_string(),
                actor(header, &names),
                header.command.word().to_owned(),
                header.subjects.first().map_or_else(String::new, |key| name_seen_by(org, *key, &names)),
                header.actor.origin.to_string(),
            ]
        })
        .collect();
    print_table(io, &["POSITION", "TIME", "ACTOR", "WHAT", "RECORD", "FROM"], &rows)
}

fn show(context: &Context<'_>, org: OrgSid, position: Position, io: &mut Io<'_>) -> Result<(), Failure> {
    let entry = context.controller.audit_entry(org, position)?;
    let Some(entry) = entry else {
        let sentence = format!("There is no audit entry {position} of this organization.");
        return Err(Refusal::new(RefusalCode::NotFound, sentence, "Look at: orgadm audit list").into());
    };
    let names = context.controller.names();
    if context.flags.json {
        let mut value = header_json(&entry.header, &names);
        value["reason"] = json!(entry.reason.as_ref().map(ToString::to_string));
        value["records"] = entry.changes.iter().map(|change| change_json(change, &names)).collect();
        return print_json(io, &json!({ "entry": value }));
    }
    write!(io.out, "{}", text(&entry, &names))?;
    Ok(())
}

fn sides(change: &AuditChange, names: &dyn Names) -> Vec<Difference> {
    differences(change.before.record(), change.after.record(), names)
}

fn change_json(change: &AuditChange, names: &dyn Names) -> Value {
    let erased = |side: &ImageState| matches!(side, ImageState::Erased);
    json!({
        "kind": change.key.kind().word(),
        "record": change.key.to_string(),
        "erased": erased(&change.before) || erased(&change.after),
        "foreign": change.after == ImageState::Foreign,
        "fields": sides(change, names).into_iter().map(|field| json!({
            "field": field.label, "before": field.before, "after": field.after,
        })).collect::<Vec<_>>(),
    })
}

fn text(entry: &AuditEntry, names: &dyn Names) -> String {
    let header = &entry.header;
    let mut text = format!(
        "{} {}\n  time      {}\n  actor     {}\n  evidence  {}\n  from      {}\n",
        header.position,
        header.command,
        header.time,
        actor(header, names),
        header.actor.evidence,
        header.actor.origin
    );
    if let Some(reason) = &entry.reason {
        text.push_str(&format!("  reason    {reason}\n"));
    }
    if let Some(refusal) = &header.refusal {
        text.push_str(&format!("  refused   {refusal}\n"));
    }
    for change in &entry.changes {
        let foreign = if change.after == ImageState::Foreign { "  (of another organization)" } else { "" };
        text.push_str(&format!("  {} {}{foreign}\n", change.key.kind().word(), change.key));
        for field in sides(change, names) {
            let side = |value: Option<String>| value.unwrap_or_else(|| "–".into());
            text.push_str(&format!(
                "    {:<22} {} → {}\n",
                field.label,
                side(field.before),
                side(field.after)
            ));
        }
    }
    text
}
