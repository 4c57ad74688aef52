//! Which searches there are: from each world everything for some steps, and from some the commands of one matter, further.

use orgadm::model::CommandKind;

use super::search::Search;
use super::seeds;

/// A search, and what it reached when it was last looked at, in round numbers: more is welcome, less means that it has
/// shrunk.
pub struct Expected {
    pub search: Search,
    pub states: usize,
    pub steps: usize,
}

/// Everything but what becomes of messages, which has a search of its own: nothing else asks for it.
fn everything(kind: CommandKind) -> bool {
    use CommandKind::*;
    !matches!(kind, DeliverMessage | DelayMessage | DropMessage | RetryMessage | RemindInvitation)
}

/// What becomes of messages, and of what they are about.
fn messages(kind: CommandKind) -> bool {
    use CommandKind::*;
    !everything(kind) || matches!(kind, CancelInvitation | ResendInvitation | DeleteUser)
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
        search("nobody, everything", seeds::nobody(), everything, 4, 380, 1_300),
        search("fresh, everything", seeds::fresh(), everything, 3, 2_600, 10_000),
        search("members, everything", seeds::members(), everything, 2, 1_400, 5_500),
        search("domain, everything", seeds::domain_verified(), everything, 3, 3_000, 11_000),
        search("covered, everything", seeds::covered(), everything, 2, 1_100, 4_400),
        search("worn, everything", seeds::worn(), everything, 2, 790, 2_300),
        search("uncertain, everything", seeds::uncertain(), everything, 2, 1_100, 3_500),
        search("lost, everything", seeds::lost(), everything, 2, 1_200, 4_300),
        search("rivals, everything", seeds::rivals(), everything, 2, 930, 2_900),
        search("storied, everything", seeds::storied(), everything, 2, 430, 1_500),
        search("covered, lifecycle", seeds::covered(), lifecycle, 5, 1_800, 13_000),
        search("members, membership", seeds::members(), membership, 5, 3_800, 17_000),
        search("covered, access", seeds::covered(), access, 3, 1_700, 6_600),
        search("domain, addresses", seeds::domain_verified(), addresses, 4, 1_500, 5_200),
        search("expiring, messages", seeds::expiring(), messages, 3, 340, 1_100),
        search("covered, deletion", seeds::covered(), deletion, 4, 620, 2_200),
    ]
}
