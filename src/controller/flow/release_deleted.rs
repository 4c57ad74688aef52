//! Due work: records that still rest on a deleted organization are written down as they count. Users let go of it with
//! the accounts they own, its claims go, its open invitations end as invalidated.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{CommandKind, Key};
use crate::rules::limits;

pub(super) fn due(draft: &mut Draft<'_>) -> Result<usize, PlanError> {
    let mut cleared = 0;
    for key in draft.world().void(limits::SWEEP)? {
        if cleared >= limits::SWEEP {
            break;
        }
        if let Key::User(sid) = key {
            for account in draft.world().accounts_owned_by(sid)? {
                cleared += usize::from(clear(draft, Key::Account(account))?);
            }
            if cleared >= limits::SWEEP {
                // Whoever owns more accounts than fit lets go of the organization with the last of them.
                break;
            }
        }
        cleared += usize::from(clear(draft, key)?);
    }
    if cleared > 0 {
        draft.called(CommandKind::Release);
        draft.entitle(format!("Release {cleared} from a deleted organization"), "orgadm sweep");
    }
    Ok(cleared)
}

/// Writes the record down as it counts; whether that changes it.
fn clear(draft: &mut Draft<'_>, key: Key) -> Result<bool, PlanError> {
    let stored = draft.current_as_stored(key)?;
    let counted = draft.world().counted(key)?;
    if stored == counted {
        return Ok(false);
    }
    draft.about(key);
    match counted {
        Some(record) => draft.put(record)?,
        None => draft.remove(key)?,
    }
    Ok(true)
}
