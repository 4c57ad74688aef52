//! What becomes of an address that becomes a user: the decision table of `admin-center-domain` §5, rows 1–5, 10, 11.
//!
//! Pure. Each decision names its row, so that a preview or a what-if can say which rule decided. The other rows of that
//! table are not about new users: nothing happens to an existing one (6, 8), and invitations check for themselves (7, 9,
//! 12, 13).

use crate::model::{DomainState, OrgRole, SignUpPolicy};

/// The organization's open invitation to the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// There is none.
    No,
    /// It can be answered, and offers this role.
    Valid(OrgRole),
    /// Its time has run out.
    Expired,
}

/// How the address comes to be a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By signing up.
    SelfSignUp,
    /// By accepting an invitation to roles on an account.
    AccessInvitation {
        /// Whether an Owner or Administrator of the organization that verified the domain sent it.
        by_admin_of_verifying_org: bool,
        /// Whether that organization manages the account.
        account_in_verifying_org: bool,
    },
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The organization's invitation has expired.
    InvitationExpired,
    /// The organization has not invited the address.
    NotInvited,
    /// Only the organization's administrators may invite the address to its accounts.
    NotInvitedByAdministrator,
    /// The account belongs to somebody else, and the organization has not invited the address.
    AccountElsewhere,
}

/// What becomes of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An ordinary user outside the organization.
    Outside,
    /// A managed user of the organization that verified the domain.
    Join(OrgRole),
    /// No user.
    Refused(Why),
}

/// An outcome and the row of the table that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The number of the row in `admin-center-domain` §5.
    pub row: u8,
    /// What becomes of the address.
    pub outcome: Outcome,
}

impl Decision {
    /// The row in words: what decided, not what came of it.
    pub const fn rule(self) -> &'static str {
        match self.row {
            1 => "No organization has verified the domain, so no sign-up policy binds it.",
            2 => "The domain is uncertain: until it is verified again it neither blocks nor adds anybody.",
            3 => "A valid invitation decides, whatever the policy says.",
            4 => "The invitation has expired, so the sign-up policy of the verified domain decides.",
            5 => "Nobody invited the address, so the sign-up policy of the verified domain decides.",
            10 => "The account belongs to the organization that verified the domain.",
            _ => "The account belongs to somebody else than the organization that verified the domain.",
        }
    }
}

/// Decides. The domain is the claim of the exact domain that comes closest to proven, by whichever organization; policy
/// and invitation are that organization's.
pub const fn decide(
    domain: Option<DomainState>,
    policy: SignUpPolicy,
    invited: Invited,
    how: How,
) -> Decision {
    use Outcome::{Join, Outside, Refused};
    use SignUpPolicy::{AddAutomatically, KeepOut, Prevent};

    let standard = Join(OrgRole::Standard);
    let (row, outcome) = match (domain, invited, how, policy) {
        (None | Some(DomainState::Unverified), ..) => (1, Outside),
        (Some(DomainState::Uncertain), ..) => (2, Outside),
        (Some(DomainState::Verified), Invited::Valid(role), ..) => (3, Join(role)),

        (_, Invited::Expired, How::SelfSignUp, Prevent) => (4, Refused(Why::InvitationExpired)),
        (_, Invited::Expired, How::SelfSignUp, AddAutomatically) => (4, standard),
        (_, Invited::Expired, How::SelfSignUp, KeepOut) => (4, Outside),

        (_, Invited::No, How::SelfSignUp, Prevent) => (5, Refused(Why::NotInvited)),
        (_, Invited::No, How::SelfSignUp, AddAutomatically) => (5, standard),
        (_, Invited::No, How::SelfSignUp, KeepOut) => (5, Outside),

        // An expired invitation is none to somebody who comes by another.
        (
            _,
            _,
            How::AccessInvitation { account_in_verifying_org: true, by_admin_of_verifying_org },
            Prevent,
        ) => match by_admin_of_verifying_org {
            true => (10, Outside),
            false => (10, Refused(Why::NotInvitedByAdministrator)),
        },
        (_, _, How::AccessInvitation { account_in_verifying_org: true, .. }, AddAutomatically) => {
            (10, standard)
        }
        (_, _, How::AccessInvitation { account_in_verifying_org: true, .. }, KeepOut) => (10, Outside),

        (_, _, How::AccessInvitation { .. }, Prevent) => (11, Refused(Why::AccountElsewhere)),
        (_, _, How::AccessInvitation { .. }, AddAutomatically) => (11, standard),
        (_, _, How::AccessInvitation { .. }, KeepOut) => (11, Outside),
    };
    Decision { row, outcome }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{Join, Outside, Refused};
    use super::*;

    const POLICIES: [SignUpPolicy; 3] =
        [SignUpPolicy::Prevent, SignUpPolicy::AddAutomatically, SignUpPolicy::KeepOut];
    const STANDARD: Outcome = Join(OrgRole::Standard);
    const VERIFIED: Option<DomainState> = Some(DomainState::Verified);

    /// The row and the outcomes under prevent, add automatically, keep out.
    fn row(domain: Option<DomainState>, invited: Invited, how: How) -> (u8, [Outcome; 3]) {
        let decisions = POLICIES.map(|policy| decide(domain, policy, invited, how));
        assert!(decisions.iter().all(|decision| decision.row == decisions[0].row), "{decisions:?}");
        (decisions[0].row, decisions.map(|decision| decision.outcome))
    }

    fn access(by_admin: bool, account_inside: bool) -> How {
        How::AccessInvitation {
            by_admin_of_verifying_org: by_admin,
            account_in_verifying_org: account_inside,
        }
    }

    fn every_how() -> [How; 5] {
        [How::SelfSignUp, access(true, true), access(true, false), access(false, true), access(false, false)]
    }

    #[test]
    fn row_1_without_a_verified_domain_the_policy_has_no_force() {
        for domain in [None, Some(DomainState::Unverified)] {
            for invited in [Invited::No, Invited::Expired, Invited::Valid(OrgRole::Administrator)] {
                for how in every_how() {
                    assert_eq!(
                        row(domain, invited, how),
                        (1, [Outside; 3]),
                        "{domain:?} {invited:?} {how:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn row_2_an_uncertain_domain_neither_blocks_nor_joins() {
        for invited in [Invited::No, Invited::Expired, Invited::Valid(OrgRole::Standard)] {
            for how in every_how() {
                assert_eq!(row(Some(DomainState::Uncertain), invited, how), (2, [Outside; 3]));
            }
        }
    }

    #[test]
    fn row_3_a_valid_invitation_decides_under_every_policy() {
        for role in [OrgRole::Administrator, OrgRole::Standard] {
            for how in every_how() {
                assert_eq!(row(VERIFIED, Invited::Valid(role), how), (3, [Join(role); 3]));
            }
        }
    }

    #[test]
    fn row_4_an_expired_invitation_is_refused_joins_or_stays_out() {
        let wanted = [Refused(Why::InvitationExpired), STANDARD, Outside];
        assert_eq!(row(VERIFIED, Invited::Expired, How::SelfSignUp), (4, wanted));
    }

    #[test]
    fn row_5_the_three_policies() {
        let wanted = [Refused(Why::NotInvited), STANDARD, Outside];
        assert_eq!(row(VERIFIED, Invited::No, How::SelfSignUp), (5, wanted));
    }

    #[test]
    fn row_10_an_account_of_the_organization() {
        for invited in [Invited::No, Invited::Expired] {
            let wanted = [Refused(Why::NotInvitedByAdministrator), STANDARD, Outside];
            assert_eq!(row(VERIFIED, invited, access(false, true)), (10, wanted));
            let by_admin = [Outside, STANDARD, Outside];
            assert_eq!(row(VERIFIED, invited, access(true, true)), (10, by_admin));
        }
    }

    #[test]
    fn row_11_an_account_of_somebody_else() {
        for by_admin in [false, true] {
            for invited in [Invited::No, Invited::Expired] {
                let wanted = [Refused(Why::AccountElsewhere), STANDARD, Outside];
                assert_eq!(row(VERIFIED, invited, access(by_admin, false)), (11, wanted));
            }
        }
    }
}
