//! Give one's own roles on an account up (`product` row 24; `admin-center-domain` §2.3): whoever holds them, whoever manages
//! the account, and whatever state it is in.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{AccountSid, Key, User};

use super::account_guards::begin;
use super::account_roles::owns;

pub(super) fn plan(draft: &mut Draft<'_>, sid: AccountSid) -> Result<(), PlanError> {
    let user = guard::signed_in(draft)?;
    let account = draft.account(sid)?;
    draft.entitle(
        format!("Give up the roles of {} on {}", user.email, account.name),
        format!("orgadm access relinquish {sid}"),
    );
    draft.about(Key::User(user.sid));
    begin(draft, &account)?;
    if account.owner == user.sid {
        return Err(owns(&account, &user.email).into());
    }
    let held = user.roles_on(sid);
    if held.is_empty() {
        let sentence = format!("{} holds no role on {}.", user.email, account.name);
        return Err(Refusal::new(RefusalCode::NoAccess, sentence, "Nothing needs to be done.")
            .about(Key::User(user.sid))
            .into());
    }
    draft.follows(format!("{held} ends; you can no longer enter the account."));
    draft.cannot_be_undone("Only whoever manages the account can give you roles on it again.");
    let grants = user.grants.iter().copied().filter(|grant| grant.account != sid).collect();
    draft.put(User { grants, ..user })
}
