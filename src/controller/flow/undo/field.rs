//! The fields that can be put back, and the command that does it for each.

use crate::controller::command::Command;
use crate::model::{
    AccountSid, AccountState, Grant, InvitationState, Membership, OrgRole, OrgSid, Record, User, UserState,
};

/// A field of a record that a command can put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Who owns the organization.
    OrgOwner,
    /// Its name.
    OrgName,
    /// Its sign-up policy.
    SignUpPolicy,
    /// Who may be invited.
    VerifiedDomainsOnly,
    /// Whether changes need reasons.
    ReasonRequired,
    /// What a user is called.
    UserName,
    /// Whether they may sign in.
    UserState,
    /// Their organization role.
    OrgRole,
    /// Their roles on one account.
    Grant(AccountSid),
    /// What an account is called.
    AccountName,
    /// Whether it is suspended.
    AccountState,
    /// Who owns it.
    AccountOwner,
    /// How often its users show a second factor.
    TwoFactorPolicy,
    /// Whether it is designated for HIPAA.
    Hipaa,
    /// Whether an invitation waits.
    Invitation,
}

impl Field {
    /// The fields that an entry changed.
    pub(super) fn changed(before: &Record, after: &Record) -> Vec<Self> {
        let candidates = match (before, after) {
            (Record::Organization(_), _) => {
                vec![Self::OrgOwner, Self::SignUpPolicy, Self::VerifiedDomainsOnly, Self::ReasonRequired]
            }
            (Record::OrganizationName(_), _) => vec![Self::OrgName],
            (Record::User(old), Record::User(new)) => {
                let mut accounts: Vec<AccountSid> =
                    old.grants.iter().chain(&new.grants).map(|grant| grant.account).collect();
                accounts.sort_unstable();
                accounts.dedup();
                let grants = accounts.into_iter().map(Self::Grant);
                [Self::UserName, Self::UserState, Self::OrgRole].into_iter().chain(grants).collect()
            }
            (Record::Account(_), _) => vec![
                Self::AccountName,
                Self::AccountState,
                Self::AccountOwner,
                Self::TwoFactorPolicy,
                Self::Hipaa,
            ],
            _ => Vec::new(),
        };
        candidates.into_iter().filter(|field| field.differs(before, after)).collect()
    }

    /// Whether two images of a record differ in this field at all, down to who set it and when.
    pub(super) fn differs(self, a: &Record, b: &Record) -> bool {
        match (self, a, b) {
            (Self::Grant(account), Record::User(a), Record::User(b)) => {
                grant(a, account) != grant(b, account)
            }
            (Self::Hipaa, Record::Account(a), Record::Account(b)) => a.hipaa != b.hipaa,
            _ => self.means_another(a, b),
        }
    }

    /// Whether two images of a record say something else in this field, whoever set it and when.
    pub(super) fn means_another(self, a: &Record, b: &Record) -> bool {
        match (self, a, b) {
            (Self::OrgName, Record::OrganizationName(a), Record::OrganizationName(b)) => a.name != b.name,
            (_, Record::Organization(a), Record::Organization(b)) => match self {
                Self::OrgOwner => a.owner != b.owner,
                Self::SignUpPolicy => a.policy != b.policy,
                Self::VerifiedDomainsOnly => a.verified_domains_only != b.verified_domains_only,
                Self::ReasonRequired => a.reason_required != b.reason_required,
                _ => false,
            },
            (_, Record::User(a), Record::User(b)) => match self {
                Self::UserName => a.name != b.name,
                Self::UserState => a.state != b.state,
                Self::OrgRole => role(a) != role(b),
                Self::Grant(account) => a.roles_on(account) != b.roles_on(account),
                _ => false,
            },
            (_, Record::Account(a), Record::Account(b)) => match self {
                Self::AccountName => a.name != b.name,
                Self::AccountState => a.state != b.state,
                Self::AccountOwner => a.owner != b.owner,
                Self::TwoFactorPolicy => a.two_factor != b.two_factor,
                Self::Hipaa => a.is_designated() != b.is_designated(),
                _ => false,
            },
            (Self::Invitation, Record::Invitation(a), Record::Invitation(b)) => {
                (a.state == InvitationState::Pending) != (b.state == InvitationState::Pending)
            }
            _ => false,
        }
    }

    /// The command that gives the field the value of this image.
    pub(super) fn command(self, org: OrgSid, before: &Record) -> Option<Command> {
        Some(match (self, before) {
            (Self::OrgOwner, Record::Organization(r)) => Command::ChangeOwner { org: r.sid, user: r.owner },
            (Self::SignUpPolicy, Record::Organization(r)) => {
                Command::SetSignUpPolicy { org: r.sid, policy: r.policy }
            }
            (Self::VerifiedDomainsOnly, Record::Organization(r)) => {
                Command::SetVerifiedDomainsOnly { org: r.sid, on: r.verified_domains_only }
            }
            (Self::ReasonRequired, Record::Organization(r)) => {
                Command::SetReasonRequired { org: r.sid, on: r.reason_required }
            }
            (Self::OrgName, Record::OrganizationName(r)) => {
                Command::RenameOrganization { org: r.org, name: r.name.clone() }
            }
            (Self::UserName, Record::User(r)) => Command::RenameUser { user: r.sid, name: r.name.clone() },
            (Self::UserState, Record::User(r)) => match r.state {
                UserState::Active => Command::ActivateUser { org, user: r.sid },
                UserState::Inactive => Command::DeactivateUser { org, user: r.sid },
            },
            (Self::OrgRole, Record::User(r)) => {
                // The Owner's role comes back with the ownership.
                let given = r.membership.filter(|membership| membership.role != OrgRole::Owner)?;
                Command::SetRole { org: given.org, user: r.sid, role: given.role }
            }
            (Self::Grant(account), Record::User(r)) => match r.roles_on(account) {
                roles if roles.is_empty() => Command::RevokeAccess { account, user: r.sid },
                roles => Command::GrantAccess { account, user: r.sid, roles },
            },
            (Self::AccountName, Record::Account(r)) => {
                Command::RenameAccount { account: r.sid, name: r.name.clone() }
            }
            (Self::AccountState, Record::Account(r)) => match r.state {
                AccountState::Active => Command::ReactivateAccount { account: r.sid },
                _ => Command::SuspendAccount { account: r.sid },
            },
            (Self::AccountOwner, Record::Account(r)) => {
                Command::ChangeAccountOwner { account: r.sid, user: r.owner }
            }
            (Self::TwoFactorPolicy, Record::Account(r)) => {
                Command::SetTwoFactorPolicy { account: r.sid, policy: r.two_factor }
            }
            (Self::Hipaa, Record::Account(r)) => Command::SetHipaa { account: r.sid, on: r.is_designated() },
            (Self::Invitation, Record::Invitation(r)) => Command::CancelInvitation { invitation: r.sid },
            _ => return None,
        })
    }

    /// When among the steps of one undo: ownership first, then what is enabled, last what is disabled.
    pub(super) fn turn(self, before: &Record) -> u8 {
        match (self, before) {
            (Self::OrgOwner, _) => 0,
            (Self::AccountOwner, Record::Account(account)) => 1 + u8::from(account.parent.is_some()),
            (Self::UserState, Record::User(user)) if user.state == UserState::Active => 3,
            (Self::AccountState, Record::Account(account)) if account.state == AccountState::Active => {
                3 + u8::from(account.parent.is_some())
            }
            (Self::UserState, _) => 8,
            (Self::AccountState, Record::Account(account)) => 8 + u8::from(account.parent.is_some()),
            (Self::OrgRole, _) => 7,
            (Self::Grant(_), _) => 6,
            _ => 5,
        }
    }

    /// What it is called in a sentence.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::OrgOwner | Self::AccountOwner => "owner",
            Self::OrgName | Self::UserName | Self::AccountName => "name",
            Self::SignUpPolicy => "sign-up policy",
            Self::VerifiedDomainsOnly => "rule who may be invited",
            Self::ReasonRequired => "rule about reasons",
            Self::UserState | Self::AccountState | Self::Invitation => "state",
            Self::OrgRole => "organization role",
            Self::Grant(_) => "account roles",
            Self::TwoFactorPolicy => "second-factor policy",
            Self::Hipaa => "HIPAA designation",
        }
    }
}

fn grant(user: &User, account: AccountSid) -> Option<Grant> {
    user.grants.iter().copied().find(|grant| grant.account == account)
}

fn role(user: &User) -> Option<(OrgSid, OrgRole)> {
    user.membership.map(|membership| (membership.org, membership.role))
}

/// Whether the fields above are all that an entry changed of this record: what else differs cannot be put back. Sessions
/// are nobody's change.
pub(super) fn are_all(before: &Record, after: &Record) -> bool {
    match (before, after) {
        (Record::Organization(old), Record::Organization(new)) => {
            let mut back = new.clone();
            back.owner = old.owner;
            back.policy = old.policy;
            back.verified_domains_only = old.verified_domains_only;
            back.reason_required = old.reason_required;
            back == *old
        }
        (Record::OrganizationName(_), Record::OrganizationName(_)) => true,
        (Record::User(old), Record::User(new)) => {
            let mut back = new.clone();
            back.name = old.name.clone();
            back.state = old.state;
            back.grants = old.grants.clone();
            back.last_seen = old.last_seen;
            if let (Some(old), Some(new)) = (old.membership, new.membership) {
                back.membership = Some(Membership { role: old.role, ..new });
            }
            back == *old
        }
        (Record::Account(old), Record::Account(new)) => {
            let goes_on = |state| matches!(state, AccountState::Active | AccountState::Suspended);
            let mut back = new.clone();
            back.name = old.name.clone();
            back.owner = old.owner;
            back.two_factor = old.two_factor;
            back.hipaa = old.hipaa;
            if goes_on(old.state) && goes_on(new.state) {
                back.state = old.state;
                back.with_parent = old.with_parent;
            }
            back == *old
        }
        _ => false,
    }
}
