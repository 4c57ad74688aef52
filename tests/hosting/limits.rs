//! What a host allows, with limits small enough to reach: a host in this process over a store in memory.

use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use orgadm::controller::Command;
use orgadm::model::*;
use orgadm::session::wire::{self, Hello, ToClient, ToHost};
use orgadm::session::{Host, Hosting, Limits};

use crate::client::{Client, screen, until};
use crate::people::{ADA, GRACE};
use crate::support::House;

struct Door {
    house: House,
    grace: UserSid,
    socket: PathBuf,
    uid: u32,
    /// Before the directory its socket lies in.
    _host: Host,
    _dir: tempfile::TempDir,
}

/// Acme Corp behind a socket; its store belongs to whoever runs the test, or to another OS user.
fn door(ours: bool, limits: Limits) -> Door {
    let house = House::new();
    let (ada, org) = house.owner(ADA, "Acme Corp");
    let grace = house.member(ada, org, GRACE, OrgRole::Administrator);
    let dir = tempfile::tempdir().expect("dir");
    let uid = std::fs::metadata(dir.path()).expect("there").uid();
    let socket = dir.path().join("s.sock");
    let hosting = Hosting {
        controller: Arc::clone(&house.controller),
        id: "store".into(),
        place: "/store".into(),
        owner: if ours { uid } else { uid + 1 },
        name: |uid| format!("user{uid}"),
        limits,
        faulty: None,
    };
    let host =
        Host::listen(UnixListener::bind(&socket).expect("bound"), &socket, hosting).expect("it listens");
    Door { house, grace, socket, uid, _host: host, _dir: dir }
}

impl Door {
    /// Knocks: a client that was let in, or how it was told that it is not.
    fn knock(&self) -> Result<Client, (u8, String)> {
        let mut client = Client::connect(&self.socket);
        wire::write_bytes(&mut client.stream, &Hello::ours().bytes()).expect("sent");
        let hello = wire::read_bytes(&mut client.stream, 64).expect("an answer");
        assert_eq!(Hello::of_bytes(&hello), Some(Hello::ours()));
        match client.read().expect("an answer") {
            ToClient::Ended { code, why } => Err((code, why.expect("a reason").to_string())),
            _ => Ok(client),
        }
    }

    /// Knocks until there is room.
    fn let_in(&self) -> Client {
        let mut client = None;
        until("room", || {
            client = self.knock().ok();
            client.is_some()
        });
        client.expect("let in")
    }

    fn turned_away(&self) -> (u8, String) {
        self.knock().err().expect("no room")
    }

    /// The ends of sessions in the audit, newest first.
    fn ends(&self) -> Vec<(Ending, Who)> {
        let entries = self.house.controller.store().entries(None, 50).expect("readable");
        let end = |entry: AuditHeader| match entry.kind {
            EntryKind::Ended(why) => Some((why, entry.actor.who)),
            _ => None,
        };
        entries.into_iter().filter_map(end).collect()
    }
}

#[test]
fn a_session_in_which_nobody_touches_a_key_ends_and_others_go_on() {
    let door = door(true, Limits { idle: Some(Duration::from_secs(2)), ..Limits::default() });
    let mut busy = Client::attach(&door.socket, (80, 24), ADA);
    let mut idle = Client::attach(&door.socket, (80, 24), GRACE);
    let mut hands = busy.stream.try_clone().expect("cloned");
    let (done, ended) = channel::<()>();
    // Somebody types at one of them until the other has ended; sizes are no keys.
    let types = std::thread::spawn(move || {
        while ended.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Timeout) {
            wire::write(&mut hands, &ToHost::Input(b"j".to_vec())).expect("sent");
        }
    });
    idle.say(&ToHost::Resize(90, 30));
    let (code, sentence) = idle.ended();
    assert_eq!((code, sentence.as_deref()), (0, Ending::Idle.sentence()));
    assert!(!idle.parser.screen().alternate_screen(), "the terminal is restored");
    assert_eq!(door.ends(), [(Ending::Idle, Who::User(door.grace))]);
    busy.press("3");
    busy.see("EMAIL");
    drop(done);
    types.join().expect("ended");
}

#[test]
fn one_connection_too_many_is_told_and_let_in_when_another_leaves() {
    let door = door(true, Limits { connections: 2, ..Limits::default() });
    let mut first = Client::attach(&door.socket, (80, 24), ADA);
    let mut second = Client::attach(&door.socket, (80, 24), GRACE);
    first.see("Acme Corp");
    second.see("Acme Corp");
    let (code, sentence) = door.turned_away();
    assert_eq!((code, sentence.as_str()), (5, "Too many are connected already: 2. Try again later."));
    second.press("3");
    second.see("EMAIL");
    second.press("q");
    second.ended();
    let mut third = door.let_in();
    wire::write(&mut third.stream, &screen((80, 24), GRACE)).expect("sent");
    third.see("Acme Corp");
}

#[test]
fn one_os_user_does_not_take_the_room_of_all() {
    let door = door(false, Limits { of_one: 2, ..Limits::default() });
    let link = Command::LinkUid { user: door.grace, uid: door.uid };
    door.house.done(Who::Operator, link);
    let mapped = || {
        let mut client = Client::greeted(&door.socket);
        wire::write(&mut client.stream, &screen((80, 24), GRACE)).expect("sent");
        client
    };
    let (mut first, mut second) = (mapped(), mapped());
    let (code, sentence) = door.turned_away();
    assert_eq!(
        (code, sentence),
        (
            3,
            format!(
                "user{0} (uid {0}) is connected 2 times already. End one of the sessions first.",
                door.uid
            )
        )
    );
    // Nor by connections that say nothing: they count from the moment they are let in.
    first.see("grace@acme.example · Administrator");
    first.press("q");
    first.ended();
    let _silent = door.let_in();
    assert_eq!(door.turned_away().0, 3);
    // And a session of theirs is over the moment they are mapped no more.
    let unlink = Command::UnlinkUid { user: door.grace, uid: door.uid };
    door.house.done(Who::Operator, unlink);
    assert_eq!(second.ended(), (3, Ending::Rights.sentence().map(str::to_owned)));
    assert!(door.turned_away().1.contains("orgadm user link EMAIL --uid"));
}
