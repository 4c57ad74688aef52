//! `orgadm audit list|show|undo`; `head` and `verify` are in `audit_chain`, entries that were moved in `audit_archive`.

use serde_json::{Value, json};

use crate::controller::{
    Command, Difference, Names, Refusal, RefusalCode, audit_passes, differences, name_seen_by, quoted,
};
use crate::directory::{Filter, Scope};
use crate::model::{AuditChange, AuditEntry, AuditHeader, ImageState, Key, OrgSid, Position};

use super::args::AuditVerb;
use super::audit_archive::{self, Wanted};
use super::context::Context;
use super::exit::Failure;
use super::filtered::filter as parsed;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};
use super::resolve::key;
use super::{audit_chain, audit_prune, write};

pub(super) use crate::controller::actor_name as actor;

pub(super) fn run(context: &Context<'_>, verb: &AuditVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    match verb {
        AuditVerb::Head => return audit_chain::head(context, io),
        AuditVerb::Verify { against, archive } => {
            return audit_chain::verify(context, against.as_deref(), archive.as_deref(), io);
        }
        AuditVerb::Prune { before, into } => return audit_prune::run(context, before, into.is_some(), io),
        AuditVerb::List { .. } | AuditVerb::Show { .. } | AuditVerb::Undo { .. } => {}
    }
    let org = context.org(&context.actor()?)?;
    may_view(context, org)?;
    match verb {
        AuditVerb::Head | AuditVerb::Verify { .. } | AuditVerb::Prune { .. } => Ok(()),
        AuditVerb::List { filter, limit, below, record, archive } => {
            let (filter, limit) = (parsed(filter, Scope::Audit)?, *limit as usize);
            let record = record.as_ref().map(|text| match key(text) {
                Some(key) => Ok(key),
                None => context.user(text).map(Key::User),
            });
            let (record, below) = (record.transpose()?, below.map(Position));
            let (headers, archived) = match (archive, record) {
                (Some(file), record) => {
                    let wanted = Wanted { filter: &filter, limit, below, record };
                    (audit_archive::entries(context, org, file, &wanted, io)?, None)
                }
                (None, Some(key)) => history(context, org, key, &filter, limit)?,
                (None, None) => entries(context, org, below, &filter, limit)?,
            };
            list(context, org, (&headers, archived), io)
        }
        AuditVerb::Show { position, archive } => {
            let position = Position(*position);
            let entry = match archive {
                Some(file) => audit_archive::entry(context, org, file, position, io)?,
                None => found(context, org, position)?,
            };
            show(context, &entry, io)
        }
        AuditVerb::Undo { position } => {
            let command = Command::Undo { org, position: Position(*position) };
            let receipt = write::commit(context, &context.actor()?, &command, io)?;
            write::done(
                context,
                receipt,
                |plan| format!("Done: {}.", plan.title),
                |_| json!({ "undone": position }),
                io,
            )
        }
    }
}

/// Entries, and where it goes on behind the last of them: the last entry that is in an archive.
type Listed = (Vec<AuditHeader>, Option<Position>);

/// Entries below a position that pass the filter, newest first: page by page until there are enough, or no more.
fn entries(
    context: &Context<'_>,
    org: OrgSid,
    mut below: Option<Position>,
    filter: &Filter,
    limit: usize,
) -> Result<Listed, Failure> {
    let mut found = Vec::new();
    while found.len() < limit {
        let page = context.controller.audit_page_where(org, below, limit - found.len(), filter)?;
        found.extend(page.headers);
        match page.next {
            Some(next) => below = Some(next),
            None => return Ok((found, page.archived)),
        }
    }
    Ok((found, None))
}

/// The entries that changed this record and pass the filter, newest first.
fn history(
    context: &Context<'_>,
    org: OrgSid,
    key: Key,
    filter: &Filter,
    limit: usize,
) -> Result<Listed, Failure> {
    let most = if filter.is_empty() { limit } else { HISTORY };
    let names = context.controller.names();
    let history = context.controller.history(org, key, most)?;
    let steps = history.entries.into_iter().map(|entry| entry.header);
    let passing = steps.filter(|header| audit_passes(org, header, filter, &names, context.controller.now()));
    Ok((passing.take(limit).collect(), history.archived))
}

/// Steps of a record's history that a filter is applied to.
const HISTORY: usize = 10_000;

pub(super) fn header_json(header: &AuditHeader, names: &dyn Names) -> Value {
    json!({
        "position": header.position.0,
        "time": header.time.to_string(),
        "kind": header.kind.to_string(),
        "command": header.command.word(),
        "actor": whole(actor(header, names), header.actor.user().map(Key::User)),
        "evidence": header.actor.evidence.to_string(),
        "origin": header.actor.origin.to_string(),
        "subjects": header.subjects.iter().map(Key::to_string).collect::<Vec<_>>(),
        "refusal": header.refusal,
        "changes": header.changes,
    })
}

/// The identifier whole, if it stands there shortened because the record has no name any more.
fn whole(text: String, key: Option<Key>) -> String {
    match key.filter(|key| key.short() == text) {
        Some(key) => key.to_string(),
        None => text,
    }
}

fn list(
    context: &Context<'_>,
    org: OrgSid,
    (headers, archived): (&[AuditHeader], Option<Position>),
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let names = context.controller.names();
    if context.flags.json {
        let values: Vec<Value> = headers.iter().map(|header| header_json(header, &names)).collect();
        let archived = archived.map(|to| to.0);
        return print_json(io, &json!({ "entries": values, "archived": archived }));
    }
    if let Some(to) = archived.filter(|_| io.out_is_terminal) {
        // A stream for messages that is gone is nobody to tell.
        let _ = writeln!(
            io.err,
            "Older entries, up to {to}, are in an archive: {}",
            reading(context, to, "list")?
        );
    }
    // On a terminal identifiers are short; whatever reads a pipe wants them whole.
    let whole = |text: String, key: Option<Key>| if io.out_is_terminal { text } else { whole(text, key) };
    let rows: Vec<Vec<String>> = headers
        .iter()
        .map(|header| {
            let subject = header.subjects.first().copied();
            let called = subject.map_or_else(String::new, |key| name_seen_by(org, key, &names));
            vec![
                header.position.to_string(),
                header.time.to_string(),
                whole(actor(header, &names), header.actor.user().map(Key::User)),
                header.command.word().to_owned(),
                whole(called, subject),
                header.actor.origin.to_string(),
            ]
        })
        .collect();
    print_table(io, &["POSITION", "TIME", "ACTOR", "WHAT", "RECORD", "FROM"], &rows)
}

/// The line that reads what was moved into an archive with this entry.
fn reading(context: &Context<'_>, position: Position, words: &str) -> Result<String, Failure> {
    let file = context.controller.archive_of(position)?;
    let file = file.map_or_else(|| "FILE".to_owned(), |path| quoted(&path.display().to_string()));
    Ok(format!("orgadm audit {words} --archive {file}"))
}

/// The entry, if it is in the store and of this organization.
fn found(context: &Context<'_>, org: OrgSid, position: Position) -> Result<AuditEntry, Failure> {
    if let Some(entry) = context.controller.audit_entry(org, position)? {
        return Ok(entry);
    }
    let (sentence, remedy) = match context.controller.archived()?.filter(|archived| position <= *archived) {
        Some(to) => (
            format!("The audit entry {position} is in an archive, where entries up to {to} were moved."),
            format!("Read it there: {}", reading(context, position, &format!("show {position}"))?),
        ),
        None => (
            format!("There is no audit entry {position} of this organization."),
            "Look at: orgadm audit list".to_owned(),
        ),
    };
    Err(Refusal::new(RefusalCode::NotFound, sentence, remedy).into())
}

fn show(context: &Context<'_>, entry: &AuditEntry, io: &mut Io<'_>) -> Result<(), Failure> {
    let names = context.controller.names();
    if context.flags.json {
        let mut value = header_json(&entry.header, &names);
        value["reason"] = json!(entry.reason.as_ref().map(ToString::to_string));
        value["records"] = entry.changes.iter().map(|change| change_json(change, &names)).collect();
        return print_json(io, &json!({ "entry": value }));
    }
    write!(io.out, "{}", text(entry, &names))?;
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
        let note = match (&change.before, &change.after) {
            (ImageState::Foreign, _) | (_, ImageState::Foreign) => "  (of another organization)",
            (ImageState::Erased, _) | (_, ImageState::Erased) => "  (erased)",
            _ => "",
        };
        text.push_str(&format!("  {} {}{note}\n", change.key.kind().word(), change.key));
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
