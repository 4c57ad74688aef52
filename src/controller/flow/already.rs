//! Whether what a command wants is so already: a file whose rows are run twice changes nothing the second time.
//!
//! Asked beside the flow, never in its place: whoever may not do something is refused, whether or not it is so.

use crate::controller::command::Command;
use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{
    AccountSid, AccountState, Email, InvitationKind, InvitationState, Key, Label, OfferedRoles, OrgRole,
    OrgSid, Record, User, UserSid,
};

/// Whether a refusal only says that there is nothing left to do, given whether it [was](was) so before.
pub(super) const fn says_so(refusal: &Refusal, was: bool) -> bool {
    use RefusalCode as Code;
    match refusal.code {
        Code::NoChange => true,
        Code::InvitationOpen
        | Code::TooSoon
        | Code::AlreadyMember
        | Code::HasAccess
        | Code::AlreadyManaged
        | Code::NoAccess
        | Code::NotManagedActive
        | Code::AccountNotManaged
        | Code::NotFound
        | Code::DomainClaimed => was,
        _ => false,
    }
}

/// What is said of a row that a flow would do once more.
pub(super) fn once_more() -> Refusal {
    Refusal::new(RefusalCode::NoChange, "It is so already.", "Nothing needs to be done.")
}

/// Whether what the command wants was so before it.
pub(super) fn was(draft: &Draft<'_>, command: &Command) -> Result<bool, PlanError> {
    Ok(match command {
        Command::InviteUser { org, email, role, access, .. } => {
            let kind = InvitationKind::UserJoin { role: *role, access: access.clone() };
            offered(draft, Some(*org), email, &kind)? || joined(draft, *org, email, *role, access)?
        }
        Command::InviteToAccount { account, email, roles, .. } => {
            let of = account_org(draft, *account)?;
            let kind = InvitationKind::AccountAccess { account: *account, roles: *roles };
            let held = with_address(draft, email)?.map(|user| user.roles_on(*account));
            offered(draft, of, email, &kind)? || held == Some(*roles)
        }
        Command::AddExistingAccount { org, account, .. } => match draft.current(Key::Account(*account))? {
            Some(Record::Account(found)) => {
                let kind = InvitationKind::AccountJoin { account: *account };
                let Some(Record::User(owner)) = draft.current(Key::User(found.owner))? else {
                    return Ok(false);
                };
                found.org == Some(*org) || offered(draft, Some(*org), &owner.email, &kind)?
            }
            _ => false,
        },
        Command::RemoveUser { org, user, .. } => match draft.current(Key::User(*user))? {
            Some(Record::User(user)) => !user.is_managed_by(*org),
            _ => false,
        },
        Command::DeleteUser { user, .. } => draft.current(Key::User(*user))?.is_none(),
        Command::RevokeAccess { account, user } => match draft.current(Key::User(*user))? {
            Some(Record::User(user)) => user.roles_on(*account).is_empty(),
            _ => false,
        },
        Command::ReleaseAccount { account, user } => match draft.current(Key::Account(*account))? {
            Some(Record::Account(account)) => account.org.is_none() && account.owner == *user,
            _ => false,
        },
        Command::CreateAccount { name, owner, .. } => owns(draft, *owner, None, name)?,
        Command::CreateSubaccount { parent, name } => match draft.current(Key::Account(*parent))? {
            Some(Record::Account(account)) => owns(draft, account.owner, Some(*parent), name)?,
            _ => false,
        },
        Command::ClaimDomain { org, name } => {
            draft.world().claims_of(name)?.iter().any(|claim| claim.org == *org)
        }
        _ => false,
    })
}

fn with_address(draft: &Draft<'_>, email: &Email) -> Result<Option<User>, PlanError> {
    let Some(sid) = draft.world().user_by_email(email)? else { return Ok(None) };
    Ok(match draft.current(Key::User(sid))? {
        Some(Record::User(user)) => Some(user),
        _ => None,
    })
}

fn account_org(draft: &Draft<'_>, account: AccountSid) -> Result<Option<OrgSid>, PlanError> {
    Ok(match draft.current(Key::Account(account))? {
        Some(Record::Account(account)) => account.org,
        _ => None,
    })
}

/// Whether exactly this is offered to the address, and can still be answered.
fn offered(
    draft: &Draft<'_>,
    org: Option<OrgSid>,
    email: &Email,
    kind: &InvitationKind,
) -> Result<bool, PlanError> {
    let now = draft.now();
    let open = draft.world().invitations_for(email)?;
    Ok(open.iter().any(|invitation| {
        invitation.org == org
            && invitation.kind == *kind
            && invitation.state_at(now) == InvitationState::Pending
    }))
}

/// Whether whoever has the address is part of the organization with what the invitation would offer.
fn joined(
    draft: &Draft<'_>,
    org: OrgSid,
    email: &Email,
    role: OrgRole,
    access: &[OfferedRoles],
) -> Result<bool, PlanError> {
    let Some(user) = with_address(draft, email)? else { return Ok(false) };
    Ok(user.role_in(org) == Some(role)
        && access.iter().all(|offer| user.roles_on(offer.account) == offer.roles))
}

/// Whether the owner has an account of this name there, that is not closed.
fn owns(
    draft: &Draft<'_>,
    owner: UserSid,
    parent: Option<AccountSid>,
    name: &Label,
) -> Result<bool, PlanError> {
    for sid in draft.world().accounts_owned_by(owner)? {
        if let Some(Record::Account(account)) = draft.current(Key::Account(sid))?
            && account.parent == parent
            && account.name == *name
            && account.state != AccountState::Closed
        {
            return Ok(true);
        }
    }
    Ok(false)
}
