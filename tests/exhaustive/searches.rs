//! Which searches there are: from each world everything for some steps, and from some the commands of one matter, further.

use orgadm::model::CommandKind;

use super::search::Search;
use super::seeds;

/// A search, and what it reached when it was last looked at: more is welcome, less means that it has shrunk.
pub struct Expected {
    pub search: Search,
    pub states: usize,
    pub steps: usize,
}

fn everything(_: CommandKind) -> bool {
    true
}

/// What happens to accounts and subaccounts.
fn lifecycle(kind: CommandKind) -> bool {
    use CommandKind::*;
    matches!(
        kind,
        SuspendAccount
            | ReactivateAccount
            | CloseAccount
            | CreateSubaccount
            | SetHipaa
            | ChangeAccountOwner
            | ReleaseAccount
            | Undo
            | Expire
    )
}

/// Who belongs to the organization, and as what.
fn membership(kind: CommandKind) -> bool {
    use CommandKind::*;
    matches!(
        kind,
        InviteUser
            | AcceptInvitation
            | DeclineInvitation
            | AddExistingAccount
            | SetRole
            | ChangeOwner
            | RemoveUser
            | DeleteUser
            | DeactivateUser
            | ActivateUser
            | RecoverOwner
    )
}

/// Who holds roles on accounts.
fn access(kind: CommandKind) -> bool {
    use CommandKind::*;
    matches!(
        kind,
        GrantAccess | RevokeAccess | RelinquishAccess | InviteToAccount | AcceptInvitation | ReleaseAccount
    )
}

/// What becomes of addresses.
fn addresses(kind: CommandKind) -> bool {
    use CommandKind::*;
    matches!(
        kind,
        SignUp
            | ConfirmSignUp
            | ClaimDomain
            | VerifyDomain
            | DeleteDomain
            | SetSignUpPolicy
            | InviteUser
            | AcceptInvitation
            | RequestInvitation
            | AnswerRequest
            | Expire
    )
}

/// The end of an organization, and what goes on meanwhile and afterwards.
fn deletion(kind: CommandKind) -> bool {
    use CommandKind::*;
    matches!(
        kind,
        RequestDeletion
            | WithdrawDeletion
            | ConfirmDeletion
            | Expire
            | InviteUser
            | AcceptInvitation
            | RemoveUser
            | DeactivateUser
            | CloseAccount
    )
}

/// Every search, each so many steps deeper.
pub fn searches(deeper: usize) -> Vec<Expected> {
    let search = |name, seed, asks, depth, states, steps| Expected {
        search: Search { name, seed, asks, in_bulk: true, depth: depth + deeper },
        states,
        steps,
    };
    vec![
        search("nobody, everything", seeds::nobody(), everything, 4, 382, 1_339),
        search("fresh, everything", seeds::fresh(), everything, 3, 2_685, 10_457),
        search("members, everything", seeds::members(), everything, 2, 1_465, 5_542),
        search("domain, everything", seeds::domain_verified(), everything, 3, 3_064, 11_494),
        search("covered, everything", seeds::covered(), everything, 2, 1_158, 4_416),
        search("worn, everything", seeds::worn(), everything, 2, 797, 2_329),
        search("uncertain, everything", seeds::uncertain(), everything, 2, 1_147, 3_578),
        search("covered, lifecycle", seeds::covered(), lifecycle, 5, 1_874, 13_665),
        search("members, membership", seeds::members(), membership, 5, 3_847, 17_445),
        search("covered, access", seeds::covered(), access, 3, 1_780, 6_664),
        search("domain, addresses", seeds::domain_verified(), addresses, 4, 1_564, 5_260),
        search("covered, deletion", seeds::covered(), deletion, 4, 627, 2_239),
    ]
}
