//! Creating an organization, and changing its owner.

use orgadm::controller::{Command, Consent, RefusalCode};
use orgadm::directory::{UserList, UserQuery};
use orgadm::model::*;

use crate::support::{House, confirmed, email, label, load, person};

fn create(name: &str) -> Command {
    Command::CreateOrganization { name: label(name) }
}

#[test]
fn it_needs_an_owned_account_with_a_verified_phone() {
    let house = House::new();
    let ada = house.sign_up("ada@acme.example", "Ada");
    assert_eq!(house.refused(Who::Visitor, create("Acme")), RefusalCode::SignInNeeded);
    assert_eq!(house.refused(Who::User(ada), create("Acme")), RefusalCode::PhoneNotVerified);
    house.verify_phone(ada);
    let org = house.create_org(ada, "Acme");
    assert_eq!(house.user(ada).role_in(org), Some(OrgRole::Owner));
    assert_eq!(house.organization(org).owner, ada);
    assert_eq!(house.organization(org).policy, SignUpPolicy::KeepOut);
    assert_eq!(house.refused(Who::User(ada), create("Second")), RefusalCode::MemberElsewhere);
}

#[test]
fn every_owned_account_comes_along_and_others_on_them_become_independent() {
    let owner = UserSid::from_bytes([1; 16]);
    let accounts: Vec<AccountSid> = (10..13).map(|n| AccountSid::from_bytes([n; 16])).collect();
    let house = House::with(|store| {
        let guest = AccountRoles::of(&[AccountRole::Developer]);
        let user = |sid, address: &str, grants| User {
            sid,
            email: email(address),
            email_proven: Some(Timestamp(0)),
            name: person("Some Body"),
            state: UserState::Active,
            membership: None,
            grants,
            two_factor: TwoFactor::Unknown,
            created: Timestamp(0),
            last_seen: None,
            requests: Vec::new(),
            uids: Vec::new(),
        };
        let grant = Grant { account: accounts[1], roles: guest, by: owner, at: Timestamp(0) };
        let mut records: Vec<Record> = vec![
            user(owner, "ada@acme.example", Vec::new()).into(),
            user(UserSid::from_bytes([2; 16]), "guest@elsewhere.example", vec![grant]).into(),
        ];
        records.extend(accounts.iter().map(|sid| Record::Account(account(*sid, owner))));
        load(store, records);
    });
    let receipt = house.done(Who::User(owner), create("Acme"));
    let org = house.user(owner).membership.expect("a member").org;
    for sid in &accounts {
        assert_eq!(house.account(*sid).org, Some(org));
    }
    let directory = house.directory();
    let independent = directory.users_of(&UserQuery::all(org, UserList::Independent), house.now());
    assert_eq!(independent, [UserSid::from_bytes([2; 16])]);
    assert!(
        receipt.plan.consequences.iter().any(|line| line.contains("1 person keeps access")),
        "{receipt:?}"
    );
}

fn account(sid: AccountSid, owner: UserSid) -> Account {
    let proof = PhoneProof {
        number: crate::support::phone("+14155550100"),
        generation: 1,
        tries: 0,
        sent: Timestamp(0),
        verified: Some(Timestamp(0)),
    };
    Account {
        sid,
        name: label("Main"),
        state: AccountState::Active,
        kind: AccountKind::Trial,
        usage: Usage::Twilio,
        owner,
        org: None,
        parent: None,
        hipaa: None,
        with_parent: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone: Some(proof),
        created: Timestamp(0),
        closed: None,
    }
}

#[test]
fn creating_one_ends_the_invitations_of_others() {
    let house = House::new();
    let (owner, org) = house.owner("owner@other.example", "Other");
    let ada = house.sign_up("ada@acme.example", "Ada");
    let sid = house.invite(owner, org, "ada@acme.example", OrgRole::Standard);
    house.verify_phone(ada);
    house.create_org(ada, "Acme");
    let ended = house.invitation(sid);
    assert_eq!((ended.state, ended.canceled), (InvitationState::Canceled, Some(CancelReason::Invalidated)));
}

#[test]
fn only_the_owner_hands_over_and_only_to_a_managed_active_user() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    let outsider = house.sign_up("out@side.example", "Out Sider");
    let to = |user| Command::ChangeOwner { org, user };
    assert_eq!(house.refused(Who::User(grace), to(grace)), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(outsider), to(outsider)), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::Operator, to(grace)), RefusalCode::SignInNeeded);
    assert_eq!(house.refused(Who::User(ada), to(outsider)), RefusalCode::NotManagedActive);
    assert_eq!(house.refused(Who::User(ada), to(ada)), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::User(ada), to(grace)), RefusalCode::ConfirmationNeeded);
    let wrong = house.run_with(Who::User(ada), to(grace), confirmed("Acme"));
    assert!(wrong.is_err(), "a name that is not exact");

    house.run_with(Who::User(ada), to(grace), confirmed("Acme Corp")).expect("allowed");
    assert_eq!(house.organization(org).owner, grace);
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Owner));
    assert_eq!(house.user(ada).role_in(org), Some(OrgRole::Administrator));
    assert_eq!(
        house.refused(Who::User(ada), to(ada)),
        RefusalCode::NotPermitted,
        "only the new one can give it back"
    );
}

#[test]
fn a_required_reason_is_asked_for_everywhere_in_the_organization() {
    let (org, ada) = (OrgSid::from_bytes([9; 16]), UserSid::from_bytes([1; 16]));
    let house = House::with(|store| {
        load(store, crate::domains_and_operator::organization_with(org, ada, |o| o.reason_required = true));
    });
    let command = crate::support::invite(org, "grace@acme.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(ada), command.clone()), RefusalCode::ReasonNeeded);
    let reason = Reason::parse("The reason", "New colleague").ok();
    let receipt =
        house.run_with(Who::User(ada), command, Consent { reason, ..Consent::default() }).expect("allowed");
    let entry = house
        .controller
        .audit_entry(org, receipt.position.expect("written"))
        .expect("readable")
        .expect("there");
    assert_eq!(entry.reason.map(|reason| reason.to_string()).as_deref(), Some("New colleague"));
}
