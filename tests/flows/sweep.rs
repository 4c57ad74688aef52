//! The sweeper: exactly what is due, once, and nothing comes back.

use orgadm::controller::Command;
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::House;

#[test]
fn it_ends_what_is_due_and_twice_changes_nothing() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let early = house.invite(ada, org, "early@acme.example", OrgRole::Standard);
    let sign_up = house.sign_up_begun("slow@acme.example", "Slow");
    house.advance(Span::hours(1));
    let late = house.invite(ada, org, "late@acme.example", OrgRole::Standard);
    house.set_clock(house.invitation(early).expires);
    let receipt = house.done(Who::System, Command::Expire);
    assert_eq!(receipt.plan.changes.len(), 2);
    assert_eq!(house.invitation(early).state, InvitationState::Expired);
    assert_eq!(house.invitation(late).state, InvitationState::Pending);
    assert!(
        matches!(house.get(Key::SignUp(sign_up)), Some(Record::SignUp(s)) if s.state == SignUpState::Expired)
    );
    let head = house.head();
    assert_eq!(house.done(Who::System, Command::Expire).position, None);
    assert_eq!(house.head(), head);
}

#[test]
fn a_clock_that_jumps_back_revives_nothing() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = Some(house.invitation_code(sid));
    let start = house.now();
    house.advance(limits::USER_INVITATION);
    house.done(Who::System, Command::Expire);
    house.set_clock(start);
    let command = Command::DeclineInvitation { invitation: sid, code };
    assert_eq!(house.refused(Who::Visitor, command), orgadm::controller::RefusalCode::InvitationEnded);
    let directory = house.directory();
    assert_eq!(directory.user_counts(org, house.now()).pending, 0);
}
