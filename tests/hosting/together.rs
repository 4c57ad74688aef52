//! Two at the screens of one store, and verbs beside them.

use portable_pty::PtySize;

use crate::client::until;
use crate::people::{ADA, GRACE, Place};
use crate::terminal::{Terminal, verb};

#[test]
fn the_plain_command_attaches_a_session_of_its_own() {
    let mut place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.until("the alternate screen", |it| it.parser.screen().alternate_screen());
    grace.see("grace@acme.example · Administrator").see("Acme Corp");
    // Her size is hers.
    grace.master.resize(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 }).expect("resized");
    grace.parser.screen_mut().set_size(36, 120);
    grace.press("3").see("last seen now");
    assert!(place.ada.screen().contains("ada@acme.example · Owner"));
    // She leaves; Ada stays.
    grace.press("q");
    assert_eq!(grace.ended(), 0);
    grace.restored();
    place.ada.press("1").see("Latest changes").press("q");
    assert_eq!(place.ada.ended(), 0);
    place.ada.restored();
}

#[test]
fn what_one_commits_the_other_sees_and_who_it_was() {
    let mut place = Place::with_grace();
    place.ada.press("1").press("3").see("Managed 2").press("G").see("▌ Grace Hopper");
    let before = place.ada.screen();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp").press("2").see("My first account");
    place.ada.press("2").see("My first account");
    grace
        .press("e")
        .see("My first account")
        .press("\x15Renamed by Grace\r")
        .see("The same as a command line")
        .press("\r");
    grace.see("Renamed by Grace");
    place.ada.see("Renamed by Grace").see("changed by grace@acme.example");
    // Nobody's cursor moved.
    place.ada.press("3").see("Managed 2");
    let row = |screen: &str| screen.lines().find(|line| line.contains('▌')).map(|line| line[..30].to_owned());
    assert_eq!(row(&before), row(&place.ada.screen()));
}

#[test]
fn a_form_whose_record_changed_underneath_shows_both() {
    let mut place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp").press("2").see("My first account").press("e").see("Rename");
    place
        .ada
        .press("2")
        .see("My first account")
        .press("e")
        .press("\x15Ada was first\r")
        .see("The same as a command line");
    place.ada.press("\r").see("Ada was first");
    grace.see("it was “My first account” and is “Ada was first” now");
}

#[test]
fn a_verb_runs_in_the_host_and_is_the_same_as_here() {
    let mut place = Place::with_grace();
    let there = [
        verb(place.home.path(), &["--as", ADA, "user", "list"], ""),
        verb(place.home.path(), &["--as", ADA, "--json", "org", "show"], ""),
        verb(place.home.path(), &["--as", ADA, "user", "role", GRACE, "owner"], ""),
        verb(place.home.path(), &["--as", ADA, "user", "list", "rle:admin"], ""),
    ];
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
    let here = [
        verb(place.home.path(), &["--as", ADA, "user", "list"], ""),
        verb(place.home.path(), &["--as", ADA, "--json", "org", "show"], ""),
        verb(place.home.path(), &["--as", ADA, "user", "role", GRACE, "owner"], ""),
        verb(place.home.path(), &["--as", ADA, "user", "list", "rle:admin"], ""),
    ];
    assert_eq!(there, here);
    assert_eq!(here.map(|(code, ..)| code), [0, 0, 3, 2]);
}

#[test]
fn a_verb_asks_its_questions_here() {
    let place = Place::with_grace();
    let mut terminal =
        Terminal::start(place.home.path(), &["--as", ADA, "user", "role", GRACE, "standard"], &[]);
    terminal.see("Commit this? [y/N]").press("n\r").see("Nothing was changed.");
    assert_eq!(terminal.ended(), 1);
    let mut terminal =
        Terminal::start(place.home.path(), &["--as", ADA, "user", "role", GRACE, "standard"], &[]);
    terminal.see("Commit this? [y/N]").press("y\r");
    assert_eq!(terminal.ended(), 0);
    assert!(place.done(&["--as", ADA, "user", "show", GRACE]).contains("Standard"));
}

#[test]
fn whoever_holds_the_store_is_asked_what_becomes_of_the_others() {
    let mut place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp");
    place
        .ada
        .press("1")
        .see("Connected")
        .press("q")
        .see("Others are at work in this store")
        .see("grace@acme.example");
    // Wait: the screen is gone, the process goes on, and Grace works as before.
    place.ada.press("\r").see("waiting until they leave");
    place.ada.restored();
    grace.press("3").see("Managed 2").press("q");
    assert_eq!(grace.ended(), 0);
    assert_eq!(place.ada.ended(), 0);
}

#[test]
fn or_ends_them_and_they_are_told() {
    let mut place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp");
    place
        .ada
        .press("1")
        .see("Connected")
        .press("q")
        .see("Others are at work in this store")
        .press("\x1b[B\r");
    assert_eq!(place.ada.ended(), 0);
    assert_eq!(grace.ended(), 0);
    grace.restored();
    assert!(grace.screen().contains("The session ended: the process that held the store was asked to end"));
    // The store was left in order.
    assert_eq!(verb(place.home.path(), &["--as", ADA, "user", "list"], "").0, 0);
}

#[test]
fn a_host_that_is_killed_is_said_in_one_sentence_and_the_terminal_restored() {
    let mut place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp");
    place.ada.signal("KILL");
    place.ada.ended();
    assert_eq!(grace.ended(), 5);
    grace.restored();
    assert!(grace.screen().contains("The process that held the store is gone"), "{}", grace.screen());
    // The socket it left behind is in nobody's way, and nothing acknowledged is lost.
    let mut again = Terminal::start(place.home.path(), &["--as", GRACE], &[]);
    again.see("grace@acme.example · Administrator");
    let mut second = place.attach(ADA);
    second.see("ada@acme.example · Owner").press("q");
    assert_eq!(second.ended(), 0);
    again.press("q");
    assert_eq!(again.ended(), 0);
}

#[test]
fn a_client_that_is_killed_or_stopped_disturbs_nobody() {
    let mut place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp").press("3").see("Managed 2");
    let mut third = place.attach(ADA);
    third.see("ada@acme.example · Owner");
    third.signal("STOP");
    // A stopped client, and the others go on as before.
    for n in 0..20 {
        grace.press(if n % 2 == 0 { "1" } else { "3" });
        grace.see(if n % 2 == 0 { "Latest changes" } else { "Managed 2" });
    }
    third.signal("CONT");
    third.press("3").see("Managed 2");
    third.signal("KILL");
    third.ended();
    until("the end of the killed session", || {
        !place.done(&["session", "list"]).contains("ada@acme.example\tscreens")
    });
    let audit = place.done(&["--as", ADA, "--json", "audit", "list"]);
    assert!(audit.contains("session ended: the terminal went away"), "{audit}");
    grace.press("q");
    assert_eq!(grace.ended(), 0);
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
}

#[test]
fn each_change_carries_its_session_and_each_session_its_beginning_and_end() {
    let place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp").press("3").see("Managed 2").press("i").see("Invite a user");
    grace
        .press("linus@acme.example\r")
        .see("What follows")
        .press("\r")
        .see("linus@acme.example is invited")
        .press("q");
    assert_eq!(grace.ended(), 0);
    until("the end in the audit", || {
        place.done(&["--as", ADA, "audit", "list"]).contains("user-session.ended")
    });
    let text = place.done(&["--as", ADA, "--json", "audit", "list"]);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let entries = value["entries"].as_array().expect("entries");
    let of = |command: &str| entries.iter().find(|entry| entry["command"] == command).expect(command);
    let began = entries
        .iter()
        .find(|entry| entry["command"] == "user-session.created" && entry["actor"] == GRACE)
        .expect("a beginning")["position"]
        .as_u64();
    let origin = format!("session {}", began.expect("a position"));
    let (ended, invited) = (of("user-session.ended"), of("user-invitation.created"));
    assert_eq!((&ended["kind"], &ended["origin"]), (&"session ended: quit".into(), &origin.as_str().into()));
    assert_eq!(invited["origin"], origin.as_str());
    assert!(ended["evidence"].as_str().expect("text").starts_with("claimed (uid "));
}

#[test]
fn an_administrator_ends_a_session() {
    let mut place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp");
    let list = place.done(&["--as", ADA, "session", "list"]);
    let number = |list: &str| {
        let line = list.lines().find(|line| line.contains("grace@acme.example\tscreens")).expect("grace");
        line.split('\t').next().expect("a number").to_owned()
    };
    let (code, _, err) = place.verb(&["--as", GRACE, "session", "end", "1"], "");
    assert_eq!(code, 3, "nobody but the Owner ends a session of the Owner: {err}");
    place.done(&["--as", ADA, "session", "end", &number(&list)]);
    assert_eq!(grace.ended(), 0);
    grace.restored();
    assert!(grace.screen().contains("An administrator ended this session."), "{}", grace.screen());
    let audit = place.done(&["--as", ADA, "audit", "list"]);
    assert!(audit.contains("user-session.disconnected"), "{audit}");
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
}

/// Removes Grace, with every consent that it needs.
fn remove_grace(place: &Place) {
    let mut line = vec!["--as", ADA, "user", "remove", GRACE];
    line.extend(
        ["lose-membership", "invitations-blocked", "no-way-back"].iter().flat_map(|it| ["--acknowledge", it]),
    );
    place.done(&line);
}

/// The audit, newest first.
fn entries(place: &Place) -> Vec<serde_json::Value> {
    let text = place.done(&["--as", ADA, "--json", "audit", "list"]);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    value["entries"].as_array().expect("entries").clone()
}

/// The end of the newest session of Grace: of that session, by her, with the evidence she came with, for this reason.
#[track_caller]
fn ended_for(place: &Place, why: &str) {
    let of = |command: &str| {
        let mut all = entries(place).into_iter();
        all.find(|entry| entry["command"] == command && entry["actor"] == GRACE)
    };
    until("the end in the audit", || of("user-session.ended").is_some());
    let (began, ended) =
        (of("user-session.created").expect("began"), of("user-session.ended").expect("ended"));
    assert_eq!(ended["kind"], format!("session ended: {why}"));
    assert_eq!(ended["origin"], format!("session {}", began["position"]));
    assert_eq!(ended["evidence"], began["evidence"]);
    assert!(began["evidence"].as_str().expect("text").starts_with("claimed (uid "), "{began}");
}

#[test]
fn a_client_that_is_killed_has_its_end_in_the_audit() {
    let place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp");
    grace.signal("KILL");
    grace.ended();
    ended_for(&place, "the terminal went away");
}

#[test]
fn a_removed_user_loses_an_open_session_at_once() {
    let place = Place::with_grace();
    let mut grace = place.attach(GRACE);
    grace.see("Acme Corp").press("3").see("Managed 2").press("i").see("Invite a user").press("half typed");
    grace.see("half typed");
    remove_grace(&place);
    assert_eq!(grace.ended(), 3);
    grace.restored();
    assert!(grace.screen().contains("your user was removed or deactivated"), "{}", grace.screen());
    let removed = entries(&place).into_iter().find(|entry| entry["actor"] == GRACE).expect("an end");
    assert_eq!(removed["kind"], "session ended: the right was lost");
}

#[test]
fn who_is_removed_at_the_terminal_that_holds_the_store_is_signed_out_there_and_the_others_stay() {
    let mut place = Place::with_grace();
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
    let mut host = place.attach(GRACE);
    host.see("grace@acme.example · Administrator").press("3").see("Managed 2");
    let mut ada = place.attach(ADA);
    ada.see("ada@acme.example · Owner").press("3").see("Managed 2");
    remove_grace(&place);
    host.see("Your user was deactivated or removed.").see("Who are you?");
    assert!(!host.screen().contains("Managed"), "{}", host.screen());
    ada.see("Managed 1").press("1").see("Latest changes");
    // The terminal is the store owner's, who may say who they are.
    host.press("ada").see("ada@acme.example").press("\r").see("ada@acme.example · Owner");
    ada.press("q");
    assert_eq!(ada.ended(), 0);
    host.press("q");
    assert_eq!(host.ended(), 0);
}

#[test]
fn two_who_act_on_one_record_at_once_are_told_apart() {
    let place = Place::with_grace();
    let home = place.home.path();
    for round in 0..3 {
        let email = format!("guest{round}@acme.example");
        place.done(&["--as", ADA, "user", "invite", &email]);
        let list = place.done(&["--as", &email, "invitation", "list", "--mine"]);
        let sid = list.trim().split('\t').next_back().expect("a SID").to_owned();
        let code = place.done(&["support", "show-code", &email]);
        let code = code.split('\t').next().expect("a code").to_owned();
        let (accepted, canceled, again) = std::thread::scope(|scope| {
            let accept = scope.spawn(|| {
                verb(home, &["--as", &email, "invitation", "accept", &sid, "--name", "A Guest"], &code)
            });
            let cancel = scope.spawn(|| verb(home, &["--as", GRACE, "invitation", "cancel", &sid], ""));
            let other = scope.spawn(|| verb(home, &["--as", ADA, "invitation", "cancel", &sid], ""));
            let ended = |it: std::thread::ScopedJoinHandle<'_, (i32, String, String)>| {
                let (code, _, err) = it.join().expect("ended");
                // Whoever lost is told what happened and what to do, in sentences.
                assert!(code == 0 || err.contains("invitation") && err.trim_end().ends_with('.'), "{err}");
                code
            };
            (ended(accept), ended(cancel), ended(other))
        });
        let codes = [accepted, canceled, again];
        assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "exactly one won: {codes:?}");
        assert!(codes.iter().all(|code| matches!(code, 0 | 3 | 4)), "the others were refused: {codes:?}");
    }
    // The same record changed by two at once: both are in the audit, one after the other, or one was told.
    let role =
        |who: &'static str, to: &'static str| verb(home, &["--as", ADA, "user", "role", who, to], "").0;
    let codes = std::thread::scope(|scope| {
        let one = scope.spawn(|| role(GRACE, "standard"));
        let two = scope.spawn(|| role(GRACE, "standard"));
        [one.join().expect("ended"), two.join().expect("ended")]
    });
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, 0 | 3 | 4)), "{codes:?}");
}
