//! What waits: whose it is, in which order, what is blocked; and what is not well among the users.

use super::super::tests::{ORG, OTHER, account, put, user};
use super::*;
use crate::directory::{Blocked, Scope, UserList, UserQuery};
use crate::model::{
    Account, AccountRole, AccountRoles, AccountSid, AccountState, Change, Domain, DomainName, DomainSid,
    DomainState, Email, Invitation, InvitationKind, InvitationState, Key, Membership, OrgRole, PersonName,
    Position, Span, User, UserSid, UserState, VerificationMethod,
};

const NOW: Timestamp = Timestamp(1_000_000_000);

fn joins() -> InvitationKind {
    InvitationKind::UserJoin { role: OrgRole::Standard, access: Vec::new() }
}

fn sid(n: u8) -> InvitationSid {
    InvitationSid::from_bytes([n; 16])
}

/// An invitation by user 1 that ends in so many hours.
fn invitation(n: u8, kind: InvitationKind, hours: u64) -> Invitation {
    Invitation {
        sid: sid(n),
        org: Some(ORG),
        email: Email::parse(&format!("i{n}@acme.example")).expect("valid"),
        sender: (!kind.is_request()).then(|| UserSid::from_bytes([1; 16])),
        kind,
        created: NOW,
        last_sent: NOW,
        sends: 1,
        generation: 1,
        tries: 0,
        expires: NOW.plus(Span::hours(hours)),
        state: InvitationState::Pending,
        canceled: None,
        ended: None,
        previous: None,
    }
}

fn request() -> InvitationKind {
    InvitationKind::JoinRequest { name: PersonName::parse("", "Rita").expect("valid") }
}

/// User 1 administers; invitations to a user, to an account, from somebody who asks, and one of another organization.
fn directory() -> Directory {
    let mut directory = Directory::default();
    let membership = Membership { org: ORG, role: OrgRole::Administrator, since: Timestamp(0) };
    put(&mut directory, User { membership: Some(membership), ..user(1, "Ada", None, &[]) });
    put(&mut directory, account(10, UserSid::from_bytes([1; 16]), Some(ORG)));
    let roles = AccountRoles::of(&[AccountRole::Support]);
    let access = InvitationKind::AccountAccess { account: AccountSid::from_bytes([10; 16]), roles };
    put(&mut directory, invitation(1, joins(), 100));
    put(&mut directory, invitation(2, access, 10));
    put(&mut directory, invitation(3, request(), 200));
    put(&mut directory, Invitation { org: Some(OTHER), ..invitation(4, joins(), 5) });
    directory
}

fn inbox(directory: &Directory, email: &str, filter: &str) -> Vec<InvitationSid> {
    let filter = Filter::parse(filter, Scope::Invitations).expect("a filter");
    directory.inbox(ORG, email, NOW, &filter, InvitationSort::Expires, false)
}

#[test]
fn soonest_to_end_first_and_what_is_addressed_to_the_reader_on_top() {
    let directory = directory();
    assert_eq!(inbox(&directory, "u1@acme.example", ""), [sid(2), sid(1), sid(3)]);
    assert_eq!(inbox(&directory, "i4@acme.example", ""), [sid(4), sid(2), sid(1), sid(3)]);
    assert_eq!(inbox(&directory, "i1@acme.example", ""), [sid(1), sid(2), sid(3)], "listed once");
    assert_eq!(inbox(&directory, "i3@acme.example", "").len(), 3, "nobody answers their own request");
    let wrong_way = directory.inbox(ORG, "", NOW, &Filter::default(), InvitationSort::What, true);
    assert_eq!(wrong_way, [sid(3), sid(2), sid(1)]);
}

#[test]
fn kinds_and_states_narrow_it() {
    let mut directory = directory();
    assert_eq!(inbox(&directory, "", "type:request"), [sid(3)]);
    assert_eq!(inbox(&directory, "", "type:access"), [sid(2)]);
    assert_eq!(inbox(&directory, "", "-type:user"), [sid(2), sid(3)]);
    assert_eq!(inbox(&directory, "", "status:blocked"), []);
    put(&mut directory, user(1, "Ada", Some(ORG), &[]));
    assert_eq!(inbox(&directory, "", "status:blocked"), [sid(1)], "the sender became a Standard user");
    assert_eq!(inbox(&directory, "", "status:waiting"), [sid(2), sid(3)]);
    let by_state = directory.inbox(ORG, "", NOW, &Filter::default(), InvitationSort::State, false);
    assert_eq!(by_state, [sid(3), sid(1), sid(2)], "what has to be seen to first");
}

#[test]
fn one_pass_counts_what_waits() {
    let mut directory = directory();
    assert_eq!(directory.waits(ORG, NOW), Waits { all: 3, requests: 1, ending: 1, ..Waits::default() });
    put(&mut directory, user(1, "Ada", Some(ORG), &[]));
    put(
        &mut directory,
        Account { state: AccountState::Closed, ..account(10, UserSid::from_bytes([1; 16]), Some(ORG)) },
    );
    assert_eq!(
        directory.waits(ORG, NOW),
        Waits { all: 3, requests: 1, blocked: 2, ending: 1, ..Waits::default() }
    );
    let later = NOW.plus(Span::hours(150));
    assert_eq!(directory.waits(ORG, later), Waits { all: 1, requests: 1, ..Waits::default() });
    let access = directory.invitation(sid(2)).expect("there");
    assert_eq!(directory.blocked(access), Some(Blocked::Account));
}

#[test]
fn a_claim_elsewhere_blocks_while_it_is_proven_and_there() {
    let mut directory = directory();
    let claim = |state| Domain {
        sid: DomainSid::from_bytes([9; 16]),
        org: OTHER,
        name: DomainName::parse("acme.example").expect("valid"),
        token: [0; 16],
        method: VerificationMethod::Dns,
        state,
        created: NOW,
        verified: None,
        uncertain: None,
        checked: None,
        lost: None,
    };
    let blocked = |directory: &Directory| directory.blocked(directory.invitation(sid(1)).expect("there"));
    put(&mut directory, claim(DomainState::Unverified));
    assert_eq!(blocked(&directory), None);
    put(&mut directory, claim(DomainState::Verified));
    assert_eq!(blocked(&directory), Some(Blocked::DomainTaken));
    let gone = claim(DomainState::Verified);
    directory.apply(&[Change {
        key: Key::Domain(gone.sid),
        before: Some(gone.into()),
        after: None,
        previous: Position::NONE,
    }]);
    assert_eq!(blocked(&directory), None);
}

#[test]
fn what_the_overview_counts_is_what_its_list_shows() {
    let mut directory = directory();
    let inactive = |n, owns| {
        let person = User { state: UserState::Inactive, ..user(n, "Somebody", Some(ORG), &[]) };
        (person, owns)
    };
    for (n, (person, owns)) in [inactive(2, true), inactive(3, false)].into_iter().enumerate() {
        let owner = person.sid;
        put(&mut directory, person);
        if owns {
            put(&mut directory, account(20 + u8::try_from(n).expect("few"), owner, Some(ORG)));
        }
    }
    put(&mut directory, User { last_seen: Some(NOW), ..user(4, "Seen", Some(ORG), &[]) });
    put(&mut directory, user(5, "Never", Some(ORG), &[]));
    put(&mut directory, user(6, "Elsewhere", Some(OTHER), &[]));
    let listed = |text: &str| {
        let filter = Filter::parse(text, Scope::Users).expect("a filter");
        directory.users_of(&UserQuery { filter, ..UserQuery::all(ORG, UserList::Managed) }, NOW).len()
    };
    let totals = directory.totals(ORG);
    assert_eq!((totals.inactive_owners, listed("status:inactive owns:>0")), (1, 1));
    assert_eq!((totals.never_seen, listed("status:active seen:never")), (2, 2));
}
