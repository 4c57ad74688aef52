//! `--from`: the rows of a file as one plan, and part by part with `--keep-going`.

use std::cell::Cell;
use std::io::{self, Read};

use clap::Parser;
use orgadm::cli::{Arguments, Exit};
use orgadm::controller::Command;
use orgadm::controller::port::Store;
use orgadm::model::*;
use serde_json::Value;

use crate::support::schema::Schemas;
use crate::support::{House, email};
use crate::{PIPE, Said, Streams, acme, run, say};

/// What a line said, and what it wrote into the file that it names.
struct Done {
    said: Said,
    file: Option<String>,
}

/// Runs a line of Ada's with a file to be read; `stops` is asked between parts.
fn with_file(
    house: &House,
    line: &str,
    file: &mut dyn Read,
    (streams, stops): (&Streams, &dyn Fn() -> bool),
) -> Done {
    let words = line.split(' ').map(|word| word.replace('_', " "));
    let words = words.chain(["--as".into(), "ada@acme.example".into()]).collect();
    let mut said = run(&house.controller, house, words, streams, (Some(file), stops));
    let file = said.file.take().map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    Done { said, file }
}

fn from(house: &House, line: &str, file: &str) -> Said {
    with_file(house, line, &mut file.as_bytes(), (&PIPE, &|| false)).said
}

/// Finds a part in what was said.
#[track_caller]
fn says(text: &str, part: &str) {
    assert!(text.contains(part), "{part}: {text}");
}

/// Acme with Grace, Linus and Margaret, and an account of Ada's called Main.
fn people() -> (House, UserSid, OrgSid) {
    let (house, ada, org) = acme();
    for name in ["linus", "margaret"] {
        house.member(ada, org, &format!("{name}@acme.example"), OrgRole::Standard);
    }
    (house, ada, org)
}

fn user(house: &House, address: &str) -> User {
    let directory = house.directory();
    house.user(directory.user_with(&email(address)).expect("there").sid)
}

#[test]
fn the_rows_of_a_file_are_one_plan() {
    let (house, ..) = people();
    let head = house.head();
    let file =
        "\u{feff}user;role\r\ngrace@acme.example;Administrator\r\n\"linus@acme.example\";admin\r\n;\r\n";
    let dry = from(&house, "user role --from roles.csv --dry-run --json", file).json();
    assert_eq!(dry["plan"]["title"], "Make 2 users Administrator");
    assert_eq!(dry["plan"]["line"], "orgadm user role --from roles.csv");
    let said = from(&house, "user role --from roles.csv --json", file);
    assert_eq!((said.exit, house.head().0), (Exit::Done, head.0 + 1), "{said:?}");
    assert_eq!(said.json()["result"]["rows"], 2);
    assert_eq!(user(&house, "linus@acme.example").membership.expect("a member").role, OrgRole::Administrator);
}

#[test]
fn every_verb_takes_its_rows() {
    let (house, ada, org) = people();
    house.done(Who::Operator, Command::RecordBaa { org });
    let main = house.account_of(ada);
    house.done(Who::Operator, Command::UpgradeAccount { account: main });
    let (_, outside) = house.outsider("out@side.example");
    let also = house.sign_up("also@side.example", "Also");
    let done = |line: &str, file: &str| {
        let dry = from(&house, &format!("{line} --from x.csv --dry-run --json"), file);
        assert_eq!(dry.exit, Exit::Done, "{line}: {dry:?}");
        let boxes = dry.json()["plan"]["acknowledge"].as_array().cloned().expect("a list");
        let boxes: Vec<&str> = boxes.iter().filter_map(|needed| needed["code"].as_str()).collect();
        let agreed =
            if boxes.is_empty() { String::new() } else { format!(" --acknowledge {}", boxes.join(",")) };
        let said = from(&house, &format!("{line} --from x.csv{agreed}"), file);
        assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
        house.advance(Span::minutes(6));
    };
    done(
        "user invite --role administrator",
        "email,access\nn1@side.example,Main=support\nn2@side.example,\n",
    );
    done("user rename", "user,name\nlinus@acme.example,\"Pauling, Linus\"\n");
    done("user security", "user,action\nlinus@acme.example,require-2fa\ngrace@acme.example,reset password\n");
    done("user deactivate", "email\nlinus@acme.example\n");
    done("user activate", "user\nlinus@acme.example\n");
    done(
        "account create --owner grace@acme.example",
        "name,usage,owner\nOne,flex,\nTwo,,linus@acme.example\n",
    );
    done("account rename", "account,name\nOne,Uno\nTwo,'=Due\n");
    done("access grant", "user,account,roles\nlinus@acme.example,Uno,\"developer,support\"\n");
    done("access revoke", "user,account\nlinus@acme.example,Uno\n");
    done("access invite", "email,account,roles\nalso@side.example,Uno,administrator\n");
    let grace = user(&house, "grace@acme.example").sid;
    let owned = house.directory().accounts_owned_by(grace);
    let uno = owned.into_iter().find(|sid| house.account(*sid).name.as_str() == "Uno").expect("renamed");
    house.accept_as(also, house.directory().invitations_to(uno)[0]);
    done("account two-factor", "account,policy\nUno,every-login\n=Due,once per computer\n");
    done("account hipaa", "account,hipaa\nUno,on\n");
    done("account suspend", "account\nUno\n=Due\n");
    done("account reactivate", "sid\nUno\n=Due\n");
    done("account owner", "account,user\n=Due,grace@acme.example\n");
    done("account release", "account,user\nUno,also@side.example\n");
    done("account subaccount create", "account,name\nMain,Ward 1\nMain,Ward 2\n");
    done("account add", &format!("account\n{outside}\n"));
    done("account close", "account\n=Due\n");
    done(
        "user remove --successor ada@acme.example",
        "user,successor\nlinus@acme.example,\nmargaret@acme.example,grace@acme.example\n",
    );
    done("user delete", "user,successor,account_successor\ngrace@acme.example,ada@acme.example,\n");
}

#[test]
fn if_any_row_is_refused_nothing_happens_and_each_is_named_with_its_line() {
    let (house, ..) = people();
    let head = house.head();
    let file = "user,role\n\ngrace@acme.example,administrator\nnobody@acme.example,standard\nlinus@acme.example,king\n\
                ada@acme.example,standard\nmargaret@acme.example,\nnot an address,standard\n";
    let said = from(&house, "user role --from roles.csv", file);
    assert_eq!((said.exit, house.head(), said.out.as_str()), (Exit::Refused, head, ""));
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(lines[0].starts_with("orgadm: Line 4 of roles.csv: There is no user"), "{lines:#?}");
    assert!(lines[0].contains("4 more rows are refused. Nothing was changed."), "{lines:#?}");
    let named: Vec<&str> = lines[1..].iter().map(|line| line.split(':').next().expect("a part")).collect();
    assert_eq!(named, ["  line 4", "  line 5", "  line 6", "  line 7", "  line 8"]);
    assert!(lines[2].contains("“king” is no role; known are owner, administrator, standard."), "{lines:#?}");
    assert!(lines[3].ends_with("(owner-protected)"), "{lines:#?}");
    let json = from(&house, "user role --from roles.csv --json", file);
    let error: Value = serde_json::from_str(&json.err).expect("JSON");
    Schemas::load().check("error.json#/$defs/error", &error).expect("as the schema says");
    let rows: Vec<(u64, u64)> = error["error"]["rows"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| (row["row"].as_u64().expect("a number"), row["line"].as_u64().expect("a number")))
        .collect();
    assert_eq!(rows, [(2, 4), (3, 5), (4, 6), (5, 7), (6, 8)]);
    assert_eq!(error["error"]["code"], "not-found");
}

#[test]
fn safeguards_hold_for_a_file_and_yes_is_none_of_them() {
    let (house, ada, org) = people();
    for n in 0..6 {
        house.member(ada, org, &format!("u{n}@acme.example"), OrgRole::Standard);
    }
    let rows: String = (0..6).map(|n| format!("u{n}@acme.example\n")).collect();
    let (file, head) = (format!("user\n{rows}"), house.head());
    let line = "user deactivate --from leave.csv --yes";
    for line in
        [line.to_owned(), format!("{line} --keep-going"), format!("{line} --keep-going --confirm-count 5")]
    {
        let said = from(&house, &line, &file);
        assert_eq!((said.exit, house.head()), (Exit::Refused, head), "{line}: {said:?}");
        says(&said.err, "6 of 10 managed users");
        says(&said.err, "--confirm-count 6");
    }
    let removed = from(&house, "user remove --from leave.csv --yes --keep-going --confirm-count 6", &file);
    says(&removed.err, "--acknowledge lose-membership,");
    assert_eq!(house.head(), head);
    let said = from(&house, &format!("{line} --keep-going --confirm-count 6"), &file);
    assert_eq!(said.exit, Exit::Done, "{said:?}");
}

/// So many addresses to be invited.
fn addresses(n: usize) -> String {
    std::iter::once("email,role\n".to_owned())
        .chain((0..n).map(|n| format!("n{n}@side.example,standard\n")))
        .collect()
}

#[test]
fn keep_going_commits_parts_and_says_of_each_row_what_became_of_it() {
    let (house, ada, org) = people();
    house.invite(ada, org, "n7@side.example", OrgRole::Standard);
    house.invite(ada, org, "n8@side.example", OrgRole::Administrator);
    let head = house.head();
    let file = format!(
        "{}grace@acme.example,standard\nada@acme.example,administrator\nbad,standard\n",
        addresses(1_100)
    );
    let line = "user invite --from new.csv --keep-going --results done.csv";
    let done = with_file(&house, line, &mut file.as_bytes(), (&PIPE, &|| false));
    assert_eq!(done.said.exit, Exit::Refused, "{:?}", done.said.err);
    assert_eq!(house.head().0, head.0 + 3, "1,098 rows are three parts");
    says(&done.said.err, "1098 rows are done, 2 were so already, 3 are refused.");
    says(&done.said.err, "Line 10 of new.csv: An invitation to n8@side.example is open already.");
    let results = done.file.expect("kept");
    let rows: Vec<&str> = results.split_terminator("\r\n").collect();
    assert_eq!(
        (rows.len(), rows[0]),
        (1_104, "\"email\",\"role\",\"result\",\"code\",\"message\",\"position\"")
    );
    assert!(rows[1].starts_with("\"n0@side.example\",\"standard\",\"done\",\"\",\"\",\""), "{}", rows[1]);
    assert!(
        rows[8].starts_with("\"n7@side.example\",\"standard\",\"skipped\",\"invitation-open\","),
        "{}",
        rows[8]
    );
    assert!(
        rows[9].starts_with("\"n8@side.example\",\"standard\",\"refused\",\"invitation-open\","),
        "{}",
        rows[9]
    );
    assert!(rows[1_101].contains(",\"skipped\",\"already-member\","), "{}", rows[1_101]);
    assert!(rows[1_102].contains(",\"refused\",\"already-member\","), "{}", rows[1_102]);
    assert!(rows[1_103].contains(",\"refused\",\"invalid\","), "{}", rows[1_103]);
    // The results are the next file, and nothing is done twice.
    let (head, messages) = (house.head(), house.store.info().expect("info").counts);
    let again = with_file(&house, line, &mut results.as_bytes(), (&PIPE, &|| false));
    says(&again.said.err, "0 rows are done, 1100 were so already, 3 are refused.");
    assert_eq!((house.head(), house.store.info().expect("info").counts), (head, messages));
}

#[test]
fn whoever_was_deleted_is_not_missed_when_the_file_runs_again() {
    let (house, ..) = people();
    let linus = user(&house, "linus@acme.example").sid;
    let file = format!("user\ngrace@acme.example\n{linus}\n");
    let line = "user delete --from gone.csv --keep-going --acknowledge record-destroyed,invitations-end,history-erased";
    let first = from(&house, line, &file);
    assert_eq!(first.exit, Exit::Done, "{first:?}");
    let again = from(&house, line, &first.out);
    assert_eq!(again.exit, Exit::Done, "{again:?}");
    assert_eq!(again.err, "0 rows are done, 2 were so already, 0 are refused.\n");
}

#[test]
fn keep_going_speaks_json_and_tries_dry() {
    let (house, ..) = people();
    let file = "user,role\ngrace@acme.example,administrator\nlinus@acme.example,standard\nada@acme.example,standard\n";
    let schemas = Schemas::load();
    let head = house.head();
    let tried = from(&house, "user role --from r.csv --keep-going --dry-run --json", file);
    assert_eq!(tried.exit, Exit::Refused, "as the run itself");
    let dry = tried.json();
    schemas.check("common.json#/$defs/results", &dry).expect("as the schema says");
    let words = |value: &Value| -> Vec<String> {
        let results = value["results"].as_array().expect("a list").iter();
        results.map(|row| row["result"].as_str().expect("a word").to_owned()).collect()
    };
    assert_eq!((words(&dry), house.head()), (vec!["ready".into(), "skipped".into(), "refused".into()], head));
    assert_eq!(dry["plan"]["line"], "orgadm user role --from r.csv --keep-going");
    let said = from(&house, "user role --from r.csv --keep-going --json", file);
    let value = said.json();
    schemas.check("common.json#/$defs/results", &value).expect("as the schema says");
    assert_eq!(
        (said.exit, words(&value)),
        (Exit::Refused, vec!["done".into(), "skipped".into(), "refused".into()])
    );
    assert_eq!((&value["results"][0]["position"], &value["done"]), (&(head.0 + 1).into(), &1.into()));
    assert_eq!(
        (&value["results"][2]["line"], &value["results"][2]["code"]),
        (&4.into(), &"owner-protected".into())
    );
    let error: Value = serde_json::from_str(&said.err).expect("one line of JSON");
    schemas.check("error.json#/$defs/error", &error).expect("as the schema says");
    let error: Value = serde_json::from_str(&tried.err).expect("one line of JSON");
    schemas.check("error.json#/$defs/error", &error).expect("as the schema says");
    let line = "user role --from r.csv --keep-going --dry-run --results done.csv";
    let Done { said: results, file: kept } =
        with_file(&house, line, &mut file.as_bytes(), (&PIPE, &|| false));
    assert_eq!((results.exit, kept), (Exit::Refused, None), "the results of what was done stay");
    says(&results.err, " Nothing was changed: this was a dry run. ");
    let fine = from(
        &house,
        "user role --from r.csv --keep-going --dry-run",
        "user,role\nlinus@acme.example,administrator\n",
    );
    assert_eq!(fine.exit, Exit::Done, "{fine:?}");
    assert!(results.out.starts_with("\"user\",\"role\",\"result\""), "{results:?}");
    says(&results.err, "0 rows can be done, 2 were so already, 1 is refused.");
}

#[test]
fn somebody_who_stops_it_hears_what_was_done_and_the_results_tell_the_rest() {
    let (house, ..) = people();
    let asked = Cell::new(0);
    let stops = || {
        asked.set(asked.get() + 1);
        asked.get() > 2
    };
    let line = "user invite --from new.csv --keep-going --results done.csv";
    let done = with_file(&house, line, &mut addresses(1_600).as_bytes(), (&PIPE, &stops));
    assert_eq!(done.said.exit, Exit::Failed);
    assert!(
        done.said.err.ends_with("orgadm: Stopped: 1000 rows are done, 600 were not tried.\n"),
        "{}",
        done.said.err
    );
    let results = done.file.expect("kept");
    assert_eq!(results.matches(",\"done\",").count(), 1_000);
    assert_eq!(results.matches(",\"not-done\",").count(), 600);
    let rest = with_file(&house, line, &mut results.as_bytes(), (&PIPE, &|| false));
    says(&rest.said.err, "600 rows are done, 1000 were so already");
}

#[test]
fn people_see_a_bar_and_are_asked_once() {
    let (house, ..) = people();
    let ask = |input| Streams { input, out_is_terminal: true, interactive: true };
    let line = "user invite --from new.csv --keep-going --results done.csv";
    let no = with_file(&house, line, &mut addresses(700).as_bytes(), (&ask("n\n"), &|| false));
    assert_eq!((no.said.exit, no.file.is_none()), (Exit::Failed, true));
    let yes = with_file(&house, line, &mut addresses(700).as_bytes(), (&ask("y\n"), &|| false));
    assert_eq!(yes.said.exit, Exit::Done, "{}", yes.said.err);
    says(&yes.said.err, "Invite 700 addresses");
    says(&yes.said.err, "  500 of 700 rows");
    assert_eq!(yes.said.err.matches("[y/N]").count(), 1);
}

#[test]
fn a_plan_that_is_too_large_says_how_large_it_is_and_what_to_do() {
    let (house, ..) = people();
    let head = house.head();
    // Each invitation is a message too.
    let said = from(&house, "user invite --from new.csv", &addresses(5_001));
    assert_eq!((said.exit, house.head()), (Exit::Refused, head));
    says(&said.err, "10002 records would be changed at once");
    says(&said.err, "--keep-going");
    let rows = from(&house, "user invite --from new.csv", &addresses(10_001));
    says(&rows.err, "10001 rows would change at least as many records at once");
}

#[test]
fn files_that_are_no_such_files_change_nothing_and_say_where() {
    let (house, ..) = people();
    let head = house.head();
    let schemas = Schemas::load();
    struct Pages(u64);
    impl Read for Pages {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let page = b"grace@acme.example,administrator\n";
            let n = buffer.len() / page.len() * page.len();
            buffer[..n].chunks_mut(page.len()).for_each(|chunk| chunk.copy_from_slice(page));
            self.0 += n as u64;
            Ok(n)
        }
    }
    let mut pages = Pages(0);
    let files: [(&str, &[u8]); 6] = [
        ("file-encoding", b"user,role\ngrace@acme.example,administrator\nM\xfcller,x\n"),
        ("file-quote", b"user,role\ngrace@acme.example,\"administrator\n"),
        ("file-row", b"user,role\ngrace@acme.example,administrator\nlinus"),
        ("file-columns", b"user,role,\x1b[2J\na,b,c\n"),
        ("file-empty", b"user,role\n"),
        ("file-empty", b""),
    ];
    for keep_going in ["", " --keep-going"] {
        let refused = |code: &str, file: &mut dyn Read| {
            let line = format!("user role --from bad.csv{keep_going} --json");
            let said = with_file(&house, &line, file, (&PIPE, &|| false)).said;
            assert_eq!((said.exit, said.out.as_str()), (Exit::Usage, ""), "{said:?}");
            let error: Value =
                serde_json::from_str(&said.err).unwrap_or_else(|error| panic!("{error}: {}", said.err));
            schemas.check("error.json#/$defs/error", &error).expect("as the schema says");
            assert_eq!(error["error"]["code"], code, "{error}");
            let rule = error["error"]["rule"].as_str().expect("a sentence");
            assert!(rule.contains("ine ") && !rule.contains('\u{1b}'), "{rule}");
        };
        for (code, mut file) in files {
            refused(code, &mut file);
        }
        refused("file-line", &mut b"user,role\n".chain(io::repeat(b'x')));
        pages.0 = 0;
        refused("file-rows", &mut b"user,role\n".chain(&mut pages));
        assert!(pages.0 < 64 << 20, "{} bytes were taken", pages.0);
    }
    assert_eq!(house.head(), head);
}

#[test]
fn what_stands_in_a_cell_never_acts_on_a_terminal() {
    let (house, ..) = people();
    let file = "user,role\n\u{1b}[2Jx@acme.example,standard\ngrace@acme.example,\u{202e}king\n";
    for line in ["user role --from r.csv", "user role --from r.csv --keep-going"] {
        let said = from(&house, line, file);
        assert_eq!(said.exit, Exit::Refused);
        assert!(!format!("{}{}", said.out, said.err).contains(['\u{1b}', '\u{202e}']), "{said:?}");
    }
}

#[test]
fn words_and_rows_do_not_go_together() {
    for line in [
        "user role grace@acme.example administrator --from r.csv",
        "user invite a@b.example --from r.csv",
        "user role",
        "user rename grace@acme.example",
        "access grant grace@acme.example Main",
        "account owner Main",
    ] {
        let words = std::iter::once("orgadm").chain(line.split(' '));
        assert!(Arguments::try_parse_from(words).is_err(), "{line}");
    }
    let (house, ..) = acme();
    for (line, says) in [
        ("user role --keep-going grace@acme.example standard", "add --from FILE."),
        ("user role --results done.csv grace@acme.example standard", "add --from FILE."),
        ("user role --from r.csv --results done.csv", "--results goes with --keep-going: add it."),
        ("user invite --from r.csv --results done.csv", "--results goes with --keep-going: add it."),
    ] {
        let said = say(&house, &format!("{line} --as ada@acme.example"), &PIPE);
        assert_eq!((said.exit, said.out.as_str()), (Exit::Usage, ""), "{line}: {said:?}");
        assert!(
            said.err.ends_with(&format!("{says}\n")) && said.err.lines().count() == 1,
            "{line}: {said:?}"
        );
    }
    let line = "orgadm user role --from r.csv --keep-going --results done.csv";
    assert!(Arguments::try_parse_from(line.split(' ')).is_ok());
}

#[test]
fn rows_come_from_standard_input_too() {
    let (house, ..) = people();
    let input = "user,role\ngrace@acme.example,administrator\n";
    let said = say(&house, "user role --from - --as ada@acme.example", &Streams { input, ..PIPE });
    assert_eq!(
        (said.exit, said.out.as_str()),
        (Exit::Done, "Done: Make grace@acme.example Administrator.\n")
    );
}

#[test]
fn the_owner_is_safe_and_what_changed_meanwhile_is_seen() {
    let (house, ada, org) = people();
    let file = "user\ngrace@acme.example\nada@acme.example\nlinus@acme.example\n";
    let line = "user remove --from gone.csv --keep-going --acknowledge lose-membership,invitations-blocked,no-way-back";
    // Between the survey and the first part somebody else removes Grace.
    let grace = user(&house, "grace@acme.example").sid;
    let removed = Cell::new(false);
    let stops = || {
        if !removed.replace(true) {
            let successors = Default::default();
            house.agreed(Who::User(ada), Command::RemoveUser { org, user: grace, successors });
        }
        false
    };
    let done = with_file(&house, line, &mut file.as_bytes(), (&PIPE, &stops));
    assert_eq!(done.said.exit, Exit::Refused);
    says(&done.said.err, "1 row is done, 1 was so already, 1 is refused.");
    says(&done.said.out, "\"grace@acme.example\",\"skipped\",\"not-managed-active\"");
    says(&done.said.out, "\"ada@acme.example\",\"refused\",\"owner-protected\"");
    assert!(user(&house, "linus@acme.example").membership.is_none());
}
