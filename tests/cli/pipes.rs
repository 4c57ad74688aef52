//! The program itself in a pipe: a reader that goes away, and errors of lines that come to no verb.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::schema::Schemas;

fn orgadm(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgadm"));
    command.env_clear().env("LANG", "C.UTF-8").env("HOME", home).current_dir(home);
    for name in ["DATA", "CONFIG", "STATE"] {
        command.env(format!("XDG_{name}_HOME"), home.join(name));
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Takes the first line of a list that is longer than a pipe holds, and goes.
fn takes_one_line(home: &Path) -> (String, Option<i32>, String) {
    let line = ["--store", "s", "--as", "ada.lovelace@acme.example", "user", "list", "--json"];
    let mut child = orgadm(home).args(line).spawn().expect("the binary starts");
    let mut first = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    out.read_line(&mut first).expect("readable");
    drop(out);
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("readable");
    (first, child.wait().expect("it ends").code(), said)
}

#[test]
fn a_reader_that_takes_one_line_is_not_an_error() {
    let home = tempfile::tempdir().expect("a directory");
    let made = orgadm(home.path()).args(["--store", "s", "demo", "--users", "800", "--no-open"]).output();
    assert!(made.expect("it ends").status.success());
    let taken = ("{\n".to_owned(), Some(0), String::new());
    assert_eq!(takes_one_line(home.path()), taken);
    // The same through the process that holds the store.
    let serving = ["--store", "s", "--socket", "s.sock", "serve"];
    let mut host = orgadm(home.path()).args(serving).spawn().expect("the binary starts");
    let mut open = String::new();
    let mut said = BufReader::new(host.stderr.take().expect("piped"));
    said.read_line(&mut open).expect("readable");
    assert!(open.contains("is open at"), "{open}");
    let through = takes_one_line(home.path());
    host.kill().expect("its own process");
    host.wait().expect("it ends");
    assert_eq!(through, taken);
}

#[test]
fn a_full_disk_behind_the_output_is_an_error() {
    let home = tempfile::tempdir().expect("a directory");
    let made = orgadm(home.path()).args(["--store", "s", "demo", "--users", "5", "--no-open"]).output();
    assert!(made.expect("it ends").status.success());
    let full = std::fs::File::create("/dev/full").expect("the device is there");
    let line = ["--json", "--store", "s", "--as", "ada.lovelace@acme.example", "user", "list"];
    let ended = orgadm(home.path()).args(line).stdout(full).output().expect("it ends");
    let value: Value = serde_json::from_slice(&ended.stderr).expect("JSON");
    assert_eq!((ended.status.code(), &value["error"]["code"]), (Some(1), &Value::from("stream")));
}

#[test]
fn a_backup_that_was_sent_on_is_one_though_nobody_hears_of_it() {
    let home = tempfile::tempdir().expect("a directory");
    let made = orgadm(home.path()).args(["--store", "s", "demo", "--users", "5", "--no-open"]).output();
    assert!(made.expect("it ends").status.success());
    for flags in [&[][..], &["--json"]] {
        let full = std::fs::File::create("/dev/full").expect("the device is there");
        let line = ["--store", "s", "backup", "-"];
        let ended = orgadm(home.path()).args(line).args(flags).stderr(full).output().expect("it ends");
        assert_eq!(ended.status.code(), Some(0), "{flags:?}");
        std::fs::write(home.path().join("b"), ended.stdout).expect("written");
        let whole = orgadm(home.path()).args(["--store", "t", "restore", "b", "--dry-run"]).output();
        assert!(whole.expect("it ends").status.success(), "{flags:?}");
    }
}

#[test]
fn errors_of_lines_that_come_to_no_verb_are_json_too() {
    let home = tempfile::tempdir().expect("a directory");
    let schemas = Schemas::load();
    std::fs::create_dir_all(home.path().join("foreign")).expect("created");
    std::fs::write(home.path().join("foreign/notes.txt"), "not a store").expect("written");
    std::os::unix::fs::symlink(home.path().join("foreign"), home.path().join("link")).expect("linked");
    for (line, exit, code) in [
        ("nonsense", 2, "usage"),
        ("user", 2, "usage"),
        ("user role a@b.example king", 2, "usage"),
        ("user list --as nobody", 2, "usage"),
        ("--theme purple user list", 2, "usage"),
        ("", 2, "usage"),
        ("user list", 5, "store-missing"),
        ("--store nowhere user list", 5, "store-missing"),
        ("--store foreign signup a@b.example --name A", 5, "store-not-a-store"),
        ("--socket nowhere.sock user list", 5, "socket"),
        ("man nowhere", 1, "failed"),
        // What is written last is looked at first: nothing is done whose result would be lost.
        ("export nowhere/org.toml", 1, "stream"),
        // An erasure would not find it there.
        ("--store foreign backup foreign/mine", 3, "file-in-store"),
        ("--store foreign export link/org.toml", 3, "file-in-store"),
        ("user invite --from f.csv --keep-going --results nowhere/r.csv", 1, "stream"),
    ] {
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let ended = orgadm(home.path()).arg("--json").args(words).output().expect("it ends");
        let err = String::from_utf8(ended.stderr).expect("text");
        assert_eq!((ended.status.code(), ended.stdout.len()), (Some(exit), 0), "{line}: {err}");
        let value: Value =
            serde_json::from_str(&err).unwrap_or_else(|error| panic!("{line}: {error}: {err}"));
        schemas.check("error.json#/$defs/error", &value).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(value["error"]["code"], code, "{line}: {err}");
        for part in ["rule", "remedy"] {
            assert!(value["error"][part].as_str().is_some_and(|text| !text.is_empty()), "{line}: {err}");
        }
    }
}

#[test]
fn completions_and_manual_need_no_store_and_no_configuration() {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::create_dir_all(home.path().join("CONFIG/orgadm")).expect("created");
    std::fs::write(home.path().join("CONFIG/orgadm/config.toml"), "nonsense = 1").expect("written");
    let said = |line: &str| {
        let ended = orgadm(home.path()).args(line.split(' ')).output().expect("it ends");
        assert!(ended.status.success(), "{line}: {ended:?}");
        String::from_utf8(ended.stdout).expect("text")
    };
    assert!(said("completions bash").contains("complete -F"));
    assert!(said("man").contains(".TH orgadm 1"));
    std::fs::create_dir(home.path().join("pages")).expect("created");
    assert!(said("man pages").ends_with("pages were written to pages.\n"));
    assert!(home.path().join("pages/orgadm-account-subaccount-create.1").exists());
    assert!(!home.path().join("DATA").exists(), "nothing else was created");
}
