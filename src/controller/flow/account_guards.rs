//! What the steps on one account have in common: on which accounts they are possible, and how they name what goes along.

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Account, Key, counted};

use super::account_roles::in_use;
use super::join::few;

/// The plan is about this account, in the organization that manages it.
pub(super) fn begin(draft: &mut Draft<'_>, account: &Account) -> Result<(), PlanError> {
    if let Some(org) = account.org {
        draft.within(org)?;
    }
    draft.about(Key::Account(account.sid));
    Ok(())
}

/// Refuses an account that is closed or about to be.
pub(super) fn open(account: &Account) -> Result<(), Refusal> {
    if in_use(account) {
        return Ok(());
    }
    let sentence = format!("The account {} is {}.", account.name, account.state);
    Err(Refusal::new(RefusalCode::AccountNotOpen, sentence, "A closed account stays as it is.")
        .about(Key::Account(account.sid)))
}

/// Refuses a subaccount. `why`: what it has from its parent, as the end of a sentence.
pub(super) fn main_account(account: &Account, why: &str) -> Result<(), Refusal> {
    let Some(parent) = account.parent else { return Ok(()) };
    let sentence = format!("{} is a subaccount; {why}.", account.name);
    Err(Refusal::new(RefusalCode::MainAccountOnly, sentence, format!("Use its parent, {parent}."))
        .about(Key::Account(account.sid))
        .leading_to(Remedy::Account(parent)))
}

/// The parent of a subaccount, refused if it is suspended (21476): a subaccount cannot be changed apart from it then.
pub(super) fn parent_in_use(draft: &Draft<'_>, account: &Account) -> Result<Option<Account>, PlanError> {
    let Some(parent) = account.parent else { return Ok(None) };
    let parent = draft.account(parent)?;
    match parent.state {
        crate::model::AccountState::Suspended => Err(parent_suspended(&parent).into()),
        _ => Ok(Some(parent)),
    }
}

/// The parent is suspended, and with it everything beneath.
pub(super) fn parent_suspended(parent: &Account) -> Refusal {
    let sentence = format!("The parent account {} is suspended.", parent.name);
    Refusal::new(RefusalCode::ParentSuspended, sentence, "Reactivate the parent first.")
        .about(Key::Account(parent.sid))
        .leading_to(Remedy::Account(parent.sid))
}

/// "1 subaccount" or "3 subaccounts".
pub(super) fn number(count: usize) -> String {
    counted(count, "subaccount", "subaccounts")
}

/// At most five of their names, then how many more.
pub(super) fn named<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> String {
    let names: Vec<&str> = accounts.into_iter().map(|account| account.name.as_str()).collect();
    few(&names)
}
