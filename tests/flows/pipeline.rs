//! What holds of every commit: one entry, the changes of the plan, preview equals commit or a conflict.

use orgadm::controller::port::{Store, StoreError};
use orgadm::controller::{Command, CommitError, Consent};
use orgadm::model::*;

use crate::support::{House, confirmed, invite};

#[test]
fn one_entry_a_plan_with_its_changes_and_organizations() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let head = house.head();
    let receipt = house.done(Who::User(ada), invite(org, "grace@acme.example", OrgRole::Standard));
    assert_eq!(receipt.position, Some(Position(head.0 + 1)));
    let entry = house.store.entry(house.head()).expect("readable").expect("there");
    assert_eq!(entry.header.command, CommandKind::InviteUser);
    assert_eq!(entry.header.actor.who, Who::User(ada));
    assert_eq!(entry.header.organizations, [org]);
    assert_eq!(entry.changes.len(), receipt.plan.changes.len());
    for (written, planned) in entry.changes.iter().zip(&receipt.plan.changes) {
        assert_eq!((written.key, written.after.record()), (planned.key, planned.after.as_ref()));
    }
}

#[test]
fn the_identifiers_of_the_preview_are_those_of_the_commit() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let actor = house.actor(Who::User(ada));
    let plan = house
        .controller
        .plan(&actor, &invite(org, "grace@acme.example", OrgRole::Standard))
        .expect("allowed");
    house.advance(Span::hours(2));
    let receipt = house.controller.commit(plan.clone(), Consent::default()).expect("the same");
    assert_eq!(receipt.plan.subjects, plan.subjects);
    assert_ne!(receipt.plan.changes, plan.changes, "times are the writer's");
    assert!(receipt.plan.same_changes(&plan));
}

#[test]
fn a_right_lost_since_the_preview_is_refused() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let actor = house.actor(Who::User(admin));
    let plan = house
        .controller
        .plan(&actor, &invite(org, "grace@acme.example", OrgRole::Standard))
        .expect("allowed");
    house.done(Who::User(ada), Command::SetRole { org, user: admin, role: OrgRole::Standard });
    let head = house.head();
    let error = house.controller.commit(plan, Consent::default()).expect_err("lost");
    assert!(matches!(error, CommitError::Refused(_)), "{error:?}");
    assert_eq!(house.head(), head);
}

#[test]
fn a_record_changed_since_the_preview_is_a_conflict_that_shows_both() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let actor = house.actor(Who::User(ada));
    let command = Command::SetRole { org, user: grace, role: OrgRole::Administrator };
    let plan = house.controller.plan(&actor, &command).expect("allowed");
    // Grace's name is untouched by roles, her session is not: the image of the record differs.
    let account = house.directory().accounts_owned_by(grace).len();
    assert_eq!(account, 0);
    house.done(Who::User(grace), Command::SignIn);
    let error = house.controller.commit(plan, Consent::default()).expect_err("overtaken");
    match error {
        CommitError::Conflict(conflict) => {
            assert_eq!((conflict.planned.len(), conflict.found.len()), (1, 1));
            assert_eq!(conflict.planned[0].key, conflict.found[0].key);
            assert_ne!(conflict.planned[0].before, conflict.found[0].before);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_commit_that_could_not_be_made_durable_is_not_acknowledged() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let version = house.directory().version();
    house.store.fail_next_sync(StoreError::Full { path: "/store".into() });
    let error = house.run(Who::User(ada), invite(org, "grace@acme.example", OrgRole::Standard));
    assert!(matches!(error, Err(CommitError::Store(StoreError::Full { .. }))), "{error:?}");
    assert_eq!(house.directory().version(), version, "nothing was published");
}

#[test]
fn a_restart_sees_the_same_lists() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    house
        .run_with(Who::User(ada), Command::ChangeOwner { org, user: grace }, confirmed("Acme"))
        .expect("allowed");
    house.invite(grace, org, "new@acme.example", OrgRole::Standard);
    let (now, again) = (house.directory(), house.reopened().directory().expect("loaded"));
    assert_eq!(now.user_counts(org, house.now()), again.user_counts(org, house.now()));
    assert_eq!(now.organization(org), again.organization(org));
    assert_eq!(now.user(grace), again.user(grace));
}

#[test]
fn history_follows_a_record_through_its_entries() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    house.done(Who::User(ada), Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    house.done(Who::User(ada), invite(org, "new@acme.example", OrgRole::Standard));
    let history = house.controller.history(org, Key::User(grace), 10).expect("readable");
    let kinds: Vec<CommandKind> = history.entries.iter().map(|entry| entry.header.command).collect();
    assert_eq!(kinds, [CommandKind::SetRole, CommandKind::AcceptInvitation]);
}

#[test]
fn an_organization_sees_of_a_shared_entry_what_is_its_own() {
    let house = House::new();
    let (owner, other) = house.owner("owner@other.example", "Other");
    let ada = house.sign_up("ada@acme.example", "Ada Lovelace");
    let invitation = house.invite(owner, other, "ada@acme.example", OrgRole::Standard);
    house.verify_phone(ada);
    let acme = house.create_org(ada, "Secret Project");
    // Creating the organization ended the invitation of the other one: both see the entry, each its own records.
    let at = house.head();
    let theirs = house.controller.audit_entry(other, at).expect("readable").expect("it touches them");
    for change in &theirs.changes {
        let ours = change.key == Key::Invitation(invitation);
        assert_eq!(change.after == ImageState::Foreign, !ours, "{change:?}");
    }
    let name = orgadm::controller::name_seen_by(other, Key::Organization(acme), &house.directory());
    assert_eq!(name, acme.short());
    let own = house.controller.audit_entry(acme, at).expect("readable").expect("it touches us");
    assert!(own.changes.iter().any(|change| change.after.record().is_some() && change.key == Key::User(ada)));
    let before = Position(at.0 - 1);
    assert_eq!(house.controller.audit_entry(other, before).expect("readable"), None, "not their business");
}
