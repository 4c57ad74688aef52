//! Backups on the command line: where they go, what is said, who may.

use orgadm::cli::Exit;
use orgadm::controller::port::{Maintenance, Store};
use orgadm::model::*;
use orgadm::store::backup;
use serde_json::Value;

use crate::{PIPE, Said, Streams, acme, say};

fn stamp(bytes: &[u8]) -> orgadm::controller::port::BackupStamp {
    backup::verify(bytes, std::path::Path::new("it"), &mut |_| {}).expect("a whole backup")
}

#[test]
fn it_goes_into_the_file_and_says_what_it_holds() {
    let (house, ..) = acme();
    let head = house.head();
    let said = say(&house, "backup it.orgadm-backup", &PIPE);
    let stamp = stamp(&said.file.clone().expect("kept"));
    assert_eq!((said.exit, stamp.position), (Exit::Done, Position(head.0 + 1)));
    let wanted = format!(
        "Backed up 1 organization, 2 users, 1 account, 1 invitation, 0 domains as of entry {} (",
        head.0 + 1
    );
    assert!(
        said.out.starts_with(&wanted) && said.out.ends_with("read back and found whole.\n"),
        "{}",
        said.out
    );
    let entry = house.store.entry(stamp.position).expect("readable").expect("there").header;
    assert_eq!((entry.command, entry.actor.who), (CommandKind::Backup, Who::Operator));
    // One that goes elsewhere is none of the store's own.
    assert_eq!(say(&house, "backup list", &PIPE).out, "");
    let shown = say(&house, "backup it", &Streams { interactive: true, ..PIPE });
    assert!(shown.err.starts_with("\r[") && shown.err.ends_with(" rows\n"), "{:?}", shown.err);
}

#[test]
fn a_stream_holds_the_backup_alone_and_a_terminal_none() {
    let (house, ..) = acme();
    for line in ["backup -", "backup - --json"] {
        let said = say(&house, line, &PIPE);
        assert_eq!((said.exit, said.file), (Exit::Done, None));
        assert!(said.out.starts_with("orgadm backup \n"));
        match line.ends_with("json") {
            true => {
                assert!(serde_json::from_str::<Value>(&said.err).expect("JSON")["backup"]["bytes"].is_u64())
            }
            false => assert!(said.err.starts_with("Backed up 1 organization"), "{}", said.err),
        }
    }
    let head = house.head();
    let said = say(&house, "backup -", &Streams { out_is_terminal: true, ..PIPE });
    assert_eq!((said.exit, said.out.as_str()), (Exit::Usage, ""));
    let dry = say(&house, "backup it --dry-run", &PIPE);
    assert!(dry.out.starts_with("It would hold 1 organization, 2 users"), "{}", dry.out);
    assert_eq!((house.head(), dry.file), (head, None));
}

/// What the doctor names as the remedy is one: it does not wait until a backup is due.
#[test]
fn without_a_file_it_stays_in_the_stores_folder() {
    let (house, ..) = acme();
    for n in 1..=2 {
        let said = say(&house, "backup", &Streams { out_is_terminal: true, ..PIPE });
        assert_eq!((said.exit, said.file), (Exit::Done, None));
        assert!(said.out.ends_with("read back and found whole.\n"), "{}", said.out);
        assert_eq!(say(&house, "backup list", &PIPE).out.lines().count(), n);
    }
    let made = say(&house, "backup --json", &PIPE).json();
    assert_eq!(say(&house, "backup list --json", &PIPE).json()["backups"][0], made["backup"]);
}

#[test]
fn the_sweep_makes_one_a_day_and_lists_them() {
    let (house, ada, org) = acme();
    let first = say(&house, "sweep", &PIPE);
    let last = first.out.lines().last().expect("a line");
    assert!(last.starts_with("Backed up 1 organization, 2 users"), "{}", first.out);
    assert_eq!(say(&house, "sweep", &PIPE).out, "Nothing was due.\n");
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    house.advance(Span::days(1));
    let second = say(&house, "sweep --json", &PIPE).json();
    let list = say(&house, "backup list --json", &PIPE).json();
    assert_eq!(list["backups"][0], second["backup"]);
    let rows = say(&house, "backup list", &PIPE).out;
    let positions: Vec<&str> = rows.lines().filter_map(|row| row.split('\t').next()).collect();
    assert_eq!(positions.len(), 2);
    assert_eq!(positions[0], second["backup"]["position"].to_string());
    let table = say(&house, "backup list", &Streams { out_is_terminal: true, ..PIPE });
    assert!(table.out.starts_with("POSITION  TIME ") && table.out.contains(" KiB"), "{}", table.out);
}

/// Ten invitations, a minute each; gives the positions before and after.
fn busy(house: &crate::House, ada: UserSid, org: OrgSid) -> (Position, Position) {
    let before = house.head();
    for n in 0..10 {
        house.advance(Span::minutes(1));
        house.invite(ada, org, &format!("new{n}@acme.example"), OrgRole::Standard);
    }
    (before, house.head())
}

#[test]
fn older_entries_are_said_to_be_in_the_archive() {
    let (house, ada, org) = acme();
    let (old, _) = busy(&house, ada, org);
    let now = say(&house, "user list --as ada@acme.example", &PIPE).out;
    house.advance(Span::days(9));
    let at = house.now();
    house.done(
        Who::User(ada),
        orgadm::controller::Command::RenameOrganization { org, name: crate::support::label("New") },
    );
    let moved = say(&house, "audit prune --before 1d", &PIPE);
    let last = house.head().0 - 2;
    let wanted = format!("Moved the entries 1 to {last} (up to ");
    assert!(moved.out.starts_with(&wanted) && moved.out.contains("orgadm compact"), "{}", moved.out);
    let ada = |line: &str| say(&house, &format!("{line} --as ada@acme.example"), &PIPE);
    let refused = |line: &str, says: &str| {
        let said = ada(line);
        assert!(said.exit == Exit::Refused && said.err.contains(says), "{line}: {said:?}");
    };
    let upto = format!("up to {last} were moved");
    refused(&format!("audit show {old}"), &format!("where entries {upto}"));
    refused(&format!("audit undo {old}"), &upto);
    refused(&format!("user list --at {old}"), &upto);
    refused("user list --at 8d", &upto);
    refused(&format!("user list --at {last}"), &upto);
    assert_eq!(ada(&format!("user list --at {}", last + 1)).out, now, "from the first that was kept on");
    assert_eq!(ada(&format!("user list --at {at}")).exit, Exit::Done);
    let list = say(&house, "audit list --as ada@acme.example", &Streams { out_is_terminal: true, ..PIPE });
    let file = house.store.archive_of(old).expect("read").expect("in the folder");
    let there = format!("--archive {}", file.display());
    let wanted = format!("Older entries, up to {last}, are in an archive: orgadm audit list {there}\n");
    assert_eq!(list.err, wanted);
    refused(&format!("audit show {old}"), &format!("Read it there: orgadm audit show {old} {there}"));
    let history = ada("audit list --record grace@acme.example --json").json();
    assert_eq!((&history["entries"], &history["archived"]), (&serde_json::json!([]), &last.into()));
    assert!(ada("audit verify").out.starts_with("The audit is whole: "));
    let without =
        format!("Entries up to {last} are in archives, which are no part of it: copy them along.\n");
    assert!(ada("backup it").out.ends_with(&without), "{}", ada("backup it").out);
    assert_eq!(ada("user role grace@acme.example administrator").exit, Exit::Done, "its last entry is there");
    assert!(ada("audit verify").out.starts_with("The audit is whole: "));
}

/// Whoever looks on is asked: what was moved can no longer be undone.
#[test]
fn moving_entries_away_is_asked_about() {
    let (house, ada, org) = acme();
    busy(&house, ada, org);
    let head = house.head();
    let asked = |line: &str, input| say(&house, line, &Streams { input, interactive: true, ..PIPE });
    let said = asked("audit prune --before 1m", "n\n");
    assert_eq!((said.exit, house.head()), (Exit::Failed, head));
    assert!(said.err.contains("can no longer be undone") && said.err.contains("Move them?"), "{}", said.err);
    assert!(asked("audit prune --before 9d", "n\n").out.starts_with("No entries"), "nothing to ask about");
    assert!(asked("audit prune --before 5m", "y\n").out.starts_with("Moved the entries 1 to "));
    assert!(asked("audit prune --before 1m --yes", "").out.starts_with("Moved the entries "));
}

/// The lines that were given before the entries were moved say the same of the archive.
#[test]
fn entries_in_an_archive_are_listed_and_shown_there() {
    let (house, ada, org) = acme();
    let (old, last) = busy(&house, ada, org);
    house.owner("eve@other.example", "Other");
    let line = |line: &str| say(&house, &format!("{line} --as ada@acme.example"), &PIPE);
    let lines = [
        "audit list".to_owned(),
        "audit list --limit 3 --json".to_owned(),
        format!("audit list --below {old}"),
        "audit list kind:invitation record:new3".to_owned(),
        "audit list --record grace@acme.example".to_owned(),
        format!("audit show {last}"),
        format!("audit show {last} --json"),
    ];
    let before: Vec<_> = lines.iter().map(|it| line(it)).collect();
    house.advance(Span::minutes(2));
    let moved = say(&house, "audit prune --before 1m --into it", &PIPE);
    let archive = moved.file.clone().expect("kept");
    let read = |line: &str, by: &str, bytes: &[u8]| {
        let words = format!("{line} --archive it --as {by}").split(' ').map(str::to_owned).collect();
        let mut file = bytes;
        crate::run(&house.controller, &house, words, &PIPE, (Some(&mut file), &|| false))
    };
    let ada = |line: &str| read(line, "ada@acme.example", &archive);
    for (line, before) in lines.iter().zip(before) {
        assert_eq!((ada(line).exit, ada(line).out), (Exit::Done, before.out), "{line}");
    }
    let refused = |said: Said, exit, says: &str| {
        assert!(said.exit == exit && said.out.is_empty() && said.err.contains(says), "{said:?}");
    };
    refused(ada("audit show 99999"), Exit::Refused, "it holds no audit entry 99999");
    refused(read("audit list", "grace@acme.example", &archive), Exit::Refused, "");
    let eves = read(&format!("audit show {last}"), "eve@other.example", &archive);
    refused(eves, Exit::Refused, "holds no audit entry");
    refused(
        read("audit list", "ada@acme.example", &archive[..archive.len() / 2]),
        Exit::Failed,
        "The archive that was given",
    );
}

#[test]
fn an_archive_elsewhere_is_a_file_and_is_given_to_the_check() {
    let (house, ada, org) = acme();
    busy(&house, ada, org);
    let head = house.head();
    let stream = say(&house, "audit prune --before 1m --into -", &PIPE);
    assert_eq!((stream.exit, house.head()), (Exit::Usage, head), "{stream:?}");
    let moved = say(&house, "audit prune --before 1m --into it.orgadm-archive", &PIPE);
    let archive = moved.file.clone().expect("kept");
    assert!(moved.out.contains("orgadm audit verify reads it with --archive"), "{}", moved.out);
    let without = say(&house, "audit verify", &PIPE);
    assert!(
        without.exit == Exit::Failed && without.out.contains("give it with --archive FILE"),
        "{without:?}"
    );
    let with = |bytes: &[u8]| {
        let words = "audit verify --archive it".split(' ').map(str::to_owned).collect();
        let mut file = bytes;
        crate::run(&house.controller, &house, words, &PIPE, (Some(&mut file), &|| false))
    };
    assert!(with(&archive).out.starts_with("The audit is whole: "), "{:?}", with(&archive));
    assert_eq!(with(&archive[..archive.len() - 1]).exit, Exit::Failed);
}
