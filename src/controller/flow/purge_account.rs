//! The sweeper's part of closing: 30 days after an account was closed its record goes, and before it every role on it
//! (`admin-center-domain` §2.3). In batches, so that an account with a million people is no larger a plan than any other.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{Account, AccountSid, CLOSED_KEPT, Key, Record, User};
use crate::rules::limits;

/// Purges what is due, subaccounts before their parents, as far as this plan has room; returns how many records it changes.
pub(super) fn due(draft: &mut Draft<'_>) -> Result<usize, PlanError> {
    let before = draft.size();
    let until = draft.now().minus(CLOSED_KEPT);
    let mut purged = 0;
    for sid in draft.world().closed_until(until, limits::SWEEP)? {
        let account = draft.account(sid)?;
        if account.parent.is_none() && !draft.subaccounts(&account)?.is_empty() {
            continue;
        }
        if room(draft) == 0 {
            break;
        }
        draft.about(Key::Account(sid));
        if nobody_holds(draft, &account)? && room(draft) > 0 {
            draft.remove(Key::Account(sid))?;
            purged += 1;
        }
    }
    if draft.size() > before {
        draft.entitle(format!("Purge {purged} accounts closed 30 days ago"), "orgadm sweep");
    }
    match purged {
        0 => {}
        1 => draft.follows("1 account that was closed 30 days ago is purged."),
        n => draft.follows(format!("{n} accounts that were closed 30 days ago are purged.")),
    }
    Ok(draft.size() - before)
}

/// Takes roles on the account away from its holders; whether none is left.
fn nobody_holds(draft: &mut Draft<'_>, account: &Account) -> Result<bool, PlanError> {
    // Roles are given on main accounts only, and looking for holders is a walk over everybody.
    if account.parent.is_some() {
        return Ok(true);
    }
    for sid in draft.world().holders_of(account.sid)? {
        if room(draft) == 0 {
            return Ok(false);
        }
        if let Some(Record::User(user)) = draft.current(Key::User(sid))? {
            let grants = without(&user, account.sid);
            draft.put(User { grants, ..user })?;
        }
    }
    Ok(true)
}

fn without(user: &User, account: AccountSid) -> Vec<crate::model::Grant> {
    user.grants.iter().copied().filter(|grant| grant.account != account).collect()
}

fn room(draft: &Draft<'_>) -> usize {
    limits::SWEEP.saturating_sub(draft.size())
}
