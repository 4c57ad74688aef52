//! Claims of domains, and what belongs to the operator alone.

use orgadm::controller::{Command, RefusalCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, confirmed, domain, email, label, load, person};

/// An organization with its Owner, put in as it is.
pub fn organization_with(org: OrgSid, owner: UserSid, change: impl FnOnce(&mut Organization)) -> Vec<Record> {
    let mut organization = Organization {
        sid: org,
        owner,
        state: OrgState::Active,
        created: Timestamp(0),
        policy: SignUpPolicy::KeepOut,
        verified_domains_only: false,
        reason_required: false,
        baa: None,
        account_limit: None,
        domain_limit: limits::DOMAINS,
        recovered: None,
        demo: false,
        deletion: None,
    };
    change(&mut organization);
    let user = User {
        sid: owner,
        email: email("ada@owner.example"),
        email_proven: Some(Timestamp(0)),
        name: person("Ada Lovelace"),
        state: UserState::Active,
        membership: Some(Membership { org, role: OrgRole::Owner, since: Timestamp(0) }),
        grants: Vec::new(),
        two_factor: TwoFactor::Unknown,
        created: Timestamp(0),
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    };
    vec![organization.into(), OrganizationName { org, name: label("Acme") }.into(), user.into()]
}

/// A claim in this state.
pub fn claim(n: u8, org: OrgSid, name: &str, state: DomainState) -> Domain {
    Domain {
        sid: DomainSid::from_bytes([n; 16]),
        org,
        name: domain(name),
        token: [n; 16],
        method: VerificationMethod::Dns,
        state,
        created: Timestamp(0),
        verified: None,
        uncertain: None,
        checked: None,
        lost: None,
    }
}

#[test]
fn a_claim_is_unverified_with_a_token_and_once_an_organization() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let claim = |name: &str| Command::ClaimDomain { org, name: domain(name) };
    assert_eq!(house.refused(Who::User(standard), claim("acme.example")), RefusalCode::NotPermitted);
    let receipt = house.done(Who::User(ada), claim("ACME.example."));
    let Key::Domain(sid) = receipt.plan.subjects[0] else { panic!("a domain") };
    match house.get(Key::Domain(sid)) {
        Some(Record::Domain(d)) => {
            assert_eq!((d.name.as_str(), d.state), ("acme.example", DomainState::Unverified));
            assert_ne!(d.token, [0; 16]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(house.refused(Who::User(ada), claim("acme.example")), RefusalCode::DomainClaimed);
    assert_eq!(house.refused(Who::User(ada), claim("www.acme.example")), RefusalCode::Invalid);
    assert_eq!(house.refused(Who::User(ada), claim("gmail.com")), RefusalCode::PublicMailDomain);
    house.done(Who::User(ada), claim("sub.acme.example"));
}

#[test]
fn one_organization_proves_a_domain() {
    let house = House::new();
    let (ada, acme) = house.owner("ada@acme.example", "Acme");
    let (bob, other) = house.owner("bob@other.example", "Other");
    let claim = |org| Command::ClaimDomain { org, name: domain("shared.example") };
    let sid = |receipt: orgadm::controller::Receipt| match receipt.plan.subjects[0] {
        Key::Domain(sid) => sid,
        other => panic!("{other}"),
    };
    let first = sid(house.done(Who::User(ada), claim(acme)));
    let second = sid(house.done(Who::User(bob), claim(other)));
    let verify = |domain| Command::VerifyDomain { domain };
    assert_eq!(house.refused(Who::User(ada), verify(first)), RefusalCode::OperatorOnly);
    house.done(Who::Operator, verify(first));
    assert_eq!(house.refused(Who::Operator, verify(first)), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::Operator, verify(second)), RefusalCode::DomainTaken);
    let (eve, third) = house.owner("eve@third.example", "Third");
    assert_eq!(house.refused(Who::User(eve), claim(third)), RefusalCode::DomainTaken);
}

#[test]
fn the_limit_of_domains_holds() {
    let (org, ada) = (OrgSid::from_bytes([9; 16]), UserSid::from_bytes([1; 16]));
    let house = House::with(|store| load(store, organization_with(org, ada, |o| o.domain_limit = 1)));
    let claim = |name: &str| Command::ClaimDomain { org, name: domain(name) };
    house.done(Who::User(ada), claim("one.example"));
    assert_eq!(house.refused(Who::User(ada), claim("two.example")), RefusalCode::LimitReached);
}

#[test]
fn operator_verbs_are_the_operators_alone() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.account_of(ada);
    let commands = [
        Command::RecordBaa { org },
        Command::UpgradeAccount { account },
        Command::RecoverOwner { org, user: grace },
    ];
    for command in &commands {
        for who in [Who::User(ada), Who::Visitor, Who::System] {
            assert_eq!(
                house.refused(who, command.clone()),
                RefusalCode::OperatorOnly,
                "{command:?} by {who:?}"
            );
        }
    }
    house.done(Who::Operator, Command::RecordBaa { org });
    assert!(house.organization(org).baa.is_some());
    assert_eq!(house.refused(Who::Operator, Command::RecordBaa { org }), RefusalCode::NoChange);
    house.done(Who::Operator, Command::UpgradeAccount { account });
    assert_eq!(house.account(account).kind, AccountKind::Full);
    assert_eq!(house.refused(Who::Operator, Command::UpgradeAccount { account }), RefusalCode::NoChange);
}

#[test]
fn recovering_ownership_needs_the_name_and_is_remembered() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let outsider = house.sign_up("out@side.example", "Out Sider");
    let recover = |user| Command::RecoverOwner { org, user };
    assert_eq!(house.refused(Who::Operator, recover(outsider)), RefusalCode::NotManagedActive);
    assert_eq!(house.refused(Who::Operator, recover(grace)), RefusalCode::ConfirmationNeeded);
    house.run_with(Who::Operator, recover(grace), confirmed("Acme")).expect("confirmed");
    let organization = house.organization(org);
    assert_eq!(organization.owner, grace);
    assert_eq!(organization.recovered, Some(Recovery { at: house.now(), from: ada, to: grace }));
    assert_eq!(house.user(ada).role_in(org), Some(OrgRole::Administrator));
}
