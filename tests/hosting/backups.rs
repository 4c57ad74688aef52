//! Backups between processes: beside a running host, through its socket, and what is restored from them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::people::ADA;
use crate::serving::left;
use crate::support::schema::Schemas;
use crate::terminal::{BINARY, Terminal, verb};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn it_works_beside_whoever_holds_the_store_and_is_restored_elsewhere() {
    let place = left();
    let home = place.home.path();
    let file = home.join("org.orgadm-backup").display().to_string();
    // By a process of its own, then through the host, which opens no path of a client.
    let own = verb(home, &["backup", &file, "--json"], "");
    assert_eq!(own.0, 0, "{}", own.2);
    let before = json(&own.1);
    let mut ada = Terminal::start(home, &["--as", ADA], &[]);
    ada.see("ada@acme.example · Owner");
    let (code, out, err) = verb(home, &["backup", &file, "--json"], "");
    assert_eq!(code, 0, "{err}");
    let backup = json(&out)["backup"].clone();
    assert!(backup["position"].as_u64() > before["backup"]["position"].as_u64());
    assert_eq!(fs::metadata(&file).expect("there").len(), backup["bytes"].as_u64().expect("a number"));
    let (code, _, err) = verb(home, &["restore", &file], "");
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("holds a store"), "{err}");

    let again = home.join("again").display().to_string();
    let dry = verb(home, &["--store", &again, "restore", &file, "--dry-run"], "");
    assert!(dry.0 == 0 && dry.1.starts_with("The backup is whole: 1 organization"), "{dry:?}");
    assert!(!Path::new(&again).exists());
    let said = verb(home, &["--store", &again, "restore", &file], "");
    assert_eq!(said.0, 0, "{}", said.2);
    let wanted = format!("as of entry {} (", backup["position"]);
    assert!(said.1.starts_with("Restored 1 organization") && said.1.contains(&wanted), "{}", said.1);
    assert!(said.1.contains("send them anew (orgadm invitation resend"), "{}", said.1);
    let head = format!("{}:{}", backup["position"], backup["hash"].as_str().expect("text"));
    let verified = verb(home, &["--store", &again, "audit", "verify", "--against", &head], "");
    assert_eq!(verified.0, 0, "{verified:?}");
    let users = |store: &[&str]| verb(home, &[store, &["--as", ADA, "user", "list"]].concat(), "").1;
    assert_eq!(users(&["--store", &again]), users(&[]));
    let (code, _, err) = verb(home, &["--store", &again, "restore", &file], "");
    assert_eq!(code, 3, "{err}");

    // From a stream, as programs want it.
    let stream = home.join("stream").display().to_string();
    let shell = format!("{} --store {stream} restore - --json < {file}", BINARY);
    let out = std::process::Command::new("sh").args(["-c", &shell]).output().expect("a shell");
    let out = String::from_utf8(out.stdout).expect("text");
    assert_eq!(json(&out)["backup"]["position"], backup["position"]);
    Schemas::load().check("backup.json#/$defs/restored", &json(&out)).expect("as its schema says");
}

#[test]
fn an_archive_kept_elsewhere_goes_and_comes_through_the_host() {
    let place = crate::people::Place::with_grace();
    let home = place.home.path();
    let file = home.join("old.orgadm-archive").display().to_string();
    let head = place.done(&["audit", "head"]);
    let head = head.split('\t').next().expect("a head");
    let moved = place.done(&["audit", "prune", "--before", "0m", "--into", &file]);
    assert!(moved.starts_with("Moved the entries 1 to "), "{moved}");
    assert!(fs::read(&file).expect("there").starts_with(b"orgadm archive\n"));
    assert!(!home.join("data/orgadm/store/archive/new").exists());
    let (code, out, _) = place.verb(&["audit", "verify"], "");
    assert!(code == 1 && out.contains("give it with --archive FILE"), "{out}");
    place.done(&["audit", "verify", "--archive", &file, "--against", head]);
    let listed = place.done(&["audit", "list", "--archive", &file, "--limit", "1"]);
    let position = listed.split('\t').next().expect("a position");
    let shown = place.done(&["audit", "show", position, "--archive", &file]);
    assert!(shown.starts_with(&format!("{position} ")), "{shown}");
}

#[test]
fn what_is_no_backup_makes_no_store() {
    let home = tempfile::tempdir().expect("dir");
    let home = home.path();
    let (file, store) = (home.join("file"), home.join("store").display().to_string());
    let restore = |path: &Path| {
        let path = path.display().to_string();
        verb(home, &["--store", &store, "--json", "restore", &path], "")
    };
    fs::write(&file, "name,email\n").expect("written");
    let (code, out, err) = restore(&file);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(json(&err)["error"]["code"], "backup-foreign");
    let (code, _, err) = restore(&home.join("missing"));
    assert_eq!((code, &json(&err)["error"]["code"]), (1, &"backup-unreadable".into()));
    assert_eq!(err.matches("/missing").count(), 1, "{err}");
    assert!(!Path::new(&store).exists());
}
