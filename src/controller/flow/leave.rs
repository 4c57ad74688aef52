//! Remove a user from the organization, or delete the user (`product` row 14; `admin-center-domain` §2.2).
//!
//! Removed, the login survives: what the organization gave is taken away, what others gave stays, and the person may be
//! invited again. Deleted, the record is destroyed; what bears the person's SID keeps it.

use crate::controller::command::Successors;
use crate::controller::draft::Draft;
use crate::controller::line::Line;
use crate::controller::refusal::PlanError;
use crate::model::{Grant, InvitationSid, Key, OrgSid, Record, User, UserSid, UserState, counted};

use super::account_offers;
use super::erasure;
use super::join;
use super::managed::removable;
use super::succession::{Settled, settle};

pub(super) fn remove(
    draft: &mut Draft<'_>,
    org: OrgSid,
    sid: UserSid,
    successors: &Successors,
) -> Result<(), PlanError> {
    let (user, _) = removable(draft, org, sid, "removed")?;
    let name = draft.world().organization_name(org)?;
    draft.entitle(format!("Remove {} from {name}", user.email), line(draft, "remove", &user, successors)?);
    // Before the accounts move: one that leaves along is still the organization's here.
    let (lost, kept) = by_organization(draft, org, &user)?;
    draft.follows("The login survives and can be invited again.");
    let settled = settle(draft, org, &user, successors, true)?;
    if !lost.is_empty() {
        draft.follows(format!("Roles on {} of the organization are taken away.", accounts(lost.len())));
    }
    if !kept.is_empty() {
        draft.follows(format!("Roles on {} of others stay.", accounts(kept.len())));
    }
    if user.state == UserState::Inactive {
        draft.follows("The deactivation ends with the membership: the login is the person's own again.");
    }
    draft.must_acknowledge("lose-membership", "The user no longer belongs to the organization.");
    if !lost.is_empty() {
        draft.must_acknowledge("lose-account-roles", "Roles on accounts of the organization are taken away.");
    }
    accounts_acknowledged(draft, settled);
    draft
        .must_acknowledge("invitations-blocked", "Open invitations the user sent can no longer be accepted.");
    draft.must_acknowledge("no-way-back", "Roles and accounts do not come back with a new invitation.");
    draft.cannot_be_undone("Only a new invitation, accepted, brings the user back.");
    draft.put(User { membership: None, state: UserState::Active, grants: kept, ..user })
}

pub(super) fn delete(
    draft: &mut Draft<'_>,
    org: OrgSid,
    sid: UserSid,
    successors: &Successors,
) -> Result<(), PlanError> {
    let (user, _) = removable(draft, org, sid, "deleted")?;
    draft.entitle(format!("Delete {}", user.email), line(draft, "delete", &user, successors)?);
    let settled = settle(draft, org, &user, successors, false)?;
    draft.follows("The record is destroyed at once; the address may sign up again as somebody new.");
    if !user.grants.is_empty() {
        draft.follows(format!("Roles on {} go with it.", accounts(user.grants.len())));
    }
    end_invitations(draft, &user)?;
    draft.follows(
        "What the audit holds of the person is erased at once; that something was changed, and when, stays.",
    );
    draft.follows(
        "Older files still hold it until the sweeper, at most daily, has compacted the store and written and verified \
         a new backup: only then are the older directory, journal and backups deleted.",
    );
    draft.must_acknowledge("record-destroyed", "The user's record is destroyed and cannot be restored.");
    if !user.grants.is_empty() {
        draft.must_acknowledge("lose-account-roles", "Every account role of the user is gone.");
    }
    accounts_acknowledged(draft, settled);
    draft.must_acknowledge("invitations-end", "Open invitations to and by the user end.");
    draft.must_acknowledge("history-erased", "The audit no longer shows what the record said.");
    draft.cannot_be_undone("A deleted user cannot be restored.");
    erasure::of_person(draft, &user)?;
    draft.remove(Key::User(sid))
}

fn accounts(n: usize) -> String {
    counted(n, "account", "accounts")
}

fn accounts_acknowledged(draft: &mut Draft<'_>, settled: Settled) {
    if settled.stay > 0 {
        draft.must_acknowledge("accounts-handed-over", "Accounts the user owns get another owner.");
    }
    if settled.leave > 0 {
        draft.must_acknowledge(
            "accounts-leave",
            "Accounts the user takes along leave the organization with everything in them.",
        );
    }
}

/// The roles on accounts of the organization, and those on accounts of others.
pub(super) fn by_organization(
    draft: &Draft<'_>,
    org: OrgSid,
    user: &User,
) -> Result<(Vec<Grant>, Vec<Grant>), PlanError> {
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for grant in &user.grants {
        match draft.current(Key::Account(grant.account))? {
            Some(Record::Account(account)) if account.org == Some(org) => ours.push(*grant),
            _ => others.push(*grant),
        }
    }
    Ok((ours, others))
}

/// Invitations to and by somebody whose record is destroyed are over for good: their subject or their sender is gone.
fn end_invitations(draft: &mut Draft<'_>, user: &User) -> Result<(), PlanError> {
    let to = draft.world().invitations_for(&user.email)?;
    let mut ending: Vec<InvitationSid> = to.into_iter().map(|invitation| invitation.sid).collect();
    ending.extend(draft.world().invitations_by(user.sid)?);
    ending.sort_unstable();
    ending.dedup();
    for sid in &ending {
        let open = draft.world().invitation(*sid)?;
        account_offers::invalidate(draft, open)?;
    }
    match ending.len() {
        0 => {}
        1 => draft.follows("1 open invitation to or by the user ends."),
        n => draft.follows(format!("{n} open invitations to or by the user end.")),
    }
    join::supersede_sign_up(draft, &user.email)
}

fn line(draft: &Draft<'_>, verb: &str, user: &User, successors: &Successors) -> Result<Line, PlanError> {
    let mut line = Line::of(format!("user {verb}")).user(user);
    if let Some(heir) = successors.all {
        line = line.option("--successor", draft.user(heir)?.email);
    }
    for (account, heir) in &successors.each {
        line = line.option("--account-successor", format!("{account}={}", draft.user(*heir)?.email));
    }
    Ok(line)
}
