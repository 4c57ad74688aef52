//! Take an earlier change back (`architecture`, "Undo"): its audit entry is compiled into the commands that put each field
//! back, and those go through their ordinary flows in this same draft.
//!
//! So permissions are those of the inverse, held now, and its acknowledgements, typed names and brakes stay. A field is
//! put back only if it still is what the entry left; else the later position is named.

mod field;
mod later;
mod steps;

use crate::controller::command::Command;
use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{AuditEntry, OrgSid, Position, Who};
use crate::rules::permissions::Action;
use crate::rules::undo::{Undoing, undoing};

use super::many::Gathered;
use steps::Steps;

/// Runs a command in a draft: how one flow has others do their part.
pub(super) type Run = fn(&mut Draft<'_>, &Command) -> Result<(), PlanError>;

pub(super) fn plan(
    draft: &mut Draft<'_>,
    org: OrgSid,
    position: Position,
    run: Run,
) -> Result<(), PlanError> {
    guard::permitted(draft, org, Action::OpenAdminCenter)?;
    let archived = draft.world().archived()?;
    if position <= archived && position != Position::NONE {
        let sentence = format!(
            "Position {position} cannot be undone: entries up to {archived} were moved into an archive."
        );
        let instead = "Change the record as it is now.";
        return Err(Refusal::new(RefusalCode::NotUndoable, sentence, instead).into());
    }
    let entry = draft.world().entry(position)?.filter(|entry| entry.header.organizations.contains(&org));
    let Some(entry) = entry else {
        let sentence = format!("There is no audit entry {position} of this organization.");
        return Err(Refusal::new(RefusalCode::NotFound, sentence, "Look at: orgadm audit list").into());
    };
    let header = &entry.header;
    if let Undoing::Never { why, instead } = undoing(header.command) {
        let sentence = format!("Position {position} ({}) cannot be undone. {why}", header.command);
        return Err(Refusal::new(RefusalCode::NotUndoable, sentence, instead).into());
    }
    let Steps { steps, stays } = steps::of(draft, org, &entry)?;
    let takes_back = format!(
        "This takes back position {position}: {}, {}, {}.",
        header.command,
        by(draft, &entry)?,
        header.time
    );
    let (within, words) = draft.apart(|draft| {
        draft.follows(takes_back);
        stays.into_iter().for_each(|sentence| draft.cannot_be_undone(sentence));
        draft.within(org)
    });
    within?;
    let mut said = Gathered::default();
    said.add(words);
    let several = steps.len() > 1;
    let mut titles = Vec::new();
    for step in steps {
        // What an earlier step brought along needs no step of its own.
        if step.is_done(draft)? {
            continue;
        }
        let (done, mut words) = draft.apart(|draft| run(draft, &step.command));
        done?;
        if several {
            words.consequences.insert(0, format!("{}.", words.title));
        }
        titles.push(words.title.clone());
        said.add(words);
    }
    let title = match titles.as_slice() {
        [one] => format!("Undo: {one}"),
        many => format!("Undo position {position}: {} changes", many.len()),
    };
    said.lay_down(draft, title, format!("orgadm audit undo {position}"), titles.len());
    Ok(())
}

/// Who made the entry, for the preview.
fn by(draft: &Draft<'_>, entry: &AuditEntry) -> Result<String, PlanError> {
    Ok(match entry.header.actor.who {
        Who::User(sid) => match draft.user(sid) {
            Ok(user) => format!("by {}", user.email),
            Err(PlanError::Refused(_)) => format!("by {sid}, who is gone"),
            Err(error) => return Err(error),
        },
        Who::Visitor => "by a visitor".into(),
        Who::System => "by the system".into(),
        Who::Operator => "by the operator".into(),
    })
}
