//! What becomes of the people of a lost domain: few are removed by the sweeper, many wait for an approval that counts them
//! once and runs as successive plans.

use std::time::Duration;

use orgadm::controller::port::Stop;
use orgadm::controller::{Command, Consent, RefusalCode, Swept};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::domains_and_operator::organization_with;
use crate::support::{House, email, everything_given, grant, load, person};

fn system() -> Actor {
    Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper }
}

fn sweep(house: &House) -> Swept {
    house.controller.sweep(&system()).expect("swept")
}

/// The record goes, and thirty-one days go by with looks that fail.
fn lose(house: &House, sid: DomainSid) {
    house.unpublish(sid);
    house.advance(limits::LOOK_AGAIN);
    let recheck =
        || house.controller.recheck(&system(), Duration::from_secs(60), &Stop::default()).expect("looked");
    assert_eq!(recheck().uncertain, 1);
    house.advance(limits::UNCERTAIN);
    assert_eq!(recheck().lost, 1);
}

/// Members put in as they are: so many in the domain, so many elsewhere.
fn crowd(org: OrgSid, lost: usize, others: usize) -> Vec<User> {
    let user = |n: usize, domain: &str| User {
        sid: nth(n),
        email: email(&format!("p{n}@{domain}")),
        email_proven: Some(Timestamp(0)),
        name: person("Some Body"),
        state: UserState::Active,
        membership: Some(Membership { org, role: OrgRole::Standard, since: Timestamp(0) }),
        grants: Vec::new(),
        two_factor: TwoFactor::Unknown,
        created: Timestamp(0),
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    };
    let elsewhere = (0..others).map(|n| user(100_000 + n, "stay.example"));
    (0..lost).map(|n| user(n, "lost.example")).chain(elsewhere).collect()
}

fn nth(n: usize) -> UserSid {
    UserSid::from_bytes((0x0909 << 64 | n as u128).to_be_bytes())
}

/// Ada at another domain, `lost.example` proven, with so many members there and so many elsewhere.
fn place(lost: usize, others: usize) -> (House, UserSid, OrgSid, DomainSid) {
    let (org, ada) = (OrgSid::from_bytes([8; 16]), UserSid::from_bytes([7; 16]));
    let house = House::with(|store| {
        load(store, organization_with(org, ada, |_| {}));
        for part in crowd(org, lost, others).chunks(2_000) {
            load(store, part.iter().cloned().map(Record::from).collect());
        }
    });
    let sid = house.proven(ada, org, "lost.example");
    (house, ada, org, sid)
}

#[test]
fn few_are_removed_by_the_sweeper_and_their_accounts_go_to_the_owner() {
    let (house, ada, org, sid) = place(0, 0);
    let grace = house.member(ada, org, "grace@lost.example", OrgRole::Administrator);
    let stays = house.member(ada, org, "stays@other.example", OrgRole::Standard);
    let (account, ours) = (house.new_account(grace, "Graces"), house.new_account(ada, "Ours"));
    house.done(Who::User(ada), grant(ours, grace, &[AccountRole::Support]));
    let subaccount = house.subaccount(grace, account, "Sub");
    lose(&house, sid);
    let lost = house.claim(sid);
    assert_eq!((lost.state, lost.lost.map(|l| l.people)), (DomainState::Unverified, Some(Removal::Waiting)));
    assert!(house.user(grace).is_managed_by(org), "losing the domain changes the domain only");
    house.advance(Span::minutes(1));
    let late = house.member(ada, org, "late@lost.example", OrgRole::Standard);
    assert_eq!(sweep(&house).removed_users, 1);
    let gone = house.user(grace);
    assert_eq!((gone.membership, gone.grants.len()), (None, 0));
    for sid in [account, subaccount] {
        assert_eq!((house.account(sid).owner, house.account(sid).org), (ada, Some(org)));
    }
    for sid in [ada, stays, late] {
        assert!(house.user(sid).is_managed_by(org));
    }
    assert_eq!(house.claim(sid).lost.map(|loss| loss.people), Some(Removal::Done));
    assert_eq!(sweep(&house).removed_users, 0);
}

#[test]
fn the_owner_stays_though_their_own_domain_is_lost() {
    let house = House::new();
    let (ada, org) = house.owner("ada@lost.example", "Acme");
    let sid = house.proven(ada, org, "lost.example");
    lose(&house, sid);
    sweep(&house);
    assert!(house.user(ada).is_managed_by(org));
    assert_eq!(house.claim(sid).lost.map(|loss| loss.people), Some(Removal::Done));
}

#[test]
fn many_wait_for_an_approval_that_counts_them_once() {
    let (house, ada, org, sid) = place(7, 10);
    let admin = house.member(ada, org, "admin@owner.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@owner.example", OrgRole::Standard);
    let inside = house.member(ada, org, "inside@lost.example", OrgRole::Administrator);
    let lost: Vec<UserSid> = (0..7).map(nth).collect();
    let approve = |successor| Command::ApproveRemoval { domain: sid, successor };
    assert_eq!(house.refused(Who::User(ada), approve(None)), RefusalCode::NoChange);
    lose(&house, sid);
    // 8 of 22 are more than 20 %.
    assert_eq!(sweep(&house).removed_users, 0);
    assert!(house.user(lost[0]).is_managed_by(org));
    assert_eq!(house.refused(Who::User(standard), approve(None)), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(inside), approve(None)), RefusalCode::NotOneself);
    assert_eq!(house.refused(Who::User(admin), approve(Some(inside))), RefusalCode::SuccessorUnfit);
    assert_eq!(house.refused(Who::User(admin), approve(None)), RefusalCode::AcknowledgementNeeded);
    let plan = house.plan(Who::User(admin), &approve(Some(standard)));
    assert_eq!(plan.brake.as_ref().map(|brake| brake.count), Some(8));
    let uncounted = Consent { count: None, ..everything_given(&plan) };
    let refused = house.run_with(Who::User(admin), approve(Some(standard)), uncounted);
    assert!(format!("{refused:?}").contains("CountNeeded"), "{refused:?}");
    house.agreed(Who::User(admin), approve(Some(standard)));
    assert!(lost.iter().chain([&inside]).all(|sid| house.user(*sid).membership.is_none()));
    assert_eq!(house.claim(sid).lost.map(|loss| loss.people), Some(Removal::Done));
    assert_eq!(house.refused(Who::User(admin), approve(None)), RefusalCode::NoChange);
    assert_eq!(sweep(&house).removed_users, 0);
}

#[test]
fn six_of_twenty_five_wait_and_five_of_any_do_not() {
    let (house, _, _, sid) = place(6, 18);
    lose(&house, sid);
    assert_eq!(sweep(&house).removed_users, 0, "24 %");
    let (house, _, _, sid) = place(6, 23);
    lose(&house, sid);
    assert_eq!(sweep(&house).removed_users, 6, "20 %");
    let (house, _, _, sid) = place(5, 0);
    lose(&house, sid);
    assert_eq!(sweep(&house).removed_users, 5, "five are a few, whatever their share");
}

#[test]
fn thousands_leave_in_successive_plans_without_being_counted_again() {
    let (house, ada, org, sid) = place(4_500, 10);
    lose(&house, sid);
    let approval = house.agreed(Who::User(ada), Command::ApproveRemoval { domain: sid, successor: None });
    assert_eq!(approval.plan.brake.map(|brake| brake.count), Some(4_500));
    assert!(approval.plan.changes.len() <= limits::SWEEP + 1);
    assert_eq!(house.claim(sid).lost.map(|l| l.people), Some(Removal::Approved { successor: ada }));
    let left = 4_500 - (approval.plan.changes.len() - 1);
    assert_eq!(sweep(&house).removed_users, left);
    assert!((0..4_500).map(nth).all(|sid| house.user(sid).membership.is_none()));
    assert_eq!(house.directory().user_counts(org, house.now()).managed, 11);
}

#[test]
fn proving_it_again_keeps_who_is_still_there() {
    let (house, ada, org, sid) = place(3_000, 10);
    lose(&house, sid);
    house.agreed(Who::User(ada), Command::ApproveRemoval { domain: sid, successor: None });
    house.publish(sid);
    assert_eq!(house.check(ada, sid), Looked::Proven);
    assert_eq!((house.claim(sid).state, house.claim(sid).lost), (DomainState::Verified, None));
    assert_eq!(sweep(&house).removed_users, 0);
    let stayed = (0..3_000).map(nth).filter(|sid| house.user(*sid).is_managed_by(org)).count();
    assert!(stayed > 0 && stayed < 3_000, "{stayed}");
}

#[test]
fn a_successor_who_went_meanwhile_is_replaced_by_the_owner() {
    let (house, ada, org, sid) = place(2_500, 10);
    let heir = house.member(ada, org, "heir@owner.example", OrgRole::Standard);
    let last = nth(2_499);
    let account = house.new_account(last, "Late");
    lose(&house, sid);
    house.agreed(Who::User(ada), Command::ApproveRemoval { domain: sid, successor: Some(heir) });
    assert!(house.user(last).is_managed_by(org), "the last one waits for the next plan");
    house.done(Who::User(ada), Command::DeactivateUser { org, user: heir });
    sweep(&house);
    assert_eq!((house.account(account).owner, house.account(account).org), (ada, Some(org)));
}

#[test]
fn deleting_the_claim_keeps_the_users_and_says_so() {
    let (house, ada, org, sid) = place(7, 3);
    lose(&house, sid);
    let delete = Command::DeleteDomain { domain: sid };
    assert_eq!(house.refused(Who::User(ada), delete.clone()), RefusalCode::AcknowledgementNeeded);
    house.agreed(Who::User(ada), delete);
    sweep(&house);
    assert!((0..7).map(nth).all(|sid| house.user(sid).is_managed_by(org)));
}
