//! What-if: the answers are those of the flows, and switching the policy names who fares differently.

use orgadm::controller::{Command, RefusalCode, Verdict, WhatIf};
use orgadm::model::*;

use crate::support::{House, email, invite, planned, sign_up};

fn acme() -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.verified(ada, org, "acme.example");
    (house, ada, org)
}

fn what_if(house: &House, who: UserSid, org: OrgSid, address: &str) -> WhatIf {
    house.controller.what_if(&house.actor(Who::User(who)), org, &email(address)).expect("allowed")
}

#[track_caller]
fn way<'a>(found: &'a WhatIf, way: &str) -> &'a Verdict {
    found.verdicts.iter().find(|verdict| verdict.way.starts_with(way)).unwrap_or_else(|| panic!("{found:?}"))
}

fn code(verdict: &Verdict) -> Option<RefusalCode> {
    verdict.refused.as_ref().map(|(code, _)| *code)
}

#[test]
fn the_policy_decides_a_sign_up_and_the_row_is_said() {
    let (house, ada, org) = acme();
    let head = house.head();
    let found = what_if(&house, ada, org, "bob@acme.example");
    let signing = way(&found, "Signing up");
    assert_eq!(
        signing.rule,
        Some("Nobody invited the address, so the sign-up policy of the verified domain decides.")
    );
    assert!(
        signing.sentence.contains("outside every organization") && code(signing).is_none(),
        "{signing:?}"
    );
    assert_eq!(house.head(), head, "nothing was written");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically });
    let found = what_if(&house, ada, org, "bob@acme.example");
    assert!(way(&found, "Signing up").sentence.contains("joins Acme as Standard"), "{found:?}");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let found = what_if(&house, ada, org, "bob@acme.example");
    assert_eq!(code(way(&found, "Signing up")), Some(RefusalCode::SignUpPrevented));
    // What the flow itself says, word for word.
    let refusal = match house.run(Who::Visitor, sign_up("bob@acme.example", "Bob")) {
        Err(orgadm::controller::CommitError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(way(&found, "Signing up").sentence, refusal.sentence);
    house.invite(ada, org, "bob@acme.example", OrgRole::Administrator);
    let found = what_if(&house, ada, org, "bob@acme.example");
    assert_eq!(way(&found, "Signing up").rule, Some("A valid invitation decides, whatever the policy says."));
    assert!(way(&found, "Signing up").sentence.contains("as Administrator"));
    assert!(
        found.known.iter().any(|line| line.starts_with("An invitation of yours waits: Administrator")),
        "{found:?}"
    );
}

#[test]
fn inviting_is_allowed_or_the_first_guard_is_named_with_its_remedy() {
    let (house, ada, org) = acme();
    let (bob, other) = house.owner("bob@other.example", "Other");
    house.verified(bob, other, "other.example");
    house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let carl = house.sign_up("carl@side.example", "Carl Side");
    let cases = [
        ("fresh@acme.example", None),
        ("anybody@side.example", None),
        ("grace@acme.example", Some(RefusalCode::AlreadyMember)),
        ("new@acme.example", Some(RefusalCode::InvitationOpen)),
        ("x@other.example", Some(RefusalCode::DomainTaken)),
        ("bob@other.example", Some(RefusalCode::MemberElsewhere)),
    ];
    for (address, wanted) in cases {
        let found = what_if(&house, ada, org, address);
        let inviting = way(&found, "Inviting as Standard");
        assert_eq!(code(inviting), wanted, "{address}: {inviting:?}");
        assert_eq!(
            wanted.is_none(),
            inviting.follows.iter().any(|line| line.contains("A message with a code"))
        );
        let outcome =
            house.controller.plan(&house.actor(Who::User(ada)), &invite(org, address, OrgRole::Standard));
        assert_eq!(outcome.err().map(planned), wanted, "{address}");
    }
    let found = what_if(&house, ada, org, "carl@side.example");
    assert_eq!(code(way(&found, "Signing up")), Some(RefusalCode::EmailTaken));
    assert!(way(&found, "Inviting to Main as Developer").refused.is_none(), "{found:?}");
    assert_eq!(found.verdicts.len(), 4, "Carl owns an account that could be asked: {found:?}");
    let _ = carl;
}

#[test]
fn other_organizations_are_not_told_apart_and_only_administrators_ask() {
    let (house, ada, org) = acme();
    let (bob, other) = house.owner("bob@other.example", "Secret Project");
    house.verified(bob, other, "other.example");
    house.invite(bob, other, "x@side.example", OrgRole::Standard);
    let found = what_if(&house, ada, org, "bob@other.example");
    assert!(!format!("{found:?}").contains("Secret"), "{found:?}");
    assert_eq!(found.known[0], "Its user belongs to another organization.");
    let found = what_if(&house, ada, org, "x@side.example");
    assert!(found.known.iter().all(|line| !line.contains("invitation")), "{found:?}");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    for who in [bob, grace] {
        let error = house.controller.what_if(&house.actor(Who::User(who)), org, &email("x@acme.example"));
        assert_eq!(error.map(|_| ()).map_err(planned), Err(RefusalCode::NotPermitted));
    }
}

#[test]
fn switching_the_policy_names_who_fares_differently() {
    let (house, ada, org) = acme();
    let account = house.account_of(ada);
    let set = |policy| Command::SetSignUpPolicy { org, policy };
    let says = |policy| {
        let plan = house.controller.plan(&house.actor(Who::User(ada)), &set(policy)).expect("allowed");
        plan.consequences
    };
    let nobody = "No open sign-up, invitation or request fares differently.";
    assert!(says(SignUpPolicy::Prevent).iter().any(|line| line == nobody));
    house.sign_up_begun("open@acme.example", "Open Person");
    house.sign_up_begun("else@side.example", "Else Where");
    house.invite(ada, org, "invited@acme.example", OrgRole::Standard);
    house.invite_to(ada, account, "helper@acme.example", &[AccountRole::Support]);
    let prevent = says(SignUpPolicy::Prevent);
    // A valid invitation decides under every policy; an administrator's to an account admits.
    assert!(prevent.contains(&"1 address that waits fares differently:".to_owned()), "{prevent:?}");
    assert!(
        prevent
            .contains(&"open@acme.example (open sign-up) is refused instead of staying outside.".to_owned())
    );
    let added = says(SignUpPolicy::AddAutomatically);
    assert!(added.contains(&"2 addresses that wait fare differently:".to_owned()), "{added:?}");
    let helper = "helper@acme.example (invited to an account) joins as Standard instead of staying outside.";
    assert!(added.iter().any(|line| line == helper), "{added:?}");
    for n in 0..6 {
        house.sign_up_begun(&format!("more{n}@acme.example"), "More People");
    }
    let many = says(SignUpPolicy::Prevent);
    assert!(many.contains(&"7 addresses that wait fare differently:".to_owned()), "{many:?}");
    assert_eq!(many.iter().filter(|line| line.contains("(open sign-up)")).count(), 5);
    assert!(many.contains(&"and 2 more.".to_owned()), "{many:?}");
    // An open sign-up that ran out waits no longer.
    house.advance(Span::hours(25));
    assert!(says(SignUpPolicy::Prevent).iter().any(|line| line == nobody));
}
