//! The sign-up policy at work: decided when a sign-up begins and again when it is confirmed (domain §5, rows 1–6).

use orgadm::controller::{Command, RefusalCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, acknowledged, invite, sign_up, user_of};

const ADDRESS: &str = "new@acme.example";

/// An organization that has verified acme.example, under this policy.
fn acme(policy: SignUpPolicy) -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@owner.example", "Acme");
    house.verified(ada, org, "acme.example");
    set(&house, ada, org, policy);
    (house, ada, org)
}

fn set(house: &House, ada: UserSid, org: OrgSid, policy: SignUpPolicy) {
    if house.organization(org).policy != policy {
        house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy });
    }
}

fn confirm(house: &House, sign_up: SignUpSid) -> Command {
    Command::ConfirmSignUp { sign_up, code: house.sign_up_code(sign_up) }
}

#[test]
fn row_1_without_a_verified_domain_anybody_signs_up() {
    let house = House::new();
    let (ada, org) = house.owner("ada@owner.example", "Acme");
    house.done(Who::User(ada), Command::ClaimDomain { org, name: crate::support::domain("acme.example") });
    set(&house, ada, org, SignUpPolicy::Prevent);
    let user = house.sign_up(ADDRESS, "New Person");
    assert_eq!(house.user(user).membership, None);
    let sub = house.sign_up("x@sub.acme.example", "New Person");
    assert_eq!(house.user(sub).membership, None, "a subdomain is another domain");
}

#[test]
fn row_2_an_uncertain_domain_has_no_force() {
    use crate::domains_and_operator::{claim, organization_with};
    let (org, ada) = (OrgSid::from_bytes([9; 16]), UserSid::from_bytes([1; 16]));
    for policy in [SignUpPolicy::Prevent, SignUpPolicy::AddAutomatically] {
        let house = House::with(|store| {
            let mut records = organization_with(org, ada, |it| it.policy = policy);
            records.push(claim(1, org, "acme.example", DomainState::Uncertain).into());
            crate::support::load(store, records);
        });
        let user = house.sign_up(ADDRESS, "New Person");
        assert_eq!(house.user(user).membership, None, "{policy}");
    }
}

#[test]
fn row_3_a_valid_invitation_is_honoured_under_every_policy() {
    for policy in [SignUpPolicy::Prevent, SignUpPolicy::AddAutomatically, SignUpPolicy::KeepOut] {
        let (house, ada, org) = acme(policy);
        let sid = house.invite(ada, org, ADDRESS, OrgRole::Administrator);
        let user = house.sign_up(ADDRESS, "New Person");
        assert_eq!(house.user(user).role_in(org), Some(OrgRole::Administrator), "{policy}");
        assert_eq!(house.account(house.account_of(user)).org, Some(org));
        assert_eq!(house.invitation(sid).state, InvitationState::Accepted);
    }
}

#[test]
fn row_3_an_invitation_whose_sender_lost_the_right_counts_as_none() {
    let (house, ada, org) = acme(SignUpPolicy::Prevent);
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    house.invite(admin, org, ADDRESS, OrgRole::Standard);
    house.done(Who::User(ada), Command::SetRole { org, user: admin, role: OrgRole::Standard });
    assert_eq!(house.refused(Who::Visitor, sign_up(ADDRESS, "New Person")), RefusalCode::SignUpPrevented);
}

#[test]
fn row_4_an_expired_invitation_opens_nothing() {
    for (policy, role) in
        [(SignUpPolicy::AddAutomatically, Some(OrgRole::Standard)), (SignUpPolicy::KeepOut, None)]
    {
        let (house, ada, org) = acme(policy);
        let sid = house.invite(ada, org, ADDRESS, OrgRole::Administrator);
        house.advance(limits::USER_INVITATION);
        let user = house.sign_up(ADDRESS, "New Person");
        assert_eq!(house.user(user).role_in(org), role, "{policy}");
        assert_ne!(house.invitation(sid).state, InvitationState::Accepted);
    }
    let (house, ada, org) = acme(SignUpPolicy::Prevent);
    house.invite(ada, org, ADDRESS, OrgRole::Administrator);
    house.advance(limits::USER_INVITATION);
    assert_eq!(house.refused(Who::Visitor, sign_up(ADDRESS, "New Person")), RefusalCode::SignUpPrevented);
}

#[test]
fn row_5_prevented_added_or_kept_out() {
    let (house, ..) = acme(SignUpPolicy::Prevent);
    assert_eq!(house.refused(Who::Visitor, sign_up(ADDRESS, "New Person")), RefusalCode::SignUpPrevented);
    let (house, _, org) = acme(SignUpPolicy::AddAutomatically);
    let user = house.sign_up(ADDRESS, "New Person");
    assert_eq!(house.user(user).role_in(org), Some(OrgRole::Standard));
    assert_eq!(house.account(house.account_of(user)).org, Some(org), "with the new account");
    let (house, ..) = acme(SignUpPolicy::KeepOut);
    let user = house.sign_up(ADDRESS, "New Person");
    assert_eq!(house.user(user).membership, None);
    assert_eq!(house.account(house.account_of(user)).org, None);
}

#[test]
fn the_refusal_names_the_organization_and_nothing_else_of_it() {
    let (house, ..) = acme(SignUpPolicy::Prevent);
    let actor = house.actor(Who::Visitor);
    let error = house.controller.plan(&actor, &sign_up(ADDRESS, "New Person")).expect_err("prevented");
    let text = error.to_string();
    assert!(text.contains("Acme") && text.contains("Request an invitation"), "{text}");
    assert!(!text.contains("ada@owner.example"), "{text}");
}

#[test]
fn what_will_happen_is_said_at_the_beginning() {
    let (house, ..) = acme(SignUpPolicy::AddAutomatically);
    let plan = house.controller.plan(&house.actor(Who::Visitor), &sign_up(ADDRESS, "New Person"));
    let said = plan.expect("allowed").consequences;
    assert!(said.iter().any(|line| line.contains("becomes Standard there")), "{said:?}");
}

#[test]
fn the_policy_of_the_confirmation_decides() {
    let (house, ada, org) = acme(SignUpPolicy::KeepOut);
    let open = house.sign_up_begun(ADDRESS, "New Person");
    set(&house, ada, org, SignUpPolicy::Prevent);
    assert_eq!(house.refused(Who::Visitor, confirm(&house, open)), RefusalCode::SignUpPrevented);
    set(&house, ada, org, SignUpPolicy::AddAutomatically);
    let user = user_of(&house.done(Who::Visitor, confirm(&house, open)));
    assert_eq!(house.user(user).role_in(org), Some(OrgRole::Standard));
}

#[test]
fn a_claim_given_up_meanwhile_binds_no_more() {
    let (house, ada, org) = acme(SignUpPolicy::AddAutomatically);
    let open = house.sign_up_begun(ADDRESS, "New Person");
    let domain = house.directory().domains_of(org).next().expect("verified").sid;
    let delete = Command::DeleteDomain { domain };
    house.run_with(Who::User(ada), delete, acknowledged("stop-policy")).expect("acknowledged");
    let user = user_of(&house.done(Who::Visitor, confirm(&house, open)));
    assert_eq!(house.user(user).membership, None);
}

#[test]
fn row_6_existing_users_stay_what_they_are() {
    let house = House::new();
    let user = house.sign_up(ADDRESS, "New Person");
    let (ada, org) = house.owner("ada@owner.example", "Acme");
    house.verified(ada, org, "acme.example");
    set(&house, ada, org, SignUpPolicy::AddAutomatically);
    house.done(Who::User(user), Command::SignIn);
    assert_eq!(house.user(user).membership, None);
}

#[test]
fn row_12_another_organization_cannot_invite_the_address() {
    let (house, ..) = acme(SignUpPolicy::KeepOut);
    let (bob, other) = house.owner("bob@other.example", "Other");
    let foreign = invite(other, ADDRESS, OrgRole::Standard);
    assert_eq!(house.refused(Who::User(bob), foreign), RefusalCode::DomainTaken);
}
