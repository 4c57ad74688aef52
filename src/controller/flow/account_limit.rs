//! How many accounts an organization may have, if its operator set a limit: those it manages and those it has asked to join
//! count alike (`peers` G8).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{InvitationSid, InvitationState, Key, OrgSid};

/// Refuses so many more accounts than fit. The place that an invitation holds is free for its own account.
pub(super) fn room_for(
    draft: &mut Draft<'_>,
    org: OrgSid,
    more: usize,
    held_by: Option<InvitationSid>,
) -> Result<(), PlanError> {
    let Some(most) = draft.world().organization(org)?.account_limit else { return Ok(()) };
    let found = draft.world().account_count(org)?;
    let mut pending = 0;
    for sid in draft.world().pending_accounts(org)? {
        let waits = draft.world().invitation(sid)?.state_at(draft.now()) == InvitationState::Pending;
        pending += usize::from(waits && held_by != Some(sid));
    }
    if found + pending + more <= most as usize {
        draft.checked(match pending {
            0 => format!("{found} of {most} accounts are there."),
            _ => format!("{found} of {most} accounts are there, {pending} asked to join."),
        });
        return Ok(());
    }
    let asked = match pending {
        0 => String::new(),
        n => format!(" and {n} asked to join"),
    };
    let sentence = format!("{found} accounts are there{asked}; {most} is the most.");
    let remedy = "Whoever operates this host can raise the limit with orgadm support set-limit.";
    Err(Refusal::new(RefusalCode::LimitReached, sentence, remedy).about(Key::Organization(org)).into())
}
