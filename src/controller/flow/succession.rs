//! What becomes of the accounts of somebody who goes (`product` row 14; `admin-center-domain` §2.2): another managed,
//! active user gets them, or they leave the organization together with their owner.
//!
//! A subaccount goes the way of its parent. A closed account, which only waits to be purged, goes to the Owner unless
//! somebody is named for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::command::Successors;
use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Account, AccountSid, Key, OrgSid, User, UserSid, UserState, counted};

use super::account_offers;
use super::join::few;

/// What became of the accounts, for the flow to say more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Settled {
    /// Accounts that stay under another owner, subaccounts not counted.
    pub(super) stay: usize,
    /// Accounts that leave with their owner, subaccounts not counted.
    pub(super) leave: usize,
}

/// Decides for every account the leaver owns, lays the changes down and says them.
pub(super) fn settle(
    draft: &mut Draft<'_>,
    org: OrgSid,
    leaver: &User,
    successors: &Successors,
    may_take_along: bool,
) -> Result<Settled, PlanError> {
    let mut owned = Vec::new();
    for sid in draft.world().accounts_owned_by(leaver.sid)? {
        owned.push(draft.world().account(sid)?);
    }
    let (main, subaccounts): (Vec<Account>, Vec<Account>) =
        owned.into_iter().partition(|account| account.parent.is_none());
    named_are_owned(leaver, successors, &main, &subaccounts)?;
    let heirs = decided(draft, org, leaver, successors, &main)?;
    let mut to: BTreeMap<UserSid, Vec<&str>> = BTreeMap::new();
    for (account, heir) in main.iter().zip(&heirs) {
        to.entry(*heir).or_default().push(account.name.as_str());
    }
    let mut settled = Settled::default();
    for (heir, names) in to {
        if heir == leaver.sid {
            may_go_along(leaver, may_take_along)?;
            settled.leave = names.len();
            draft.follows(format!(
                "{} {} the organization with their owner: {}.",
                counted(names.len(), "account", "accounts"),
                if names.len() == 1 { "leaves" } else { "leave" },
                few(&names)
            ));
            draft.follows("Whoever else has roles there keeps them.");
        } else {
            let heir = fit(draft, org, heir)?;
            settled.stay += names.len();
            draft.follows(format!(
                "{} {} to {}: {}.",
                counted(names.len(), "account", "accounts"),
                if names.len() == 1 { "goes" } else { "go" },
                heir.email,
                few(&names)
            ));
        }
    }
    if !subaccounts.is_empty() {
        let n = counted(subaccounts.len(), "subaccount", "subaccounts");
        let goes = if subaccounts.len() == 1 { "goes" } else { "go" };
        draft.follows(format!("{n} {goes} the way of the parent."));
    }
    if main.iter().zip(&heirs).any(|(account, heir)| *heir == leaver.sid && account.is_designated()) {
        draft.follows(
            "A designation for HIPAA goes along; the organization's BAA does not cover it any more.",
        );
    }
    for (account, heir) in main.iter().zip(&heirs) {
        let subaccounts = subaccounts.iter().filter(|sub| sub.parent == Some(account.sid));
        for account in std::iter::once(account).chain(subaccounts) {
            pass_on(draft, org, leaver, account, *heir)?;
        }
    }
    Ok(settled)
}

/// Gives the accounts of somebody who goes to one heir, each with its subaccounts, as long as there is room; whether that was
/// all of them.
pub(super) fn hand_over(
    draft: &mut Draft<'_>,
    org: OrgSid,
    leaver: &User,
    heir: UserSid,
    room: impl Fn(&Draft<'_>) -> usize,
) -> Result<bool, PlanError> {
    for sid in draft.world().accounts_owned_by(leaver.sid)? {
        let account = draft.world().account(sid)?;
        if account.parent.is_some() {
            continue;
        }
        if room(draft) == 0 {
            return Ok(false);
        }
        let subaccounts = draft.subaccounts(&account)?;
        for account in std::iter::once(&account).chain(&subaccounts) {
            pass_on(draft, org, leaver, account, heir)?;
        }
    }
    Ok(true)
}

/// A successor named for an account that is not theirs is a mistake, not something to pass over.
fn named_are_owned(
    leaver: &User,
    successors: &Successors,
    main: &[Account],
    subaccounts: &[Account],
) -> Result<(), Refusal> {
    let known: BTreeSet<AccountSid> = main.iter().map(|account| account.sid).collect();
    for (sid, _) in &successors.each {
        if known.contains(sid) {
            continue;
        }
        let (sentence, remedy) = match subaccounts.iter().find(|sub| sub.sid == *sid) {
            Some(sub) => (
                format!("{} is a subaccount and goes the way of its parent.", sub.name),
                "Name a successor for the parent.".to_owned(),
            ),
            None => (
                format!("{} does not own the account {sid}.", leaver.email),
                "Name successors for the accounts they own.".to_owned(),
            ),
        };
        return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy).about(Key::Account(*sid)));
    }
    Ok(())
}

/// Who gets each account, in the order of the accounts.
fn decided(
    draft: &Draft<'_>,
    org: OrgSid,
    leaver: &User,
    successors: &Successors,
    main: &[Account],
) -> Result<Vec<UserSid>, PlanError> {
    let owner = draft.world().organization(org)?.owner;
    let mut missing = Vec::new();
    let mut heirs = Vec::with_capacity(main.len());
    for account in main {
        match successors.of(account.sid) {
            Some(heir) => heirs.push(heir),
            None if account.is_in_use() => missing.push(account.name.as_str()),
            None => heirs.push(owner),
        }
    }
    if missing.is_empty() {
        return Ok(heirs);
    }
    let sentence = format!(
        "{} owns {} without a successor: {}.",
        leaver.email,
        counted(missing.len(), "account", "accounts"),
        few(&missing)
    );
    let remedy = "Name one for all (--successor USER) or for each (--account-successor ACCOUNT=USER).";
    Err(Refusal::new(RefusalCode::SuccessorNeeded, sentence, remedy)
        .about(Key::User(leaver.sid))
        .leading_to(Remedy::User(leaver.sid))
        .into())
}

/// Only whoever keeps a record can keep accounts.
fn may_go_along(leaver: &User, may_take_along: bool) -> Result<(), Refusal> {
    if may_take_along {
        return Ok(());
    }
    let sentence = format!("{} is deleted and cannot keep accounts.", leaver.email);
    let remedy = "Name another managed, active user, or remove the user instead.";
    Err(Refusal::new(RefusalCode::SuccessorUnfit, sentence, remedy).about(Key::User(leaver.sid)))
}

/// Another managed, active user (A2; 25103).
pub(super) fn fit(draft: &Draft<'_>, org: OrgSid, sid: UserSid) -> Result<User, PlanError> {
    let user = draft.user(sid)?;
    if user.is_managed_by(org) && user.state == UserState::Active {
        return Ok(user);
    }
    let sentence = format!("{} is not a managed, active user and cannot take accounts over.", user.email);
    Err(Refusal::new(RefusalCode::SuccessorUnfit, sentence, "Choose a managed, active user.")
        .about(Key::User(sid))
        .leading_to(Remedy::User(sid))
        .into())
}

/// Lays one account down under its new owner, or outside; open invitations to it go along.
fn pass_on(
    draft: &mut Draft<'_>,
    org: OrgSid,
    leaver: &User,
    account: &Account,
    heir: UserSid,
) -> Result<(), PlanError> {
    let sid = account.sid;
    if heir == leaver.sid {
        draft.put(Account { org: None, ..account.clone() })?;
        return account_offers::follow_owner(draft, sid, None, &leaver.email);
    }
    draft.put(Account { owner: heir, ..account.clone() })?;
    // The owner of an account needs no roles on it.
    let mut heir = draft.user(heir)?;
    account_offers::follow_owner(draft, sid, Some(org), &heir.email)?;
    if !heir.roles_on(sid).is_empty() {
        heir.grants.retain(|grant| grant.account != sid);
        draft.put(heir)?;
    }
    Ok(())
}
