//! A file beside an organization: what is invited, created, changed and removed, and what no file does.

use std::collections::BTreeMap;

use orgadm::controller::org_file::{Difference, OrgFile};
use orgadm::controller::{Command, Consent, PlanError, Receipt, Refusal, RefusalCode, When};
use orgadm::model::*;

use crate::support::{House, email, everything_given, grant, planned, roles};

pub fn read(text: &str) -> OrgFile {
    OrgFile::read("org.toml", text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}: {text}"))
}

pub fn exported(house: &House, org: OrgSid) -> String {
    house.controller.org_file(org).expect("readable").0.text()
}

pub fn difference(house: &House, by: UserSid, org: OrgSid, text: &str) -> Difference {
    let actor = house.actor(Who::User(by));
    house.controller.compare(&actor, org, &read(text)).expect("readable")
}

fn command(difference: &Difference) -> Command {
    Command::Apply(Box::new(difference.application("org.toml")))
}

/// Applies with everything given; nothing is left to be done afterwards.
#[track_caller]
fn applied(house: &House, by: UserSid, org: OrgSid, text: &str) -> Receipt {
    let receipt = house.agreed(Who::User(by), command(&difference(house, by, org, text)));
    assert_eq!(difference(house, by, org, text).steps, [], "applied and yet not so:\n{text}");
    receipt
}

/// The refusal of the whole; nothing is committed.
#[track_caller]
fn refused(house: &House, by: UserSid, org: OrgSid, text: &str) -> Refusal {
    let head = house.head();
    let asked = command(&difference(house, by, org, text));
    let refusal = match house.controller.plan(&house.actor(Who::User(by)), &asked) {
        Err(PlanError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(house.head(), head);
    assert!(refusal.rows.iter().all(|row| row.row > 0), "{refusal:?}");
    for text in refusal.rows.iter().flat_map(|row| [&row.sentence, &row.remedy]) {
        assert!(text.ends_with('.') || text.contains(": orgadm"), "{text}");
    }
    refusal
}

/// The one entry that is refused.
#[track_caller]
fn refused_for(house: &House, by: UserSid, org: OrgSid, text: &str, what: &str) -> RefusalCode {
    let refusal = refused(house, by, org, text);
    let [row] = &*refusal.rows else { panic!("not one row: {refusal:?}") };
    assert!(row.sentence.contains(what), "{}", row.sentence);
    row.code
}

struct Acme {
    house: House,
    ada: UserSid,
    grace: UserSid,
    org: OrgSid,
    billing: AccountSid,
}

fn acme() -> Acme {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let billing = house.full_account(ada, "Billing");
    house.done(Who::User(ada), grant(billing, grace, &[AccountRole::Developer]));
    Acme { house, ada, grace, org, billing }
}

impl Acme {
    fn text(&self) -> String {
        exported(&self.house, self.org)
    }

    /// The export with one text put in place of another that is there.
    #[track_caller]
    fn edited(&self, from: &str, to: &str) -> String {
        let text = self.text();
        assert!(text.contains(from), "{from} is not in\n{text}");
        text.replace(from, to)
    }

    #[track_caller]
    fn without(&self, what: &str) -> String {
        let text = self.text();
        assert!(text.contains(what), "{what} is not in\n{text}");
        text.lines().filter(|line| !line.contains(what)).map(|line| format!("{line}\n")).collect()
    }
}

#[test]
fn what_was_exported_changes_nothing_and_reads_as_it_was_written() {
    let acme = acme();
    let text = acme.text();
    assert_eq!(read(&text).text(), text);
    assert_eq!(difference(&acme.house, acme.ada, acme.org, &text).steps, []);
    let line = "  { email = \"grace@acme.example\", name = \"New Person\", role = \"standard\", sid = \"US";
    assert!(text.contains(line), "{text}");
    let line = "{ user = \"grace@acme.example\", account = \"Billing\", roles = [\"developer\"] },";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("type = \"full\"") && text.contains("phone = \"+14155550100\""), "{text}");
}

#[test]
fn an_organization_is_what_the_file_says_in_one_entry() {
    let Acme { house, ada, grace, org, billing } = acme();
    let text = "\
organization = { name = \"Acme Inc\" }
policy = { sign-up = \"prevent\" }
domains = [{ name = \"acme.example\" }]
users = [
  { email = \"ada@acme.example\", role = \"owner\" },
  { email = \"grace@acme.example\", name = \"Grace Hopper\", role = \"administrator\" },
  { email = \"new@acme.example\" },
]
accounts = [
  { name = \"Main\" },
  { name = \"Billing\", owner = \"grace@acme.example\", subaccounts = [{ name = \"North\" }] },
  { name = \"Care\", two-factor = \"every-login\" },
]
access = [
  { user = \"new@acme.example\", account = \"Care\", roles = [\"support\"] },
  { user = \"grace@acme.example\", account = \"Care\", roles = [\"billing-manager\"] },
  { user = \"partner@side.example\", account = \"Billing\", roles = [\"developer\"] },
]
";
    let head = house.head();
    let receipt = applied(&house, ada, org, text);
    assert_eq!(house.head().0, head.0 + 1, "one entry");
    assert_eq!(receipt.plan.kind, CommandKind::Apply);
    assert_eq!(receipt.plan.line, "orgadm apply -f org.toml");
    let user = house.user(grace);
    assert_eq!((user.name.as_str(), user.role_in(org)), ("Grace Hopper", Some(OrgRole::Administrator)));
    assert_eq!(house.account(billing).owner, grace);
    // Whoever gave it away would stay its Administrator; the file says otherwise.
    assert!(house.user(ada).roles_on(billing).is_empty());
    let waiting = difference(&house, ada, org, text).waiting;
    let waiting: Vec<_> = waiting.iter().map(|it| (it.line, it.email.as_str())).collect();
    assert_eq!(waiting, [(Some(7), "new@acme.example"), (Some(17), "partner@side.example")]);
    // What was offered along comes with the answer.
    let open = house.directory().inbox_of("new@acme.example", house.now());
    let new = house.accept_as_visitor(open[0]);
    assert_eq!(house.user(new).grants.len(), 1);
    let left = difference(&house, ada, org, text);
    assert_eq!((left.steps, left.waiting.len()), (Vec::new(), 1));
}

#[test]
fn a_section_that_is_not_there_is_left_as_it_is() {
    let acme = acme();
    let text = "access = []\n";
    let receipt = applied(&acme.house, acme.ada, acme.org, text);
    assert!(acme.house.user(acme.grace).grants.is_empty());
    assert_eq!(receipt.plan.changes.len(), 1);
    assert!(acme.house.user(acme.grace).is_managed_by(acme.org));
}

#[test]
fn whoever_is_not_among_the_users_goes_and_accounts_go_to_the_owner_or_whom_the_file_names() {
    let acme = acme();
    let (house, org) = (&acme.house, acme.org);
    let bob = house.member(acme.ada, org, "bob@acme.example", OrgRole::Standard);
    let (care, side) = (house.new_account(acme.grace, "Care"), house.new_account(acme.grace, "Side"));
    let text = acme
        .without("{ email = \"grace@acme.example\"")
        .replace("\"Side\", owner = \"grace@acme.example\"", "\"Side\", owner = \"bob@acme.example\"");
    let text: String =
        text.lines().filter(|line| !line.contains("user = \"grace")).collect::<Vec<_>>().join("\n");
    let refusal = refused(house, acme.ada, org, &text);
    assert_eq!((refusal.code, refusal.rows.len()), (RefusalCode::SuccessorNeeded, 1));
    assert!(refusal.sentence.contains("accounts, Care: grace@acme.example owns it"), "{}", refusal.sentence);
    let text = text.replace("\"Care\", owner = \"grace@acme.example\"", "\"Care\"");
    applied(house, acme.ada, org, &text);
    assert_eq!(house.user(acme.grace).membership, None);
    assert_eq!((house.account(care).owner, house.account(side).owner), (acme.ada, bob));
}

#[test]
fn access_of_somebody_who_goes_is_named() {
    let acme = acme();
    let text = acme.without("{ email = \"grace@acme.example\"");
    let code =
        refused_for(&acme.house, acme.ada, acme.org, &text, "grace@acme.example is not among the users");
    assert_eq!(code, RefusalCode::NotManagedActive);
}

#[test]
fn invitations_on_their_way_need_nothing() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    house.invite_to(ada, acme.billing, "partner@side.example", &[AccountRole::Support]);
    // Open invitations are in no export; whoever exports and applies takes none back.
    let found = difference(house, ada, org, &acme.text());
    let waiting: Vec<_> = found.waiting.iter().map(|it| (it.line, it.email.as_str())).collect();
    assert_eq!(
        (found.steps, waiting),
        (Vec::new(), vec![(None, "partner@side.example"), (None, "new@acme.example")])
    );
    let text = acme.edited("users = [\n", "users = [\n  { email = \"new@acme.example\" },\n");
    assert_eq!(difference(house, ada, org, &text).steps, []);
    // Another role takes the place of the invitation, once it has cooled down.
    let text = text.replace("\"new@acme.example\"", "\"new@acme.example\", role = \"administrator\"");
    assert_eq!(refused_for(house, ada, org, &text, "users, new@acme.example"), RefusalCode::TooSoon);
    house.advance(Span::hours(1));
    applied(house, ada, org, &text);
    // Run out of time, it is sent anew.
    house.advance(Span::days(8));
    assert_eq!(difference(house, ada, org, &text).steps.len(), 1);
    applied(house, ada, org, &text);
}

#[test]
fn an_account_by_its_sid_is_asked_to_join_and_counts_as_on_its_way() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    let (bob, outside) = house.outsider("bob@side.example");
    let entry = format!("accounts = [\n  {{ name = \"Main\", sid = \"{outside}\" }},\n");
    let text = acme.edited("accounts = [\n", &entry);
    let code = refused_for(house, ada, org, &text, "bob@side.example owns it, would join with it");
    assert_eq!(code, RefusalCode::Invalid);
    let text = text.replace("users = [\n", "users = [\n  { email = \"bob@side.example\" },\n");
    let receipt = applied(house, ada, org, &text);
    assert_eq!(receipt.plan.changes.len(), 2, "one invitation and its message");
    let open = house.directory().inbox_of("bob@side.example", house.now());
    assert_eq!(difference(house, ada, org, &text).waiting.len(), 1);
    house.accept_as(bob, open[0]);
    let left = difference(house, ada, org, &text);
    assert_eq!((left.steps, left.waiting), (Vec::new(), Vec::new()));
    // What was asked by hand is left to be answered.
    let (_, other) = house.outsider("eve@side.example");
    house.ask_to_join(ada, org, other);
    let found = difference(house, ada, org, &exported(house, org));
    assert_eq!((found.steps, found.waiting[0].line), (Vec::new(), None));
}

/// Somebody commits while others export: each file is what was at the entry it names.
#[test]
fn a_file_is_as_of_the_entry_it_names() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    let mut files = BTreeMap::new();
    std::thread::scope(|scope| {
        let busy = scope.spawn(|| {
            for role in [OrgRole::Administrator, OrgRole::Standard].into_iter().cycle().take(300) {
                house.done(Who::User(ada), Command::SetRole { org, user: acme.grace, role });
            }
        });
        while !busy.is_finished() {
            let (file, position) = house.controller.org_file(org).expect("readable");
            let text = file.text();
            assert_eq!(files.entry(position).or_insert_with(|| text.clone()), &text, "{position}");
        }
    });
    for (position, text) in files {
        let past = house.controller.as_of(org, When::Position(position), &mut |_| {}).expect("it was");
        assert_eq!(past.controller.org_file(org).expect("readable").0.text(), text, "{position}");
    }
}

#[test]
fn what_is_no_edge_is_refused_by_name() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    house.done(Who::User(ada), Command::ClaimDomain { org, name: crate::support::domain("acme.example") });
    let closed = house.new_account(ada, "Old");
    house.close(ada, closed);
    let entry = acme.text().lines().find(|line| line.contains("\"Old\"")).expect("there").to_owned();
    let at = house.account(closed).closed.expect("closed");
    let open = entry.replace(&format!(", state = \"closed\", closed = {at}"), "");
    for (text, code, what) in [
        (acme.edited(&entry, &open), RefusalCode::AccountNotOpen, "no account goes from closed to active"),
        (
            acme.edited("{ name = \"acme.example\"", "{ name = \"acme.example\", state = \"verified\""),
            RefusalCode::Invalid,
            "a file does not make it verified",
        ),
        (
            acme.edited(", type = \"full\"", ", type = \"trial\""),
            RefusalCode::OperatorOnly,
            "does not make it Trial",
        ),
        (
            acme.edited("+14155550100", "+14155550199"),
            RefusalCode::PhoneNotVerified,
            "a number is proven by its code",
        ),
        (
            acme.edited("role = \"standard\"", "role = \"standard\", two-factor = \"on\""),
            RefusalCode::Invalid,
            "it is reported, not decided",
        ),
        (
            acme.edited("{ name = \"Acme\"", "{ name = \"Acme\", account-limit = 5"),
            RefusalCode::OperatorOnly,
            "a limit is not set by a file",
        ),
        (acme.without("name = \"Billing\", owner"), RefusalCode::Invalid, "stands nowhere in the file"),
        (
            acme.edited("accounts = [\n", "accounts = [\n  { name = \"New\", hipaa = true },\n"),
            RefusalCode::Invalid,
            "starts undesignated",
        ),
        (
            acme.edited(
                "\"grace@acme.example\", name",
                "\"grace@acme.example\", standing = \"independent\", name",
            )
            .replace("role = \"standard\", ", ""),
            RefusalCode::AlreadyMember,
            "does not make them independent",
        ),
        (
            acme.edited("role = \"owner\"", "role = \"administrator\""),
            RefusalCode::OwnerProtected,
            "exactly one Owner",
        ),
    ] {
        let refusal = refused(house, ada, org, &text);
        let row = refusal.rows.iter().find(|row| row.sentence.contains(what));
        let Some(row) = row else { panic!("{what}: {refusal:?}") };
        assert_eq!(row.code, code, "{what}");
    }
}

#[test]
fn the_file_of_another_organization_is_refused() {
    let acme = acme();
    let text = acme.text().replace(&acme.org.to_string(), &OrgSid::from_bytes([7; 16]).to_string());
    assert_eq!(refused_for(&acme.house, acme.ada, acme.org, &text, "The file is of"), RefusalCode::Invalid);
}

#[test]
fn a_doubt_about_a_domain_stops_no_file() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    house.verified(ada, org, "acme.example");
    let text = acme.text();
    assert!(text.contains("state = \"verified\""), "{text}");
    let doubted = text.replace("state = \"verified\"", "state = \"uncertain\"");
    assert_eq!(difference(house, ada, org, &doubted).steps, []);
    let lost = text.replace("state = \"verified\"", "state = \"unverified\"");
    let code = refused_for(house, ada, org, &lost, "a file does not make it unverified");
    assert_eq!(code, RefusalCode::Invalid);
}

#[test]
fn an_address_is_not_changed_by_a_file_nor_a_sid_made_up() {
    let acme = acme();
    let text = acme.edited("email = \"grace@acme.example\"", "email = \"hopper@acme.example\"");
    let refusal = refused(&acme.house, acme.ada, acme.org, &text);
    assert!(refusal.rows.iter().any(|row| row.sentence.contains("a file does not change it")), "{refusal:?}");
    let unknown = UserSid::from_bytes([9; 16]);
    let entry = format!("users = [\n  {{ email = \"x@acme.example\", sid = \"{unknown}\" }},\n");
    let text = acme.edited("users = [\n", &entry);
    assert_eq!(
        refused_for(&acme.house, acme.ada, acme.org, &text, "There is no user"),
        RefusalCode::NotFound
    );
}

#[test]
fn nobody_is_invited_to_an_account_that_the_file_closes() {
    let it = acme();
    let (address, roles) = (email("partner@side.example"), roles(&[AccountRole::Developer]));
    let closing = it.text().replace("name = \"Billing\"", "name = \"Billing\", state = \"closed\"");
    let entry = "  { user = \"partner@side.example\", account = \"Billing\", roles = [\"developer\"] },\n";
    let text = closing.replace("access = [\n", &format!("access = [\n{entry}"));
    let code = refused_for(&it.house, it.ada, it.org, &text, "closes Billing; nobody is invited");
    assert_eq!(code, RefusalCode::AccountNotOpen);
    let invite = Command::InviteToAccount { account: it.billing, email: address, roles, replace: false };
    it.house.done(Who::User(it.ada), invite);
    let code = refused_for(&it.house, it.ada, it.org, &text, "closes Billing; nobody is invited");
    assert_eq!(code, RefusalCode::AccountNotOpen, "nor is what was sent left to be answered");
    applied(&it.house, it.ada, it.org, &closing);
}

#[test]
fn closing_is_said_by_the_file_and_acknowledged() {
    let acme = acme();
    let text = acme.edited("{ name = \"Billing\",", "{ name = \"Billing\", state = \"closed\",");
    let asked = command(&difference(&acme.house, acme.ada, acme.org, &text));
    let actor = acme.house.actor(Who::User(acme.ada));
    let plan = acme.house.controller.plan(&actor, &asked).expect("allowed");
    assert!(plan.check_consent(&Consent::default()).is_err());
    assert!(plan.acknowledgements.iter().any(|it| it.code == "irreversible"), "{plan:?}");
    applied(&acme.house, acme.ada, acme.org, &text);
    assert_eq!(acme.house.account(acme.billing).state, AccountState::Closed);
    // An exported file says so, and so does one without it: what is closed only waits to be purged.
    let after = exported(&acme.house, acme.org);
    assert_eq!(difference(&acme.house, acme.ada, acme.org, &after).steps, []);
}

#[test]
fn roles_of_somebody_outside_on_an_account_that_the_file_closes_may_stand_there() {
    let it = acme();
    let to = it.house.invite_to(it.ada, it.billing, "partner@side.example", &[AccountRole::Developer]);
    it.house.accept_as_visitor(to);
    let closing = it.text().replace("name = \"Billing\"", "name = \"Billing\", state = \"closed\"");
    assert!(closing.contains("partner@side.example\", account"), "{closing}");
    applied(&it.house, it.ada, it.org, &closing);
}

#[test]
fn the_organization_is_handed_over_by_its_owner_only_and_last() {
    let acme = acme();
    let (house, org) = (&acme.house, acme.org);
    let admin = house.member(acme.ada, org, "bob@acme.example", OrgRole::Administrator);
    let text = acme
        .edited("role = \"owner\"", "role = \"standard\"")
        .replace("name = \"New Person\", role = \"administrator\"", "name = \"Bob\", role = \"owner\"")
        .replace("reason = \"optional\"", "reason = \"required\"");
    let refusal = refused(house, admin, org, &text);
    assert!(refusal.rows.iter().any(|row| row.code == RefusalCode::NotPermitted), "{refusal:?}");
    let asked = command(&difference(house, acme.ada, org, &text));
    let plan = house.controller.plan(&house.actor(Who::User(acme.ada)), &asked).expect("allowed");
    assert_eq!(plan.confirmation.as_ref().map(|it| it.text.as_str()), Some("Acme"));
    let consent = everything_given(&plan);
    house.controller.commit(plan, consent).expect("allowed");
    assert_eq!(house.organization(org).owner, admin);
    assert_eq!(house.user(acme.ada).role_in(org), Some(OrgRole::Standard));
    assert_eq!(difference(house, admin, org, &text).steps, []);
}

#[test]
fn only_administrators_apply_and_brakes_hold() {
    let acme = acme();
    let (house, org) = (&acme.house, acme.org);
    for n in 0..8 {
        house.member(acme.ada, org, &format!("m{n}@acme.example"), OrgRole::Standard);
    }
    let text = acme.text();
    let few: String =
        text.lines().filter(|line| !line.contains("\"m")).map(|line| format!("{line}\n")).collect();
    let asked = command(&difference(house, acme.ada, org, &few));
    let plan = house.controller.plan(&house.actor(Who::User(acme.ada)), &asked).expect("allowed");
    assert_eq!(plan.brake.as_ref().map(|brake| brake.count), Some(8));
    assert_eq!(house.refused(Who::User(acme.grace), asked), RefusalCode::NotPermitted);
}

#[test]
fn too_many_records_are_refused_with_their_number_and_what_to_do() {
    let acme = acme();
    let invited: String = (0..5_001).map(|n| format!("  {{ email = \"i{n}@acme.example\" }},\n")).collect();
    let text = acme.edited("users = [\n", &format!("users = [\n{invited}"));
    let asked = command(&difference(&acme.house, acme.ada, acme.org, &text));
    let refusal = acme.house.refusal(Who::User(acme.ada), &asked);
    assert_eq!(refusal.code, RefusalCode::TooManyChanges);
    assert!(refusal.sentence.contains("10002 records") && refusal.remedy.contains("by section"), "{refusal}");
}

#[test]
fn what_was_applied_is_taken_back_as_far_as_it_goes() {
    let acme = acme();
    let text = acme.edited("role = \"standard\"", "role = \"administrator\"");
    let receipt = applied(&acme.house, acme.ada, acme.org, &text);
    let position = receipt.position.expect("committed");
    acme.house.done(Who::User(acme.ada), Command::Undo { org: acme.org, position });
    assert_eq!(acme.house.user(acme.grace).role_in(acme.org), Some(OrgRole::Standard));
}

#[test]
fn an_independent_user_moves_from_one_account_to_another() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    let care = house.new_account(ada, "Care");
    let to = house.invite_to(ada, acme.billing, "partner@side.example", &[AccountRole::Support]);
    let partner = house.accept_as_visitor(to);
    let text = acme.edited(
        "{ user = \"partner@side.example\", account = \"Billing\"",
        "{ user = \"partner@side.example\", account = \"Care\"",
    );
    applied(house, ada, org, &text);
    let held: Vec<AccountSid> = house.user(partner).grants.iter().map(|grant| grant.account).collect();
    assert_eq!(held, [care]);
}

#[test]
fn roles_on_accounts_of_others_stand_there_and_are_not_given() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    let (bob, theirs) = house.outsider("bob@side.example");
    let open = house.invite_to(bob, theirs, "grace@acme.example", &[AccountRole::Developer]);
    house.accept_as(acme.grace, open);
    let text = acme.text();
    assert!(text.contains("standing = \"outside\"") && text.contains("standing = \"independent\""), "{text}");
    assert_eq!(difference(house, ada, org, &text).steps, []);
    // Left out it says nothing; changed it is refused.
    assert_eq!(difference(house, ada, org, &acme.without("bob@side.example")).steps.len(), 0);
    let line = text.lines().filter(|line| line.contains("user = \"grace")).collect::<Vec<_>>();
    let theirs = line.iter().find(|line| line.contains(&theirs.to_string()) || !line.contains("Billing"));
    let theirs = *theirs.expect("there");
    let text = acme.edited(theirs, &theirs.replace("developer", "support"));
    assert_eq!(refused_for(house, ada, org, &text, "belongs to others"), RefusalCode::AccountNotManaged);
}

/// Found by the property: it was passed over, and refused once the person was gone.
#[test]
fn roles_of_somebody_who_goes_on_accounts_of_others_are_named() {
    let acme = acme();
    let (house, org, ada) = (&acme.house, acme.org, acme.ada);
    let (bob, theirs) = house.outsider("bob@side.example");
    let open = house.invite_to(bob, theirs, "grace@acme.example", &[AccountRole::Developer]);
    house.accept_as(acme.grace, open);
    let text = acme.without("{ email = \"grace@acme.example\"");
    let text: String =
        text.lines().filter(|line| !line.contains("account = \"Billing\"")).collect::<Vec<_>>().join("\n");
    let code = refused_for(house, ada, org, &text, "grace@acme.example is not among the users");
    assert_eq!(code, RefusalCode::NotManagedActive);
}

#[test]
fn reading_the_plan_of_one_who_may_not_is_refused() {
    let acme = acme();
    let asked = command(&difference(&acme.house, acme.ada, acme.org, &acme.without("{ user")));
    let error = acme.house.controller.plan(&acme.house.actor(Who::Visitor), &asked).expect_err("refused");
    assert_eq!(planned(error), RefusalCode::SignInNeeded);
    assert_eq!(
        acme.house.directory().user_with(&email("ada@acme.example")).map(|row| row.sid),
        Some(acme.ada)
    );
}
