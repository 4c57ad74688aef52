//! Which later entry changed a field again: found by following the record's history back, so it costs no more than that.

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{AuditHeader, ImageState, Key, Position, Record};
use crate::rules::undo::never;

use super::field::Field;

/// Most entries that are followed back before the last change of the record is named instead.
const FOLLOWED: usize = 5_000;

/// The refusal that names the later position.
pub(super) fn refusal(
    draft: &Draft<'_>,
    position: Position,
    key: Key,
    field: Field,
    now: &Record,
) -> Result<Refusal, PlanError> {
    let what = format!("the {} of {}", field.word(), called(draft, now)?);
    let Some(header) = latest(draft, position, key, field)? else {
        let sentence = format!("Since position {position}, {what} was changed again.");
        return Ok(Refusal::new(RefusalCode::ChangedSince, sentence, "Set it directly instead.").about(key));
    };
    let later = header.position;
    let sentence = format!(
        "Since position {position}, {what} was changed again at position {later} ({}, {}).",
        header.command, header.time
    );
    let remedy = match never(header.command) {
        None => format!("Undo position {later} first, or set it directly."),
        Some(_) => "Set it directly instead.".to_owned(),
    };
    Ok(Refusal::new(RefusalCode::ChangedSince, sentence, remedy).about(key).leading_to(Remedy::Entry(later)))
}

/// The newest entry after this position that changed the field.
fn latest(
    draft: &Draft<'_>,
    position: Position,
    key: Key,
    field: Field,
) -> Result<Option<AuditHeader>, PlanError> {
    let mut at = draft.world().get(key)?.map_or(Position::NONE, |stored| stored.last);
    for _ in 0..FOLLOWED {
        if at <= position {
            return Ok(None);
        }
        let Some(entry) = draft.world().entry(at)? else { return Ok(None) };
        let Some(change) = entry.changes.iter().find(|change| change.key == key) else { return Ok(None) };
        let changed = match (&change.before, &change.after) {
            (ImageState::Kept(before), ImageState::Kept(after)) => field.differs(before, after),
            // What is not known may well have been it.
            _ => true,
        };
        if changed {
            return Ok(Some(entry.header));
        }
        at = change.previous;
    }
    Ok(None)
}

fn called(draft: &Draft<'_>, record: &Record) -> Result<String, PlanError> {
    Ok(match record {
        Record::User(user) => user.email.to_string(),
        Record::Account(account) => account.name.to_string(),
        Record::Invitation(invitation) => format!("the invitation to {}", invitation.email),
        Record::Organization(org) => draft.world().organization_name(org.sid)?,
        Record::OrganizationName(name) => name.name.to_string(),
        Record::Domain(domain) => domain.name.to_string(),
        Record::SignUp(_) | Record::Message(_) => record.key().to_string(),
    })
}
