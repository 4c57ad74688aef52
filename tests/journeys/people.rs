//! Users who leave, are renamed and asked for security; many at a time.

use orgadm::controller::Command;
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::drive::Drive;
use crate::support::{House, label};

struct Acme {
    house: House,
    ada: UserSid,
    org: OrgSid,
}

fn acme() -> Acme {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    Acme { house, ada, org }
}

impl Acme {
    fn member(&self, name: &str) -> UserSid {
        self.house.member(self.ada, self.org, &format!("{name}@acme.example"), OrgRole::Standard)
    }

    fn account(&self, name: &str, owner: UserSid) -> AccountSid {
        let command = Command::CreateAccount { name: label(name), usage: Usage::Twilio, owner };
        let receipt = self.house.done(Who::User(self.ada), command);
        receipt
            .plan
            .subjects
            .iter()
            .find_map(|key| match key {
                Key::Account(sid) => Some(*sid),
                _ => None,
            })
            .expect("an account")
    }

    /// The list of managed users in a session of the Owner, the cursor on this one.
    fn at(&self, name: &str) -> Drive {
        let mut it = Drive::new(&self.house.controller, Some(self.ada), 100, 36);
        it.keys("3 /").text(&format!("{name}@")).keys("Enter Home");
        it
    }

    /// The whole list of managed users in a session of the Owner.
    fn list(&self) -> Drive {
        let mut it = Drive::new(&self.house.controller, Some(self.ada), 100, 36);
        it.keys("3 Home");
        it
    }
}

/// Ticks every box of a preview and commits it.
fn agree(it: &mut Drive) {
    for _ in 0..6 {
        if !it.screen().contains("[ ]") {
            break;
        }
        it.keys("space Tab");
    }
    it.keys("Enter");
}

#[test]
fn three_ways_stand_side_by_side_and_a_successor_is_asked_for() {
    let acme = acme();
    let grace = acme.member("grace");
    acme.account("Care Line", grace);
    let mut it = acme.at("grace");
    it.keys("d").see("Deactivate, remove or delete").see("grace@acme.example owns Care Line.");
    it.see("● Deactivate").see("○ Remove").see("○ Delete").see("Sign-in").see("free to use again");
    it.gone("who gets what they own").keys("Right").see("● Remove").see("Remove: who gets what they own");
    it.keys("Enter")
        .see("Choose who gets it")
        .text("nobody")
        .keys("Enter")
        .see("Nobody who stays has this name");
    for _ in 0.."nobody".len() {
        it.keys("Backspace");
    }
    it.text("grace").keys("Enter").see("Nobody who stays has this name");
    for _ in 0.."grace".len() {
        it.keys("Backspace");
    }
    it.text("ada").see("ada@acme.example").keys("Enter").see("Remove grace@acme.example");
    agree(&mut it);
    it.see("Done: Remove grace@acme.example").see("Nobody matches the filter");
    assert_eq!(acme.house.user(grace).membership, None);
    assert_eq!(acme.house.account_of(acme.ada), acme.house.account_of(acme.ada));
}

#[test]
fn removed_with_their_account_they_take_it_along() {
    let acme = acme();
    let grace = acme.member("grace");
    let account = acme.account("Care Line", grace);
    let mut it = acme.at("grace");
    it.keys("d Right Tab Down").see("along with them").see("leaves the organization with its owner");
    it.gone("New owner").keys("Enter").see("Remove grace@acme.example");
    agree(&mut it);
    it.see("Done: Remove grace@acme.example");
    let account = acme.house.account(account);
    assert_eq!((account.owner, account.org), (grace, None));
}

#[test]
fn each_account_can_go_to_somebody_else() {
    let acme = acme();
    let (grace, bob) = (acme.member("grace"), acme.member("bob"));
    let (care, desk) = (acme.account("Care Line", grace), acme.account("Front Desk", grace));
    let mut it = acme.at("grace");
    it.keys("d Right Right").see("● Delete").gone("along with them").keys("Tab Down");
    it.see("New owner of Care Line").see("New owner of Front Desk");
    it.keys("Tab").text("ada@").keys("Tab").text("bob@").keys("Enter").see("Delete grace@acme.example");
    agree(&mut it);
    it.see("Done: Delete grace@acme.example");
    assert_eq!(acme.house.account(care).owner, acme.ada);
    assert_eq!(acme.house.account(desk).owner, bob);
    assert_eq!(acme.house.get(Key::User(grace)), None);
}

#[test]
fn deactivated_and_activated_again() {
    let acme = acme();
    let grace = acme.member("grace");
    let mut it = acme.at("grace");
    it.keys("d Enter").see("Deactivate grace@acme.example");
    agree(&mut it);
    it.see("(inactive)").keys("x").see("Activate").see("Remove or delete").keys("Esc");
    it.keys("d").see("Activate, remove or delete").see("● Activate").keys("Enter");
    it.see("Activate grace@acme.example").keys("Enter").see("Done: Activate").gone("(inactive)");
    assert_eq!(acme.house.user(grace).state, UserState::Active);
}

#[test]
fn owner_and_oneself_stay_and_the_reason_is_said() {
    let acme = acme();
    let grace = acme.house.member(acme.ada, acme.org, "grace@acme.example", OrgRole::Administrator);
    let mut it = Drive::new(&acme.house.controller, Some(grace), 100, 36);
    it.keys("3 / a d a @ Enter d").see("The ownership has to move first.");
    it.keys("x").see("Nobody but the Owner acts on the Owner.").keys("Esc");
    it.keys("/ Esc / g r a c e Enter d").see("Nobody does this to themselves.");
}

#[test]
fn a_profile_tells_its_security_and_what_was_asked_of_others() {
    let acme = acme();
    let grace = acme.member("grace");
    let mut it = acme.at("grace");
    it.keys("Enter").see("Security").see("unknown: nobody reported it").see("Requests").see("none");
    it.see("orgadm checks neither password nor second factor");
    it.keys("p").see("Security request").see("Require a second factor").keys("Down Down");
    it.see("a link for a new password").keys("Enter").see("grace@acme.example");
    agree(&mut it);
    it.see("Done:").see("reset the password, now by ada@acme.example");
    let asked: Vec<SecurityAction> =
        acme.house.user(grace).requests.iter().map(|request| request.action).collect();
    assert_eq!(asked, [SecurityAction::ResetPassword]);
}

#[test]
fn a_user_gets_another_name() {
    let acme = acme();
    let grace = acme.member("grace");
    let mut it = acme.at("grace");
    it.keys("e").see("Rename the user");
    for _ in 0.."New Person".len() {
        it.keys("Backspace");
    }
    it.text("Grace Hopper").keys("Enter Enter").see("Grace Hopper");
    assert_eq!(acme.house.user(grace).name.as_str(), "Grace Hopper");
}

#[test]
fn marked_rows_change_their_role_in_one_plan() {
    let acme = acme();
    let people: Vec<UserSid> = ["bob", "carol", "dora"].iter().map(|name| acme.member(name)).collect();
    let mut it = acme.list();
    let before = acme.house.head();
    it.keys("* x").see("Actions on 4 marked users").see("3 of 4 marked; not ada@acme.example").keys("Esc");
    it.keys("r").see("For 3 marked users").see("Left out:").keys("Up Enter");
    it.see("Make 3 users Administrator");
    agree(&mut it);
    it.see("Done: Make 3 users Administrator.").gone("marked");
    assert_eq!(acme.house.head(), Position(before.0 + 1), "one plan");
    let roles =
        |house: &House| people.iter().map(|user| house.user(*user).role_in(acme.org)).collect::<Vec<_>>();
    assert_eq!(roles(&acme.house), vec![Some(OrgRole::Administrator); 3]);
    // And back in one plan.
    it.keys("u").see("Undo");
    agree(&mut it);
    assert_eq!(roles(&acme.house), vec![Some(OrgRole::Standard); 3]);
}

#[test]
fn many_at_once_need_their_number_typed() {
    let acme = acme();
    for n in 0..8 {
        acme.member(&format!("m{n}"));
    }
    let mut it = acme.list();
    it.keys("* d Enter").see("Deactivate 8 users").see("Type the number 8");
    it.keys("Enter").see("count-needed");
    it.see("more than 20 % at once").text("7").keys("Enter").see("count-needed");
    it.keys("Backspace").text("8").keys("Enter").see("Done: Deactivate 8 users.");
}

#[test]
fn a_refused_bulk_names_every_row_and_changes_nothing() {
    let acme = acme();
    for name in ["one", "two", "three"] {
        acme.house.invite(acme.ada, acme.org, &format!("{name}@partner.example"), OrgRole::Standard);
    }
    let (bea, other) = acme.house.owner("bea@partner.example", "Partner Inc");
    acme.house.verified(bea, other, "partner.example");
    acme.house.advance(limits::COOL_DOWN);
    let mut it = acme.list();
    let before = acme.house.head();
    it.keys("] ]").see("blocked: domain").keys("* r");
    it.see("Refused: 3 of 3 rows")
        .see("row 1")
        .see("one@partner.example")
        .see("row 3")
        .see("verified by another organization");
    it.keys("End Home Esc").see("3 marked");
    assert_eq!(acme.house.head(), before);
}

#[test]
fn every_role_of_somebody_from_outside_is_revoked_at_once() {
    let acme = acme();
    let bob = acme.house.sign_up("bob@partner.example", "Bob Person");
    for name in ["Care Line", "Front Desk"] {
        let account = acme.account(name, acme.ada);
        let sid = acme.house.invite_to(acme.ada, account, "bob@partner.example", &[AccountRole::Developer]);
        acme.house.accept_as(bob, sid);
    }
    let mut it = acme.list();
    it.keys("]").see("bob@partner.example").keys("d").see("Care Line").see("Front Desk");
    agree(&mut it);
    it.see("Nobody from outside has access");
    assert_eq!(acme.house.user(bob).grants, []);
}
