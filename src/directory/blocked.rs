//! Why an invitation that waits cannot be answered at the moment (`product`, "Invitations": blocked while it lasts).
//!
//! The flows say the same in full when somebody answers; here the lists know it before.

use super::{Directory, InvitationRow};
use crate::model::{AccountState, DomainState, InvitationKind, OrgRole, OrgState, UserSid, UserState};
use crate::rules::permissions::{Action, Permit, permit};

/// What stands in the way of an answer, while it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// The deletion of the organization was requested.
    DeletionRequested,
    /// Whoever sent it is gone, inactive, or may no longer send it.
    Sender,
    /// The domain of the address is verified by another organization.
    DomainTaken,
    /// The domain of the address is uncertain.
    DomainUncertain,
    /// Only addresses in verified domains may be invited, and this one is not.
    DomainNotVerified,
    /// The account it is about is closed or about to be.
    Account,
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::DeletionRequested => "deletion requested",
            Self::Sender => "sender may no longer invite",
            Self::DomainTaken => "domain verified elsewhere",
            Self::DomainUncertain => "domain uncertain",
            Self::DomainNotVerified => "domain not verified",
            Self::Account => "account closed",
        })
    }
}

impl Directory {
    /// Why this invitation cannot be answered now; `None` if it can.
    pub fn blocked(&self, row: &InvitationRow) -> Option<Blocked> {
        let org = row.org.and_then(|org| self.organization(org));
        if org.is_some_and(|org| org.state != OrgState::Active) {
            return Some(Blocked::DeletionRequested);
        }
        match &row.kind {
            InvitationKind::JoinRequest { .. } => return None,
            InvitationKind::AccountAccess { account, .. } | InvitationKind::AccountJoin { account } => {
                let open = self.account(*account).is_some_and(|account| {
                    !matches!(account.state, AccountState::PendingClosure | AccountState::Closed)
                });
                if !open {
                    return Some(Blocked::Account);
                }
            }
            InvitationKind::UserJoin { .. } => {}
        }
        if !row.sender.is_some_and(|sender| self.may_send(sender, row)) {
            return Some(Blocked::Sender);
        }
        match row.kind {
            // Roles on an account admit whoever has a user already.
            InvitationKind::AccountAccess { .. } => None,
            _ => self.address_blocked(row, org.is_some_and(|org| org.verified_domains_only)),
        }
    }

    fn may_send(&self, sender: UserSid, row: &InvitationRow) -> bool {
        let Some(user) = self.user(sender).filter(|user| user.state == UserState::Active) else {
            return false;
        };
        let action = match &row.kind {
            InvitationKind::UserJoin { role: OrgRole::Administrator, .. } => Action::GrantAdministrator,
            InvitationKind::UserJoin { .. } | InvitationKind::JoinRequest { .. } => Action::InviteUsers,
            InvitationKind::AccountJoin { .. } => Action::AddExistingAccount,
            InvitationKind::AccountAccess { account, .. } => {
                let org = self.account(*account).and_then(|account| account.org);
                let role = org.and_then(|org| user.role_in(org));
                return self.manages(sender, *account)
                    || role.is_some_and(|role| permit(Action::GrantAccountRoles, role) == Permit::Yes);
            }
        };
        let role = row.org.and_then(|org| user.role_in(org));
        role.is_some_and(|role| permit(action, role) == Permit::Yes)
    }

    fn address_blocked(&self, row: &InvitationRow, verified_only: bool) -> Option<Blocked> {
        let domain = row.email.rsplit_once('@').map_or("", |(_, domain)| domain);
        let mut ours = None;
        for claim in self.claims_named(domain) {
            match Some(claim.org) == row.org {
                true => ours = Some(claim.state),
                false if claim.state != DomainState::Unverified => return Some(Blocked::DomainTaken),
                false => {}
            }
        }
        match ours {
            Some(DomainState::Uncertain) => Some(Blocked::DomainUncertain),
            Some(DomainState::Verified) => None,
            _ => verified_only.then_some(Blocked::DomainNotVerified),
        }
    }
}
