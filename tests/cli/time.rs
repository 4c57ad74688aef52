//! The past on the command line: `--at`, `audit list FILTER`, `audit undo`.

use orgadm::cli::Exit;
use orgadm::controller::Command;
use orgadm::model::*;

use crate::support::{House, grant, label};
use crate::{PIPE, Said, acme, say};

fn ada(house: &House, line: &str) -> Said {
    say(house, &format!("{line} --as ada@acme.example"), &PIPE)
}

#[test]
fn lists_and_records_are_shown_as_they_were() {
    let (house, owner, org) = acme();
    let account = house.account_of(owner);
    let grace = house
        .directory()
        .users_of(&orgadm::directory::UserQuery::all(org, orgadm::directory::UserList::Managed), house.now());
    let grace = *grace.iter().find(|sid| **sid != owner).expect("Grace");
    house.done(Who::User(owner), grant(account, grace, &[AccountRole::Support]));
    let (then, when) = (house.head(), house.now());
    house.advance(Span::hours(3));
    house.done(Who::User(owner), Command::RevokeAccess { account, user: grace });
    house.done(Who::User(owner), Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    house.done(Who::User(owner), Command::RenameAccount { account, name: label("Prod") });
    house.done(Who::User(owner), Command::RenameOrganization { org, name: label("Acme Inc") });
    house.member(owner, org, "late@acme.example", OrgRole::Standard);
    for at in [then.to_string(), when.to_string(), "2h".into()] {
        let users = ada(&house, &format!("user list --at {at}"));
        assert_eq!((users.exit, users.out.lines().count()), (Exit::Done, 2), "{at}: {users:?}");
        assert!(!users.out.contains("late@") && !users.out.contains("Administrator"), "{}", users.out);
        assert!(ada(&house, &format!("account show {account} --at {at}")).out.contains("Main"));
        assert!(ada(&house, &format!("org show --at {at}")).out.starts_with("Name\tAcme\n"));
        assert!(ada(&house, &format!("access list --at {at}")).out.contains("Support"));
        assert!(ada(&house, &format!("account coverage --at {at}")).out.contains("Main"));
        let shown = ada(&house, &format!("user show grace@acme.example --at {at}"));
        assert!(shown.out.contains("Main: Support") && !shown.out.contains("role-changed"), "{}", shown.out);
        assert_eq!(ada(&house, &format!("user show late@acme.example --at {at}")).exit, Exit::Refused);
        let first = ada(&house, &format!("audit list --limit 1 --at {at}")).out;
        assert!(first.starts_with(&format!("{then}\t")), "{first}");
    }
    assert_eq!(ada(&house, "user list").out.lines().count(), 3);
}

#[test]
fn the_past_is_for_those_who_administer_now() {
    let (house, owner, org) = acme();
    let before = house.head();
    let late = house.member(owner, org, "late@acme.example", OrgRole::Administrator);
    let seen = say(&house, &format!("user list --at {before} --as late@acme.example"), &PIPE);
    assert_eq!((seen.exit, seen.out.lines().count()), (Exit::Done, 2), "{seen:?}");
    let by_name = say(&house, &format!("account show Main --at {before} --as late@acme.example"), &PIPE);
    assert_eq!(by_name.exit, Exit::Done, "{by_name:?}");
    let then = house.head();
    house.done(Who::User(owner), Command::SetRole { org, user: late, role: OrgRole::Standard });
    let gone = say(&house, &format!("user list --at {then} --as late@acme.example"), &PIPE);
    assert_eq!(gone.exit, Exit::Refused, "an administrator of then: {gone:?}");
}

#[test]
fn at_goes_with_reading_only_and_with_what_has_been() {
    let (house, ..) = acme();
    let head = house.head();
    for line in [
        "user role grace@acme.example administrator --at 2",
        "org rename X --at 2",
        "audit undo 2 --at 2",
        "sweep --at 2",
        "backup it --at 2",
        "backup list --at 2",
    ] {
        let said = ada(&house, line);
        assert_eq!(said.exit, Exit::Usage, "{line}: {said:?}");
        assert!(said.err.contains("--at goes with verbs that list or show"), "{}", said.err);
    }
    assert_eq!(house.head(), head);
    for (at, says) in [
        ("9999", "The audit ends at position"),
        ("2030-01-01", "lies ahead"),
        ("1", "did not exist"),
        ("soon", "no position and no time"),
    ] {
        let said = ada(&house, &format!("user list --at {at}"));
        assert_eq!(said.exit, Exit::Refused, "{at}");
        assert!(said.err.contains(says), "{at}: {}", said.err);
    }
}

#[test]
fn the_audit_is_narrowed_by_the_language_of_the_lists() {
    let (house, owner, org) = acme();
    let grace = say(&house, "user show grace@acme.example --json --as ada@acme.example", &PIPE).json();
    let grace = grace["user"]["sid"].as_str().expect("a SID").to_owned();
    let sid: UserSid = grace.parse().expect("a SID");
    house.advance(Span::days(5));
    house.done(Who::User(owner), Command::SetRole { org, user: sid, role: OrgRole::Administrator });
    house.done(Who::User(sid), Command::RenameOrganization { org, name: label("Acme Inc") });
    let kinds = |line: &str| -> Vec<String> {
        let said = ada(&house, line);
        assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
        said.out.lines().map(|row| row.split('\t').nth(3).expect("WHAT").to_owned()).collect()
    };
    assert_eq!(kinds("audit list actor:grace"), ["organization.renamed"]);
    assert_eq!(kinds("audit list kind:user.role"), ["user.role-changed"]);
    assert_eq!(kinds("audit list time:<1d"), ["organization.renamed", "user.role-changed"]);
    assert_eq!(kinds(&format!("audit list record:{grace} time:<1d")), ["user.role-changed"]);
    assert_eq!(kinds("audit list grace role"), ["user.role-changed"]);
    assert_eq!(kinds("audit list --limit 1 kind:invitation"), ["user-invitation.accepted"]);
    assert_eq!(kinds("audit list --record grace@acme.example kind:role"), ["user.role-changed"]);
    assert!(kinds("audit list kind:session").is_empty());
    let wrong = ada(&house, "audit list kind:nonsense");
    assert_eq!(wrong.exit, Exit::Usage);
    assert!(
        wrong.err.contains("^^^^^^^^^^^^^") && wrong.err.contains("such as user.role-changed"),
        "{}",
        wrong.err
    );
}

#[test]
fn an_undo_is_a_line_with_a_plan_and_reasons_why_not() {
    let (house, _, org) = acme();
    ada(&house, "org policy prevent --yes");
    let position = house.head();
    let dry = ada(&house, &format!("audit undo {position} --dry-run"));
    assert!(dry.out.contains("Undo: Set the sign-up policy to “keep out”"), "{}", dry.out);
    let done = ada(&house, &format!("audit undo {position} --json"));
    assert_eq!((done.exit, done.json()["command"].as_str()), (Exit::Done, Some("change.undone")));
    assert_eq!(house.organization(org).policy, SignUpPolicy::KeepOut);
    let again = ada(&house, &format!("audit undo {position}"));
    assert_eq!(again.exit, Exit::Refused);
    assert!(again.err.contains("changed again at position"), "{}", again.err);
    assert!(ada(&house, "audit undo 2").err.contains("There is no audit entry 2 of this organization."));
}

#[test]
fn what_if_answers_in_words_and_in_json() {
    let (house, ..) = acme();
    let said = ada(&house, "org what-if new@acme.example");
    assert_eq!(said.exit, Exit::Done);
    assert!(
        said.out.contains("yes  Signing up") && said.out.contains("Rule: No organization has verified"),
        "{}",
        said.out
    );
    let refused = ada(&house, "org what-if grace@acme.example");
    assert!(
        refused.out.contains("no   Inviting as Standard") && refused.out.contains("(already-member)"),
        "{}",
        refused.out
    );
    let json = ada(&house, "org what-if grace@acme.example --json").json();
    assert_eq!(json["what_if"]["ways"][1]["code"], "already-member");
    assert_eq!(ada(&house, "org what-if nonsense").exit, Exit::Refused);
    assert_eq!(say(&house, "org what-if x@acme.example --as grace@acme.example", &PIPE).exit, Exit::Refused);
}
