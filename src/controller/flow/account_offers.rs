//! What becomes of the open invitations that name an account when it closes, joins, or gets another owner: what can never
//! be accepted any more ends for good (`product`, "Invitations"; `peers` c.4 transition 13).

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{
    Account, AccountSid, CancelReason, Email, Invitation, InvitationSid, InvitationState, Key, OrgSid, Record,
};
use crate::rules::limits;

/// Ends an invitation because what it offered is no longer possible; one whose time has run out ends as expired.
pub(super) fn invalidate(draft: &mut Draft<'_>, open: Invitation) -> Result<(), PlanError> {
    let now = draft.now();
    let (state, canceled) = match open.state_at(now) {
        InvitationState::Expired => (InvitationState::Expired, None),
        _ => (InvitationState::Canceled, Some(CancelReason::Invalidated)),
    };
    draft.put(Invitation { state, canceled, ended: Some(now), ..open })
}

/// The account is closed: whoever was invited to it, or asked to join with it, no longer is.
pub(super) fn end_all(draft: &mut Draft<'_>, account: &Account) -> Result<(), PlanError> {
    let mut ended = end_joins(draft, account)?;
    // Those beyond what one plan takes stay open and are refused at the answer, since the account is closed.
    for sid in draft.world().invitations_to(account.sid)?.into_iter().take(limits::SWEEP) {
        if let Some(open) = still_open(draft, sid)? {
            invalidate(draft, open)?;
            ended += 1;
        }
    }
    say_ended(draft, ended);
    Ok(())
}

/// The account has another owner or organization: open invitations to it go with it, and the one to its new owner, who
/// needs no roles, ends.
pub(super) fn follow_owner(
    draft: &mut Draft<'_>,
    account: AccountSid,
    org: Option<OrgSid>,
    owner: &Email,
) -> Result<(), PlanError> {
    let mut ended = 0;
    for sid in draft.world().invitations_to(account)? {
        let Some(open) = still_open(draft, sid)? else { continue };
        if open.email == *owner {
            invalidate(draft, open)?;
            ended += 1;
        } else if open.org != org {
            draft.put(Invitation { org, ..open })?;
        }
    }
    say_ended(draft, ended);
    Ok(())
}

/// Ends what asks this account to join. Such invitations are addressed to its owner.
fn end_joins(draft: &mut Draft<'_>, account: &Account) -> Result<usize, PlanError> {
    let owner = draft.user(account.owner)?.email;
    let mut ended = 0;
    for open in draft.world().invitations_for(&owner)? {
        if open.kind.joining() == Some(account.sid)
            && let Some(open) = still_open(draft, open.sid)?
        {
            invalidate(draft, open)?;
            ended += 1;
        }
    }
    Ok(ended)
}

fn still_open(draft: &Draft<'_>, sid: InvitationSid) -> Result<Option<Invitation>, PlanError> {
    Ok(match draft.current(Key::Invitation(sid))? {
        Some(Record::Invitation(open)) if open.state == InvitationState::Pending => Some(open),
        _ => None,
    })
}

fn say_ended(draft: &mut Draft<'_>, ended: usize) {
    match ended {
        0 => {}
        1 => draft.follows("1 open invitation ends; its code no longer counts."),
        n => draft.follows(format!("{n} open invitations end; their codes no longer count.")),
    }
}
