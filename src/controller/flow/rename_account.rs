//! Give an account another name (`product` row 7).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Account, AccountSid, Key, Label};

use super::account_roles::in_use;

pub(super) fn plan(draft: &mut Draft<'_>, sid: AccountSid, name: &Label) -> Result<(), PlanError> {
    let account = draft.world().account(sid)?;
    guard::may_edit_account(draft, &account)?;
    draft.entitle(
        format!("Rename {} to {name}", account.name),
        Line::of("account rename").word(sid).word(name),
    );
    if let Some(org) = account.org {
        draft.within(org)?;
    }
    draft.about(Key::Account(sid));
    if !in_use(&account) {
        let sentence = format!("The account {} is {}.", account.name, account.state);
        return Err(Refusal::new(RefusalCode::AccountNotOpen, sentence, "Its name stays as it is.")
            .about(Key::Account(sid))
            .into());
    }
    if account.name == *name {
        let sentence = format!("The account is called {name} already.");
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
            .about(Key::Account(sid))
            .into());
    }
    draft.put(Account { name: name.clone(), ..account })
}
