//! A bounded exhaustive search of the whole system at small size: one organization, three users, three accounts.
//!
//! From several worlds, every command with every useful argument is asked by everybody, in every state that can be reached
//! in so many steps; each plan and each state it leads to is looked at (`support/sound`, `support/lawful`). The clock goes
//! forward in steps of its own. Nothing is random: each run reaches the same states, and no fewer than written down here.
//!
//! `ORGADM_DEEP=1 cargo test --test exhaustive` goes a step deeper everywhere, which takes minutes.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

#[path = "exhaustive/canon.rs"]
mod canon;
#[path = "exhaustive/checks.rs"]
mod checks;
#[path = "exhaustive/moves.rs"]
mod moves;
#[path = "exhaustive/reached.rs"]
mod reached;
#[path = "exhaustive/search.rs"]
mod search;
#[path = "exhaustive/seeds.rs"]
mod seeds;
#[path = "exhaustive/state.rs"]
mod state;
#[path = "exhaustive/twin.rs"]
mod twin;

use search::Search;

#[test]
fn measure() {
    use orgadm::model::CommandKind as C;
    let at = std::time::Instant::now();
    let depth = std::env::var("DEPTH").ok().and_then(|d| d.parse().ok()).unwrap_or(1);
    let only = std::env::var("ONLY").unwrap_or_default();
    let all: fn(C) -> bool = |_| true;
    let accounts: fn(C) -> bool = |it| {
        matches!(
            it,
            C::SuspendAccount
                | C::ReactivateAccount
                | C::CloseAccount
                | C::SetHipaa
                | C::CreateSubaccount
                | C::ChangeAccountOwner
                | C::ReleaseAccount
                | C::Expire
        )
    };
    let membership: fn(C) -> bool = |it| {
        matches!(
            it,
            C::InviteUser
                | C::AcceptInvitation
                | C::SetRole
                | C::ChangeOwner
                | C::RemoveUser
                | C::DeactivateUser
                | C::ActivateUser
                | C::DeleteUser
        )
    };
    let policy: fn(C) -> bool = |it| {
        matches!(
            it,
            C::SignUp
                | C::ConfirmSignUp
                | C::SetSignUpPolicy
                | C::ClaimDomain
                | C::VerifyDomain
                | C::DeleteDomain
                | C::InviteUser
                | C::AcceptInvitation
                | C::RequestInvitation
                | C::AnswerRequest
        )
    };
    let access: fn(C) -> bool = |it| {
        matches!(
            it,
            C::GrantAccess
                | C::RevokeAccess
                | C::RelinquishAccess
                | C::InviteToAccount
                | C::AcceptInvitation
                | C::CloseAccount
        )
    };
    let deletion: fn(C) -> bool = |it| {
        matches!(
            it,
            C::RequestDeletion
                | C::WithdrawDeletion
                | C::ConfirmDeletion
                | C::Expire
                | C::InviteUser
                | C::AcceptInvitation
                | C::SignUp
                | C::ConfirmSignUp
        )
    };
    for (name, seed, asks) in [
        ("nobody", seeds::nobody(), all),
        ("fresh", seeds::fresh(), all),
        ("members", seeds::members(), all),
        ("domain", seeds::domain_verified(), all),
        ("covered", seeds::covered(), all),
        ("worn", seeds::worn(), all),
        ("+accounts", seeds::covered(), accounts),
        ("+membership", seeds::members(), membership),
        ("+policy", seeds::domain_verified(), policy),
        ("+access", seeds::covered(), access),
        ("+deletion", seeds::covered(), deletion),
    ] {
        if !name.starts_with(&only) {
            continue;
        }
        twin::answers_alike(&seed);
        let begun = std::time::Instant::now();
        let reached = Search { name, seed, asks, depth }.run();
        println!("{reached} {:?}", begun.elapsed());
        println!("  {:?}\n  {:?}\n  {:?}", reached.never_taken(), reached.codes, reached.commands);
    }
    println!("{:?}", at.elapsed());
}
