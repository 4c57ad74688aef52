//! Due work: thirty days after its deletion was confirmed an organization's name goes, with every image of it (seed;
//! `product` row 21). What else tells of the organization names it by its SID.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{CommandKind, Key};
use crate::rules::limits;

/// Names erased in one plan: each may have a long history of images.
const AT_ONCE: usize = 50;

pub(super) fn due(draft: &mut Draft<'_>) -> Result<usize, PlanError> {
    let now = draft.now();
    let mut erased = 0;
    for org in draft.world().names_due(now, AT_ONCE)? {
        let confirmed = draft
            .world()
            .organization_or_what_is_left(org)?
            .deletion
            .and_then(|deletion| deletion.confirmed)
            .filter(|confirmed| now >= confirmed.plus(limits::NAME_KEPT));
        let key = Key::OrganizationName(org);
        if confirmed.is_some() && draft.world().get(key)?.is_some() {
            draft.about(key);
            draft.remove(key)?;
            draft.erase(key);
            erased += 1;
        }
    }
    if erased > 0 {
        draft.called(CommandKind::Erase);
        draft.entitle(format!("Erase {erased} names of deleted organizations"), "orgadm sweep");
        draft.follows("Every image of them goes, and reasons that stood beside them.");
        draft.follows("Their bytes leave the disk when the store is compacted.");
    }
    Ok(erased)
}
