//! Every verb that lists: columns in a pipe, a table on a terminal, CSV that no spreadsheet runs.

use orgadm::cli::Exit;
use orgadm::controller::{Command, Doing};
use orgadm::model::*;

use crate::support::{self, House};
use crate::{PIPE, Streams, acme, say};

/// A house in which every list has a row.
fn furnished() -> House {
    let (house, ada, org) = acme();
    house.done(Who::Operator, Command::RecordBaa { org });
    house.verified(ada, org, "labs.example");
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let account = house.full_account(ada, "Care");
    house.subaccount(ada, account, "Left");
    house.invite_to(ada, account, "partner@side.example", &[AccountRole::Developer]);
    let (_, outside) = house.outsider("bob@side.example");
    house.ask_to_join(ada, org, outside);
    let (eve, _) = house.outsider("eve@side.example");
    house.accept_as(eve, house.invite_to(ada, account, "eve@side.example", &[AccountRole::Support]));
    house.controller.enter(house.actor(Who::User(ada)), Doing::Verb("user list".into()), Box::new(|_| {}));
    house
}

#[test]
fn every_list_is_plain_columns_in_a_pipe_and_an_aligned_table_on_a_terminal() {
    let house = furnished();
    for (line, columns) in [
        ("user list", 7),
        ("user list --list independent", 7),
        ("user list --list pending", 8),
        ("user show grace@acme.example", 2),
        ("account list", 6),
        ("account list --mine", 6),
        ("account list --list pending", 7),
        ("account show Care", 2),
        ("account users Care", 4),
        ("account subaccounts Care", 6),
        ("account coverage", 9),
        ("access list", 8),
        ("domain list", 5),
        ("invitation list", 8),
        ("invitation list --mine --as bob@side.example", 8),
        ("audit list", 6),
        ("audit head", 2),
        ("session list", 5),
        ("org show", 2),
        ("org settings", 3),
        ("support show-code new@acme.example", 3),
    ] {
        let line =
            if line.contains("--as") { line.to_owned() } else { format!("{line} --as ada@acme.example") };
        let piped = say(&house, &line, &PIPE);
        assert_eq!((piped.exit, piped.err.as_str()), (Exit::Done, ""), "{line}");
        assert!(!piped.out.is_empty(), "{line} lists nothing");
        for row in piped.out.lines() {
            assert_eq!(row.split('\t').count(), columns, "{line}: {row}");
        }
        let table = say(&house, &line, &Streams { out_is_terminal: true, ..PIPE }).out;
        let heading = table.lines().next().unwrap_or_default();
        assert!(!table.contains('\t') && heading == heading.to_uppercase(), "{line}: {table}");
        // The last column begins at the same place in every row.
        let last = heading.rsplit("  ").next().unwrap_or_default();
        let begin = heading.chars().count() - last.chars().count();
        for row in table.lines().take(piped.out.lines().count() + 1) {
            let before: Vec<char> = row.chars().take(begin).collect();
            assert!(before.ends_with(&[' ', ' ']) || before.len() < begin, "{line}: {row}");
        }
    }
}

#[test]
fn no_cell_of_csv_acts_as_a_formula() {
    let (house, ada, _) = acme();
    for name in ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"] {
        house.done(
            Who::User(ada),
            Command::CreateAccount { name: support::label(name), usage: Usage::Twilio, owner: ada },
        );
    }
    for line in ["access list --csv", "account coverage --csv"] {
        let said = say(&house, &format!("{line} --as ada@acme.example"), &PIPE);
        assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
        for name in ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"] {
            assert!(said.out.contains(&format!("\"'{name}\"")), "{line}: {name}: {}", said.out);
        }
        for row in said.out.split_terminator("\r\n") {
            let cells = row.strip_prefix('"').and_then(|row| row.strip_suffix('"')).expect("quoted");
            assert!(
                cells.split("\",\"").all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])),
                "{row}"
            );
        }
    }
}
