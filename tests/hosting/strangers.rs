//! OS users other than the one who owns the store: unknown, mapped, and mapped no more. Needs to be root to become one.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::people::{ADA, GRACE, Place};
use crate::serving::Service;
use crate::terminal::{BINARY, Terminal, variables, verb};

/// A number that belongs to nobody.
const UID: &str = "61234";

/// A service on a store with Ada and Grace, in a home others may reach; `None` where we cannot become somebody else.
fn opened() -> Option<(Place, Service, std::path::PathBuf)> {
    let become_one = Command::new("setpriv").args(["--reuid", UID, "--clear-groups", "true"]).output();
    if !become_one.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: only root can become another OS user, and needs setpriv");
        return None;
    }
    let mut place = Place::with_grace();
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
    let open = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
    };
    let service = Service::start(place.home.path(), &[]);
    // As a group would: whoever may reach the socket may knock.
    open(place.home.path(), 0o711);
    open(service.socket.parent().expect("a directory"), 0o711);
    open(&service.socket, 0o666);
    // The program itself may lie where strangers cannot look.
    let program = place.home.path().join("orgadm");
    std::fs::copy(BINARY, &program).expect("copied");
    open(&program, 0o755);
    Some((place, service, program))
}

struct Stranger<'a> {
    place: &'a Place,
    program: &'a Path,
    socket: String,
}

impl Stranger<'_> {
    fn line<'b>(&'b self, words: &[&'b str]) -> Vec<&'b str> {
        let program = self.program.to_str().expect("text");
        let mut line = vec!["--reuid", UID, "--clear-groups", program, "--socket", &self.socket];
        line.extend(words);
        line
    }

    fn run(&self, words: &[&str]) -> (i32, String, String) {
        let output = Command::new("setpriv")
            .args(self.line(words))
            .env_clear()
            .envs(variables(&self.place.home.path().join("stranger")))
            .output()
            .expect("setpriv");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    fn screens(&self) -> Terminal {
        Terminal::program("setpriv", self.place.home.path(), &self.line(&["attach"]), &[])
    }
}

fn error(line: &str) -> serde_json::Value {
    let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
    value["error"].clone()
}

#[test]
fn a_stranger_is_refused_with_the_line_that_would_map_them_and_the_audit_knows() {
    let Some((place, service, program)) = opened() else { return };
    let stranger =
        Stranger { place: &place, program: &program, socket: service.socket.display().to_string() };
    for words in [&["user", "list"][..], &["--as", ADA, "user", "list"], &["support", "show-code", ADA]] {
        let (code, out, err) = stranger.run(words);
        assert_eq!((code, out.as_str(), err.lines().count()), (3, "", 1), "{err}");
        assert!(err.contains(&format!("orgadm user link EMAIL --uid {UID}")), "{err}");
    }
    let (code, _, err) = stranger.run(&["--json", "user", "list"]);
    let error = error(&err);
    assert_eq!((code, &error["code"]), (3, &"uid-not-mapped".into()), "{err}");
    assert!(error["remedy"].as_str().expect("a remedy").contains("orgadm user link EMAIL --uid"), "{err}");
    for _ in 0..20 {
        stranger.run(&["user", "list"]);
    }
    let audit = verb(place.home.path(), &["--as", ADA, "--json", "audit", "list"], "").1;
    let refusals = audit.matches("store.connection-refused").count();
    assert!((1..=5).contains(&refusals), "recorded, and no faster than they can be read: {refusals}");
    assert!(audit.contains(&format!("claimed (uid {UID}")), "{audit}");
}

#[test]
fn a_mapped_one_is_that_user_and_nobody_else_until_they_are_not() {
    let Some((place, service, program)) = opened() else { return };
    let home = place.home.path();
    let stranger =
        Stranger { place: &place, program: &program, socket: service.socket.display().to_string() };
    assert_eq!(verb(home, &["user", "link", GRACE, "--uid", UID], "").0, 0);
    let (code, _, err) = verb(home, &["user", "link", ADA, "--uid", UID], "");
    assert_eq!(code, 3, "an OS user is one person: {err}");
    assert!(verb(home, &["--as", ADA, "user", "show", GRACE], "").0 == 0);

    // They are who they are, and may do what that user may.
    assert_eq!(stranger.run(&["user", "list"]).0, 0);
    assert_eq!(stranger.run(&["--as", GRACE, "user", "invite", "linus@acme.example"]).0, 0);
    let audit = verb(home, &["--as", ADA, "--json", "audit", "list"], "").1;
    assert!(audit.contains(&format!("uid-mapped (uid {UID}")), "{audit}");
    // Not somebody else, not the operator, not a visitor.
    for words in [
        &["--as", ADA, "user", "list"][..],
        &["support", "show-code", ADA],
        &["support", "recover-owner", "Acme Corp", GRACE, "--confirm", "Acme Corp"],
        &["user", "link", GRACE, "--uid", "0"],
        &["user", "unlink", GRACE, "--uid", UID],
        &["signup", "mallory@evil.example", "--name", "Mallory"],
        &["org", "transfer", GRACE, "--confirm", "Acme Corp"],
    ] {
        let (code, out, err) = stranger.run(words);
        assert_eq!((code, out.as_str()), (3, ""), "{words:?}: {err}");
    }
    // In the same words as everywhere, with code and number.
    for (words, code, number) in [
        (["--as", ADA, "org", "show"], "not-permitted", 25105),
        (["support", "record-baa", "Acme Corp", "--yes"], "operator-only", 20003),
    ] {
        let (exit, _, err) = stranger.run(&[&words[..], &["--json"]].concat());
        let error = error(&err);
        assert_eq!((exit, &error["code"], &error["number"]), (3, &code.into(), &number.into()), "{err}");
        assert!(error["remedy"].as_str().is_some_and(|text| text.ends_with('.')), "{err}");
    }
    // A session that is theirs only, and is over the moment they are mapped no more.
    let mut session = stranger.screens();
    session.see("grace@acme.example · Administrator").press("\x0f").see("Accounts and organizations");
    assert!(!session.screen().contains("Sign in as somebody else"));
    session.press("\x1b");
    assert_eq!(verb(home, &["user", "unlink", GRACE, "--uid", UID], "").0, 0);
    assert_eq!(session.ended(), 3);
    session.restored();
    assert!(session.screen().contains("no longer mapped"), "{}", session.screen());
    assert_eq!(stranger.run(&["user", "list"]).0, 3);
}
