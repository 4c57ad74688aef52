//! TXT records: each way in which they are there, and each in which they are not.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use orgadm::controller::port::{Heard, Resolver, Stop};
use orgadm::outside::proofs::{Asking, Network};

use crate::names::{Row, failing, serving, silent};

pub const LONG: Duration = Duration::from_secs(10);

fn asked(servers: Vec<SocketAddr>, timeout: Duration, host: &str) -> Heard<Vec<Vec<u8>>> {
    let network = Network::new(Asking { servers, timeout, ..Asking::default() });
    network.texts(host, LONG, &Stop::default())
}

#[track_caller]
fn texts(server: SocketAddr, host: &str) -> Vec<String> {
    match asked(vec![server], LONG, host) {
        Heard::Answer(texts) => {
            let mut texts: Vec<String> =
                texts.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect();
            texts.sort_unstable();
            texts
        }
        other => panic!("{host}: {other:?}"),
    }
}

#[test]
fn records_are_found_through_aliases_in_any_case_and_their_parts_joined() {
    let server = serving(&[
        Row::Text("_twilio.one.example", vec![b"value"]),
        Row::Text("_TWILIO.Upper.Example", vec![b"VALUE"]),
        Row::Text("_twilio.split.example", vec![b"part-one-", b"part-two"]),
        Row::Text("_twilio.several.example", vec![b"v=spf1 -all"]),
        Row::Text("_twilio.several.example", vec![b"value"]),
        Row::Alias("_twilio.chain.example", "a.chain.example"),
        Row::Alias("a.chain.example", "b.chain.example"),
        Row::Text("b.chain.example", vec![b"value"]),
        Row::Text("_twilio.control.example", vec![b"\x1b[2J\x07\xff"]),
    ]);
    assert_eq!(texts(server, "_twilio.one.example"), ["value"]);
    assert_eq!(texts(server, "_twilio.one.example."), ["value"], "a dot at the end");
    assert_eq!(texts(server, "_twilio.upper.example"), ["VALUE"]);
    assert_eq!(texts(server, "_twilio.split.example"), ["part-one-part-two"]);
    assert_eq!(texts(server, "_twilio.several.example"), ["v=spf1 -all", "value"]);
    assert_eq!(texts(server, "_twilio.chain.example"), ["value"]);
    assert_eq!(
        asked(vec![server], LONG, "_twilio.control.example"),
        Heard::Answer(vec![b"\x1b[2J\x07\xff".to_vec()]),
        "as it is; whoever shows it escapes it"
    );
}

#[test]
fn an_answer_too_large_for_one_packet_comes_over_tcp() {
    let long: Vec<String> = (0..40).map(|n| format!("{n:03}{}", "x".repeat(200))).collect();
    let rows: Vec<Row<'_>> =
        long.iter().map(|text| Row::Text("_twilio.large.example", vec![text.as_bytes()])).collect();
    assert_eq!(texts(serving(&rows), "_twilio.large.example"), long);
}

#[test]
fn nothing_there_is_told_apart_from_no_such_name() {
    let server = serving(&[Row::Address("_twilio.other.example", [192, 0, 2, 1])]);
    let nothing = |host| match asked(vec![server], LONG, host) {
        Heard::Nothing(sentence) => sentence,
        other => panic!("{other:?}"),
    };
    assert_eq!(nothing("_twilio.none.example"), "There is no name _twilio.none.example (NXDOMAIN).");
    assert_eq!(nothing("_twilio.other.example"), "_twilio.other.example has no TXT record.");
}

#[test]
fn a_server_that_fails_or_refuses_says_nothing_about_the_domain() {
    let sentence = |server| match asked(vec![server], LONG, "_twilio.acme.example") {
        Heard::Silence(sentence) => sentence,
        other => panic!("{other:?}"),
    };
    assert!(sentence(failing(2)).ends_with("they failed (SERVFAIL)."));
    assert!(sentence(failing(5)).ends_with("they refuse to answer (REFUSED)."));
    // Nobody listens there.
    let gone = UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("bound");
    assert!(sentence(gone).ends_with('.'));
}

#[test]
fn a_server_that_never_answers_is_given_up_in_time() {
    let (server, _keeps) = silent();
    let (begun, timeout) = (Instant::now(), Duration::from_secs(1));
    match asked(vec![server], timeout, "_twilio.acme.example") {
        Heard::Silence(sentence) => {
            assert!(sentence.starts_with("Nobody answered within 1 s."), "{sentence}")
        }
        other => panic!("{other:?}"),
    }
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[test]
fn the_second_server_answers_for_one_that_is_silent() {
    let (quiet, _keeps) = silent();
    let server = serving(&[Row::Text("_twilio.acme.example", vec![b"value"])]);
    let heard = asked(vec![quiet, server], LONG, "_twilio.acme.example");
    assert_eq!(heard, Heard::Answer(vec![b"value".to_vec()]));
}

#[test]
fn whoever_does_not_want_the_answer_any_more_is_let_go_at_once() {
    let (server, heard) = silent();
    let network =
        Network::new(Asking { servers: vec![server], timeout: Duration::from_secs(60), ..Asking::default() });
    let (stop, theirs) = (Stop::default(), network.clone());
    let told = stop.clone();
    let asking = std::thread::spawn(move || theirs.texts("_twilio.acme.example", LONG * 6, &told));
    // The question has arrived.
    heard.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    heard.recv_from(&mut [0; 512]).expect("a question");
    let begun = Instant::now();
    stop.tell();
    assert_eq!(asking.join().expect("no panic"), Heard::Stopped);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn a_name_that_no_server_can_be_asked_about_is_no_answer() {
    let (server, _keeps) = silent();
    let long = format!("{}example", "label.".repeat(60));
    assert!(matches!(asked(vec![server], LONG, &long), Heard::Silence(_)));
}
