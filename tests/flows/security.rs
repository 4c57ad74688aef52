//! Security requests and names: recorded, in the outbox, and who may ask.

use orgadm::controller::{Command, RefusalCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, person};

fn ask(org: OrgSid, user: UserSid, action: SecurityAction) -> Command {
    Command::RequestSecurity { org, user, action }
}

#[test]
fn a_request_is_recorded_and_waits_in_the_outbox() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    for action in SecurityAction::ALL {
        let receipt = house.done(Who::User(ada), ask(org, grace, action));
        let said = &receipt.plan.consequences;
        assert!(
            said.iter().any(|line| line.contains("orgadm itself checks neither password nor")),
            "{said:?}"
        );
        let told = |message: &Message| message.kind == MessageKind::Security { user: grace, action };
        assert_eq!(house.messages().iter().filter(|message| told(message)).count(), 1);
    }
    let user = house.user(grace);
    let asked: Vec<SecurityAction> = user.requests.iter().map(|request| request.action).collect();
    assert_eq!(asked, SecurityAction::ALL);
    assert_eq!(user.two_factor, TwoFactor::Required);
    assert!(user.requests.iter().all(|request| request.by == ada && request.at == house.now()));
}

#[test]
fn the_latest_of_a_kind_is_kept_and_asked_again_only_after_a_pause() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let command = || ask(org, grace, SecurityAction::ResetPassword);
    house.done(Who::User(ada), command());
    assert_eq!(house.refused(Who::User(ada), command()), RefusalCode::TooSoon);
    house.advance(limits::COOL_DOWN);
    house.done(Who::User(ada), command());
    let user = house.user(grace);
    assert_eq!((user.requests.len(), user.requests[0].at), (1, house.now()));
    assert_eq!(user.two_factor, TwoFactor::Unknown, "a password is no second factor");
}

#[test]
fn what_is_there_is_not_demanded_and_what_is_not_there_is_not_cleared() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let like = house.user(house.member(ada, org, "grace@acme.example", OrgRole::Standard));
    let with = |n: u8, two_factor| {
        let (sid, email) =
            (UserSid::from_bytes([n; 16]), crate::support::email(&format!("f{n}@acme.example")));
        house.load(vec![User { sid, email, two_factor, ..like.clone() }.into()]);
        sid
    };
    let (on, off) = (with(60, TwoFactor::On), with(61, TwoFactor::Off));
    let refused = |user, action| house.refused(Who::User(ada), ask(org, user, action));
    assert_eq!(refused(on, SecurityAction::RequireTwoFactor), RefusalCode::NoChange);
    assert_eq!(refused(off, SecurityAction::ResetTwoFactor), RefusalCode::NoChange);
    house.done(Who::User(ada), ask(org, on, SecurityAction::ResetTwoFactor));
    house.done(Who::User(ada), ask(org, off, SecurityAction::RequireTwoFactor));
}

#[test]
fn administrators_ask_for_anybody_but_the_owner() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let outside = house.sign_up("out@side.example", "Out Sider");
    let command = |user| ask(org, user, SecurityAction::ResetPassword);
    assert_eq!(house.refused(Who::User(admin), command(ada)), RefusalCode::OwnerProtected);
    assert_eq!(house.refused(Who::User(standard), command(standard)), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(admin), command(outside)), RefusalCode::NotManagedActive);
    house.done(Who::User(ada), command(ada));
    house.done(Who::User(admin), command(standard));
}

#[test]
fn a_name_is_changed_by_oneself_and_by_administrators_and_nobody_renames_the_owner() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let outside = house.sign_up("out@side.example", "Out Sider");
    let rename = |user, name: &str| Command::RenameUser { user, name: person(name) };
    for (by, of) in [(standard, standard), (admin, standard), (ada, ada), (outside, outside)] {
        let name = format!("Called By {by}");
        let name = name.get(..30).expect("long enough");
        house.done(Who::User(by), rename(of, name));
        assert_eq!(house.user(of).name.as_str(), name);
        assert_eq!(house.refused(Who::User(by), rename(of, name)), RefusalCode::NoChange);
    }
    let refused = |by, of| house.refused(Who::User(by), rename(of, "Some Name"));
    assert_eq!(refused(admin, ada), RefusalCode::OwnerProtected);
    assert_eq!(refused(standard, admin), RefusalCode::NotPermitted);
    assert_eq!(refused(ada, outside), RefusalCode::NotPermitted);
    assert_eq!(refused(outside, standard), RefusalCode::NotPermitted);
}

#[test]
fn the_heading_of_many_says_that_it_is_a_request() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let users = ["grace@acme.example", "joan@acme.example"];
    let users = users.map(|email| house.member(ada, org, email, OrgRole::Standard));
    let many = Command::Many(users.map(|user| ask(org, user, SecurityAction::ResetPassword)).to_vec());
    assert_eq!(house.plan(Who::User(ada), &many).title, "Ask for 2 users: reset the password");
}
