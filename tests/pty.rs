//! The binary in a real terminal: start, type, resize, quit, signals, panic, kill; and what it does without a terminal.
//!
//! Everything waits for a condition on the emulated screen, with a bound; nothing sleeps for luck.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod terminal;

use std::time::Instant;

use portable_pty::PtySize;
use terminal::{BOUND, TAKE, Terminal, home, sign_up, verb};

#[test]
fn first_run_quit_and_everything_is_there_again() {
    let home = home();
    let mut first = Terminal::start(home.path(), &[], &[]);
    first.until("the alternate screen", |it| it.parser.screen().alternate_screen());
    sign_up(&mut first);
    first.press("q");
    assert_eq!(first.ended(), 0);
    first.restored();

    let mut second = Terminal::start(home.path(), &[], &[]);
    second.see("Acme Corp").see("ada@acme.example · Owner").press("q");
    assert_eq!(second.ended(), 0);
}

#[test]
fn what_is_typed_before_the_first_screen_reaches_it_in_order() {
    let home = home();
    // Large enough that its lists are not there at once.
    assert_eq!(verb(home.path(), &["demo", "--users", "3000", "--no-open"], "").0, 0);
    let ada = ["--as", "ada.lovelace@acme.example"];
    let mut terminal = Terminal::start(home.path(), &ada, &[]);
    terminal.press("3iqueue@acme.example");
    terminal.see("Invite a user").see("queue@acme.example").press("\x03").see("Leave orgadm?");
    terminal.press("\x1b[B\r");
    assert_eq!(terminal.ended(), 0);
    // The same in a session that is attached.
    let mut again = Terminal::start(home.path(), &ada, &[]);
    again.see("ada.lovelace@acme.example");
    let mut attached = Terminal::start(home.path(), &ada, &[]);
    attached.press("3iquick@acme.example");
    attached.see("Invite a user").see("quick@acme.example").press("\x03").see("Leave orgadm?");
    attached.press("\x1b[B\r");
    assert_eq!(attached.ended(), 0);
    again.press("q");
    assert_eq!(again.ended(), 0);
    again.restored();
}

#[test]
fn a_resize_draws_the_new_size() {
    let home = home();
    let mut terminal = Terminal::start(home.path(), &[], &[]);
    terminal.see("Welcome to orgadm");
    for (rows, cols) in [(36, 120), (10, 40), (24, 80)] {
        terminal.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).expect("resized");
        terminal.parser.screen_mut().set_size(rows, cols);
        match rows {
            10 => terminal.see("40×10"),
            _ => terminal.see("Your first account"),
        };
    }
    terminal.press("\x03");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn signals_restore_the_terminal() {
    for name in ["TERM", "HUP"] {
        let home = home();
        let mut terminal = Terminal::start(home.path(), &[], &[]);
        terminal.see("Welcome to orgadm");
        terminal.signal(name);
        assert_eq!(terminal.ended(), 0, "SIG{name}");
        terminal.restored();
    }
}

#[test]
#[cfg(debug_assertions)]
fn a_panic_restores_the_terminal_before_it_is_reported() {
    let home = home();
    let mut terminal = Terminal::start(home.path(), &[], &[("ORGADM_PANIC_AT_SIGN_IN", "1")]);
    terminal.see("Welcome to orgadm").press("Ada Lovelace\tada@acme.example\r").see("Nothing is sent yet");
    terminal.press(TAKE).press("\r");
    assert_ne!(terminal.ended(), 0);
    terminal.restored();
    assert!(terminal.screen().contains("asked to panic"), "{}", terminal.screen());
}

#[test]
fn no_color_keeps_reverse_and_drops_colours() {
    let home = home();
    verb(home.path(), &["demo", "--users", "20"], "");
    let mut terminal = Terminal::start(home.path(), &[], &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
    terminal
        .see("Who are you?")
        .press("ada")
        .see("ada.lovelace@acme.example")
        .press("\r")
        .press("3")
        .see("Managed");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    let raw = String::from_utf8_lossy(&terminal.raw).into_owned();
    assert!(!raw.contains("[38;") && !raw.contains("[48;"), "colours were sent");
    assert!(raw.contains("\x1b[7m"), "the selection is not reversed");
    assert!(!raw.contains("\x1b[;m") && !raw.contains("\x1b[m\x1b[m"), "empty sequences were sent");
}

#[test]
fn killed_without_warning_nothing_acknowledged_is_lost() {
    let home = home();
    let mut terminal = Terminal::start(home.path(), &[], &[]);
    sign_up(&mut terminal);
    terminal.press("i").see("Invite a user").press("grace@acme.example\r").see("What follows").press("\r");
    terminal.see("grace@acme.example is invited");
    terminal.signal("KILL");
    terminal.ended();
    let (code, out, err) = verb(home.path(), &["invitation", "list"], "");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("grace@acme.example"), "{out}");
}

#[test]
fn whoever_has_only_the_screens_open_has_what_is_due_done() {
    let home = home();
    assert_eq!(verb(home.path(), &["demo", "--users", "20", "--no-open"], "").0, 0);
    let ada = ["--as", "ada.lovelace@acme.example"];
    let outbox = || verb(home.path(), &[&ada[..], &["outbox", "list"]].concat(), "").1.lines().count();
    let before = outbox();
    let mut terminal = Terminal::start(home.path(), &ada, &[]);
    terminal.see("ada.lovelace@acme.example · Owner");
    // Messages whose invitations are over leave the outbox; whoever sweeps takes them out.
    let begun = Instant::now();
    while outbox() >= before {
        assert!(begun.elapsed() < BOUND, "what is due is done while the screens are open");
    }
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    let (code, out, _) = verb(home.path(), &["domain", "list", ada[0], ada[1]], "");
    assert_eq!(code, 0);
    assert!(
        out.contains("verified") && !out.contains("uncertain"),
        "nobody asks about a demo's domains: {out}"
    );
}

#[test]
fn a_second_process_goes_through_the_one_that_has_the_store() {
    let home = home();
    let mut terminal = Terminal::start(home.path(), &[], &[]);
    sign_up(&mut terminal);
    let (code, out, err) = verb(home.path(), &["user", "list"], "");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("ada@acme.example"), "{out}");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(verb(home.path(), &["user", "list"], "").0, 0);
}

#[test]
fn without_a_terminal_one_sentence_and_exit_2() {
    let home = home();
    let (code, out, err) = verb(home.path(), &[], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.contains("The screens need a terminal"), "{err}");
    assert!(!home.path().join("data").exists(), "nothing was created");
}

#[test]
fn the_main_job_without_a_screen() {
    let home = home();
    let store = home.path().join("s").display().to_string();
    let run = |arguments: &[&str], input: &str| {
        let mut all = vec!["--store", store.as_str()];
        all.extend(arguments);
        verb(home.path(), &all, input)
    };
    let code_for = |who: &str| {
        run(&["support", "show-code", who], "").1.split('\t').next().unwrap_or_default().to_owned()
    };

    assert_eq!(run(&["user", "list"], "").0, 5, "there is no store yet");
    assert_eq!(run(&["signup", "ada@acme.example", "--name", "Ada Lovelace"], "").0, 0);
    assert_eq!(run(&["signup", "confirm", "ada@acme.example"], "wrong\n").0, 3);
    let code = code_for("ada@acme.example");
    assert_eq!(run(&["signup", "confirm", "ada@acme.example"], &code).0, 0);
    let ada = ["--as", "ada@acme.example"];
    let (code, _, err) = run(&[&ada[..], &["org", "create", "Acme Corp"]].concat(), "");
    assert_eq!(code, 3);
    assert!(err.contains("verified phone number"), "{err}");
    assert_eq!(run(&[&ada[..], &["account", "verify-phone", "--phone", "+14155550100"]].concat(), "").0, 0);
    let digits = code_for("+14155550100");
    assert_eq!(run(&[&ada[..], &["account", "verify-phone", "--code"]].concat(), &digits).0, 0);
    assert_eq!(run(&[&ada[..], &["org", "create", "Acme Corp"]].concat(), "").0, 0);
    assert_eq!(run(&[&ada[..], &["user", "invite", "grace@acme.example"]].concat(), "").0, 0);
    let grace = ["--as", "grace@acme.example"];
    let (_, list, _) = run(&[&grace[..], &["invitation", "list", "--mine"]].concat(), "");
    let sid = list.trim().split('\t').next_back().unwrap_or_default().to_owned();
    let code = code_for("grace@acme.example");
    let accept = ["invitation", "accept", &sid, "--name", "Grace Hopper"];
    assert_eq!(run(&[&grace[..], &accept].concat(), &code).0, 0);
    assert_eq!(run(&[&ada[..], &["user", "role", "grace@acme.example", "administrator"]].concat(), "").0, 0);
    assert_eq!(run(&[&ada[..], &["org", "transfer", "grace@acme.example"]].concat(), "").0, 3, "unconfirmed");
    let transfer = ["org", "transfer", "grace@acme.example", "--confirm", "Acme Corp"];
    assert_eq!(run(&[&ada[..], &transfer].concat(), "").0, 0);
    let (_, audit, _) = run(&[&grace[..], &["audit", "list"]].concat(), "");
    for what in [
        "organization.created",
        "user-invitation.accepted",
        "user.role-changed",
        "organization.owner-changed",
    ] {
        assert!(audit.contains(what), "{what} is missing:\n{audit}");
    }
}
