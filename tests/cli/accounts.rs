//! The verbs about accounts: each plan's line is a line that makes the same plan; lists, reports, safeguards.

use orgadm::cli::Exit;
use orgadm::controller::Command;
use orgadm::model::*;

use crate::support::{self, House, acknowledged};
use crate::{PIPE, Said, Streams, acme, say};

fn done(house: &House, line: &str) -> Said {
    let said = say(house, &format!("{line} --as ada@acme.example"), &PIPE);
    assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
    said
}

/// The line of the plan, parsed again, makes the same plan.
fn line_makes_the_plan(house: &House, user: UserSid, command: &Command) {
    let plan = house.controller.plan(&house.actor(Who::User(user)), command).expect("allowed");
    let line = plan.line.strip_prefix("orgadm ").expect("a line of ours");
    let email = house.user(user).email;
    let said = say(house, &format!("{line} --dry-run --json --as {email}"), &PIPE);
    assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
    let found = &said.json()["plan"];
    assert_eq!(found["title"], plan.title.as_str(), "{line}");
    assert_eq!(found["line"], plan.line_with_safeguards(), "{line}");
    assert_eq!(found["changes"].as_array().map(Vec::len), Some(plan.changes.len()), "{line}");
}

#[test]
fn the_line_of_each_step_makes_the_same_plan() {
    let (house, ada, org) = acme();
    let grace = house.directory().user_with(&support::email("grace@acme.example")).expect("there").sid;
    house.done(Who::Operator, Command::RecordBaa { org });
    let account = house.full_account(ada, "Care");
    let sub = house.subaccount(ada, account, "Left");
    let (bob, outside) = house.outsider("bob@side.example");
    house.accept_as(bob, house.invite_to(ada, account, "bob@side.example", &[AccountRole::Developer]));
    let halted = house.new_account(ada, "Halted");
    house.done(Who::User(ada), Command::SuspendAccount { account: halted });
    for command in [
        Command::AddExistingAccount { org, account: outside, replace: false },
        Command::AddExistingAccount { org, account: outside, replace: true },
        Command::CreateSubaccount { parent: account, name: support::label("Right") },
        Command::SetHipaa { account, on: true },
        Command::SetHipaa { account: sub, on: true },
        Command::SetTwoFactorPolicy { account, policy: TwoFactorPolicy::OncePerComputer },
        Command::SetTwoFactorPolicy { account, policy: TwoFactorPolicy::EveryLogin },
        Command::SuspendAccount { account },
        Command::SuspendAccount { account: sub },
        Command::ReactivateAccount { account: halted },
        Command::CloseAccount { account },
        Command::ChangeAccountOwner { account, user: grace },
        Command::ReleaseAccount { account, user: bob },
    ] {
        line_makes_the_plan(&house, ada, &command);
    }
    house.done(Who::User(ada), Command::SetHipaa { account, on: true });
    line_makes_the_plan(&house, ada, &Command::SetHipaa { account, on: false });
    house.done(Who::User(ada), Command::SetTwoFactorPolicy { account, policy: TwoFactorPolicy::EveryLogin });
    let never = Command::SetTwoFactorPolicy { account, policy: TwoFactorPolicy::Disabled };
    line_makes_the_plan(&house, ada, &never);
    line_makes_the_plan(&house, bob, &Command::RelinquishAccess { account });
}

#[test]
fn an_account_goes_through_its_life() {
    let (house, ..) = acme();
    done(&house, "account create Care");
    done(&house, "account subaccount create Care Left");
    done(&house, "account suspend Care");
    assert!(done(&house, "account show Care").out.contains("suspended"));
    let beneath = done(&house, "account subaccounts Care --json").json();
    assert_eq!(beneath["accounts"][0]["suspended_with_parent"], true);
    let refused = say(&house, "account suspend Left --as ada@acme.example --json", &PIPE);
    let error: serde_json::Value = serde_json::from_str(&refused.err).expect("JSON");
    assert_eq!((refused.exit, &error["error"]["number"]), (Exit::Refused, &serde_json::json!(21476)));
    done(&house, "account reactivate Care");
    done(&house, "account owner Care grace@acme.example");
    done(&house, "access relinquish Care");
    let close = "account close Care --as grace@acme.example";
    assert_eq!(say(&house, close, &PIPE).exit, Exit::Refused, "its boxes are not ticked");
    let ticked = "--acknowledge irreversible,subaccounts-close,users-lose-access,data-purged";
    assert_eq!(say(&house, &format!("{close} {ticked}"), &PIPE).exit, Exit::Done);
    assert_eq!(done(&house, "account list status:closed").out.lines().count(), 1);
    let shown = say(&house, "account show Care --json --as grace@acme.example", &PIPE).json();
    assert_eq!(shown["account"]["state"], "closed");
    assert!(shown["account"]["closed"].is_string());
}

#[test]
fn existing_accounts_are_asked_listed_and_answered() {
    let (house, ..) = acme();
    let (_, outside) = house.outsider("bob@side.example");
    let said = done(&house, &format!("account add {outside} --json")).json();
    let invitation = said["result"]["invitation"].as_str().expect("a SID").to_owned();
    let pending = done(&house, "account list --list pending --json").json();
    assert_eq!(pending["pending"][0]["owner"], "bob@side.example");
    assert_eq!(pending["pending"][0]["account"], outside.to_string());
    assert_eq!(done(&house, "account list owner:nobody --list pending").out, "");
    assert_eq!(done(&house, "account list main --list pending").out.lines().count(), 1);
    let mine = say(&house, "invitation list --mine --json --as bob@side.example", &PIPE).json();
    assert_eq!(mine["invitations"][0]["joins"], outside.to_string());
    let accept = say(&house, &format!("invitation accept {invitation} --as bob@side.example"), &PIPE);
    assert_eq!(accept.exit, Exit::Done, "{accept:?}");
    assert!(done(&house, "account list owner:bob").out.contains("Main"));
    assert_eq!(done(&house, "account list --list pending").out, "");
}

#[test]
fn coverage_is_a_table_json_and_csv_with_gaps_first() {
    let (house, ada, org) = acme();
    let terminal = Streams { out_is_terminal: true, ..PIPE };
    let line = "account coverage --as ada@acme.example";
    assert!(say(&house, line, &terminal).out.contains("No BAA is on file"));
    let refused = say(&house, "account hipaa Main on --as ada@acme.example", &PIPE);
    assert!(refused.exit == Exit::Refused && refused.err.contains("record-baa"), "{refused:?}");
    house.done(Who::Operator, Command::RecordBaa { org });
    let account = house.full_account(ada, "Care");
    house.subaccount(ada, account, "Forgotten");
    done(&house, "account hipaa Care on");
    house.subaccount(ada, account, "After");
    let report = done(&house, "account coverage --json").json();
    let gap = |n: usize| &report["coverage"][n]["gap"];
    assert_eq!((gap(0), gap(1)), (&"subaccount".into(), &"account".into()));
    assert!(gap(2).is_null() && gap(3).is_null());
    assert_eq!(report["coverage"][2]["hipaa_by"], "ada@acme.example");
    assert_eq!(report["totals"]["gaps"], 2);
    let table = say(&house, line, &terminal).out;
    let summary = "1 of 2 accounts and 1 of 2 subaccounts are designated; 2 gaps.";
    assert!(table.contains(summary), "{table}");
    let csv = done(&house, "account coverage --csv").out;
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert!(lines.len() == 5 && lines[0].starts_with("\"ACCOUNT\",\"PARENT\",\"HIPAA\""), "{csv}");
    assert!(lines[1].starts_with("\"Forgotten\",\"Care\",\"not designated\""), "{csv}");
    assert_eq!(done(&house, "account coverage gap:account").out.lines().count(), 1);
    assert_eq!(say(&house, "account coverage --as grace@acme.example", &PIPE).exit, Exit::Refused);
}

#[test]
fn who_may_not_see_an_account_sees_no_subaccounts_either() {
    let (house, ada, _) = acme();
    let account = house.account_of(ada);
    let sub = house.subaccount(ada, account, "Left");
    for verb in ["subaccounts", "show"] {
        for sid in [account, sub] {
            let said = say(&house, &format!("account {verb} {sid} --as grace@acme.example"), &PIPE);
            assert_eq!((said.exit, said.out.as_str()), (Exit::Refused, ""), "{said:?}");
        }
    }
    let grace = house.directory().user_with(&support::email("grace@acme.example")).expect("there").sid;
    house.done(Who::User(ada), support::grant(account, grace, &[AccountRole::Support]));
    let said = say(&house, &format!("account show {sub} --as grace@acme.example"), &PIPE);
    assert_eq!(said.exit, Exit::Done, "the people of the parent are those of the subaccount");
}

#[test]
fn a_release_names_its_box() {
    let (house, ada, _) = acme();
    let account = house.new_account(ada, "Care");
    let (bob, _) = house.outsider("bob@side.example");
    house.accept_as(bob, house.invite_to(ada, account, "bob@side.example", &[AccountRole::Developer]));
    let line = format!("account release {account} bob@side.example");
    let said = say(&house, &format!("{line} --as ada@acme.example"), &PIPE);
    assert!(said.err.contains("--acknowledge leaves-organization"), "{said:?}");
    done(&house, &format!("{line} --acknowledge leaves-organization"));
    assert_eq!(house.account(account).org, None);
    let again = house.run_with(
        Who::User(ada),
        Command::ReleaseAccount { account, user: bob },
        acknowledged("leaves-organization"),
    );
    assert!(again.is_err());
}
