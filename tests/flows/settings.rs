//! The organization's settings, the deletion of a claim, and limits.

use orgadm::controller::{Command, Limit, RefusalCode};
use orgadm::model::*;

use crate::support::{House, acknowledged, domain, invite, label};

#[test]
fn settings_are_for_owner_and_administrators_and_change_something() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    house.verified(ada, org, "acme.example");
    let commands = [
        Command::RenameOrganization { org, name: label("Acme Corp") },
        Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent },
        Command::SetVerifiedDomainsOnly { org, on: true },
    ];
    for command in commands {
        for who in [Who::User(standard), Who::User(bob)] {
            assert_eq!(house.refused(who, command.clone()), RefusalCode::NotPermitted, "{command:?}");
        }
        assert_eq!(house.refused(Who::Visitor, command.clone()), RefusalCode::SignInNeeded);
        house.done(Who::User(admin), command.clone());
        assert_eq!(house.refused(Who::User(ada), command.clone()), RefusalCode::NoChange, "{command:?}");
    }
    let organization = house.organization(org);
    assert_eq!((organization.policy, organization.verified_domains_only), (SignUpPolicy::Prevent, true));
    assert_eq!(house.directory().organization(org).map(|row| row.name.to_string()), Some("Acme Corp".into()));
}

#[test]
fn a_required_reason_is_asked_of_the_next_change() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let set = |on| Command::SetReasonRequired { org, on };
    assert_eq!(house.refused(Who::User(ada), set(false)), RefusalCode::NoChange);
    house.done(Who::User(ada), set(true));
    assert_eq!(house.refused(Who::User(ada), set(true)), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::User(ada), set(false)), RefusalCode::ReasonNeeded);
}

#[test]
fn the_policy_says_how_many_domains_it_binds() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let says = |policy, text: &str| {
        let receipt = house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy });
        assert!(receipt.plan.consequences.iter().any(|line| line == text), "{:?}", receipt.plan.consequences);
    };
    says(SignUpPolicy::Prevent, "No domain is verified, so it binds nobody yet.");
    house.verified(ada, org, "acme.example");
    says(SignUpPolicy::AddAutomatically, "It binds 1 verified domain.");
    house.verified(ada, org, "labs.example");
    house.done(Who::User(ada), Command::ClaimDomain { org, name: domain("third.example") });
    says(SignUpPolicy::KeepOut, "It binds 2 verified domains.");
}

#[test]
fn only_verified_domains_needs_one() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let set = |on| Command::SetVerifiedDomainsOnly { org, on };
    assert_eq!(house.refused(Who::User(ada), set(true)), RefusalCode::DomainNotVerified);
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), set(true));
    let other = invite(org, "x@side.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(ada), other), RefusalCode::DomainNotVerified);
}

#[test]
fn a_claim_is_given_up_by_whoever_manages_domains_and_a_verified_one_is_acknowledged() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let sid = house.verified(ada, org, "acme.example");
    let delete = || Command::DeleteDomain { domain: sid };
    assert_eq!(house.refused(Who::User(standard), delete()), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(ada), delete()), RefusalCode::AcknowledgementNeeded);
    house.run_with(Who::User(ada), delete(), acknowledged("stop-policy")).expect("acknowledged");
    assert_eq!(house.get(Key::Domain(sid)), None);
    assert_eq!(house.directory().domains_of(org).count(), 0);
    assert_eq!(house.refused(Who::User(ada), delete()), RefusalCode::NotFound);
    let claim = house.done(Who::User(ada), Command::ClaimDomain { org, name: domain("acme.example") });
    let Key::Domain(unproven) = claim.plan.subjects[0] else { panic!("a domain") };
    house.done(Who::User(ada), Command::DeleteDomain { domain: unproven });
}

#[test]
fn limits_are_the_operators() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.done(Who::User(ada), Command::ClaimDomain { org, name: domain("acme.example") });
    let set = |limit| Command::SetLimit { org, limit };
    for limit in [Limit::Accounts(Some(5)), Limit::Domains(1)] {
        assert_eq!(house.refused(Who::User(ada), set(limit)), RefusalCode::OperatorOnly);
        house.done(Who::Operator, set(limit));
        assert_eq!(house.refused(Who::Operator, set(limit)), RefusalCode::NoChange);
    }
    let organization = house.organization(org);
    assert_eq!((organization.account_limit, organization.domain_limit), (Some(5), 1));
    let claim = Command::ClaimDomain { org, name: domain("two.example") };
    assert_eq!(house.refused(Who::User(ada), claim), RefusalCode::LimitReached);
}
