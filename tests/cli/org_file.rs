//! `export`, `plan`, `apply`, `import`: over given streams, and with the program itself.

use std::path::Path;
use std::process::{Command, Stdio};

use orgadm::cli::Exit;
use orgadm::controller::org_file::MOST_BYTES;
use orgadm::model::*;
use serde_json::Value;

use crate::support::House;
use crate::{PIPE, Said, Streams, acme, say};

fn given(house: &House, line: &str, input: &str) -> Said {
    say(house, &format!("{line} --as ada@acme.example"), &Streams { input: input.to_owned().leak(), ..PIPE })
}

#[test]
fn an_export_is_the_file_and_says_so() {
    let (house, _, org) = acme();
    let said = given(&house, "export org.toml", "");
    let text = String::from_utf8(said.file.clone().expect("kept")).expect("text");
    assert!(said.out.starts_with("Wrote Acme to org.toml: 2 users, 1 account, 0 domains"), "{said:?}");
    assert!(text.contains(&format!("organization = {{ name = \"Acme\", sid = \"{org}\" }}\n")), "{text}");
    let streamed = given(&house, "export -", "");
    assert_eq!((streamed.out, streamed.err), (text.clone(), String::new()));
    let stamped = given(&house, "export - --stamp", "").out;
    let (first, rest) = stamped.split_once('\n').expect("lines");
    assert!(
        first.starts_with("# Store ") && first.contains(&format!("position {}", house.head())),
        "{first}"
    );
    assert_eq!(rest, text);
    assert_eq!(given(&house, "export - --json", "").exit, Exit::Usage);
    let refused = say(&house, "export - --as grace@acme.example", &PIPE);
    assert_eq!((refused.exit, refused.out.as_str()), (Exit::Refused, ""));
}

#[test]
fn what_was_is_exported_too() {
    let (house, ada, org) = acme();
    let (then, before) = (house.head(), given(&house, "export -", "").out);
    house.advance(Span::hours(1));
    house.member(ada, org, "late@acme.example", OrgRole::Standard);
    assert!(given(&house, "export -", "").out.contains("late@acme.example"));
    assert_eq!(given(&house, &format!("export - --at {then}"), "").out, before);
}

#[test]
fn a_plan_shows_and_an_apply_does_the_same_twice_without_harm() {
    let (house, ..) = acme();
    let text = given(&house, "export -", "").out;
    let same = given(&house, "plan -f org.toml", &text);
    assert_eq!((same.exit, same.out.as_str()), (Exit::Done, "Acme is as org.toml says.\n"));
    let text = text
        .replace("users = [\n", "users = [\n  { email = \"new@acme.example\" },\n")
        .replace("role = \"standard\"", "role = \"administrator\"");
    let head = house.head();
    let shown = given(&house, "plan -f org.toml", &text);
    assert_eq!(house.head(), head);
    assert!(shown.out.starts_with("Acme beside org.toml: 1 to invite, 1 to change.\n"), "{}", shown.out);
    for part in [
        "  + invitation new@acme.example",
        "  ~ user grace@acme.example",
        "Same as: orgadm apply -f org.toml",
    ] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    let dry = given(&house, "apply -f org.toml --dry-run", &text);
    // Identifiers are drawn for each preview; everything else is the same.
    let alike =
        |text: &str| text.lines().filter(|line| !line.contains("NF")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!((&alike(&shown.out)[1..], house.head()), (&alike(&dry.out)[..], head));
    let done = given(&house, "apply -f org.toml", &text);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Done, "Done: Apply org.toml to Acme, 3 records.\n"));
    let again = given(&house, "apply -f org.toml", &text);
    let says = "Acme is as org.toml says; 1 is on its way. Nothing needs to be done.\n";
    assert_eq!((again.exit, again.out.as_str(), house.head().0), (Exit::Done, says, head.0 + 1));
    let shown = given(&house, "plan -f org.toml", &text);
    assert!(shown.out.contains("… line 13: new@acme.example has yet to answer (Standard)"), "{}", shown.out);
}

#[test]
fn what_is_refused_is_listed_with_its_lines_and_nothing_is_done() {
    let (house, ..) = acme();
    let text = given(&house, "export -", "").out.replace("role = \"standard\"", "role = \"owner\"");
    let head = house.head();
    let said =
        given(&house, "apply -f org.toml --yes", &text.replace("role = \"owner\"", "role = \"standard\""));
    assert_eq!((said.exit, house.head()), (Exit::Refused, head));
    assert!(said.err.contains("Line 12 of org.toml, users: No user has the role owner"), "{}", said.err);
    let said = given(&house, "plan -f org.toml --json", &text);
    let error: Value = serde_json::from_str(&said.err).expect("JSON");
    assert_eq!(error["error"]["rows"][0]["line"], 14, "{error}");
}

#[test]
fn hostile_files_are_refused_in_a_sentence() {
    let (house, ..) = acme();
    let head = house.head();
    let long = "#".repeat(MOST_BYTES + 10);
    for (input, says) in [
        (long.as_str(), "longer than 16 MiB"),
        ("users = [\n  { email = \"ada@acme.example\"", "Line 2 of org.toml: This is not TOML"),
        ("\u{1b}[2J", "Line 1 of org.toml: This is not TOML"),
        ("users = [{ email = \"a@b.example\", name = \"\\u001b[2J\" }]", "a control character"),
        ("usres = []", "the nearest is “users”"),
    ] {
        for verb in ["plan -f org.toml", "apply -f org.toml", "import org.toml"] {
            let said = given(&house, verb, input);
            assert_eq!((said.exit, said.out.as_str(), house.head()), (Exit::Usage, "", head), "{said:?}");
            assert!(said.err.contains(says) && !said.err.contains('\u{1b}'), "{verb}: {}", said.err);
        }
    }
}

#[test]
fn an_import_says_what_it_brought() {
    let (house, _, org) = acme();
    let text = given(&house, "export -", "").out;
    let empty = House::new();
    let input = text.clone().leak();
    let streams = Streams { input, ..PIPE };
    let dry = say(&empty, "import org.toml --dry-run", &streams);
    assert!(dry.out.starts_with(&format!("Would import Acme ({org}): 2 users, 1 account,")), "{dry:?}");
    let said = say(&empty, "import org.toml", &streams);
    let (first, then) = said.out.split_once('\n').expect("lines");
    assert_eq!(format!("{first}\n"), dry.out.replace("Would import", "Imported"));
    assert!(then.starts_with("Backed up 1 organization, 2 users"), "{then}");
    assert_eq!(given(&empty, "export -", "").out, text);
    let again = say(&empty, "import org.toml", &streams);
    assert_eq!(again.exit, Exit::Refused);
    assert!(again.err.contains("The store is not empty"), "{}", again.err);
}

fn orgadm(home: &Path, line: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgadm"));
    command.env_clear().env("LANG", "C.UTF-8").env("HOME", home).current_dir(home);
    for name in ["DATA", "CONFIG", "STATE"] {
        command.env(format!("XDG_{name}_HOME"), home.join(name));
    }
    let words = line.split(' ').map(|word| word.replace('_', " "));
    let done = command.stdin(Stdio::null()).args(words).output().expect("the binary starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code().unwrap_or(-1), text(done.stdout), text(done.stderr))
}

/// A store that is made for a line goes with it, if the line brought nothing into it.
#[test]
fn what_comes_to_nothing_leaves_no_store_behind() {
    let home = tempfile::tempdir().expect("a directory");
    let at = |name: &str| home.path().join(name);
    let text = given(&acme().0, "export -", "").out;
    std::fs::write(at("org.toml"), text).expect("written");
    std::fs::write(at("bad.toml"), "usres = []").expect("written");
    std::fs::create_dir(at("there")).expect("made");
    for (line, exit) in [
        ("import bad.toml", 2),
        ("import org.toml --dry-run", 0),
        ("signup ada@acme.example --name Ada --dry-run", 0),
        ("signup resend ada@acme.example", 3),
    ] {
        for store in ["s", "there"] {
            let (code, out, err) = orgadm(home.path(), &format!("--store {store} {line}"));
            assert_eq!(code, exit, "{line}: {out}{err}");
        }
        assert!(!at("s").exists(), "{line}");
        assert_eq!(std::fs::read_dir(at("there")).expect("still there").count(), 0, "{line}");
    }
    // What is in use stays, whatever is refused in it.
    for (line, exit) in [("import org.toml", 0), ("import org.toml", 3), ("audit verify", 0)] {
        let (code, out, err) = orgadm(home.path(), &format!("--store there {line}"));
        assert_eq!(code, exit, "{line}: {out}{err}");
    }
}

/// What cannot be read is said alike by whatever reads it, and nothing is found in it.
#[test]
fn a_file_that_is_not_there_is_no_file_to_read() {
    let home = tempfile::tempdir().expect("a directory");
    let at = |name: &str| home.path().join(name);
    std::fs::write(at("org.toml"), given(&acme().0, "export -", "").out).expect("written");
    std::fs::create_dir(at("folder")).expect("made");
    let (code, _, err) = orgadm(home.path(), "--store s import org.toml");
    assert_eq!(code, 0, "{err}");
    for line in ["audit verify --archive", "plan -f", "apply -f", "import", "user role --from"] {
        for (file, says) in [("none.file", "there is no such file"), ("folder", "it is a directory")] {
            let line = format!("--json --store s --as ada@acme.example {line} {file}");
            let (code, out, err) = orgadm(home.path(), &line);
            assert_eq!((code, out.as_str()), (2, ""), "{line}: {err}");
            let error: Value = serde_json::from_str(&err).expect("JSON");
            let says = format!("{file} cannot be read: {says}.");
            assert_eq!(
                (&error["error"]["code"], &error["error"]["rule"]),
                (&"file-unreadable".into(), &says.into())
            );
        }
    }
}

/// A demo is exported, edited, planned, applied, and moved to another store.
#[test]
fn a_file_goes_all_the_way_with_the_program_itself() {
    let home = tempfile::tempdir().expect("a directory");
    let at = |name: &str| home.path().join(name);
    let ok = |line: &str| {
        let (code, out, err) = orgadm(home.path(), line);
        assert_eq!(code, 0, "{line}: {out}{err}");
        out
    };
    ok("--store s demo --users 50 --no-open");
    let ada = "--store s --as ada.lovelace@acme.example";
    ok(&format!("{ada} export org.toml"));
    let text = std::fs::read_to_string(at("org.toml")).expect("written");
    // The demo has invitations that wait; whoever exports and applies takes none back.
    let said = ok(&format!("{ada} plan -f org.toml"));
    assert!(
        said.starts_with("Acme Corp is as org.toml says; 5 are on their way.\n  … not in the file: "),
        "{said}"
    );
    let edited = text.replacen("role = \"standard\"", "role = \"administrator\"", 1);
    let edited = edited.replace("users = [\n", "users = [\n  { email = \"new.person@acme.example\" },\n");
    std::fs::write(at("org.toml"), &edited).expect("written");
    assert!(ok(&format!("{ada} plan -f org.toml")).contains("1 to invite, 1 to change"));
    ok(&format!("{ada} apply -f org.toml --yes"));
    assert!(
        ok(&format!("{ada} plan -f org.toml"))
            .starts_with("Acme Corp is as org.toml says; 6 are on their way.")
    );
    // Into another store, and out of it as it went in.
    ok(&format!("{ada} export moved.toml"));
    ok("--store t import moved.toml");
    ok("--store t --as ada.lovelace@acme.example export again.toml");
    let read = |name: &str| std::fs::read_to_string(at(name)).expect("written");
    assert_eq!(read("moved.toml"), read("again.toml"));
    ok("--store t audit verify");
    // What cannot be read leaves no file behind and no store changed.
    std::fs::write(at("org.toml"), b"users = [\n  { name = \"Andr\xe9\" },\n]").expect("written");
    let (code, _, err) = orgadm(home.path(), &format!("{ada} apply -f org.toml"));
    assert!(code == 2 && err.contains("Line 2 of org.toml: The byte 0xE9 is no UTF-8 text"), "{code} {err}");
    let (code, ..) = orgadm(home.path(), "--store t --as nobody@acme.example export none.toml");
    assert!(code == 3 && !at("none.toml").exists());
}
