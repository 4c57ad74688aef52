//! Who is connected: coming, signing in, losing the right to stay, being ended; and what the audit remembers of it.

use std::sync::{Arc, Mutex};

use orgadm::controller::{Command, CommitError, Doing, RefusalCode, SessionId, Successors};
use orgadm::model::*;

use crate::support::*;

type Told = Arc<Mutex<Vec<Ending>>>;

/// Somebody's session: signed in, and what it is told.
fn session(house: &House, user: UserSid, evidence: Evidence) -> (SessionId, Told) {
    let told = Told::default();
    let hears = Arc::clone(&told);
    let caller = Actor { who: Who::Visitor, evidence, origin: Origin::Terminal };
    let end = Box::new(move |why| hears.lock().expect("whole").push(why));
    let id = house.controller.enter(caller.clone(), Doing::Screen("xterm".into()), end);
    let receipt =
        house.controller.run(&caller.acting_as(Who::User(user)), &Command::SignIn, Default::default());
    house.controller.signed_in(id, Some(user), receipt.map_or(None, |receipt| receipt.position));
    (id, told)
}

fn claimed() -> Evidence {
    Evidence::Claimed { uid: 1000, os_user: "alice".into(), ssh: None }
}

fn mapped(uid: u32) -> Evidence {
    Evidence::UidMapped { uid, os_user: "grace".into(), ssh: None }
}

fn newest(house: &House) -> AuditHeader {
    house.controller.store().entries(None, 1).expect("readable").remove(0)
}

#[test]
fn a_session_is_seen_while_it_lasts_and_remembered_afterwards() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    house.advance(Span::minutes(1));
    let (id, _) = session(&house, ada, claimed());
    let began = newest(&house).position;
    let present = house.controller.sessions().present();
    assert_eq!((present.len(), present[0].user, present[0].began), (1, Some(ada), Some(began)));
    house.controller.left(id, Ending::Slow);
    assert!(house.controller.sessions().present().is_empty());
    let ended = newest(&house);
    assert_eq!(ended.kind, EntryKind::Ended(Ending::Slow));
    assert_eq!((ended.command, ended.actor.who), (CommandKind::EndSession, Who::User(ada)));
    assert_eq!(ended.actor.origin, Origin::Session(began));
    assert_eq!((ended.organizations, ended.subjects), (vec![org], vec![Key::User(ada)]));
    // Gone is gone: nothing is remembered twice, and of nobody who had not signed in.
    let head = house.head();
    house.controller.left(id, Ending::Quit);
    let caller = Actor { who: Who::Visitor, evidence: claimed(), origin: Origin::Terminal };
    let nobody = house.controller.enter(caller, Doing::Here, Box::new(|_| {}));
    house.controller.left(nobody, Ending::Quit);
    assert_eq!(house.head(), head);
}

#[test]
fn one_terminal_with_two_people_is_two_sessions() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    house.advance(Span::minutes(1));
    let (id, _) = session(&house, ada, claimed());
    house.controller.signed_in(id, Some(grace), Some(house.head()));
    let ended = newest(&house);
    assert_eq!((ended.command, ended.subjects), (CommandKind::EndSession, vec![Key::User(ada)]));
    assert_eq!(house.controller.sessions().get(id).expect("there").user, Some(grace));
}

#[test]
fn the_right_to_stay_goes_with_the_user_the_membership_and_the_mapping() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    let linus = house.member(ada, org, "linus@acme.example", OrgRole::Standard);
    let dennis = house.member(ada, org, "dennis@acme.example", OrgRole::Standard);
    house.done(Who::Operator, Command::LinkUid { user: grace, uid: 7 });
    let by_name = [grace, linus, dennis, ada].map(|user| session(&house, user, claimed()).0);
    let by_uid = session(&house, grace, mapped(7)).0;
    let ids = [by_uid, by_name[0], by_name[1], by_name[2], by_name[3]];
    let lost = || ids.map(|id| house.controller.lost_rights(id));
    assert_eq!(lost(), [false; 5]);
    house.done(Who::Operator, Command::UnlinkUid { user: grace, uid: 7 });
    assert_eq!(lost(), [true, false, false, false, false], "mapped no more");
    house.done(Who::User(ada), Command::DeactivateUser { org, user: grace });
    assert_eq!(lost(), [true, true, false, false, false], "deactivated");
    let successors = Successors::default;
    house.agreed(Who::User(ada), Command::RemoveUser { org, user: linus, successors: successors() });
    assert_eq!(lost(), [true, true, true, false, false], "removed");
    house.agreed(Who::User(ada), Command::DeleteUser { org, user: dennis, successors: successors() });
    assert_eq!(lost(), [true, true, true, true, false], "deleted");
    // Their ends are the organization's to see, though they no longer belong to it.
    for (id, user) in [(ids[2], linus), (ids[3], dennis)] {
        house.controller.left(id, Ending::Rights);
        let ended = newest(&house);
        assert_eq!((ended.kind, ended.actor.who), (EntryKind::Ended(Ending::Rights), Who::User(user)));
        assert_eq!(ended.organizations, [org]);
    }
}

#[test]
fn a_mapping_that_goes_before_the_sign_in_is_recorded_is_missed_by_nobody() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme Corp");
    house.done(Who::Operator, Command::LinkUid { user: ada, uid: 7 });
    let caller = Actor { who: Who::User(ada), evidence: mapped(7), origin: Origin::Terminal };
    let id = house.controller.enter(caller, Doing::Screen("xterm".into()), Box::new(|_| {}));
    assert!(!house.controller.lost_rights(id));
    house.done(Who::Operator, Command::UnlinkUid { user: ada, uid: 7 });
    assert!(house.controller.lost_rights(id));
}

#[test]
fn whose_organization_is_deleted_stays_signed_in() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let (id, _) = session(&house, ada, claimed());
    house
        .run_with(Who::User(ada), Command::RequestDeletion { org }, confirmed("Acme Corp"))
        .expect("requested");
    house
        .run_with(Who::Operator, Command::ConfirmDeletion { org }, confirmed("Acme Corp"))
        .expect("confirmed");
    assert!(!house.controller.lost_rights(id));
}

#[test]
fn a_terminal_may_outlast_the_right_of_whoever_was_signed_in_there() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let (id, told) = session(&house, ada, claimed());
    let began = newest(&house).position;
    house.controller.signed_out(id, Ending::Rights);
    let ended = newest(&house);
    assert_eq!((ended.kind, ended.organizations), (EntryKind::Ended(Ending::Rights), vec![org]));
    assert_eq!(ended.actor.origin, Origin::Session(began));
    let present = house.controller.sessions().get(id).expect("it goes on");
    assert_eq!((present.user, present.org, present.began), (None, None, None));
    assert!(!house.controller.lost_rights(id) && told.lock().expect("whole").is_empty());
    let head = house.head();
    house.controller.left(id, Ending::Quit);
    assert_eq!(house.head(), head, "nobody was signed in any more");
}

#[test]
fn who_may_end_whose_session() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    let linus = house.member(ada, org, "linus@acme.example", OrgRole::Standard);
    let (outsider, _) = house.owner("eve@else.example", "Elsewhere");
    let sessions = [ada, grace, linus].map(|user| session(&house, user, claimed()));
    let [of_ada, of_grace, of_linus] = [0, 1, 2].map(|n: usize| sessions[n].0);
    let ends = |who: Who, id: SessionId| match house.controller.end_session(&house.actor(who), id) {
        Ok(_) => None,
        Err(CommitError::Refused(refusal)) => Some(refusal.code),
        Err(error) => panic!("{error}"),
    };
    use RefusalCode::{NotFound, NotPermitted, OwnerProtected};
    assert_eq!(ends(Who::User(linus), of_grace), Some(NotPermitted), "Standard users end their own");
    assert_eq!(ends(Who::User(outsider), of_linus), Some(NotPermitted), "other organizations none of ours");
    assert_eq!(ends(Who::Visitor, of_linus), Some(NotPermitted));
    assert_eq!(ends(Who::User(grace), of_ada), Some(OwnerProtected));
    assert_eq!(ends(Who::User(ada), SessionId(99)), Some(NotFound));
    let head = house.head();
    assert!(sessions.iter().all(|(_, told)| told.lock().expect("whole").is_empty()), "nobody was told");
    for (who, id) in [(ada, of_grace), (grace, of_linus), (linus, of_linus), (ada, of_ada)] {
        assert_eq!(ends(Who::User(who), id), None);
    }
    assert_eq!(ends(Who::Operator, of_linus), None);
    assert_eq!(house.head().0, head.0 + 5, "each is in the audit");
    assert_eq!(newest(&house).command, CommandKind::Disconnect);
    assert!(sessions.iter().all(|(_, told)| told.lock().expect("whole").contains(&Ending::Administrator)));
    // Whoever holds the store for everybody ends by quitting.
    let caller = house.actor(Who::Visitor);
    let here = house.controller.enter(caller, Doing::Here, Box::new(|_| {}));
    house.controller.signed_in(here, Some(linus), None);
    assert_eq!(ends(Who::User(ada), here), Some(NotPermitted));
}

#[test]
fn an_attempt_of_a_stranger_is_in_the_audit_of_every_organization() {
    let house = House::new();
    let (_, org) = house.owner("ada@acme.example", "Acme Corp");
    let evidence = Evidence::Claimed { uid: 6666, os_user: "mallory".into(), ssh: None };
    house.controller.turned_away(evidence.clone(), "uid-not-mapped").expect("written");
    let entry = newest(&house);
    assert_eq!((entry.kind, entry.command), (EntryKind::Refusal, CommandKind::Connect));
    assert_eq!((entry.actor.evidence, entry.refusal.as_deref()), (evidence, Some("uid-not-mapped")));
    assert_eq!(entry.organizations, [org]);
}

#[test]
fn everybody_hears_what_was_committed_and_by_whom() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let heard = Arc::new(Mutex::new(0));
    let hears = Arc::clone(&heard);
    house.controller.watch(move || {
        let mut heard = hears.lock().expect("whole");
        *heard += 1;
        *heard < 2
    });
    for n in 0..4 {
        house.done(Who::User(ada), Command::RenameOrganization { org, name: label(&format!("Acme {n}")) });
    }
    assert_eq!(*heard.lock().expect("whole"), 2, "until it wants to hear no more");
    let recent = house.controller.recent();
    let last = recent.last().expect("news");
    assert_eq!((last.who, last.command), (Who::User(ada), CommandKind::RenameOrganization));
    assert_eq!(last.keys, [Key::OrganizationName(org)]);
    for n in 0..100 {
        house.done(Who::User(ada), Command::RenameOrganization { org, name: label(&format!("Corp {n}")) });
    }
    assert!(house.controller.recent().len() <= 64, "a moment only");
}
