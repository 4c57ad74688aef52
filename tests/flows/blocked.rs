//! What lists say of an invitation that waits and what its answer meets are the same, with a directory and without one.

use orgadm::controller::{Command, PlanError, Successors};
use orgadm::directory::Blocked;
use orgadm::model::*;

use crate::domains_and_operator::{claim, organization_with};
use crate::support::{House, grant, load, person};

const ORG: OrgSid = OrgSid::from_bytes([9; 16]);
const ADA: UserSid = UserSid::from_bytes([1; 16]);

/// What both kinds of list say, which is one thing; and whether the answer is refused, which agrees.
#[track_caller]
fn said(house: &House, sid: InvitationSid) -> Option<Blocked> {
    let here = house.directory();
    let listed = here.blocked(here.invitation(sid).expect("there"));
    let verb = house.reopened();
    let around = verb.around(&[sid]).expect("readable");
    assert_eq!(around.blocked(around.invitation(sid).expect("there")), listed, "without a directory");
    assert!(verb.loaded().is_none(), "a list of invitations loaded everybody");
    let code = Some(house.invitation_code(sid));
    let accept = Command::AcceptInvitation { invitation: sid, code, name: Some(person("New Person")) };
    let answer = house.controller.plan(&house.actor(Who::Visitor), &accept);
    assert_eq!(
        matches!(answer, Err(PlanError::Refused(_))),
        listed.is_some(),
        "the list says {listed:?}, the answer meets {answer:?}"
    );
    listed
}

#[test]
fn the_sender() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let standard = house.invite(admin, org, "a@side.example", OrgRole::Standard);
    let access = house.invite_to(admin, house.account_of(ada), "b@side.example", &[AccountRole::Support]);
    let both = || [said(&house, standard), said(&house, access)];
    assert_eq!(both(), [None, None]);
    house.done(Who::User(ada), Command::SetRole { org, user: admin, role: OrgRole::Standard });
    assert_eq!(both(), [Some(Blocked::Sender); 2]);
    house.done(Who::User(ada), grant(house.account_of(ada), admin, &[AccountRole::Administrator]));
    assert_eq!(
        both(),
        [Some(Blocked::Sender), None],
        "an Administrator of the account may go on inviting to it"
    );
    house.done(Who::User(ada), Command::DeactivateUser { org, user: admin });
    assert_eq!(both(), [Some(Blocked::Sender); 2]);
    house.done(Who::User(ada), Command::ActivateUser { org, user: admin });
    house.done(Who::User(ada), Command::SetRole { org, user: admin, role: OrgRole::Administrator });
    assert_eq!(both(), [None, None]);
    let remove = Command::RemoveUser { org, user: admin, successors: Successors::default() };
    house.agreed(Who::User(ada), remove);
    assert_eq!(both(), [Some(Blocked::Sender); 2]);
}

/// An invitation that was sent before the organization came to be so.
fn after(change: fn(&mut Organization), claims: Vec<Domain>) -> (House, InvitationSid) {
    let sent = House::with(|store| load(store, organization_with(ORG, ADA, |_| {})));
    let sid = sent.invite(ADA, ORG, "grace@acme.example", OrgRole::Standard);
    let invitation = sent.invitation(sid);
    let house = House::with(|store| {
        let mut records = organization_with(ORG, ADA, change);
        records.extend(claims.into_iter().map(Record::Domain));
        records.push(invitation.into());
        load(store, records);
    });
    (house, sid)
}

/// What the organization became, the claims there are, and what the list says.
type Case = (fn(&mut Organization), Vec<Domain>, Option<Blocked>);

#[test]
fn the_organization_and_the_domain() {
    let other = OrgSid::from_bytes([8; 16]);
    let ours = |state| vec![claim(1, ORG, "acme.example", state)];
    let cases: [Case; 7] = [
        (|_| {}, Vec::new(), None),
        (|it| it.state = OrgState::DeletionRequested, Vec::new(), Some(Blocked::DeletionRequested)),
        (|_| {}, ours(DomainState::Uncertain), Some(Blocked::DomainUncertain)),
        (|_| {}, vec![claim(1, other, "acme.example", DomainState::Verified)], Some(Blocked::DomainTaken)),
        (
            |it| it.verified_domains_only = true,
            ours(DomainState::Unverified),
            Some(Blocked::DomainNotVerified),
        ),
        (|it| it.verified_domains_only = true, Vec::new(), Some(Blocked::DomainNotVerified)),
        (|it| it.verified_domains_only = true, ours(DomainState::Verified), None),
    ];
    for (change, claims, expected) in cases {
        let (house, sid) = after(change, claims.clone());
        assert_eq!(said(&house, sid), expected, "{claims:?}");
    }
}
