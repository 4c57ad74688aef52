//! Errors that need more than a line: what changed meanwhile, a store that somebody holds, a damaged one.

use std::io::{self, BufRead, Read};
use std::path::Path;
use std::process::Command as Process;

use clap::Parser;
use orgadm::cli::{self, Arguments, Context, Exit, Io};
use orgadm::controller::{Command, Successors};
use orgadm::model::*;
use serde_json::Value;

use crate::support::schema::Schemas;
use crate::support::{House, email};
use crate::{PIPE, acme, say};

/// Somebody who says yes, after somebody else did something.
struct Meanwhile<'a> {
    happens: Option<Box<dyn FnOnce() + 'a>>,
    answer: &'static [u8],
}

impl Read for Meanwhile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Meanwhile<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if let Some(happens) = self.happens.take() {
            happens();
        }
        Ok(self.answer)
    }

    fn consume(&mut self, n: usize) {
        self.answer = &self.answer[n..];
    }
}

fn conflict(house: &House, json: bool, happens: impl FnOnce()) -> (Exit, String) {
    let mut words = vec!["orgadm", "--as", "ada@acme.example", "user", "remove", "grace@acme.example"];
    words.extend(["--successor", "ada@acme.example"]);
    words.extend(["--acknowledge", "lose-membership,accounts-handed-over,invitations-blocked,no-way-back"]);
    words.extend(json.then_some("--json"));
    let arguments = Arguments::try_parse_from(words).expect("a line");
    let context = Context {
        controller: &house.controller,
        rights: &house.controller,
        caller: house.actor(Who::Visitor),
        identity: arguments.flags.as_user.clone(),
        flags: &arguments.flags,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = Meanwhile { happens: Some(Box::new(happens)), answer: b"y\n" };
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        file: None,
        into: None,
        stopped: &|| false,
        out_is_terminal: true,
        interactive: true,
    };
    let exit = cli::run(&context, arguments.verb.as_ref().expect("a verb"), &mut io);
    (exit, String::from_utf8(err).expect("text"))
}

#[test]
fn what_changed_between_the_question_and_the_answer_is_a_conflict() {
    for json in [false, true] {
        let (house, ada, _) = acme();
        let grace = house.directory().user_with(&email("grace@acme.example")).expect("there").sid;
        let (exit, err) = conflict(&house, json, || {
            house.new_account(grace, "Another");
        });
        assert_eq!(exit, Exit::Conflict, "{err}");
        assert!(house.user(grace).membership.is_some() && house.user(ada).membership.is_some());
        let last = err.lines().last().expect("a line");
        if json {
            let value: Value = serde_json::from_str(&last[last.find('{').expect("JSON")..]).expect("JSON");
            Schemas::load().check("error.json#/$defs/error", &value).expect("as the schema says");
            assert_eq!(value["error"]["code"], "conflict");
            assert!(value["error"]["record"].as_str().is_some(), "{value}");
        } else {
            assert!(last.contains("Something changed since the preview; nothing was written."), "{last}");
        }
    }
}

fn orgadm(home: &Path, line: &str) -> (Option<i32>, Value) {
    let output = Process::new(env!("CARGO_BIN_EXE_orgadm"))
        .env_clear()
        .env("HOME", home)
        .current_dir(home)
        .args(line.split(' '))
        .output()
        .expect("it ends");
    let err = String::from_utf8(output.stderr).expect("text");
    (output.status.code(), serde_json::from_str(&err).unwrap_or_else(|error| panic!("{error}: {err}")))
}

/// Of the program itself, for what no store in memory has.
#[test]
fn a_store_that_is_held_or_damaged_is_said_as_json_too() {
    let home = tempfile::tempdir().expect("a directory");
    let home = home.path();
    let made = Process::new(env!("CARGO_BIN_EXE_orgadm"))
        .env_clear()
        .env("HOME", home)
        .current_dir(home)
        .args(["--store", "s", "demo", "--users", "5", "--no-open"])
        .output();
    assert!(made.expect("it ends").status.success());
    let schemas = Schemas::load();
    let line = "--json --store s --as ada.lovelace@acme.example user list";
    let check = |code: &str, line: &str| {
        let (exit, error) = orgadm(home, line);
        assert_eq!((exit, &error["error"]["code"]), (Some(5), &Value::from(code)), "{error}");
        schemas.check("error.json#/$defs/error", &error).unwrap_or_else(|fault| panic!("{fault}: {error}"));
        for part in ["rule", "remedy"] {
            assert!(error["error"][part].as_str().is_some_and(|text| !text.is_empty()), "{error}");
        }
    };
    // Held by a process that lets nobody in, as the service of another machine or an older program would.
    let store = home.join("s");
    let held = orgadm::store::open(&store, &orgadm::outside::SystemClock, &orgadm::outside::RandomIds)
        .expect("opened");
    check("store-locked", line);
    drop(held);
    let mut manifest = std::fs::read(store.join("manifest")).expect("there");
    manifest.truncate(manifest.len() / 2);
    std::fs::write(store.join("manifest"), manifest).expect("written");
    check("store-damaged", line);
}

#[test]
fn somebody_deleted_stands_with_the_whole_identifier_in_a_pipe() {
    let (house, ada, org) = acme();
    let gone = house.member(ada, org, "gone@acme.example", OrgRole::Standard);
    house.agreed(Who::User(ada), Command::DeleteUser { org, user: gone, successors: Successors::default() });
    let line = "audit list --limit 1 --as ada@acme.example";
    let piped = say(&house, line, &PIPE);
    assert!(piped.out.contains(&format!("\t{gone}\t")), "{}", piped.out);
    let shown = say(&house, line, &crate::Streams { out_is_terminal: true, ..PIPE });
    assert!(shown.out.contains(&gone.short()) && !shown.out.contains(&gone.to_string()), "{}", shown.out);
}
