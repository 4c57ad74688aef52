//! Create a subaccount (`product` row 8; `admin-center-domain` §1.5): it has its parent's owner, organization, billing type
//! and people, and starts designated for HIPAA if and only if its parent is.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Account, AccountKind, AccountSid, AccountState, Designation, Key, Label, TwoFactorPolicy,
};
use crate::rules::hipaa::starts_designated;
use crate::rules::limits;
use crate::rules::permissions::Action;

use super::account_guards::{begin, main_account, open, parent_suspended};

pub(super) fn plan(draft: &mut Draft<'_>, sid: AccountSid, name: &Label) -> Result<(), PlanError> {
    let parent = draft.account(sid)?;
    let actor = guard::may_on_account(draft, &parent, Action::ManageSubaccounts)?;
    draft.entitle(
        format!("Create the subaccount {name} of {}", parent.name),
        Line::of("account subaccount create").word(sid).word(name),
    );
    main_account(&parent, "subaccounts have no subaccounts")?;
    open(&parent)?;
    if parent.state == AccountState::Suspended {
        return Err(parent_suspended(&parent).into());
    }
    within_limit(draft, &parent)?;
    let new = draft.new_account();
    draft.about(Key::Account(new));
    begin(draft, &parent)?;
    draft.follows(format!("Its owner, people and billing are those of {}.", parent.name));
    let designated = starts_designated(Some(parent.is_designated()));
    draft.follows(match designated {
        true => "It is designated for HIPAA from the beginning, as its parent is.",
        false => "HIPAA is off, as it is for its parent.",
    });
    draft.put(Account {
        sid: new,
        name: name.clone(),
        state: AccountState::Active,
        kind: parent.kind,
        usage: parent.usage,
        owner: parent.owner,
        org: parent.org,
        parent: Some(parent.sid),
        hipaa: designated.then(|| Designation { since: draft.now(), by: actor.sid }),
        with_parent: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone: None,
        created: draft.now(),
        closed: None,
    })
}

/// One on trial, 1,000 on a full account; closed ones do not count (21480).
fn within_limit(draft: &mut Draft<'_>, parent: &Account) -> Result<(), PlanError> {
    let open = |it: &Account| it.state != AccountState::Closed;
    let found = draft.subaccounts(parent)?.iter().filter(|it| open(it)).count();
    let most = limits::subaccounts(parent.kind);
    if found < most {
        draft.checked(format!("{found} of {most} subaccounts are there."));
        return Ok(());
    }
    let sentence = format!("{} is {} and has {found} of {most} subaccounts.", parent.name, parent.kind);
    let remedy = match parent.kind {
        AccountKind::Trial => format!(
            "Close one first, or let whoever operates this host upgrade the account with orgadm support upgrade-account {}.",
            parent.sid
        ),
        AccountKind::Full => "Close one first.".to_owned(),
    };
    Err(Refusal::new(RefusalCode::SubaccountLimit, sentence, remedy)
        .about(Key::Account(parent.sid))
        .leading_to(Remedy::Account(parent.sid))
        .into())
}
