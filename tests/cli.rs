//! Verbs over given streams: results, refusals, exit codes, JSON, questions.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;
#[path = "cli/time.rs"]
mod time;

#[path = "cli/accounts.rs"]
mod accounts;
#[path = "cli/backups.rs"]
mod backups;
#[path = "cli/bulk.rs"]
mod bulk;
#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/errors.rs"]
mod errors;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/lists.rs"]
mod lists;
#[path = "cli/org_file.rs"]
mod org_file;
#[path = "cli/parity.rs"]
mod parity;
#[path = "cli/pipes.rs"]
mod pipes;
#[path = "cli/said.rs"]
mod said;
#[path = "cli/schemas.rs"]
mod schemas;
#[path = "cli/units.rs"]
mod units;

use std::io::{self, Read, Write};

use clap::Parser;
use orgadm::cli::{self, Arguments, Context, Exit, Io, Keep};
use orgadm::controller::Controller;
use orgadm::model::*;
use serde_json::Value;

use support::{House, load};

#[derive(Debug)]
struct Said {
    exit: Exit,
    out: String,
    err: String,
    /// What was written into the file that the line names; `None` if it was not kept.
    file: Option<Vec<u8>>,
}

/// A file that a line names, in memory.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    kept: bool,
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Keep for Written {
    fn keep(&mut self) -> io::Result<()> {
        self.kept = true;
        Ok(())
    }
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

struct Streams {
    input: &'static str,
    out_is_terminal: bool,
    interactive: bool,
}

const PIPE: Streams = Streams { input: "", out_is_terminal: false, interactive: false };

fn say(house: &House, line: &str, streams: &Streams) -> Said {
    say_to(&house.controller, house, line, streams)
}

fn say_to(controller: &Controller, house: &House, line: &str, streams: &Streams) -> Said {
    let words = line.split(' ').map(|word| word.replace('_', " "));
    run(controller, house, words.collect(), streams, (None, &|| false))
}

/// Runs the words of a line, with the file that it names to be read, and what is asked between parts.
fn run(
    controller: &Controller,
    house: &House,
    words: Vec<String>,
    streams: &Streams,
    (file, stopped): (Option<&mut dyn Read>, &dyn Fn() -> bool),
) -> Said {
    let arguments = Arguments::try_parse_from(std::iter::once("orgadm".to_owned()).chain(words))
        .unwrap_or_else(|error| panic!("{error}"));
    let context = Context {
        controller,
        rights: controller,
        caller: house.actor(Who::Visitor),
        identity: arguments.flags.as_user.clone(),
        flags: &arguments.flags,
    };
    let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), streams.input.as_bytes());
    let verb = arguments.verb.as_ref().expect("a verb");
    let mut written = verb.file_written().filter(|path| path.as_os_str() != "-").map(|_| Written::default());
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        file: file.map(|file| -> &mut dyn Read { file }),
        into: written.as_mut().map(|file| -> &mut dyn Keep { file }),
        stopped,
        out_is_terminal: streams.out_is_terminal,
        interactive: streams.interactive,
    };
    let exit = cli::run(&context, verb, &mut io);
    // Not every byte of a stream is text.
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let file = written.filter(|file| file.kept).map(|file| file.bytes);
    Said { exit, out: text(out), err: text(err), file }
}

fn acme() -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    (house, ada, org)
}

#[test]
fn lists_are_columns_in_a_pipe_and_a_table_on_a_terminal() {
    let (house, ada, _) = acme();
    let said = say(&house, "user list --as ada@acme.example", &PIPE);
    assert_eq!((said.exit, said.out.lines().count()), (Exit::Done, 2));
    assert!(said.out.lines().all(|line| line.split('\t').count() == 7), "{}", said.out);
    assert!(said.out.contains(&ada.to_string()));
    let table = say(&house, "user list --as ada@acme.example", &Streams { out_is_terminal: true, ..PIPE });
    assert!(table.out.starts_with("NAME ") && !table.out.contains('\t'), "{}", table.out);
    assert_eq!(say(&house, "user list grace --as ada@acme.example", &PIPE).out.lines().count(), 1);
}

#[test]
fn every_list_and_page_is_json_too() {
    let (house, ada, org) = acme();
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    say(&house, "domain claim acme.example --as ada@acme.example", &PIPE);
    let json = |line: &str| {
        let said = say(&house, &format!("{line} --json --as ada@acme.example"), &PIPE);
        assert_eq!(said.exit, Exit::Done, "{said:?}");
        said.json()
    };
    assert_eq!(json("user list")["users"][0]["list"], "managed");
    assert_eq!(json("user list --list pending")["invitations"][0]["email"], "new@acme.example");
    assert_eq!(json("user show grace@acme.example")["user"]["role"], "standard");
    assert_eq!(json("org show")["users"]["pending"], 1);
    assert_eq!(json("domain list")["domains"][0]["state"], "unverified");
    assert_eq!(json("invitation list")["invitations"][0]["sends"], 1);
    let entries = json("audit list")["entries"].as_array().cloned().expect("a list");
    assert_eq!(entries[0]["command"], "domain.created");
    let position = entries[0]["position"].as_u64().expect("a number");
    assert_eq!(json(&format!("audit show {position}"))["entry"]["records"][0]["kind"], "domain");
    assert_eq!(
        json("audit list --record grace@acme.example")["entries"][0]["command"],
        "user-invitation.accepted"
    );
    assert_eq!(
        (&json("sweep")["expired_invitations"], &json("sweep")["compacted"]),
        (&0.into(), &Value::Null)
    );
}

#[test]
fn refusals_exit_3_with_the_same_words_in_json() {
    let (house, ..) = acme();
    let line = "user invite grace@acme.example --as ada@acme.example";
    let plain = say(&house, line, &PIPE);
    assert_eq!((plain.exit, plain.out.as_str()), (Exit::Refused, ""));
    assert!(
        plain.err.starts_with("orgadm: grace@acme.example is already a managed user here"),
        "{}",
        plain.err
    );
    let json = say(&house, &format!("{line} --json"), &PIPE);
    let error: Value = serde_json::from_str(&json.err).expect("JSON");
    assert_eq!(error["error"]["code"], "already-member");
    assert!(error["error"]["remedy"].as_str().is_some_and(|text| text.ends_with('.')));
    for (line, exit) in [
        ("user list --as grace@acme.example", Exit::Refused),
        ("audit list --as grace@acme.example", Exit::Refused),
        ("user list --as nobody@acme.example", Exit::Refused),
        ("user list", Exit::Refused),
        ("user invite not-an-address --as ada@acme.example", Exit::Refused),
        ("invitation accept NF12 --as ada@acme.example", Exit::Usage),
        ("support record-baa Nobody", Exit::Usage),
        ("support verify-domain acme.example", Exit::Refused),
        ("support show-code nobody@acme.example", Exit::Refused),
    ] {
        let said = say(&house, line, &PIPE);
        assert_eq!(said.exit, exit, "{line}: {said:?}");
        assert!(said.out.is_empty() && said.err.ends_with('\n'), "{line}: {said:?}");
    }
}

#[test]
fn a_dry_run_prints_the_plan_and_writes_nothing() {
    let (house, ..) = acme();
    let head = house.head();
    let line = "user role grace@acme.example administrator --as ada@acme.example --dry-run";
    let said = say(&house, line, &PIPE);
    assert_eq!(said.exit, Exit::Done);
    for part in
        ["Make grace@acme.example Administrator", "Standard → Administrator", "Same as: orgadm user role"]
    {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let plan = say(&house, &format!("{line} --json"), &PIPE).json();
    assert_eq!(plan["plan"]["changes"][0]["fields"][0]["after"], "Administrator");
    assert_eq!(house.head(), head);
}

#[test]
fn the_line_of_a_plan_makes_the_same_plan() {
    let (house, ada, org) = acme();
    let grace = house.directory().user_with(&support::email("grace@acme.example")).expect("there").sid;
    let commands = [
        support::invite(org, "new@acme.example", OrgRole::Administrator),
        orgadm::controller::Command::SetRole { org, user: grace, role: OrgRole::Administrator },
        orgadm::controller::Command::ClaimDomain { org, name: support::domain("acme.example") },
        orgadm::controller::Command::ChangeOwner { org, user: grace },
    ];
    for command in commands {
        let plan = house.controller.plan(&house.actor(Who::User(ada)), &command).expect("allowed");
        let line = plan.line.strip_prefix("orgadm ").expect("a line of ours");
        let said = say(&house, &format!("{line} --dry-run --json --as ada@acme.example"), &PIPE);
        assert_eq!(said.json()["plan"]["title"], plan.title.as_str(), "{line}");
        assert_eq!(
            said.json()["plan"]["changes"].as_array().map(Vec::len),
            Some(plan.changes.len()),
            "{line}"
        );
    }
}

#[test]
fn every_new_line_of_a_plan_makes_the_same_plan() {
    use orgadm::controller::{Command, Limit};
    let (house, ada, org) = acme();
    let grace = house.directory().user_with(&support::email("grace@acme.example")).expect("there").sid;
    let account = house.account_of(ada);
    let domain = house.verified(ada, org, "labs.example");
    let roles = support::roles(&[AccountRole::Developer, AccountRole::BillingManager]);
    let access = vec![OfferedRoles { account, roles }];
    let email = support::email("new@side.example");
    let administrator = [
        Command::CreateAccount { name: support::label("Second"), usage: Usage::Flex, owner: grace },
        Command::CreateAccount { name: support::label("Second"), usage: Usage::Twilio, owner: ada },
        Command::RenameAccount { account, name: support::label("Second") },
        Command::GrantAccess { account, user: grace, roles },
        Command::InviteToAccount { account, email: email.clone(), roles, replace: true },
        Command::InviteUser { org, email, role: OrgRole::Standard, access, replace: false },
        Command::RenameOrganization { org, name: support::label("Corp") },
        Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent },
        Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically },
        Command::SetVerifiedDomainsOnly { org, on: true },
        Command::SetReasonRequired { org, on: true },
        Command::DeleteDomain { domain },
    ];
    let operator =
        [Limit::Accounts(Some(9)), Limit::Domains(3)].map(|limit| Command::SetLimit { org, limit });
    for (who, commands) in [(Who::User(ada), &administrator[..]), (Who::Operator, &operator)] {
        for command in commands {
            let plan = house.controller.plan(&house.actor(who), command).expect("allowed");
            let line = plan.line.strip_prefix("orgadm ").expect("a line of ours");
            let said = say(&house, &format!("{line} --dry-run --json --as ada@acme.example"), &PIPE);
            assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
            assert_eq!(said.json()["plan"]["title"], plan.title.as_str(), "{line}");
            assert_eq!(said.json()["plan"]["line"], plan.line_with_safeguards(), "{line}");
            assert_eq!(
                said.json()["plan"]["changes"].as_array().map(Vec::len),
                Some(plan.changes.len()),
                "{line}"
            );
        }
    }
}

#[test]
fn accounts_are_created_listed_shown_renamed_and_shared() {
    let (house, ..) = acme();
    let done = |line: &str| {
        let said = say(&house, &format!("{line} --as ada@acme.example"), &PIPE);
        assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
        said
    };
    done("account create Second --usage flex --owner grace@acme.example");
    done("account rename Second Third_one");
    assert_eq!(done("account list third").out.lines().count(), 1);
    assert_eq!(done("account list --list independent").out, "");
    assert!(done("account show Third_one").out.contains("Flex"));
    done("access grant ada@acme.example Third_one developer,support");
    done("access invite new@side.example Third_one billing-manager");
    let users = done("account users Third_one --json").json();
    assert_eq!(users["users"][0]["roles"][0], "owner");
    assert_eq!(users["users"][1]["roles"][1], "support");
    assert_eq!(users["pending"][0]["email"], "new@side.example");
    let report = done("access list --account Third_one --json").json();
    assert_eq!(report["access"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["access"][1]["roles"][0], "developer");
    assert_eq!(report["access"][1]["granted_by"], "ada@acme.example");
    done("access revoke ada@acme.example Third_one");
    let mine = say(&house, "account list --mine --as grace@acme.example", &PIPE);
    assert!(mine.out.contains("Third one"), "{mine:?}");
}

#[test]
fn the_access_report_is_csv_in_which_nothing_acts() {
    let (house, ..) = acme();
    say(&house, "account rename Main =1+1 --as ada@acme.example", &PIPE);
    let said = say(&house, "access list --csv --as ada@acme.example", &PIPE);
    assert_eq!(said.exit, Exit::Done);
    let lines: Vec<&str> = said.out.split_terminator("\r\n").collect();
    assert!(lines[0].starts_with("\"NAME\",\"EMAIL\""), "{lines:?}");
    assert!(lines.len() == 2 && lines[1].contains(",\"'=1+1\",\"Owner\""), "{lines:?}");
}

#[test]
fn who_may_not_see_an_account_learns_nothing_of_it() {
    let (house, ada, _) = acme();
    let account = house.account_of(ada);
    house.sign_up("out@side.example", "Out Sider");
    for who in ["grace@acme.example", "out@side.example"] {
        for verb in ["show", "users"] {
            let said = say(&house, &format!("account {verb} {account} --as {who}"), &PIPE);
            assert_eq!((said.exit, said.out.as_str()), (Exit::Refused, ""), "{said:?}");
        }
        assert_eq!(
            say(&house, &format!("account show Main --as {who}"), &PIPE).exit,
            if who.starts_with("out") { Exit::Done } else { Exit::Usage },
            "only an own one is found by name"
        );
        assert_eq!(say(&house, &format!("access list --as {who}"), &PIPE).exit, Exit::Refused);
    }
}

#[test]
fn settings_are_shown_with_the_lines_that_set_them() {
    let (house, ..) = acme();
    for line in ["org policy prevent", "org reason required"] {
        assert_eq!(say(&house, &format!("{line} --as ada@acme.example"), &PIPE).exit, Exit::Done);
    }
    let said = say(&house, "org settings --json --as ada@acme.example", &PIPE).json();
    assert_eq!(said["settings"]["sign_up_policy"], "prevent");
    assert_eq!(said["settings"]["reason_required"], true);
    let table = say(&house, "org settings --as ada@acme.example", &PIPE);
    assert!(table.out.contains("orgadm org invitable any|verified-only"), "{}", table.out);
    assert_eq!(say(&house, "org settings --as grace@acme.example", &PIPE).exit, Exit::Refused);
    for (line, exit) in [
        ("domain delete nobody.example --as ada@acme.example", Exit::Refused),
        ("user invite x@side.example --access Main --as ada@acme.example", Exit::Usage),
        ("user invite x@side.example --access Main=king --as ada@acme.example", Exit::Usage),
        ("access grant grace@acme.example Nowhere support --as ada@acme.example", Exit::Usage),
    ] {
        assert_eq!(say(&house, line, &PIPE).exit, exit, "{line}");
    }
}

#[test]
fn somebody_at_a_terminal_is_asked() {
    let (house, ..) = acme();
    let line = "user role grace@acme.example administrator --as ada@acme.example";
    let ask = |input| Streams { input, out_is_terminal: true, interactive: true };
    let head = house.head();
    let no = say(&house, line, &ask("n\n"));
    assert_eq!((no.exit, house.head()), (Exit::Failed, head));
    assert!(no.err.contains("Commit this? [y/N]") && no.err.contains("Nothing was changed."), "{}", no.err);
    let silence = say(&house, line, &ask(""));
    assert_eq!((silence.exit, house.head()), (Exit::Failed, head));
    assert_eq!(say(&house, line, &ask("y\n")).exit, Exit::Done);
    let transfer = "org transfer grace@acme.example --as ada@acme.example";
    assert_eq!(say(&house, transfer, &ask("Wrong\n")).exit, Exit::Refused);
    assert_eq!(say(&house, &format!("{transfer} --yes"), &ask("")).exit, Exit::Refused, "a safeguard stays");
    assert_eq!(say(&house, transfer, &ask("Acme\n")).exit, Exit::Done);
}

#[test]
fn reasons_reach_the_audit_and_are_checked() {
    let (house, ..) = acme();
    let line = "user role grace@acme.example administrator --as ada@acme.example --reason";
    assert_eq!(say(&house, &format!("{line} bell\u{7}"), &PIPE).exit, Exit::Usage);
    assert_eq!(say(&house, &format!("{line} New_duties"), &PIPE).exit, Exit::Done);
    let said = say(&house, &format!("audit show {} --as ada@acme.example", house.head()), &PIPE);
    assert!(
        said.out.contains("reason    New duties") && said.out.contains("Standard → Administrator"),
        "{}",
        said.out
    );
}

#[test]
fn names_of_a_foreign_hand_are_shown_escaped() {
    // Deserialised, not parsed: what an old store or another program could have written.
    let name: PersonName = serde_json::from_value(Value::from("Ev\u{1b}[2Jil\u{202e}")).expect("a text");
    let org = OrgSid::from_bytes([9; 16]);
    let house = House::with(|store| {
        let user = User {
            sid: UserSid::from_bytes([1; 16]),
            email: support::email("ada@acme.example"),
            email_proven: Some(Timestamp(0)),
            name,
            state: UserState::Active,
            membership: Some(Membership { org, role: OrgRole::Owner, since: Timestamp(0) }),
            grants: Vec::new(),
            two_factor: TwoFactor::Unknown,
            created: Timestamp(0),
            last_seen: None,
            requests: Vec::new(),
            uids: Vec::new(),
        };
        load(store, vec![user.into()]);
    });
    for terminal in [true, false] {
        let said = say(
            &house,
            &format!("user list --as ada@acme.example --org {org}"),
            &Streams { out_is_terminal: terminal, ..PIPE },
        );
        assert!(said.out.contains("Ev\\u{1b}[2Jil\\u{202e}"), "{said:?}");
        assert!(!said.out.contains('\u{1b}') && !said.out.contains('\u{202e}'), "{said:?}");
    }
}

/// A pipe whose reader has gone.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn results_go_to_one_stream_and_what_comes_next_to_the_other() {
    let (house, ..) = acme();
    for (line, result, next) in [
        ("signup dora@side.example --name Dora", "A code was written", "Next: orgadm signup confirm"),
        (
            "user invite new@acme.example --as ada@acme.example",
            "Invited new@acme.example",
            "No mail is sent yet",
        ),
        (
            "domain claim acme.example --as ada@acme.example",
            "Claimed acme.example",
            "Next: orgadm domain check acme.example   (once the record is published)\n",
        ),
        ("domain delete acme.example --as ada@acme.example", "Done: ", ""),
    ] {
        let said = say(&house, line, &PIPE);
        assert_eq!((said.exit, said.out.lines().count()), (Exit::Done, 1), "{said:?}");
        assert!(said.out.starts_with(result) && said.err.starts_with(next), "{said:?}");
        assert_eq!(said.err.is_empty(), next.is_empty(), "{said:?}");
    }
    assert!(say(&house, "signup eve@side.example --name Eve --json", &PIPE).err.is_empty());
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let (house, ..) = acme();
    let arguments =
        Arguments::try_parse_from(["orgadm", "user", "list", "--as", "ada@acme.example"]).expect("arguments");
    let context = Context {
        controller: &house.controller,
        rights: &house.controller,
        caller: house.actor(Who::Visitor),
        identity: arguments.flags.as_user.clone(),
        flags: &arguments.flags,
    };
    let (mut err, mut input) = (Vec::new(), io::empty());
    let mut io = Io {
        out: &mut Gone,
        err: &mut err,
        input: &mut input,
        file: None,
        into: None,
        stopped: &|| false,
        out_is_terminal: false,
        interactive: false,
    };
    assert_eq!(cli::run(&context, arguments.verb.as_ref().expect("a verb"), &mut io), Exit::Done);
    assert!(err.is_empty(), "{}", String::from_utf8_lossy(&err));
}

/// At a million users the lists take seconds to load: whoever asks for one record must not wait for them.
#[test]
fn verbs_about_single_records_never_load_the_lists() {
    let (house, ada, org) = acme();
    let invitation = house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let account = house.account_of(ada);
    let (_, outside) = house.outsider("outside@side.example");
    let bare = house.reopened();
    for line in [
        "user show grace@acme.example",
        "user role grace@acme.example administrator",
        "user invite other@acme.example --role standard",
        "invitation list",
        "domain claim acme.example",
        "domain list",
        "org policy prevent",
        "org rename Acme_Corp",
        "audit list",
        "audit list --record grace@acme.example",
        &format!("account show {account}"),
        &format!("account rename {account} First"),
        &format!("access grant grace@acme.example {account} support"),
        &format!("access revoke grace@acme.example {account}"),
        &format!("account two-factor {account} every-login"),
        &format!("account subaccount create {account} Sub"),
        &format!("account suspend {account}"),
        &format!("account reactivate {account}"),
        &format!("account add {outside}"),
        &format!("account owner {account} grace@acme.example"),
        &format!("access relinquish {account}"),
        &format!(
            "account close {account} --acknowledge irreversible,subaccounts-close,users-lose-access,data-purged"
        ),
        &format!("invitation cancel {invitation}"),
        "signup dora@side.example --name Dora",
        "user show grace@acme.example --json",
        "sweep",
    ] {
        let said = say_to(&bare, &house, &format!("{line} --as ada@acme.example"), &PIPE);
        assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
        assert!(bare.loaded().is_none(), "{line} loaded the lists");
    }
    let said = say_to(&bare, &house, "user list role:admin --as ada@acme.example", &PIPE);
    assert!(said.out.contains("grace@acme.example"), "what was committed without lists is in them: {said:?}");
    assert!(bare.loaded().is_some());
}

#[test]
fn every_line_about_people_makes_the_same_plan() {
    use orgadm::controller::{Command, Successors};
    use orgadm::rules::limits;
    let (house, ada, org) = acme();
    let grace = house.directory().user_with(&support::email("grace@acme.example")).expect("there").sid;
    let heir = house.member(ada, org, "heir@acme.example", OrgRole::Standard);
    let idle = house.member(ada, org, "idle@acme.example", OrgRole::Standard);
    house.done(Who::User(ada), Command::DeactivateUser { org, user: idle });
    let account = |owner, name: &str| {
        let command = Command::CreateAccount { name: support::label(name), usage: Usage::Twilio, owner };
        match house.done(Who::User(owner), command).plan.subjects[0] {
            Key::Account(sid) => sid,
            other => panic!("{other}"),
        }
    };
    let (first, second) = (account(grace, "First"), account(heir, "Second"));
    let role = |user| Command::SetRole { org, user, role: OrgRole::Administrator };
    let roles = support::roles(&[AccountRole::Support]);
    for user in [grace, heir] {
        let account = house.account_of(ada);
        house.done(Who::User(ada), Command::GrantAccess { account, user, roles });
    }
    house.verified(ada, org, "shut.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let ask = |address: &str| Command::RequestInvitation {
        email: support::email(address),
        name: support::person("Linus O'Pauling"),
    };
    let asked = |address: &str| match house.done(Who::Visitor, ask(address)).plan.subjects[0] {
        Key::Invitation(sid) => sid,
        other => panic!("{other}"),
    };
    let (request, other) = (asked("a@shut.example"), asked("b@shut.example"));
    let sids = ["x@side.example", "y@side.example"].map(|to| house.invite(ada, org, to, OrgRole::Standard));
    house.advance(limits::COOL_DOWN);
    let successors = |each| Successors { all: Some(ada), each };
    let remove = |user, each| Command::RemoveUser { org, user, successors: successors(each) };
    let delete = |user, each| Command::DeleteUser { org, user, successors: successors(each) };
    let ours = [
        remove(grace, vec![(first, grace)]),
        Command::Many(vec![remove(grace, vec![(first, ada)]), remove(heir, vec![(second, heir)])]),
        Command::RemoveUser {
            org,
            user: grace,
            successors: Successors { all: None, each: vec![(first, heir)] },
        },
        delete(grace, Vec::new()),
        Command::Many(vec![delete(grace, vec![(first, ada)]), delete(heir, Vec::new())]),
        Command::DeactivateUser { org, user: grace },
        Command::Many([grace, heir].map(|user| Command::DeactivateUser { org, user }).to_vec()),
        Command::ActivateUser { org, user: idle },
        Command::RenameUser { user: grace, name: support::person("Grace O'Hopper") },
        Command::RequestSecurity { org, user: grace, action: SecurityAction::RequireTwoFactor },
        Command::Many(
            [grace, heir]
                .map(|user| Command::RequestSecurity { org, user, action: SecurityAction::ResetPassword })
                .to_vec(),
        ),
        Command::RequestSecurity { org, user: grace, action: SecurityAction::ResetTwoFactor },
        Command::Many(vec![role(grace), role(heir)]),
        Command::Many(
            [grace, heir].map(|user| Command::RevokeAccess { account: house.account_of(ada), user }).to_vec(),
        ),
        Command::Many(
            ["m@side.example", "n@side.example"]
                .map(|to| support::invite(org, to, OrgRole::Standard))
                .to_vec(),
        ),
        Command::Many([first, second].map(|account| Command::SuspendAccount { account }).to_vec()),
        Command::Many([first, second].map(|account| Command::CloseAccount { account }).to_vec()),
        Command::Many(
            [first, second].map(|account| Command::ChangeAccountOwner { account, user: ada }).to_vec(),
        ),
        Command::Many(
            [first, second]
                .map(|account| Command::SetTwoFactorPolicy { account, policy: TwoFactorPolicy::EveryLogin })
                .to_vec(),
        ),
        Command::ResendInvitation { invitation: sids[0] },
        Command::Many(sids.map(|invitation| Command::ResendInvitation { invitation }).to_vec()),
        Command::Many(sids.map(|invitation| Command::CancelInvitation { invitation }).to_vec()),
        Command::AnswerRequest { request, role: Some(OrgRole::Administrator) },
        Command::AnswerRequest { request, role: None },
        Command::Many(
            [request, other].map(|request| Command::AnswerRequest { request, role: None }).to_vec(),
        ),
        Command::Many(
            [request, other]
                .map(|request| Command::AnswerRequest { request, role: Some(OrgRole::Standard) })
                .to_vec(),
        ),
    ];
    let visitor = [ask("c@shut.example")];
    for (who, commands) in [(Who::User(ada), &ours[..]), (Who::Visitor, &visitor)] {
        for command in commands {
            let plan = house.plan(who, command);
            let line = plan.line.strip_prefix("orgadm ").expect("a line of ours");
            // The test's own words divide at spaces and read a quoted name as one word with underscores.
            let line = line.replace("'Grace O'\\''Hopper'", "Grace_O'Hopper");
            let line = line.replace("'Linus O'\\''Pauling'", "Linus_O'Pauling");
            let said = say(&house, &format!("{line} --dry-run --json --as ada@acme.example"), &PIPE);
            assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
            let found = &said.json()["plan"];
            assert_eq!(found["title"], plan.title.as_str(), "{line}");
            assert_eq!(found["line"], plan.line_with_safeguards(), "{line}");
            assert_eq!(found["changes"].as_array().map(Vec::len), Some(plan.changes.len()), "{line}");
            assert_eq!(
                found["consequences"].as_array().map(Vec::len),
                Some(plan.consequences.len()),
                "{line}"
            );
        }
    }
}

#[test]
fn of_several_every_refused_row_is_printed_and_nothing_is_done() {
    let (house, ada, org) = acme();
    house.member(ada, org, "linus@acme.example", OrgRole::Standard);
    let head = house.head();
    let line = "user remove grace@acme.example ada@acme.example linus@acme.example ada@acme.example --successor \
                ada@acme.example --as ada@acme.example";
    let said = say(&house, line, &PIPE);
    assert_eq!((said.exit, house.head()), (Exit::Refused, head));
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(lines[0].starts_with("orgadm: Row 2 of 4: ada@acme.example is the Owner"), "{lines:?}");
    assert!(lines[1].starts_with("  row 2: ") && lines[2].starts_with("  row 4: "), "{lines:?}");
    assert!(lines[2].ends_with("(owner-protected)"), "{lines:?}");
    let json = say(&house, &format!("{line} --json"), &PIPE);
    let error: Value = serde_json::from_str(&json.err).expect("JSON");
    assert_eq!(error["error"]["rows"].as_array().map(Vec::len), Some(2));
    assert_eq!(error["error"]["rows"][1]["row"], 4);
    assert_eq!(error["error"]["rows"][1]["code"], "owner-protected");
    assert_eq!(error["error"]["rows"][1]["record"], ada.to_string());
}

#[test]
fn the_brake_is_asked_about_and_given_as_a_flag() {
    let (house, ada, org) = acme();
    let mut users = Vec::new();
    for n in 0..7 {
        users.push(format!("u{n}@acme.example"));
        house.member(ada, org, &users[n], OrgRole::Standard);
    }
    let line = format!("user deactivate {} --as ada@acme.example", users.join(" "));
    let short = say(&house, &line, &PIPE);
    assert_eq!(short.exit, Exit::Refused);
    assert!(
        short.err.contains("7 of 9 managed users") && short.err.contains("--confirm-count 7"),
        "{short:?}"
    );
    let ask = |input| Streams { input, out_is_terminal: true, interactive: true };
    let wrong = say(&house, &line, &ask("6\n"));
    assert_eq!(wrong.exit, Exit::Refused, "{wrong:?}");
    assert!(wrong.err.contains("Type the number 7 to go on:"), "{wrong:?}");
    let dry = say(&house, &format!("{line} --dry-run --json"), &PIPE);
    assert_eq!(dry.json()["plan"]["confirm_count"], 7);
    assert_eq!(say(&house, &line, &ask("7\n")).exit, Exit::Done);
    let back = line.replace("deactivate", "activate");
    assert_eq!(say(&house, &back, &PIPE).exit, Exit::Done, "nobody is taken out of use");
    assert_eq!(say(&house, &format!("{line} --confirm-count 7"), &PIPE).exit, Exit::Done);
}

#[test]
fn somebody_goes_and_the_accounts_are_settled() {
    let (house, ada, org) = acme();
    house.member(ada, org, "heir@acme.example", OrgRole::Standard);
    let done = |line: &str, by: &str| {
        let said = say(&house, &format!("{line} --as {by}@acme.example"), &PIPE);
        assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
        said
    };
    done("account create First", "grace");
    let listed = done("account list first --json", "ada").json();
    let first = listed["accounts"][0]["sid"].as_str().expect("a SID").to_owned();
    let boxes = "--acknowledge lose-membership,accounts-handed-over,invitations-blocked,no-way-back";
    let none = say(&house, &format!("user remove grace@acme.example {boxes} --as ada@acme.example"), &PIPE);
    assert!(none.exit == Exit::Refused && none.err.contains("--account-successor"), "{none:?}");
    for (wrong, exit) in [
        ("--account-successor First=heir@acme.example", Exit::Usage),
        ("--account-successor nonsense", Exit::Usage),
        ("--successor nobody@acme.example", Exit::Refused),
    ] {
        let line = format!("user remove grace@acme.example {wrong} {boxes} --as ada@acme.example");
        assert_eq!(say(&house, &line, &PIPE).exit, exit, "{wrong}");
    }
    done(
        &format!("user remove grace@acme.example --account-successor {first}=heir@acme.example {boxes}"),
        "ada",
    );
    let shown = done("account show First --json", "heir").json();
    assert_eq!(shown["account"]["owner"], "heir@acme.example");
    done("user rename heir@acme.example Heir_Apparent", "ada");
    done("user security heir@acme.example require-2fa", "ada");
    let boxes = "--acknowledge record-destroyed,accounts-handed-over,invitations-end,history-erased";
    done(&format!("user delete heir@acme.example --successor ada@acme.example {boxes}"), "ada");
    assert_eq!(done("user list", "ada").out.lines().count(), 1);
}

#[test]
fn who_was_refused_asks_and_is_answered() {
    let (house, ada, org) = acme();
    house.verified(ada, org, "shut.example");
    say(&house, "org policy prevent --as ada@acme.example", &PIPE);
    let refused = say(&house, "signup linus@shut.example --name Linus", &PIPE);
    assert!(refused.err.contains("orgadm invitation request linus@shut.example --name NAME"), "{refused:?}");
    let asked = say(&house, "invitation request linus@shut.example --name Linus --json", &PIPE).json();
    let sid = asked["result"]["request"].as_str().expect("a SID").to_owned();
    let listed = say(&house, "invitation list --json --as ada@acme.example", &PIPE).json();
    assert_eq!(listed["invitations"][0]["kind"], "request");
    for line in
        [format!("invitation answer {sid}"), format!("invitation answer {sid} --role standard --decline")]
    {
        assert!(Arguments::try_parse_from(format!("orgadm {line}").split(' ')).is_err(), "{line}");
    }
    let answer = format!("invitation answer {sid} --role standard --as");
    assert_eq!(say(&house, &format!("{answer} grace@acme.example"), &PIPE).exit, Exit::Refused);
    assert_eq!(say(&house, &format!("{answer} ada@acme.example"), &PIPE).exit, Exit::Done);
    let listed = say(&house, "invitation list --json --as ada@acme.example", &PIPE).json();
    assert_eq!(listed["invitations"][0]["kind"], "user");
    assert_eq!(listed["invitations"][0]["can_resend"], false);
}

#[test]
fn the_list_of_invitations_says_what_blocks_them() {
    let (house, ada, org) = acme();
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    house.invite(admin, org, "new@side.example", OrgRole::Standard);
    let list = || say(&house, "invitation list --json --as ada@acme.example", &PIPE).json();
    assert_eq!(list()["invitations"][0]["blocked"], Value::Null);
    say(&house, "user role admin@acme.example standard --as ada@acme.example", &PIPE);
    assert_eq!(list()["invitations"][0]["blocked"], "sender may no longer invite");
    let table = say(&house, "invitation list --as ada@acme.example", &PIPE);
    assert!(table.out.contains("\tblocked: sender may no longer invite\t"), "{}", table.out);
}

#[test]
fn an_organization_is_deleted_swept_and_compacted_line_by_line() {
    let (house, _, org) = acme();
    // The backup of the day.
    say(&house, "sweep", &PIPE);
    let ada = |line: &str| say(&house, &format!("{line} --as ada@acme.example"), &PIPE);
    let line = ada("org request-deletion");
    assert_eq!(line.exit, Exit::Refused);
    assert!(line.err.contains("--confirm Acme"), "{}", line.err);
    let dry = ada("org request-deletion --dry-run");
    assert!(dry.out.contains("its 2 users and their accounts are free"), "{}", dry.out);
    assert_eq!(say(&house, "support confirm-deletion Acme --confirm Acme", &PIPE).exit, Exit::Refused);
    assert!(ada("org show").out.contains("\nState\tactive\n"), "{}", ada("org show").out);
    assert_eq!(ada("org request-deletion --confirm Acme").exit, Exit::Done);
    assert!(ada("org show").out.contains("\nState\tdeletion requested\n"), "{}", ada("org show").out);
    assert_eq!(ada("org withdraw-deletion").exit, Exit::Done);
    assert_eq!(ada("org request-deletion --confirm Acme").exit, Exit::Done);
    let done = say(&house, &format!("support confirm-deletion {org} --confirm Acme"), &PIPE);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Done, "Done: Delete the organization Acme.\n"));
    let shown = ada("org show");
    assert_eq!(shown.exit, Exit::Refused);
    assert!(shown.err.contains("belongs to no organization"), "{}", shown.err);
    let swept = say(&house, "sweep", &PIPE);
    assert_eq!(
        swept.out,
        "      2 users released from deleted organizations\n      1 account released from a deleted organization\n"
    );
    assert_eq!(say(&house, "sweep", &PIPE).out, "Nothing was due.\n");
    house.advance(orgadm::rules::limits::NAME_KEPT);
    let swept = say(&house, "sweep", &PIPE);
    assert!(
        swept.out.contains("1 name of a deleted organization erased\nCompacted the store from "),
        "{}",
        swept.out
    );
    assert_eq!(say(&house, "sweep", &PIPE).out, "Nothing was due.\n");
    let named = say(&house, "support confirm-deletion Acme --confirm Acme", &PIPE);
    assert!(named.err.contains("There is no organization named Acme"), "{}", named.err);
}

#[test]
fn compaction_says_what_it_won_and_draws_a_bar_for_people_only() {
    let (house, ..) = acme();
    assert_eq!(
        say(&house, "compact --dry-run", &PIPE).out,
        "Nothing was erased since the last compaction; only space would be won.\n"
    );
    let quiet = say(&house, "compact --json", &PIPE);
    let json = &quiet.json()["compacted"];
    assert!(json["bytes_before"].as_u64() > Some(0) && json["position"].as_u64() > Some(0), "{json}");
    assert!(quiet.err.is_empty(), "{}", quiet.err);
    let shown = say(&house, "compact", &Streams { interactive: true, ..PIPE });
    assert!(shown.err.starts_with("\r[####") && shown.err.ends_with(" rows\n"), "{:?}", shown.err);
    assert!(shown.out.starts_with("Compacted the store from "), "{}", shown.out);
}

#[test]
fn a_head_is_noted_and_verified_against() {
    let (house, ada, org) = acme();
    let head = say(&house, "audit head", &PIPE);
    let noted = head.out.split('\t').next().expect("a column").to_owned();
    assert_eq!(noted, say(&house, "audit head --json", &PIPE).json()["head"].as_str().expect("text"));
    assert!(noted.parse::<Head>().is_ok(), "{noted}");
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let sound = say(&house, &format!("audit verify --against {noted}"), &PIPE);
    assert_eq!(sound.exit, Exit::Done);
    assert!(
        sound.out.starts_with("The audit is whole: ") && sound.out.contains("part of it, unchanged."),
        "{sound:?}"
    );
    let plain = say(&house, "audit verify", &PIPE);
    assert!(plain.out.contains("orgadm audit head"), "{}", plain.out);
    let other = format!("{}:{}", noted.split(':').next().expect("a position"), "0".repeat(64));
    let wrong = say(&house, &format!("audit verify --against {other}"), &PIPE);
    assert_eq!(wrong.exit, Exit::Failed);
    assert!(wrong.out.ends_with("it, or something before it, was changed.\n"), "{}", wrong.out);
    assert_eq!(wrong.err, "orgadm: The audit is not sound: 1 finding.\n");
    let json = say(&house, &format!("audit verify --against {other} --json"), &PIPE);
    assert_eq!((json.exit, &json.json()["sound"]), (Exit::Failed, &Value::Bool(false)));
    let nonsense = say(&house, "audit verify --against 12", &PIPE);
    assert_eq!(nonsense.exit, Exit::Usage);
    assert!(nonsense.err.contains("a position and 64 hexadecimal digits"), "{}", nonsense.err);
}
