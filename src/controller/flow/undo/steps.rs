//! From an audit entry to the commands that put its fields back; refused where a field was changed again, an image was
//! erased, or something was done that no command takes back.

use crate::controller::command::Command;
use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{AuditChange, AuditEntry, ImageState, InvitationState, Key, OrgSid, Record};

use super::field::{self, Field};
use super::later;

/// One command, and what it is to bring about.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) command: Command,
    key: Key,
    field: Field,
    before: Record,
}

/// What an undo consists of.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// The commands, in the order they are run.
    pub(super) steps: Vec<Step>,
    /// What stays as it is, in words.
    pub(super) stays: Vec<String>,
}

impl Step {
    /// Whether the field has its old value already.
    pub(super) fn is_done(&self, draft: &Draft<'_>) -> Result<bool, PlanError> {
        // An invitation is taken back by ending it: what it was before it was sent is nothing.
        if self.field == Field::Invitation {
            return Ok(false);
        }
        let now = draft.current(self.key)?;
        Ok(now.is_some_and(|now| !self.field.means_another(&now, &self.before)))
    }
}

/// Compiles an entry.
pub(super) fn of(draft: &Draft<'_>, org: OrgSid, entry: &AuditEntry) -> Result<Steps, PlanError> {
    let mut found = Steps::default();
    for change in &entry.changes {
        one(draft, org, entry, change, &mut found)?;
        without_roles(draft, org, entry, change, &mut found)?;
    }
    if found.steps.is_empty() {
        return Err(nothing(entry, &found.stays).into());
    }
    let actor = draft.actor().user().map(Key::User);
    // Whoever gives an own role up does it last: afterwards they may do nothing more.
    found.steps.sort_by_key(|step| {
        let last = step.field == Field::OrgRole && Some(step.key) == actor;
        if last { u8::MAX } else { step.field.turn(&step.before) }
    });
    Ok(found)
}

fn one(
    draft: &Draft<'_>,
    org: OrgSid,
    entry: &AuditEntry,
    change: &AuditChange,
    found: &mut Steps,
) -> Result<(), PlanError> {
    let position = entry.header.position;
    // A message that was queued is not called back; without its invitation it opens nothing.
    if matches!(change.key, Key::Message(_)) {
        return Ok(());
    }
    match (&change.before, &change.after) {
        (ImageState::Erased, _) | (_, ImageState::Erased) => {
            let sentence = format!(
                "What the {} {} was at position {position} has been erased; nobody can put it back.",
                change.key.kind().word(),
                change.key
            );
            Err(Refusal::new(RefusalCode::NotUndoable, sentence, "Set what is wanted directly instead.")
                .about(change.key)
                .into())
        }
        (ImageState::Absent, ImageState::Kept(after)) => match after.as_ref() {
            Record::Invitation(sent) if sent.state == InvitationState::Pending => {
                let field = Field::Invitation;
                still(draft, position, change.key, field, after)?;
                found.push(org, change.key, field, after);
                Ok(())
            }
            _ => Err(whole(entry, change, "came to be").into()),
        },
        (ImageState::Kept(before), ImageState::Kept(after)) => match (before.as_ref(), after.as_ref()) {
            (Record::Invitation(was), Record::Invitation(is)) if was.state != is.state => {
                found.stays.push(format!("The invitation to {} that ended stays ended.", is.email));
                Ok(())
            }
            (before, after) if field::are_all(before, after) => {
                for field in Field::changed(before, after) {
                    still(draft, position, change.key, field, after)?;
                    found.push(org, change.key, field, before);
                }
                Ok(())
            }
            _ => Err(whole(entry, change, "was changed in more than can be put back").into()),
        },
        (ImageState::Kept(_), ImageState::Absent) => Err(whole(entry, change, "was deleted for good").into()),
        _ => Ok(()),
    }
}

/// Whoever an entry made the owner of an account, and who had held no role on it, holds none again: giving the account
/// back would leave them its Administrator.
fn without_roles(
    draft: &Draft<'_>,
    org: OrgSid,
    entry: &AuditEntry,
    change: &AuditChange,
    found: &mut Steps,
) -> Result<(), PlanError> {
    let (Some(Record::Account(was)), Some(Record::Account(is))) =
        (change.before.record(), change.after.record())
    else {
        return Ok(());
    };
    let owner = Key::User(is.owner);
    let held_roles = entry.changes.iter().any(|change| change.key == owner);
    if was.owner == is.owner || is.parent.is_some() || held_roles {
        return Ok(());
    }
    if let Some(user) = draft.current(owner)? {
        found.push(org, owner, Field::Grant(is.sid), &user);
    }
    Ok(())
}

impl Steps {
    fn push(&mut self, org: OrgSid, key: Key, field: Field, before: &Record) {
        if let Some(command) = field.command(org, before) {
            self.steps.push(Step { command, key, field, before: before.clone() });
        }
    }
}

/// A field is put back only if it still is what the entry left.
fn still(
    draft: &Draft<'_>,
    position: crate::model::Position,
    key: Key,
    field: Field,
    after: &Record,
) -> Result<(), PlanError> {
    let Some(now) = draft.current(key)? else {
        let sentence = format!("The {} {key} is no longer there.", key.kind().word());
        return Err(Refusal::new(RefusalCode::NotUndoable, sentence, "There is nothing left to put back.")
            .about(key)
            .into());
    };
    if !field.differs(&now, after) {
        return Ok(());
    }
    Err(later::refusal(draft, position, key, field, &now)?.into())
}

fn whole(entry: &AuditEntry, change: &AuditChange, what: &str) -> Refusal {
    let (position, key) = (entry.header.position, change.key);
    let sentence =
        format!("Position {position} cannot be undone: the {} {key} {what} there.", key.kind().word());
    Refusal::new(RefusalCode::NotUndoable, sentence, "Look at the entry and change single fields instead.")
        .about(key)
}

/// Nothing of the entry can be put back.
fn nothing(entry: &AuditEntry, stays: &[String]) -> Refusal {
    let why = stays.first().map_or("It changed nothing that can be put back.", String::as_str);
    let sentence = format!("Position {} cannot be undone. {why}", entry.header.position);
    let remedy = if stays.is_empty() { "Nothing needs to be done." } else { "Send a new invitation." };
    Refusal::new(RefusalCode::NotUndoable, sentence, remedy)
}
