//! The program itself: the screen goes on while a name server never answers, a verb is told by its exit what was found, and
//! a host ends when it is told to, whatever it waits for.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::names::{Row, serving, silent};
use crate::terminal::{Terminal, home, sign_up, verb};

/// The configuration of whoever lives here: one name server, and longer patience than any test has.
fn configured(home: &Path, server: SocketAddr) {
    patient(home, server, 60);
}

fn patient(home: &Path, server: SocketAddr, seconds: u8) {
    let folder = home.join("config/orgadm");
    std::fs::create_dir_all(&folder).expect("made");
    let text = format!("[domains]\nservers = [\"{server}\"]\ntimeout = {seconds}\n");
    std::fs::write(folder.join("config.toml"), text).expect("written");
}

#[test]
fn a_name_server_that_never_answers_delays_no_frame() {
    let home = home();
    let (server, heard) = silent();
    configured(home.path(), server);
    let mut it = Terminal::start(home.path(), &[], &[]);
    sign_up(&mut it);
    it.press("4").see("No domain is claimed").press("nacme.example\r").see("What follows").press("\r");
    it.see("twilio-domain-verification=").press("c").see("Asking the name servers");
    heard.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    heard.recv_from(&mut [0; 512]).expect("the name server is asked");
    // Every key has its frame, and what the worker does goes on: a plan is made and committed meanwhile.
    let begun = Instant::now();
    it.press("m").see("y copies this text").press("m").see("/twilio-domain-verification.html").press("m");
    it.see("copies all as one line");
    it.press("5")
        .see("Organization name")
        .press("\r")
        .see("Rename the organization")
        .press("\x15Other Corp\r");
    it.see("What follows").press("\r").see("Other Corp ▾").press("4").see("looking");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    // The progress moves by itself.
    it.press("\r").see("Asking the name servers");
    let seconds = |it: &Terminal| {
        let screen = it.screen();
        let line = screen.lines().find(|line| line.contains("Asking the name servers")).map(str::to_owned);
        line.unwrap_or_default()
    };
    let before = seconds(&it);
    it.until("the next second", |it| seconds(it) != before);
    it.press("\x1b").see("The check was stopped");
    // And again, left while it waits.
    it.press("c").see("Asking the name servers").press("\x03");
    let begun = Instant::now();
    assert_eq!(it.ended(), 0);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn a_verb_says_by_its_exit_what_was_found() {
    let home = home();
    let (quiet, _keeps) = silent();
    configured(home.path(), quiet);
    let mut it = Terminal::start(home.path(), &[], &[]);
    sign_up(&mut it);
    it.press("q");
    assert_eq!(it.ended(), 0);
    let run = |arguments: &[&str]| {
        let whole = [&["--as", "ada@acme.example", "--json"], arguments].concat();
        verb(home.path(), &whole, "")
    };
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect(text);
    let (code, out, _) = run(&["domain", "claim", "acme.example"]);
    assert_eq!(code, 0);
    let value = json(&out)["result"]["txt"].as_str().expect("a value").to_owned();
    configured(home.path(), serving(&[]));
    let (code, out, err) = run(&["domain", "check", "acme.example"]);
    assert_eq!((code, json(&out)["result"]["found"].as_str()), (1, Some("nothing")), "{err}");
    assert_eq!(json(&err)["error"]["code"], "not-proven");
    let wrong = serving(&[Row::Text("_twilio.acme.example", vec![b"\x1b]0;owned\x07"])]);
    configured(home.path(), wrong);
    let (code, out, _) = run(&["domain", "check", "acme.example"]);
    assert_eq!((code, json(&out)["result"]["found"].as_str()), (1, Some("other")));
    assert_eq!(json(&out)["result"]["instead"][0], "\\u{1b}]0;owned\\u{7}");
    let right = serving(&[Row::Text("_twilio.acme.example", vec![value.as_bytes()])]);
    configured(home.path(), right);
    let (code, out, err) = run(&["domain", "check", "acme.example"]);
    assert_eq!((code, json(&out)["result"]["found"].as_str()), (0, Some("proven")), "{err}");
    assert_eq!(json(&run(&["domain", "show", "acme.example"]).1)["domain"]["state"], "verified");
    // Where nobody listens.
    let nobody = std::net::UdpSocket::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("bound");
    patient(home.path(), nobody, 1);
    let (code, _, err) = run(&["domain", "check", "acme.example"]);
    assert_eq!(code, 5, "{err}");
    assert_eq!(json(&err)["error"]["code"], "no-answer");
}
