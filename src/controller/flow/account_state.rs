//! Suspend, reactivate and close accounts with their subaccounts (`product` rows 7, 8; `admin-center-domain` §2.3).
//!
//! Suspending a main account takes its active subaccounts along and marks them; reactivating brings back exactly those.
//! Closing is for good and takes every subaccount along.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Account, AccountSid, AccountState, Key};
use crate::rules::permissions::Action;

use super::account_guards::{begin, named, number, open, parent_in_use};
use super::account_offers;

pub(super) fn suspend(draft: &mut Draft<'_>, sid: AccountSid) -> Result<(), PlanError> {
    let account = draft.account(sid)?;
    may_halt(draft, &account)?;
    draft.entitle(format!("Suspend {}", account.name), format!("orgadm account suspend {sid}"));
    begin(draft, &account)?;
    open(&account)?;
    parent_in_use(draft, &account)?;
    if account.state == AccountState::Suspended {
        return Err(unchanged(&account));
    }
    draft.follows("Nothing passes through it until it is reactivated; what it rents goes on being billed.");
    draft.follows("Users, roles and invitations stay as they are.");
    let subaccounts = draft.subaccounts(&account)?;
    let of = |state| subaccounts.iter().filter(move |it| it.state == state);
    let (along, before) =
        (of(AccountState::Active).collect::<Vec<_>>(), of(AccountState::Suspended).collect::<Vec<_>>());
    if !along.is_empty() {
        let verb = if along.len() == 1 { "is" } else { "are" };
        let names = named(along.iter().copied());
        draft.follows(format!("{} {verb} suspended along with it: {names}.", number(along.len())));
    }
    if !before.is_empty() {
        let verbs = if before.len() == 1 { ("is", "stays") } else { ("are", "stay") };
        let names = named(before.iter().copied());
        draft.follows(format!(
            "{} {} suspended already and {} so when it is reactivated: {names}.",
            number(before.len()),
            verbs.0,
            verbs.1
        ));
    }
    for subaccount in along {
        draft.put(Account { state: AccountState::Suspended, with_parent: true, ..subaccount.clone() })?;
    }
    draft.put(Account { state: AccountState::Suspended, ..account })
}

pub(super) fn reactivate(draft: &mut Draft<'_>, sid: AccountSid) -> Result<(), PlanError> {
    let account = draft.account(sid)?;
    match (account.org, account.parent) {
        // Whoever suspended it no longer manages it: without its owner nobody could end that.
        (None, None) => guard::may_on_account(draft, &account, Action::CloseAccount).map(drop)?,
        _ => may_halt(draft, &account)?,
    }
    draft.entitle(format!("Reactivate {}", account.name), format!("orgadm account reactivate {sid}"));
    begin(draft, &account)?;
    open(&account)?;
    parent_in_use(draft, &account)?;
    if account.state == AccountState::Active {
        return Err(unchanged(&account));
    }
    let halted = |it: &Account| it.state == AccountState::Suspended;
    let (along, apart): (Vec<Account>, Vec<Account>) =
        draft.subaccounts(&account)?.into_iter().filter(halted).partition(|it| it.with_parent);
    if !along.is_empty() {
        let verb = if along.len() == 1 { "is" } else { "are" };
        draft.follows(format!(
            "{} that {} suspended along with it {verb} reactivated: {}.",
            number(along.len()),
            if along.len() == 1 { "was" } else { "were" },
            named(&along)
        ));
    }
    if !apart.is_empty() {
        let verb = if apart.len() == 1 { "was" } else { "were" };
        let stay = if apart.len() == 1 { "stays" } else { "stay" };
        draft.follows(format!(
            "{} that {verb} suspended apart from it {stay} suspended: {}.",
            number(apart.len()),
            named(&apart)
        ));
    }
    for subaccount in along {
        draft.put(Account { state: AccountState::Active, with_parent: false, ..subaccount })?;
    }
    draft.put(Account { state: AccountState::Active, with_parent: false, ..account })
}

pub(super) fn close(draft: &mut Draft<'_>, sid: AccountSid) -> Result<(), PlanError> {
    let account = draft.account(sid)?;
    let action = if account.parent.is_some() { Action::ManageSubaccounts } else { Action::CloseAccount };
    guard::may_on_account(draft, &account, action)?;
    draft.entitle(format!("Close {}", account.name), format!("orgadm account close {sid}"));
    begin(draft, &account)?;
    if account.state == AccountState::Closed {
        return Err(unchanged(&account));
    }
    parent_in_use(draft, &account)?;
    let name = &account.name;
    let open = |it: &Account| it.state != AccountState::Closed;
    let along: Vec<Account> = draft.subaccounts(&account)?.into_iter().filter(open).collect();
    draft.must_acknowledge("irreversible", format!("Nobody can open {name} again once it is closed."));
    if !along.is_empty() {
        let sentence = format!("{} close with it: {}.", number(along.len()), named(&along));
        let sentence = if along.len() == 1 { sentence.replacen("close", "closes", 1) } else { sentence };
        draft.must_acknowledge("subaccounts-close", sentence);
    }
    draft.must_acknowledge(
        "users-lose-access",
        format!("Everybody who has access to {name} loses it at once."),
    );
    draft.must_acknowledge("data-purged", "Its data is purged 30 days after closing.");
    draft.follows(match account.parent {
        None => "Its owner and everybody else with roles on it keep their users and other accounts.",
        Some(_) => "It no longer counts against the number of subaccounts its parent may have.",
    });
    account_offers::end_all(draft, &account)?;
    draft.cannot_be_undone("A closed account stays closed; its SID is never used again.");
    let closed = Some(draft.now());
    for subaccount in along {
        draft.put(Account { state: AccountState::Closed, with_parent: false, closed, ..subaccount })?;
    }
    draft.put(Account { state: AccountState::Closed, with_parent: false, closed, ..account })
}

/// Main accounts are suspended and reactivated by the administrators of their organization, subaccounts by whoever manages
/// their parent (`admin-center-domain` §4).
fn may_halt(draft: &Draft<'_>, account: &Account) -> Result<(), PlanError> {
    match account.parent {
        None => guard::manages(draft, account, Action::SuspendAccount).map(drop),
        Some(_) => guard::may_on_account(draft, account, Action::ManageSubaccounts).map(drop),
    }
}

fn unchanged(account: &Account) -> PlanError {
    let sentence = format!("{} is {} already.", account.name, account.state);
    Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
        .about(Key::Account(account.sid))
        .into()
}
