//! Undo: each pair there and back, undo after undo, and every reason why not.

use orgadm::controller::{Command, CommitError, Consent, Refusal, RefusalCode, Remedy};
use orgadm::model::*;
use orgadm::rules::undo::{Undoing, undoing};

use crate::support::{House, confirmed, grant, invite, label, roles, to_account};

fn acme() -> (House, UserSid, OrgSid, UserSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    (house, ada, org, grace)
}

fn undo(org: OrgSid, position: Position) -> Command {
    Command::Undo { org, position }
}

/// The position of what was just committed.
fn at(house: &House, who: UserSid, command: Command) -> Position {
    house.done(Who::User(who), command).position.expect("something changed")
}

#[track_caller]
fn refusal(house: &House, who: UserSid, command: Command) -> Refusal {
    match house.run(Who::User(who), command) {
        Err(CommitError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Every record of the store without times, to compare what undo restores. Messages stay sent.
fn world(house: &House) -> Vec<Record> {
    use orgadm::controller::port::Store;
    let kinds = Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Message | Kind::Invitation));
    let stored = kinds.flat_map(|kind| house.store.scan(kind, None, 1_000).expect("readable"));
    stored.map(|stored| orgadm::controller::timeless(&stored.record)).collect()
}

#[test]
fn each_setting_goes_there_and_back_and_there_again() {
    let (house, ada, org, grace) = acme();
    house.verified(ada, org, "acme.example");
    let account = house.account_of(ada);
    let dev = roles(&[AccountRole::Developer]);
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Support]));
    let commands = [
        Command::SetRole { org, user: grace, role: OrgRole::Administrator },
        Command::RenameOrganization { org, name: label("Acme Corp") },
        Command::RenameAccount { account, name: label("Prod") },
        Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent },
        Command::SetVerifiedDomainsOnly { org, on: true },
        Command::GrantAccess { account, user: grace, roles: dev },
        Command::RevokeAccess { account, user: grace },
    ];
    for command in commands {
        let before = world(&house);
        let position = at(&house, ada, command.clone());
        let after = world(&house);
        assert_ne!(before, after, "{command:?}");
        let undone = house.done(Who::User(ada), undo(org, position));
        assert_eq!(world(&house), before, "{command:?}");
        assert!(undone.plan.title.starts_with("Undo: "), "{}", undone.plan.title);
        assert_eq!(undone.plan.line, format!("orgadm audit undo {position}"));
        let redone = house.done(Who::User(ada), undo(org, undone.position.expect("changed")));
        assert_eq!(world(&house), after, "undo of the undo of {command:?}");
        house.done(Who::User(ada), undo(org, redone.position.expect("changed")));
        assert_eq!(world(&house), before);
    }
}

#[test]
fn an_undo_has_a_title_a_preview_and_an_entry_of_its_own() {
    let (house, ada, org, grace) = acme();
    let position = at(&house, ada, Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    let plan = house.controller.plan(&house.actor(Who::User(ada)), &undo(org, position)).expect("possible");
    assert_eq!(plan.title, "Undo: Make grace@acme.example Standard");
    assert!(
        plan.consequences[0]
            .starts_with(&format!("This takes back position {position}: user.role-changed, by ada@"))
    );
    assert_eq!(plan.changes.len(), 1);
    let receipt = house.controller.commit(plan, Consent::default()).expect("allowed");
    let entry = house
        .controller
        .audit_entry(org, receipt.position.expect("changed"))
        .expect("readable")
        .expect("ours");
    assert_eq!((entry.header.command, entry.header.subjects), (CommandKind::Undo, vec![Key::User(grace)]));
}

#[test]
fn a_first_grant_is_taken_away_and_a_changed_one_restored() {
    let (house, ada, org, grace) = acme();
    let account = house.account_of(ada);
    let first = at(&house, ada, grant(account, grace, &[AccountRole::Developer]));
    house.done(Who::User(ada), undo(org, first));
    assert!(house.user(grace).grants.is_empty());
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Support]));
    let second = at(&house, ada, grant(account, grace, &[AccountRole::Administrator]));
    house.done(Who::User(ada), undo(org, second));
    assert_eq!(house.user(grace).roles_on(account), roles(&[AccountRole::Support]));
}

#[test]
fn roles_of_an_independent_user_are_taken_back_like_any_other() {
    let (house, ada, org, _) = acme();
    let account = house.account_of(ada);
    let bob = house.sign_up("bob@side.example", "Bob Side");
    let invitation = house.invite_to(ada, account, "bob@side.example", &[AccountRole::Support]);
    house.accept_as(bob, invitation);
    let changed = at(&house, ada, grant(account, bob, &[AccountRole::Developer]));
    house.done(Who::User(ada), undo(org, changed));
    assert_eq!(house.user(bob).roles_on(account), roles(&[AccountRole::Support]));
}

#[test]
fn an_invitation_is_taken_back_by_canceling_it_and_does_not_return() {
    let (house, ada, org, _) = acme();
    let account = house.account_of(ada);
    for command in [
        invite(org, "new@acme.example", OrgRole::Standard),
        to_account(account, "side@side.example", &[AccountRole::Support]),
    ] {
        let receipt = house.done(Who::User(ada), command);
        let Key::Invitation(sid) = receipt.plan.subjects[0] else { panic!("an invitation") };
        house.advance(Span::minutes(10));
        // Sent again, it still is the invitation that was sent.
        house.done(Who::User(ada), Command::ResendInvitation { invitation: sid });
        let undone = house.done(Who::User(ada), undo(org, receipt.position.expect("changed")));
        let ended = house.invitation(sid);
        assert_eq!(
            (ended.state, ended.canceled),
            (InvitationState::Canceled, Some(CancelReason::ByOriginator))
        );
        let again = refusal(&house, ada, undo(org, undone.position.expect("changed")));
        assert_eq!(again.code, RefusalCode::NotUndoable);
        assert!(
            again.sentence.contains("stays ended") && again.remedy == "Send a new invitation.",
            "{again}"
        );
    }
}

#[test]
fn an_invitation_that_was_answered_is_not_taken_back() {
    let (house, ada, org, _) = acme();
    let receipt = house.done(Who::User(ada), invite(org, "new@acme.example", OrgRole::Standard));
    let Key::Invitation(sid) = receipt.plan.subjects[0] else { panic!("an invitation") };
    house.accept_as_visitor(sid);
    let accepted = house.head();
    let refusal = refusal(&house, ada, undo(org, receipt.position.expect("changed")));
    assert_eq!(refusal.code, RefusalCode::ChangedSince);
    assert!(
        refusal.sentence.contains(&format!("position {accepted} (user-invitation.accepted")),
        "{refusal}"
    );
    assert_eq!(refusal.remedy, "Set it directly instead.");
}

#[test]
fn a_replaced_invitation_stays_ended_and_the_preview_says_so() {
    let (house, ada, org, _) = acme();
    let first = house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    house.advance(Span::minutes(10));
    let Command::InviteUser { org, email, role, access, .. } =
        invite(org, "new@acme.example", OrgRole::Administrator)
    else {
        panic!("an invitation")
    };
    let position = at(&house, ada, Command::InviteUser { org, email, role, access, replace: true });
    let undone = house.done(Who::User(ada), undo(org, position));
    assert_eq!(undone.plan.irreversible, ["The invitation to new@acme.example that ended stays ended."]);
    assert_eq!(house.invitation(first).canceled, Some(CancelReason::Superseded));
}

#[test]
fn the_ownership_comes_back_from_the_present_owner_only() {
    let (house, ada, org, grace) = acme();
    let before = world(&house);
    let change = Command::ChangeOwner { org, user: grace };
    let position = house.run_with(Who::User(ada), change, confirmed("Acme")).expect("allowed").position;
    let position = position.expect("changed");
    assert_eq!(house.refused(Who::User(ada), undo(org, position)), RefusalCode::NotPermitted);
    // The safeguards of the inverse stay: the name is typed, and Grace, who was Standard, acknowledges that she leaves.
    assert_eq!(house.refused(Who::User(grace), undo(org, position)), RefusalCode::AcknowledgementNeeded);
    let consent = Consent { acknowledged: vec!["lose-admin-center".into()], ..confirmed("Acme") };
    let half = Consent { confirmed: None, ..consent.clone() };
    let unnamed = house.run_with(Who::User(grace), undo(org, position), half);
    assert!(
        matches!(&unnamed, Err(CommitError::Refused(r)) if r.code == RefusalCode::ConfirmationNeeded),
        "{unnamed:?}"
    );
    house.run_with(Who::User(grace), undo(org, position), consent).expect("allowed");
    assert_eq!(world(&house), before);
}

#[test]
fn a_later_change_of_the_same_field_is_named_with_its_position() {
    let (house, ada, org, grace) = acme();
    let first = at(&house, ada, Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    let second = at(&house, ada, Command::SetRole { org, user: grace, role: OrgRole::Standard });
    // Sessions and other fields of the record are no change of this one.
    house.done(Who::User(grace), Command::SignIn);
    house.done(Who::User(ada), grant(house.account_of(ada), grace, &[AccountRole::Support]));
    let refusal = refusal(&house, ada, undo(org, first));
    assert_eq!(refusal.code, RefusalCode::ChangedSince);
    let says = format!(
        "Since position {first}, the organization role of grace@acme.example was changed again at position {second} \
         (user.role-changed, "
    );
    assert!(refusal.sentence.starts_with(&says), "{refusal}");
    assert_eq!(refusal.remedy, format!("Undo position {second} first, or set it directly."));
    assert_eq!(refusal.leads_to, Some(Remedy::Entry(second)));
    house.done(Who::User(ada), undo(org, second));
    // Now it is what the first left, though another entry put it there.
    house.done(Who::User(ada), undo(org, first));
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Standard));
}

#[test]
fn what_was_undone_is_not_undone_twice() {
    let (house, ada, org, grace) = acme();
    let position = at(&house, ada, Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    let undone = at(&house, ada, undo(org, position));
    let refusal = refusal(&house, ada, undo(org, position));
    assert!(refusal.sentence.contains(&format!("at position {undone} (change.undone")), "{refusal}");
}

#[test]
fn a_change_of_other_fields_in_between_is_kept() {
    let (house, ada, org, grace) = acme();
    let account = house.account_of(ada);
    let position = at(&house, ada, Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Support]));
    house.done(Who::User(ada), undo(org, position));
    let user = house.user(grace);
    assert_eq!(
        (user.role_in(org), user.roles_on(account)),
        (Some(OrgRole::Standard), roles(&[AccountRole::Support]))
    );
}

#[test]
fn a_right_lost_meanwhile_is_the_inverse_that_is_refused() {
    let (house, ada, org, grace) = acme();
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let position = at(&house, admin, Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    let actor = house.actor(Who::User(admin));
    let plan = house.controller.plan(&actor, &undo(org, position)).expect("still allowed");
    house.done(Who::User(ada), Command::SetRole { org, user: admin, role: OrgRole::Standard });
    let late = house.controller.commit(plan, Consent::default()).expect_err("lost");
    assert!(matches!(&late, CommitError::Refused(r) if r.code == RefusalCode::NotPermitted), "{late:?}");
    assert_eq!(house.refused(Who::User(admin), undo(org, position)), RefusalCode::NotPermitted);
    // Not whoever made the change, but whoever may make the inverse now.
    house.done(Who::User(ada), undo(org, position));
}

#[test]
fn a_required_reason_is_required_of_an_undo() {
    let (house, ada, org, grace) = acme();
    let position = at(&house, ada, Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    let rule = at(&house, ada, Command::SetReasonRequired { org, on: true });
    assert_eq!(house.refused(Who::User(ada), undo(org, position)), RefusalCode::ReasonNeeded);
    let reason = Consent { reason: Reason::parse("The reason", "a mistake").ok(), ..Consent::default() };
    house.run_with(Who::User(ada), undo(org, position), reason.clone()).expect("allowed");
    house.run_with(Who::User(ada), undo(org, rule), reason).expect("allowed");
    assert!(!house.organization(org).reason_required);
}

#[test]
fn entries_of_others_and_of_nobody_are_not_there() {
    let (house, ada, org, grace) = acme();
    let (bob, other) = house.owner("bob@other.example", "Other");
    let position = at(&house, ada, Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    assert_eq!(house.refused(Who::User(bob), undo(other, position)), RefusalCode::NotFound);
    assert_eq!(house.refused(Who::User(bob), undo(org, position)), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(ada), undo(org, Position(9_999))), RefusalCode::NotFound);
    assert_eq!(house.refused(Who::Visitor, undo(org, position)), RefusalCode::SignInNeeded);
}

#[test]
fn what_cannot_be_undone_says_why_and_what_to_do_instead() {
    let (house, ada, org, _) = acme();
    let domain = house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SignIn);
    house.done(Who::Operator, Command::RecordBaa { org });
    let delete = Command::DeleteDomain { domain };
    let consent = Consent { acknowledged: vec!["verified-domain".into()], ..Consent::default() };
    let _ = house.run_with(Who::User(ada), delete, consent);
    let mut seen = 0;
    for position in 1..=house.head().0 {
        let Some(entry) = house.controller.audit_entry(org, Position(position)).expect("readable") else {
            continue;
        };
        let Undoing::Never { why, instead } = undoing(entry.header.command) else { continue };
        let refusal = refusal(&house, ada, undo(org, Position(position)));
        assert_eq!(refusal.code, RefusalCode::NotUndoable, "{}", entry.header.command);
        assert!(refusal.sentence.ends_with(why) && refusal.remedy == instead, "{refusal}");
        seen += 1;
    }
    assert!(seen >= 5, "{seen} kinds were tried");
}

#[test]
fn an_account_given_back_leaves_no_roles_to_who_owned_it_meanwhile() {
    let (house, ada, org, grace) = acme();
    let account = house.account_of(ada);
    for held in [&[][..], &[AccountRole::Support]] {
        if !held.is_empty() {
            house.done(Who::User(ada), grant(account, grace, held));
        }
        let before = world(&house);
        let given = at(&house, ada, Command::ChangeAccountOwner { account, user: grace });
        assert_eq!(house.account(account).owner, grace);
        let undone = at(&house, ada, undo(org, given));
        assert_eq!(house.user(grace).roles_on(account), roles(held), "as before");
        assert_eq!(house.user(ada).roles_on(account), roles(&[]), "the owner needs none");
        // Who granted what they held before, and when, is the undo's.
        assert_eq!(world(&house).len(), before.len());
        assert_eq!(refusal(&house, ada, undo(org, given)).code, RefusalCode::ChangedSince, "{undone}");
    }
}

#[test]
fn a_bulk_is_undone_as_a_whole_and_done_again() {
    let (house, ada, org, grace) = acme();
    let account = house.account_of(ada);
    let bob = house.member(ada, org, "bob@acme.example", OrgRole::Standard);
    let before = world(&house);
    let many = Command::Many(vec![
        Command::SetRole { org, user: grace, role: OrgRole::Administrator },
        Command::SetRole { org, user: bob, role: OrgRole::Administrator },
        grant(account, bob, &[AccountRole::Developer]),
        Command::RenameAccount { account, name: label("Prod") },
    ]);
    let position = at(&house, ada, many);
    let after = world(&house);
    let undone = house.done(Who::User(ada), undo(org, position));
    assert_eq!(undone.plan.title, format!("Undo position {position}: 4 changes"));
    assert!(
        undone.plan.consequences.iter().any(|line| line == "Make bob@acme.example Standard."),
        "{undone:?}"
    );
    assert_eq!(world(&house), before);
    house.done(Who::User(ada), undo(org, undone.position.expect("changed")));
    assert_eq!(world(&house), after);
}

#[test]
fn of_a_bulk_one_row_that_changed_since_holds_all_of_it() {
    let (house, ada, org, grace) = acme();
    let bob = house.member(ada, org, "bob@acme.example", OrgRole::Standard);
    let role = |user| Command::SetRole { org, user, role: OrgRole::Administrator };
    let position = at(&house, ada, Command::Many(vec![role(grace), role(bob)]));
    let later = at(&house, ada, Command::SetRole { org, user: bob, role: OrgRole::Standard });
    let refusal = refusal(&house, ada, undo(org, position));
    assert_eq!((refusal.code, refusal.leads_to), (RefusalCode::ChangedSince, Some(Remedy::Entry(later))));
    assert!(refusal.sentence.contains("bob@acme.example"), "{refusal}");
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Administrator));
}

/// Undone, everything is as before; undone again, everything is as after.
#[track_caller]
fn there_and_back(house: &House, who: UserSid, org: OrgSid, command: Command) {
    let before = world(house);
    let position = at(house, who, command.clone());
    let after = world(house);
    assert_ne!(before, after, "{command:?}");
    let undone = at(house, who, undo(org, position));
    assert_eq!(world(house), before, "{command:?}");
    at(house, who, undo(org, undone));
    assert_eq!(world(house), after, "the undo of the undo of {command:?}");
}

#[test]
fn people_and_accounts_go_there_and_back_and_there_again() {
    let (house, ada, org, grace) = acme();
    let account = house.account_of(ada);
    house.done(Who::User(ada), Command::CreateSubaccount { parent: account, name: label("Lab") });
    house.done(Who::Operator, Command::RecordBaa { org });
    let name = crate::support::person("Rear Admiral");
    for command in [
        Command::DeactivateUser { org, user: grace },
        Command::ActivateUser { org, user: grace },
        Command::SetTwoFactorPolicy { account, policy: TwoFactorPolicy::EveryLogin },
        Command::SetHipaa { account, on: true },
        Command::SetHipaa { account, on: false },
        Command::SuspendAccount { account },
        Command::ReactivateAccount { account },
        Command::RenameUser { user: grace, name },
    ] {
        there_and_back(&house, ada, org, command);
    }
}

#[test]
fn a_suspension_that_was_undone_leaves_apart_what_was_suspended_apart() {
    let (house, ada, org, _) = acme();
    let account = house.account_of(ada);
    house.done(Who::Operator, Command::UpgradeAccount { account });
    let subaccount = |name| {
        let receipt =
            house.done(Who::User(ada), Command::CreateSubaccount { parent: account, name: label(name) });
        match receipt.plan.subjects[0] {
            Key::Account(sid) => sid,
            other => panic!("{other}"),
        }
    };
    let (apart, along) = (subaccount("Apart"), subaccount("Along"));
    house.done(Who::User(ada), Command::SuspendAccount { account: apart });
    let position = at(&house, ada, Command::SuspendAccount { account });
    assert_eq!(house.account(along).state, AccountState::Suspended);
    house.done(Who::User(ada), undo(org, position));
    assert_eq!(house.account(along).state, AccountState::Active);
    assert_eq!(house.account(apart).state, AccountState::Suspended);
}

#[test]
fn a_designation_that_was_saved_anew_is_not_the_one_that_is_undone() {
    let (house, ada, org, _) = acme();
    let account = house.account_of(ada);
    house.done(Who::Operator, Command::RecordBaa { org });
    let first = at(&house, ada, Command::SetHipaa { account, on: true });
    house.advance(Span::hours(1));
    house.done(Who::User(ada), Command::SetHipaa { account, on: false });
    let last = at(&house, ada, Command::SetHipaa { account, on: true });
    let refusal = refusal(&house, ada, undo(org, first));
    assert_eq!((refusal.code, refusal.leads_to), (RefusalCode::ChangedSince, Some(Remedy::Entry(last))));
    assert!(refusal.sentence.contains("the HIPAA designation of Main"), "{refusal}");
}

#[test]
fn an_account_that_was_asked_to_join_is_asked_no_more() {
    let (house, ada, org, _) = acme();
    let bob = house.sign_up("bob@side.example", "Bob Side");
    let account = house.account_of(bob);
    let receipt = house.done(Who::User(ada), Command::AddExistingAccount { org, account, replace: false });
    house.done(Who::User(ada), undo(org, receipt.position.expect("changed")));
    let Key::Invitation(sid) = receipt.plan.subjects[0] else { panic!("{:?}", receipt.plan.subjects) };
    assert_eq!(house.invitation(sid).canceled, Some(CancelReason::ByOriginator));
}

#[test]
fn a_bulk_that_took_somebody_out_for_good_is_held_by_that_row() {
    let (house, ada, org, grace) = acme();
    let bob = house.member(ada, org, "bob@acme.example", OrgRole::Standard);
    let remove = |user| Command::RemoveUser { org, user, successors: Default::default() };
    let many =
        Command::Many(vec![Command::SetRole { org, user: grace, role: OrgRole::Administrator }, remove(bob)]);
    let receipt = house.agreed(Who::User(ada), many);
    let position = receipt.position.expect("changed");
    let refusal = refusal(&house, ada, undo(org, position));
    assert_eq!(refusal.code, RefusalCode::NotUndoable);
    assert!(refusal.sentence.contains(&bob.to_string()), "{refusal}");
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Administrator));
}

#[test]
fn a_brake_holds_an_undo_as_it_holds_the_thing_itself() {
    let (house, ada, org, _) = acme();
    let people: Vec<UserSid> =
        (0..9).map(|n| house.member(ada, org, &format!("p{n}@acme.example"), OrgRole::Standard)).collect();
    for user in &people {
        house.done(Who::User(ada), Command::DeactivateUser { org, user: *user });
    }
    let all = people.iter().map(|user| Command::ActivateUser { org, user: *user }).collect();
    let position = at(&house, ada, Command::Many(all));
    assert_eq!(house.refused(Who::User(ada), undo(org, position)), RefusalCode::CountNeeded);
    let counted = Consent { count: Some(9), ..Consent::default() };
    house.run_with(Who::User(ada), undo(org, position), counted).expect("counted");
    assert!(people.iter().all(|user| house.user(*user).state == UserState::Inactive));
}
