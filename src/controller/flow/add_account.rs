//! Ask an existing account to join, through its owner (`product` row 6; `admin-center-domain` §2.3; `peers` c.2 AccountJoin).
//! Joining is the owner's: they become a managed Standard user and bring every account they own.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Account, AccountSid, Email, Invitation, InvitationKind, Key, MessageKind, OrgSid, Organization,
    Recipient, User,
};
use crate::rules::limits;
use crate::rules::permissions::Action;

use super::account_guards::{main_account, open};
use super::account_limit;
use super::invite_user::{address_admitted, elsewhere, may_send, open_invitation};

pub(super) fn plan(
    draft: &mut Draft<'_>,
    org: OrgSid,
    sid: AccountSid,
    replace: bool,
) -> Result<(), PlanError> {
    let organization = draft.world().organization(org)?;
    let sender = guard::permitted(draft, org, Action::AddExistingAccount)?;
    let account = draft.account(sid)?;
    let owner = draft.user(account.owner)?;
    draft.entitle(
        format!("Ask the account {} to join", account.name),
        format!("orgadm account add {sid}{}", if replace { " --replace" } else { "" }),
    );
    draft.within(org)?;
    may_send(draft, &organization)?;
    may_join(draft, &organization, &account, &owner)?;
    draft.checked("The account and its owner may be asked.");
    let kind = InvitationKind::AccountJoin { account: sid };
    let previous = open_invitation(draft, Some(org), &kind, &owner.email, replace)?;
    account_limit::room_for(draft, org, 1, previous)?;
    let now = draft.now();
    let invitation = draft.new_invitation();
    let expires = now.plus(limits::ACCOUNT_INVITATION);
    draft.about(Key::Invitation(invitation));
    draft.about(Key::Account(sid));
    let first =
        Invitation::sent(invitation, Some(org), owner.email.clone(), kind, Some(sender.sid), (now, expires));
    draft.put(Invitation { previous, ..first })?;
    let to = Recipient::Email(owner.email.clone());
    draft.tell(to, MessageKind::Invitation { invitation, generation: 1 })?;
    draft.follows(format!(
        "A message with a code goes to {}, its owner; it can be answered until {expires}.",
        owner.email
    ));
    draft.follows("Accepting makes the owner a Standard user and brings every account they own along.");
    draft.follows("Billing, users and HIPAA designation of the account stay as they are.");
    Ok(())
}

/// Whether this account can join this organization: asked when it is invited, when that is sent again, and at the answer.
pub(super) fn may_join(
    draft: &Draft<'_>,
    organization: &Organization,
    account: &Account,
    owner: &User,
) -> Result<(), PlanError> {
    let key = Key::Account(account.sid);
    if account.org == Some(organization.sid) {
        let sentence = format!("{} is a managed account here already.", account.name);
        return Err(Refusal::new(RefusalCode::AlreadyManaged, sentence, "Nothing needs to be done.")
            .about(key)
            .leading_to(Remedy::Account(account.sid))
            .into());
    }
    main_account(account, "it joins with its parent")?;
    if account.org.is_some() {
        let sentence = format!("{} belongs to another organization.", account.name);
        let remedy = "That organization has to release it to an owner outside first.";
        return Err(Refusal::new(RefusalCode::AccountElsewhere, sentence, remedy).about(key).into());
    }
    if owner.membership.is_some() {
        return Err(elsewhere(&owner.email, Key::User(owner.sid)).into());
    }
    open(account)?;
    address_admitted(draft, organization, &owner.email)
}

/// Only the account's present owner answers for it: the address of an earlier one does not count.
pub(super) fn owner_answers(account: &Account, user: Option<&User>, invited: &Email) -> Result<(), Refusal> {
    if user.is_some_and(|user| user.sid == account.owner) {
        return Ok(());
    }
    let sentence = format!("{invited} no longer owns the account {}.", account.name);
    let remedy = "Only its present owner can answer; an administrator can invite the account again.";
    Err(Refusal::new(RefusalCode::NotAddressee, sentence, remedy).about(Key::Account(account.sid)))
}
