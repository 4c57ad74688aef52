//! The brake of a finished plan: what it takes out of use beside how much there is (`product`, "Brakes").
//!
//! Asked of every plan, whatever produced it. The totals are looked up only once more than a handful goes, so that a verb
//! about a single record never pays for them.

use crate::controller::draft::Draft;
use crate::controller::plan::Brake;
use crate::controller::refusal::PlanError;
use crate::model::{Key, OrgState, Record};
use crate::rules::brakes::{self, FREE, SHARE};

/// What has to be counted before the plan may be committed, if anything.
pub(super) fn brake(draft: &Draft<'_>) -> Result<Option<Brake>, PlanError> {
    let before = draft.layered().base();
    for (org, stopped) in brakes::stopped(draft.layered().changes()) {
        if stopped.users.max(stopped.accounts).max(stopped.subaccounts) <= FREE {
            continue;
        }
        // What a deleted organization leaves behind is cleared without asking again.
        if let Some(Record::Organization(org)) = draft.current(Key::Organization(org))?
            && org.state == OrgState::Deleted
        {
            continue;
        }
        let mut measures = Vec::new();
        if stopped.users > FREE {
            measures.push((stopped.users, before.user_count(org)?, "managed users"));
        }
        if stopped.accounts.max(stopped.subaccounts) > FREE {
            let (accounts, subaccounts) = before.accounts_in_use(org)?;
            measures.push((stopped.accounts, accounts, "accounts"));
            measures.push((stopped.subaccounts, subaccounts, "subaccounts"));
        }
        measures.retain(|(gone, of, _)| brakes::brakes(*gone, *of));
        if !measures.is_empty() {
            let count = measures.iter().map(|(gone, ..)| gone).sum();
            let parts: Vec<String> =
                measures.iter().map(|(gone, of, what)| format!("{gone} of {of} {what}")).collect();
            let sentence =
                format!("This takes {} out of use, more than {SHARE} % at once.", parts.join(" and "));
            return Ok(Some(Brake { count, sentence }));
        }
    }
    Ok(None)
}
