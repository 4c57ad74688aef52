//! Clients that are broken, slow, or mean no good (`serving.md`, traps 1–10): the host and everybody else go on.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};

use orgadm::session::wire::{self, Hello, ToHost};

use crate::client::{Client, screen, socket, until, until_within, words};
use crate::people::{ADA, GRACE, Place};
use crate::terminal::{BOUND, Terminal, verb};

/// The host answers whoever comes now.
#[track_caller]
fn goes_on(place: &mut Place) {
    assert!(place.done(&["--as", ADA, "user", "list"]).contains(ADA));
    place.ada.press("2").see("My first account").press("3").see("Managed");
}

/// Reads until the host closes, whatever it says before.
#[track_caller]
fn closes(stream: &mut UnixStream) {
    let mut rest = Vec::new();
    if let Err(error) = stream.read_to_end(&mut rest) {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the host did not close");
    }
}

#[test]
fn bytes_that_are_no_protocol_end_that_connection_only() {
    let mut place = Place::new();
    let path = socket(place.home.path());
    let frame = |length: u32, bytes: &[u8]| [&length.to_le_bytes()[..], bytes].concat();
    for bytes in [
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        frame(u32::MAX, b"x"),
        frame(3, b"abc"),
        vec![0; 10_000],
        Vec::new(),
    ] {
        let mut client = Client::connect(&path);
        client.raw(&bytes);
        let _ = client.stream.shutdown(Shutdown::Write);
        closes(&mut client.stream);
    }
    // Garbage after the greeting, and a frame beyond the bound.
    for bytes in [frame(20, &[0xff; 20]), frame(1_000_000, &[0; 100])] {
        let mut client = Client::greeted(&path);
        client.raw(&bytes);
        closes(&mut client.stream);
    }
    // Garbage in the middle of a session.
    let mut client = Client::attach(&path, (80, 24), ADA);
    client.see("Acme Corp");
    client.raw(&frame(9, &[0xee; 9]));
    client.ended();
    goes_on(&mut place);
}

#[test]
fn a_terminal_may_claim_any_size_and_change_it_without_end() {
    let mut place = Place::new();
    let path = socket(place.home.path());
    let mut client = Client::attach(&path, (65_535, 65_535), ADA);
    client.parser.screen_mut().set_size(200, 500);
    client.see("Acme Corp");
    for n in 0..2_000_u16 {
        client.say(&ToHost::Resize(60 + n % 400, 16 + n % 100));
    }
    for size in [(0, 0), (1, 1), (65_535, 1), (1, 65_535), (80, 24)] {
        client.say(&ToHost::Resize(size.0, size.1));
    }
    client.parser.screen_mut().set_size(24, 80);
    client.press("2");
    client.see("My first account");
    // A window change to the same size draws everything again (trap 3).
    let before = client.bytes;
    client.say(&ToHost::Resize(80, 24));
    client.press("3");
    client.see("EMAIL");
    assert!(client.bytes - before > 1_000, "only {} bytes", client.bytes - before);
    goes_on(&mut place);
}

#[test]
fn pastes_answers_and_cut_sequences_are_what_they_are() {
    let place = Place::new();
    let path = socket(place.home.path());
    let mut client = Client::attach(&path, (80, 24), ADA);
    client.see("Acme Corp");
    client.press("3");
    client.see("Managed");
    // Answers to questions nobody asked, and a paste of two megabytes full of keys that would quit.
    client.press("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;22c\x1b[12;40R\x1bP>|XTerm(390)\x1b\\");
    client.press("\x1b[200~");
    for _ in 0..64 {
        client.press(&"q\r".repeat(16 * 1024));
    }
    client.press("\x1b[201~");
    // Keys cut in the middle of their sequence and of a character.
    for piece in ["\x1b", "[", "B", "\x1b[1", ";5", "C"] {
        client.press(piece);
    }
    client.press("i");
    client.see("Invite a user");
    for byte in "漢é@acme.example".as_bytes() {
        client.say(&ToHost::Input(vec![*byte]));
    }
    client.see("漢é@acme.example");
    // A lone Escape is Escape (trap 7), after which the question whether to discard.
    client.press("\x1b");
    client.see("Discard what was typed?");
}

#[test]
fn a_terminal_that_takes_nothing_holds_nobody_up_and_is_cut_off() {
    let mut place = Place::with_grace();
    let path = socket(place.home.path());
    let mut slow = Client::attach(&path, (500, 200), GRACE);
    slow.parser.screen_mut().set_size(200, 500);
    slow.see("Acme Corp");
    // It asks for more than the system keeps for it, and reads none of it.
    let mut asking = slow.stream.try_clone().expect("cloned");
    let asks = std::thread::spawn(move || {
        for n in 0..200_u16 {
            let message = ToHost::Resize(400 + n % 100, 200);
            if wire::write(&mut asking, &message).is_err() {
                break;
            }
            // Far enough apart that each is a picture of its own.
            std::thread::park_timeout(std::time::Duration::from_millis(2));
        }
    });
    for _ in 0..10 {
        goes_on(&mut place);
    }
    asks.join().expect("ended");
    // After its time it is gone, and the audit says why.
    until_within(2 * BOUND, "the end of the slow session", || {
        place
            .done(&["--as", ADA, "--json", "audit", "list"])
            .contains("session ended: the terminal took nothing")
    });
    assert!(!place.done(&["session", "list"]).contains("grace@acme.example\tscreens"));
    goes_on(&mut place);
}

#[test]
fn a_verb_whose_client_is_gone_stands() {
    let mut place = Place::new();
    let path = socket(place.home.path());
    let mut client = Client::greeted(&path);
    wire::write(&mut client.stream, &words("user invite linus@acme.example", ADA)).expect("sent");
    drop(client);
    until("the invitation", || {
        place.done(&["--as", ADA, "invitation", "list"]).contains("linus@acme.example")
    });
    // One that is asked for input and leaves instead.
    let mut client = Client::greeted(&path);
    wire::write(&mut client.stream, &words("signup confirm linus@acme.example", ADA)).expect("sent");
    drop(client);
    goes_on(&mut place);
}

#[test]
fn a_client_that_never_says_what_it_wants_is_let_go() {
    let mut place = Place::new();
    let path = socket(place.home.path());
    let mut silent: Vec<Client> = (0..40).map(|_| Client::connect(&path)).collect();
    goes_on(&mut place);
    for client in &mut silent {
        closes(&mut client.stream);
    }
    goes_on(&mut place);
}

#[test]
fn another_version_is_said_in_one_sentence_by_either_side() {
    let place = Place::new();
    let path = socket(place.home.path());
    let mut client = Client::connect(&path);
    let newer = Hello { protocol: 99, version: "9.9.9".into() };
    wire::write_bytes(&mut client.stream, &newer.bytes()).expect("sent");
    let theirs = wire::read_bytes(&mut client.stream, 64).expect("an answer");
    assert_eq!(Hello::of_bytes(&theirs), Some(Hello::ours()));
    assert!(!client.step(), "and the host says no more");

    let dir = tempfile::tempdir().expect("dir");
    let fake = dir.path().join("fake.sock");
    let listener = UnixListener::bind(&fake).expect("listens");
    let answers = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        wire::write_bytes(&mut stream, &newer.bytes()).expect("sent");
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    });
    let named = fake.display().to_string();
    let (code, out, err) = verb(place.home.path(), &["--socket", &named, "user", "list"], "");
    answers.join().expect("ended");
    assert_eq!((code, out.as_str(), err.lines().count()), (5, "", 1), "{err}");
    assert!(err.contains("9.9.9"), "{err}");
}

#[test]
fn a_socket_that_was_named_has_to_answer_and_one_left_behind_need_not() {
    let mut place = Place::new();
    let gone = place.home.path().join("gone.sock").display().to_string();
    let (code, _, err) = verb(place.home.path(), &["--socket", &gone, "user", "list"], "");
    assert_eq!((code, err.lines().count()), (5, 1), "{err}");
    let left = socket(place.home.path());
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
    assert!(!left.exists(), "the socket goes with its host");
    // As a killed host leaves it: a socket nobody listens at.
    drop(UnixListener::bind(&left).expect("bound"));
    assert!(UnixStream::connect(&left).is_err());
    let mut again = Terminal::start(place.home.path(), &["--as", ADA], &[]);
    again.see("ada@acme.example · Owner");
    assert_eq!(verb(place.home.path(), &["--as", ADA, "user", "list"], "").0, 0);
    assert!(UnixStream::connect(socket(place.home.path())).is_ok());
    again.press("q");
    assert_eq!(again.ended(), 0);
}

#[test]
fn what_a_client_names_is_not_opened_there() {
    let place = Place::new();
    let path = socket(place.home.path());
    // A theme that is a path: the host takes its text only, and reads no file.
    let mut client = Client::greeted(&path);
    let mut wanted = screen((80, 24), ADA);
    if let wire::Wanted::Screen(wanted) = &mut wanted {
        wanted.look.theme = wire::Themed::Named("/etc/passwd".into());
    }
    wire::write(&mut client.stream, &wanted).expect("sent");
    let (code, sentence) = client.ended();
    assert_eq!(code, 2);
    assert!(!sentence.expect("a sentence").contains("root:"));
    // Another store's path in the words of a verb changes nothing: it runs on this one.
    let mut client = Client::greeted(&path);
    wire::write(&mut client.stream, &words("--store /nowhere user list", ADA)).expect("sent");
    client.see(ADA);
    assert_eq!(client.ended().0, 0);
    // Its own terminal name cannot act on the terminals of others.
    let mut client = Client::greeted(&path);
    let mut wanted = screen((80, 24), ADA);
    if let wire::Wanted::Screen(wanted) = &mut wanted {
        wanted.terminal = "\x1b]0;owned\x07\u{202e}".into();
    }
    wire::write(&mut client.stream, &wanted).expect("sent");
    client.see("Acme Corp");
    let list = place.done(&["session", "list"]);
    assert!(!list.contains('\x1b') && !list.contains('\u{202e}'), "{list:?}");
    let _ = client.stream.flush();
}

#[test]
#[cfg(debug_assertions)]
fn an_error_in_one_session_ends_that_session() {
    let place = crate::serving::left();
    let home = place.home.path();
    let service = crate::serving::Service::start_with(home, &[], &[("ORGADM_PANIC_AT_TERMINAL", "faulty")]);
    let mut other = Terminal::start(home, &["--as", ADA], &[]);
    other.see("ada@acme.example · Owner");
    let mut faulty = Terminal::start(home, &["--as", ADA], &[("TERM", "faulty")]);
    assert_eq!(faulty.ended(), 1);
    faulty.restored();
    assert!(faulty.screen().contains("The session ended through an error in orgadm"), "{}", faulty.screen());
    other.press("3").see("Managed 1");
    let audit = verb(home, &["--as", ADA, "--json", "audit", "list"], "").1;
    assert!(audit.contains("session ended: an error in the program"), "{audit}");
    drop(service);
}

#[test]
fn the_hosts_own_terminal_is_nobody_elses() {
    // The host says NO_COLOR and an ASCII locale of itself; whoever attaches has colours and lines all the same (trap 9).
    let place = crate::serving::left();
    let home = place.home.path();
    let plain = [("NO_COLOR", "1"), ("TERM", "dumb"), ("LANG", "C")];
    let service = crate::serving::Service::start_with(home, &[], &plain);
    let mut colours = Terminal::start(home, &["--as", ADA], &[("COLORTERM", "truecolor")]);
    colours.see("ada@acme.example · Owner").see("▌");
    assert!(String::from_utf8_lossy(&colours.raw).contains("[38;2;"), "no colours came");
    let mut plain = Terminal::start(home, &["--as", ADA], &[("NO_COLOR", "1"), ("LANG", "C")]);
    plain.see("ada@acme.example");
    let raw = String::from_utf8_lossy(&plain.raw).into_owned();
    assert!(!raw.contains("[38;") && !raw.contains('▌'), "colours or lines came");
    drop(service);
}
