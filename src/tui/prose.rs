//! Plans, audit entries, refusals and conflicts as pieces of text: what dialogs and pages show, before it is wrapped.

use crate::controller::{
    Conflict, Difference, Plan, Refusal, RefusedRow, actor_name, differences, name_of, name_seen_by,
};
use crate::directory::Directory;
use crate::model::{AuditEntry, AuditHeader, Change, EntryKind, ImageState, Key, OrgSid, Record, shown};

use super::theme::Role;

/// A piece of text in one look, to be wrapped by whoever draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// An empty line.
    Gap,
    /// A heading.
    Heading(String),
    /// A sentence in a role.
    Line(Role, String),
    /// A line as it is: spaces count, and what does not fit is cut.
    Verbatim(Role, String),
    /// A label and its value.
    Field(&'static str, String),
    /// A label and its value, which is in a role.
    Marked(&'static str, Role, String),
    /// Keys and what they do.
    Key(String, String),
    /// A label with its value before and after.
    Change(&'static str, Option<String>, Option<String>),
    /// The same in columns, where there is room for them.
    Sides(&'static str, Option<String>, Option<String>),
    /// The titles of those columns.
    SidesTitle,
}

/// What a plan would do: first what it means, then every field, last what was checked.
pub fn plan(plan: &Plan, directory: &Directory) -> Vec<Piece> {
    let mut pieces = Vec::new();
    section("What follows", Role::Text, &plan.consequences, &mut pieces);
    section("Cannot be undone", Role::Warn, &plan.irreversible, &mut pieces);
    section("The same as a command line", Role::Accent, &[short(plan.line_with_safeguards())], &mut pieces);
    for change in plan.changes.iter().take(SHOWN_RECORDS) {
        let fields = record(change, directory);
        if fields.len() > 1 {
            pieces.push(Piece::Gap);
        }
        pieces.extend(fields);
    }
    if plan.changes.len() > SHOWN_RECORDS {
        let more = plan.changes.len() - SHOWN_RECORDS;
        pieces.push(Piece::Gap);
        pieces.push(Piece::Line(Role::Muted, format!("and {more} more records (--dry-run prints them all)")));
    }
    section("Checked", Role::Ok, &plan.checks, &mut pieces);
    pieces
}

/// A line that names many records is shown by its beginning and its end; the whole of it can be copied.
fn short(line: String) -> String {
    const BEGINNING: usize = 240;
    const END: usize = 80;
    let all = line.chars().count();
    if all <= BEGINNING + END {
        return line;
    }
    let beginning: String = line.chars().take(BEGINNING).collect();
    let end: String = line.chars().skip(all - END).collect();
    format!("{beginning} … {end} (Ctrl+Y copies all of its {all} characters)")
}

fn section(title: &str, role: Role, sentences: &[String], pieces: &mut Vec<Piece>) {
    if sentences.is_empty() {
        return;
    }
    if !pieces.is_empty() {
        pieces.push(Piece::Gap);
    }
    pieces.push(Piece::Heading(title.to_owned()));
    pieces.extend(sentences.iter().map(|sentence| Piece::Line(role, shown(sentence))));
}

/// One change: what happens to which record, then its fields. Messages of the outbox are one line.
fn record(change: &Change, directory: &Directory) -> Vec<Piece> {
    let verb = match (&change.before, &change.after) {
        (None, _) => "new",
        (_, None) => "removed",
        _ => "changed",
    };
    let name = match change.after.as_ref().or(change.before.as_ref()) {
        Some(Record::User(user)) => user.email.to_string(),
        Some(Record::Account(account)) => shown(account.name.as_str()),
        Some(Record::Invitation(invitation)) => invitation.email.to_string(),
        Some(Record::Domain(domain)) => domain.name.to_string(),
        Some(Record::OrganizationName(name)) => shown(name.name.as_str()),
        Some(Record::SignUp(sign_up)) => sign_up.email.to_string(),
        Some(Record::Message(message)) if change.before.is_none() => {
            return vec![Piece::Line(Role::Muted, format!("new message to {} in the outbox", message.to))];
        }
        Some(Record::Message(message)) => format!("to {}", message.to),
        _ => name_of(change.key, directory),
    };
    let mut pieces = vec![Piece::Heading(format!("{verb} {} {name}", change.key.kind().word()))];
    let fields = differences(change.before.as_ref(), change.after.as_ref(), directory);
    pieces.extend(fields.into_iter().map(|field| side_by_side(field, change.before.is_none())));
    pieces
}

fn side_by_side(field: Difference, created: bool) -> Piece {
    match created {
        true => Piece::Field(field.label, field.after.unwrap_or_default()),
        false => Piece::Change(field.label, field.before, field.after),
    }
}

/// Who acted, in one word.
pub fn actor(header: &AuditHeader, directory: &Directory) -> String {
    actor_name(header, directory)
}

/// What an entry is mainly about, as the organization may see it.
pub fn subject(org: Option<OrgSid>, header: &AuditHeader, directory: &Directory) -> String {
    header.subjects.first().map_or_else(String::new, |key| called(org, *key, directory))
}

fn called(org: Option<OrgSid>, key: Key, directory: &Directory) -> String {
    org.map_or_else(|| key.short(), |org| name_seen_by(org, key, directory))
}

/// A whole audit entry: who, on what evidence, why, and every field before and after.
pub fn entry(org: Option<OrgSid>, entry: &AuditEntry, directory: &Directory) -> Vec<Piece> {
    let header = &entry.header;
    let mut pieces = vec![
        Piece::Field("Position", header.position.to_string()),
        Piece::Field("Time", header.time.to_string()),
        Piece::Field("Actor", actor(header, directory)),
        Piece::Field("Evidence", shown(&header.actor.evidence.to_string())),
        Piece::Field("From", header.actor.origin.to_string()),
    ];
    if let Some(reason) = &entry.reason {
        pieces.push(Piece::Field("Reason", shown(reason.as_str())));
    }
    if let Some(refusal) = &header.refusal {
        pieces.push(Piece::Line(Role::Danger, format!("Refused: {refusal}")));
    }
    if header.kind == EntryKind::Maintenance {
        pieces.push(Piece::Line(Role::Muted, format!("{} records were written in bulk.", header.changes)));
    }
    pieces.extend(changes(org, entry, directory));
    pieces
}

/// What an entry changed: record by record, every field before and after side by side.
pub fn changes(org: Option<OrgSid>, entry: &AuditEntry, directory: &Directory) -> Vec<Piece> {
    let header = &entry.header;
    let mut pieces = Vec::new();
    for change in entry.changes.iter().take(SHOWN_RECORDS) {
        pieces.push(Piece::Gap);
        let name = called(org, change.key, directory);
        pieces.push(Piece::Heading(format!("{} {name}", change.key.kind().word())));
        if change.after == ImageState::Foreign {
            pieces.push(Piece::Line(Role::Muted, "A record of another organization.".into()));
            continue;
        }
        if [&change.before, &change.after].into_iter().any(|side| matches!(side, ImageState::Erased)) {
            pieces
                .push(Piece::Line(Role::Warn, "This image was erased; only its commitment is left.".into()));
        }
        let fields = differences(change.before.record(), change.after.record(), directory);
        if !fields.is_empty() {
            pieces.push(Piece::SidesTitle);
        }
        pieces.extend(fields.into_iter().map(|field| Piece::Sides(field.label, field.before, field.after)));
    }
    if entry.changes.len() > SHOWN_RECORDS {
        let more = entry.changes.len() - SHOWN_RECORDS;
        pieces.push(Piece::Gap);
        pieces.push(Piece::Line(
            Role::Muted,
            format!("and {more} more records (orgadm audit show {})", header.position),
        ));
    }
    pieces
}

/// Records of one plan or entry that a page shows; the rest is counted.
const SHOWN_RECORDS: usize = 100;

/// Refused rows that a dialog shows; the rest is counted.
const SHOWN_ROWS: usize = 50;

/// A refusal: rule, then remedy.
pub fn refusal(refusal: &Refusal) -> Vec<Piece> {
    vec![
        Piece::Line(Role::Danger, shown(&refusal.sentence)),
        Piece::Line(Role::Text, shown(&refusal.remedy)),
        Piece::Line(Role::Muted, format!("code: {}", refusal.code)),
    ]
}

/// Every refused row of many commands by its number and what it is called, under its reason and remedy; rows with the
/// same reason stand together.
pub fn refused_rows(refusal: &Refusal, named: &dyn Fn(usize) -> String) -> Vec<Piece> {
    let mut pieces =
        vec![Piece::Line(Role::Text, "Nothing was changed: many are done together or not at all.".into())];
    let mut groups: Vec<Vec<&RefusedRow>> = Vec::new();
    for row in refusal.rows.iter().take(SHOWN_ROWS) {
        let alike = |group: &&mut Vec<&RefusedRow>| {
            group
                .first()
                .is_some_and(|first| (&first.sentence, &first.remedy) == (&row.sentence, &row.remedy))
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    for group in groups {
        let Some(first) = group.first() else { continue };
        pieces.push(Piece::Gap);
        pieces.push(Piece::Line(Role::Danger, shown(&first.sentence)));
        pieces.push(Piece::Line(Role::Text, format!("{} (code: {})", shown(&first.remedy), first.code)));
        pieces
            .extend(group.iter().map(|row| Piece::Key(format!("  row {}", row.row), shown(&named(row.row)))));
    }
    if refusal.rows.len() > SHOWN_ROWS {
        let more = refusal.rows.len() - SHOWN_ROWS;
        pieces.push(Piece::Gap);
        pieces.push(Piece::Line(Role::Muted, format!("and {more} more rows")));
    }
    pieces
}

/// What the preview had shown before its ground fell away.
pub fn conflict(conflict: &Conflict, directory: &Directory) -> Vec<Piece> {
    let mut pieces = vec![Piece::Line(Role::Warn, conflict.to_string()), Piece::Gap];
    pieces.push(Piece::Heading("As it was previewed".into()));
    conflict.planned.iter().for_each(|change| pieces.extend(record(change, directory)));
    pieces.push(Piece::Gap);
    pieces.push(Piece::Heading("As it would be now".into()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_shown_by_its_two_ends() {
        let line =
            format!("orgadm user remove {}--successor ada@acme.example", "someone@acme.example ".repeat(500));
        let shown = short(line.clone());
        assert!(
            shown.starts_with("orgadm user remove someone@")
                && shown.contains("--successor ada@acme.example (")
        );
        assert!(shown.chars().count() < 400 && short(shown.clone()) != line);
        assert_eq!(short("orgadm sweep".into()), "orgadm sweep");
    }
}
