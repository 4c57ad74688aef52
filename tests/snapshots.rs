//! Pictures of every screen and dialog over demo data, at 80×24, 120×36 and without colour and line-drawing signs.
//!
//! After a change of looks: `INSTA_UPDATE=always cargo test --test snapshots`, then look at the difference.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::sync::Arc;

use orgadm::controller::port::{Channel, Courier, Heard, Letter, LetterTexts, Maintenance, Sent, Services};
use orgadm::controller::{CodeKey, Command, Controller, demo};
use orgadm::model::*;
use orgadm::store::MemoryStore;
use orgadm::tui::theme::{Glyphs, Theme};

use support::drive::Drive;
use support::{House, START, TestClock, TestIds};

/// The demo of seed 7 with 60 people, as it stands at a fixed instant.
fn acme() -> (Arc<Controller>, UserSid) {
    let store = Arc::new(MemoryStore::new(START.minus(Span::days(400)), [1; 32]).expect("in memory"));
    let codes = CodeKey::new([7; 32]);
    let wanted = demo::Demo { users: 60, seed: 7, now: START };
    let maintenance: Arc<dyn Maintenance> = Arc::clone(&store) as Arc<dyn Maintenance>;
    let owner = demo::fill(&maintenance, codes.clone(), wanted, &mut |_, _| Ok(())).expect("an empty store");
    let clock = Arc::new(TestClock::at(START));
    let controller =
        Controller::open(store as Arc<dyn Maintenance>, clock, Arc::new(TestIds::default()), codes);
    (Arc::new(controller.expect("in memory")), owner)
}

/// Each screen and dialog, and the keys that lead there from the Admin Center.
const WAYS: &[(&str, &str)] = &[
    ("overview", "Home"),
    ("overview_waiting", "Down"),
    ("accounts", "2 Down"),
    ("accounts_independent", "2 ]"),
    ("accounts_pending", "2 ] ]"),
    ("accounts_filtered", "2 / t y p e : t r i a l"),
    ("create_account", "2 n B i l l i n g"),
    ("create_account_review", "2 n B i l l i n g Enter"),
    ("account_general", "2 Enter"),
    ("account_users", "2 Enter ]"),
    ("account_pending", "2 Enter ] ]"),
    ("account_subaccounts", "2 Enter ] ] ]"),
    ("account_history", "2 Enter ] ] ] ]"),
    ("account_actions", "2 x"),
    ("accounts_marked", "2 space space x"),
    ("add_existing", "2 a A C Enter"),
    ("account_owner", "2 o h o p"),
    ("account_two_factor", "2 f"),
    ("account_release", "2 l"),
    ("coverage", "2 v"),
    ("invite_to_account", "2 i"),
    ("access_report", "2 t"),
    ("access_of_user", "3 Down a"),
    ("grant", "2 t n"),
    ("grant_both_administrator", "2 Enter ] n g r a c e Tab space Tab space Enter"),
    ("grant_review", "2 Enter ] n g r a c e Tab Tab space Enter"),
    ("domains", "4"),
    ("domain", "4 End Enter"),
    ("domain_text", "4 End Enter m"),
    ("domain_file", "4 End Enter m m"),
    ("domain_actions", "4 End Enter x"),
    ("claim_domain", "4 n g m a i l . c o m Enter"),
    ("settings", "5"),
    ("settings_end", "5 End"),
    ("settings_policy", "5 Down Enter"),
    ("settings_policy_review", "5 Down Enter Up Enter"),
    ("filter_wrong", "3 / r o l e : x"),
    ("users_managed", "3 Home"),
    ("users_marked", "3 Down space space"),
    ("users_filtered", "3 / h o p"),
    ("users_independent", "3 ]"),
    ("users_pending", "3 ] ]"),
    ("users_marked_actions", "3 Down space space x"),
    ("sort", "3 s"),
    ("actions", "3 x"),
    ("profile", "3 Down Enter"),
    ("invite", "3 i"),
    ("invite_refused", "3 i x Enter"),
    ("role", "3 Down r"),
    ("role_of_marked", "3 Down Down space space space r"),
    ("leave", "3 Down Down d"),
    ("leave_remove", "3 Down Down d Right"),
    ("leave_successor", "3 / o w n s : > 0 space - r o l e : o w n e r Enter Home d Right Tab Tab a d a"),
    ("leave_marked", "3 Down Down space space space d Right Right"),
    ("security", "3 Down Down p"),
    ("rename_user", "3 Down Down e"),
    ("profile_end", "3 Down Enter End"),
    ("change_owner", "3 / l o v e l a c e @ Enter Enter o h o p"),
    ("audit", "6"),
    ("audit_entry", "6 Down Down Down Down Enter"),
    ("audit_filtered", "6 / k i n d : r o l e"),
    ("audit_filter_wrong", "6 / k i n d : x y z"),
    ("audit_actions", "6 x"),
    ("audit_actions_undoable", "6 / k i n d : r o l e Enter x"),
    ("undo_review", "6 / k i n d : r o l e Enter u"),
    ("history_of_user", "3 Down h"),
    ("as_of", "6 / k i n d : r o l e Enter @"),
    ("as_of_wrong", "@ y e s t e r d a y Enter"),
    ("as_of_overview", "@ 1 0 d Enter"),
    ("as_of_users", "@ 1 0 d Enter 3"),
    ("as_of_audit", "@ 1 0 d Enter 6"),
    ("as_of_nothing_changes", "@ 1 0 d Enter 3 i"),
    ("what_if", "3 w n e w @ a c m e . e x a m p l e"),
    ("what_if_refused", "3 w a d a . l o v e l a c e @ a c m e . e x a m p l e"),
    ("inbox", "7"),
    ("inbox_actions", "7 x"),
    ("inbox_marked", "7 space space x"),
    ("inbox_filtered", "7 / e x p i r e s : < 4 d"),
    ("switcher", "3 Ctrl+O"),
    ("palette", "3 :"),
    ("help", "3 ?"),
    ("sign_in", "Ctrl+O e l s e Enter a d a"),
];

fn pictures(width: u16, height: u16, theme: &Theme, suffix: &str, ways: &[(&str, &str)]) {
    let (controller, owner) = acme();
    for (name, keys) in ways {
        let mut drive = Drive::themed(&controller, Some(owner), width, height, theme.clone());
        drive.keys(keys);
        insta::assert_snapshot!(format!("{name}_{suffix}"), drive.screen());
    }
}

#[test]
fn at_80_by_24() {
    pictures(80, 24, &Theme::named("dark").expect("built in"), "80x24", WAYS);
}

#[test]
fn at_120_by_36() {
    pictures(120, 36, &Theme::named("dark").expect("built in"), "120x36", WAYS);
}

#[test]
fn in_ascii_without_colour() {
    pictures(80, 24, &Theme::mono().with_glyphs(Glyphs::ascii()), "ascii", WAYS);
}

/// The first run and its previews, step by step.
#[test]
fn the_first_run() {
    for (width, height) in [(80, 24), (120, 36)] {
        let house = House::new();
        let mut it = Drive::new(&house.controller, None, width, height);
        let shot = |it: &Drive, name: &str| {
            insta::assert_snapshot!(format!("first_run_{name}_{width}x{height}"), it.screen());
        };
        shot(&it, "1_about");
        it.text("Ada Lovelace").keys("Tab").text("ada@acme.example").keys("Enter");
        shot(&it, "2_code");
        it.text("wrong").keys("Enter");
        shot(&it, "2_wrong_code");
        it.keys("Ctrl+T Enter");
        shot(&it, "3_phone");
        it.text("+14155550100").keys("Enter");
        shot(&it, "4_digits");
        it.keys("Ctrl+T Enter");
        shot(&it, "5_switcher");
        it.keys("Enter").text("Acme Corp");
        shot(&it, "6_create");
        it.keys("Enter");
        shot(&it, "7_preview");
        it.keys("Enter");
        shot(&it, "8_admin_center");
    }
}

/// Previews with a safeguard, and a refusal with its remedy.
#[test]
fn previews_and_refusals() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    for (width, height) in [(80, 24), (120, 36)] {
        let mut it = Drive::new(&house.controller, Some(ada), width, height);
        it.keys("3 End Enter o").text("grace").keys("Enter");
        insta::assert_snapshot!(format!("preview_owner_{width}x{height}"), it.screen());
        it.keys("Esc Esc Down Enter 3 ] ] r");
        insta::assert_snapshot!(format!("refusal_{width}x{height}"), it.screen());
        let mut it = Drive::new(&house.controller, Some(grace), width, height);
        insta::assert_snapshot!(format!("my_accounts_{width}x{height}"), it.screen());
        it.keys("2");
        insta::assert_snapshot!(format!("inbox_empty_{width}x{height}"), it.screen());
    }
    house.done(Who::User(ada), Command::SetRole { org, user: grace, role: OrgRole::Administrator });
}

/// An organization in which much has happened to accounts: HIPAA with a gap, one suspended, closed, pending.
fn busy() -> (House, UserSid, UserSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let run = |who: UserSid, command: Command| house.done(Who::User(who), command);
    let account = |who: UserSid, name: &str| {
        let command = Command::CreateAccount { name: support::label(name), usage: Usage::Twilio, owner: who };
        match run(who, command).plan.subjects[0] {
            Key::Account(sid) => sid,
            other => panic!("{other}"),
        }
    };
    let main = house.account_of(ada);
    house.done(Who::Operator, Command::RecordBaa { org });
    house.done(Who::Operator, Command::UpgradeAccount { account: main });
    for name in ["Intake", "Archive"] {
        run(ada, Command::CreateSubaccount { parent: main, name: support::label(name) });
    }
    run(ada, Command::SetHipaa { account: main, on: true });
    run(ada, Command::CreateSubaccount { parent: main, name: support::label("Care Team") });
    let (sandbox, labs, old) = (account(grace, "Sandbox"), account(ada, "Labs"), account(ada, "Old Line"));
    run(ada, support::grant(main, grace, &[AccountRole::Support]));
    run(grace, Command::CreateSubaccount { parent: sandbox, name: support::label("Sandbox EU") });
    run(ada, Command::SuspendAccount { account: labs });
    let consent = orgadm::controller::Consent {
        acknowledged: ["irreversible", "users-lose-access", "data-purged"].map(str::to_owned).to_vec(),
        ..Default::default()
    };
    house.run_with(Who::User(ada), Command::CloseAccount { account: old }, consent).expect("allowed");
    let lin = house.sign_up("lin@side.example", "Lin Us");
    run(ada, Command::AddExistingAccount { org, account: house.account_of(lin), replace: false });
    house.advance(Span::days(2));
    (house, ada, grace)
}

#[test]
fn accounts_in_every_state() {
    let ways = [
        ("overview", "Home"),
        ("list", "2"),
        ("menu", "2 x"),
        ("hipaa_chosen", "2 Down Enter h"),
        ("hipaa_review", "2 Down Enter h Enter"),
        ("hipaa_marked", "2 * h"),
        ("subaccounts", "2 Down Enter ] ] ]"),
        ("subaccount", "2 Down Enter ] ] ] Enter"),
        ("create_subaccount", "2 Down b n"),
        ("suspended", "2 Enter"),
        ("closed", "2 Down Down Enter"),
        ("close", "2 Down c"),
        ("pending", "2 ] ]"),
        ("pending_menu", "2 ] ] x"),
        ("coverage", "v"),
        ("settings_hipaa", "5 Down Down Down Down"),
    ];
    let (house, ada, grace) = busy();
    let dark = Theme::named("dark").expect("built in");
    let ascii = Theme::mono().with_glyphs(Glyphs::ascii());
    let looks = [("80x24", 80, 24, &dark), ("120x36", 120, 36, &dark), ("ascii", 80, 24, &ascii)];
    for (look, width, height, theme) in looks {
        for (name, keys) in ways {
            let mut it = Drive::themed(&house.controller, Some(ada), width, height, theme.clone());
            it.keys(keys);
            insta::assert_snapshot!(format!("busy_{name}_{look}"), it.screen());
        }
        let mut it = Drive::themed(&house.controller, Some(grace), width, height, theme.clone());
        insta::assert_snapshot!(format!("busy_mine_{look}"), it.screen());
        it.keys("x");
        insta::assert_snapshot!(format!("busy_mine_menu_{look}"), it.screen());
        it.keys("Esc Enter");
        insta::assert_snapshot!(format!("busy_mine_account_{look}"), it.screen());
    }
}

/// Domains on their way: looked for in vain, proven, uncertain, lost, and what deals with it.
#[test]
fn domains_from_claim_to_loss() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let uncertain = house.proven(ada, org, "doubted.example");
    let lost = house.proven(ada, org, "lost.example");
    house.proven(ada, org, "acme.example");
    let sid = house.done(Who::User(ada), Command::ClaimDomain { org, name: support::domain("new.example") });
    let Key::Domain(new) = sid.plan.subjects[0] else { panic!("a domain") };
    for n in 0..8 {
        house.member(ada, org, &format!("p{n}@lost.example"), OrgRole::Standard);
    }
    house.unpublish(lost);
    house.advance(Span::days(1));
    house.check(ada, lost);
    house.advance(Span::days(29));
    house.unpublish(uncertain);
    house.check(ada, uncertain);
    house.advance(Span::days(1));
    house.check(ada, lost);
    let red = vec![b"\x1b[31mgoogle-site-verification=0123456789\x07".to_vec(), b"v=spf1 -all".to_vec()];
    house.published.put("_twilio.new.example", Heard::Answer(red));
    house.check(ada, new);
    house.advance(Span::hours(3));
    let ways: &[(&str, &str)] = &[
        ("claims_overview", "1"),
        ("claims_list", "4"),
        ("claims_wrong", "4 End Enter c"),
        ("claims_proven", "4 Home Enter c"),
        ("claims_uncertain", "4 Home Down Enter"),
        ("claims_lost", "4 Home Down Down Enter"),
        ("claims_remove", "4 Home Down Down Enter r"),
        ("claims_remove_review", "4 Home Down Down Enter r Enter"),
    ];
    let themes = [
        (80, 24, Theme::named("dark").expect("built in"), "80x24"),
        (120, 36, Theme::named("dark").expect("built in"), "120x36"),
        (80, 24, Theme::mono().with_glyphs(Glyphs::ascii()), "ascii"),
    ];
    for (width, height, theme, look) in themes {
        for (name, keys) in ways {
            let mut drive = Drive::themed(&house.controller, Some(ada), width, height, theme.clone());
            drive.keys(keys);
            insta::assert_snapshot!(format!("{name}_{look}"), drive.screen());
        }
    }
}

/// An organization in which something of everything is wrong or waits, and the steps that deal with it.
#[test]
fn what_is_wrong_what_waits_and_what_deals_with_it() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let by = |user| Who::User(user);
    house.verified(ada, org, "acme.example");
    house.done(by(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    let linus = house.member(ada, org, "linus@acme.example", OrgRole::Standard);
    for name in ["bob", "carol", "dora", "emil", "fay", "gus", "hana"] {
        house.member(ada, org, &format!("{name}@acme.example"), OrgRole::Standard);
    }
    for name in ["Care Line", "Front Desk"] {
        let command =
            Command::CreateAccount { name: support::label(name), usage: Usage::Twilio, owner: linus };
        house.done(by(ada), command);
    }
    house.invite(grace, org, "new@elsewhere.example", OrgRole::Standard);
    for name in ["one", "two", "three"] {
        house.invite(ada, org, &format!("{name}@partner.example"), OrgRole::Standard);
    }
    let (bea, partner) = house.owner("bea@partner.example", "Partner Inc");
    house.verified(bea, partner, "partner.example");
    let theirs = house.account_of(bea);
    house.advance(Span::days(5));
    house.invite_to(bea, theirs, "ada@acme.example", &[AccountRole::Support]);
    house.invite(ada, org, "late@acme.example", OrgRole::Administrator);
    let rita = Command::RequestInvitation {
        email: support::email("rita@acme.example"),
        name: support::person("Rita Levi"),
    };
    house.done(Who::Visitor, rita);
    house.done(by(ada), Command::SetRole { org, user: grace, role: OrgRole::Standard });
    house.done(by(ada), Command::RequestSecurity { org, user: linus, action: SecurityAction::ResetPassword });
    let ways: &[(&str, &str)] = &[
        ("unwell_overview", "1"),
        ("unwell_inbox", "7"),
        ("unwell_inbox_request", "7 End"),
        ("unwell_inbox_request_actions", "7 End x"),
        ("unwell_inbox_blocked_actions", "7 Down Down x"),
        ("unwell_inbox_bulk", "7 / s t a t u s : b l o c k e d Enter * x"),
        ("unwell_refused_rows", "7 / @ p a r t n e r Enter * r"),
        ("unwell_answer_request", "7 End Enter"),
        ("unwell_answer_request_review", "7 End Enter Enter"),
        ("unwell_profile", "3 / l i n u s Enter Enter PageDown"),
        ("unwell_remove_review", "3 / l i n u s Enter Home d Right Tab Tab a d a @ Enter"),
        ("unwell_along_review", "3 / l i n u s Enter Home d Right Tab Down Down Enter"),
        ("unwell_delete_each", "3 / l i n u s Enter Home d Right Right Tab Down"),
        ("unwell_delete_review", "3 / l i n u s Enter Home d Right Right Tab Tab a d a @ Enter"),
        ("unwell_brake", "3 * d Enter"),
        ("unwell_brake_refused", "3 * d Enter Enter"),
        ("unwell_delete_many", "3 / a @ a c m e Enter * d Right Right Tab Tab g u s Enter"),
        (
            "unwell_sign_up_refused",
            "Ctrl+O e l s e Enter Ctrl+N S a m Tab s a m @ a c m e . e x a m p l e Enter",
        ),
        (
            "unwell_sign_up_request",
            "Ctrl+O e l s e Enter Ctrl+N S a m Tab s a m @ a c m e . e x a m p l e Enter Enter",
        ),
        (
            "unwell_sign_up_request_review",
            "Ctrl+O e l s e Enter Ctrl+N S a m Tab s a m @ a c m e . e x a m p l e Enter Enter Enter",
        ),
    ];
    let themes = [
        (80, 24, Theme::named("dark").expect("built in"), "80x24"),
        (120, 36, Theme::named("dark").expect("built in"), "120x36"),
        (80, 24, Theme::mono().with_glyphs(Glyphs::ascii()), "ascii"),
    ];
    for (width, height, theme, suffix) in themes {
        for (name, keys) in ways {
            let mut it = Drive::themed(&house.controller, Some(ada), width, height, theme.clone());
            it.keys(keys);
            insta::assert_snapshot!(format!("{name}_{suffix}"), it.screen());
        }
    }
}

/// Others in the same store: the overview, the list, and leaving them.
#[test]
fn in_company() {
    use orgadm::controller::Doing;
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    house.controller.enter(house.actor(Who::User(ada)), Doing::Here, Box::new(|_| {}));
    house.advance(Span::minutes(7));
    let ssh = Some("192.0.2.7 50022 198.51.100.4 22".to_owned());
    let evidence = Evidence::UidMapped { uid: 1001, os_user: "grace".into(), ssh };
    let caller = Actor { who: Who::User(grace), evidence, origin: Origin::Terminal };
    let doing = Doing::Screen("xterm-256color".into());
    house.controller.enter(caller.clone(), doing, Box::new(|_| {}));
    house.controller.enter(caller, Doing::Verb("user list".into()), Box::new(|_| {}));
    house.advance(Span::minutes(3));
    for (width, height) in [(80, 24), (120, 36)] {
        for (name, keys) in [("overview", "Home"), ("list", "w"), ("end", "w Down Enter"), ("quit", "q")] {
            let mut it = Drive::new(&house.controller, Some(ada), width, height);
            it.keys(keys);
            insta::assert_snapshot!(format!("company_{name}_{width}x{height}"), it.screen());
        }
    }
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3 End");
    let name = support::person("Grace Brewster Murray Hopper");
    house.done(Who::User(grace), Command::RenameUser { user: grace, name });
    it.event(orgadm::tui::event::Event::Changed);
    insta::assert_snapshot!("company_changed_80x24", it.screen());
}

/// Takes nothing: what it says is cut to a line, whatever it is.
#[derive(Debug)]
struct Moody;

impl Courier for Moody {
    fn carries(&self, _: Channel) -> bool {
        true
    }

    fn send(&self, letter: &Letter) -> Sent {
        let to = letter.to.to_string();
        match to.as_str() {
            "lost@acme.example" => Sent::Refused(Trouble::new(
                "mail.acme.example:587 did not take the recipient: 550 5.1.1 unknown",
            )),
            "slow@acme.example" => Sent::Later(Trouble::new("451 4.7.1 come back later")),
            _ => Sent::Accepted,
        }
    }
}

/// Mail that arrived, that did not, and that is tried again.
#[test]
fn undelivered() {
    let services =
        Services { courier: Some(Arc::new(Moody)), letters: LetterTexts::default(), ..Services::default() };
    let house = House::reaching(services);
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    for name in ["lost", "slow", "here"] {
        house.invite(ada, org, &format!("{name}@acme.example"), OrgRole::Standard);
    }
    house.controller.post(house.controller.messages_due().expect("readable"), &|| false).expect("noted");
    house.advance(Span::seconds(30));
    let ways = [
        ("undelivered_overview", "1 Home"),
        ("undelivered_inbox", "7 Down"),
        ("undelivered_inbox_actions", "7 Down x"),
        ("undelivered_again", "7 Down t"),
    ];
    for (width, height) in [(80, 24), (120, 36)] {
        for (name, keys) in ways {
            let mut it = Drive::new(&house.controller, Some(ada), width, height);
            it.keys(keys);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), it.screen());
        }
    }
}

/// A code that is on its way is shown on no screen.
#[test]
fn carried() {
    let services =
        Services { courier: Some(Arc::new(Moody)), letters: LetterTexts::default(), ..Services::default() };
    let house = House::reaching(services);
    for (width, height) in [(80, 24), (120, 36)] {
        let mut it = Drive::new(&house.controller, None, width, height);
        it.text("Ada Lovelace").keys("Tab").text(&format!("ada{width}@acme.example")).keys("Enter");
        insta::assert_snapshot!(format!("carried_code_{width}x{height}"), it.screen());
    }
}
