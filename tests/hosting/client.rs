//! A client of the test's own: it speaks the protocol byte by byte, and can say what no orgadm would.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use orgadm::session::wire::{
    self, Claimed, Colours, Hello, Look, MOST, ScreenWanted, Themed, ToClient, ToHost, VerbWanted, Wanted,
    WireError,
};

use crate::terminal::BOUND;

/// The socket of the process that holds the store in this home.
pub fn socket(home: &Path) -> PathBuf {
    let lock = home.join("data/orgadm/store/LOCK");
    let text = std::fs::read_to_string(lock).expect("a lock file");
    text.lines().find_map(|line| line.strip_prefix("socket ")).expect("it names a socket").into()
}

pub fn claimed(said: Option<&str>) -> Claimed {
    Claimed { said: said.map(str::to_owned), usual: None, ssh: None }
}

pub fn screen(size: (u16, u16), said: &str) -> Wanted {
    let look = Look { theme: Themed::Named("dark".into()), depth: Colours::All, unicode: true };
    let terminal = "xterm-256color".into();
    Wanted::Screen(Box::new(ScreenWanted {
        size,
        terminal,
        look,
        keys: Vec::new(),
        claimed: claimed(Some(said)),
    }))
}

pub fn words(line: &str, said: &str) -> Wanted {
    let words = line.split(' ').map(str::to_owned).collect();
    Wanted::Verb(Box::new(VerbWanted {
        words,
        stdin_is_terminal: false,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        claimed: claimed(Some(said)),
    }))
}

pub struct Client {
    pub stream: UnixStream,
    pub parser: vt100::Parser,
    /// How it ended there.
    pub ended: Option<(u8, Option<String>)>,
    /// Bytes of output that came.
    pub bytes: usize,
}

impl Client {
    pub fn connect(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).expect("somebody listens");
        stream.set_read_timeout(Some(BOUND)).expect("set");
        Self { stream, parser: vt100::Parser::new(24, 80, 0), ended: None, bytes: 0 }
    }

    /// Greets and is let in.
    pub fn greeted(socket: &Path) -> Self {
        let mut client = Self::connect(socket);
        wire::write_bytes(&mut client.stream, &Hello::ours().bytes()).expect("sent");
        let hello = wire::read_bytes(&mut client.stream, 64).expect("an answer");
        assert_eq!(Hello::of_bytes(&hello), Some(Hello::ours()));
        assert!(matches!(client.read(), Ok(ToClient::Store { .. })));
        client
    }

    /// A session with screens.
    pub fn attach(socket: &Path, size: (u16, u16), said: &str) -> Self {
        let mut client = Self::greeted(socket);
        wire::write(&mut client.stream, &screen(size, said)).expect("sent");
        client
    }

    pub fn read(&mut self) -> Result<ToClient, WireError> {
        wire::read(&mut self.stream, MOST)
    }

    pub fn say(&mut self, message: &ToHost) {
        wire::write(&mut self.stream, message).expect("sent");
    }

    pub fn press(&mut self, keys: &str) {
        self.say(&ToHost::Input(keys.as_bytes().to_vec()));
    }

    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Takes one message over; `false` when the connection is over.
    pub fn step(&mut self) -> bool {
        match self.read() {
            Ok(ToClient::Output(bytes) | ToClient::Error(bytes)) => {
                self.bytes += bytes.len();
                self.parser.process(&bytes);
            }
            Ok(ToClient::Ended { code, why }) => self.ended = Some((code, why.map(|why| why.to_string()))),
            Ok(_) => {}
            Err(_) => return false,
        }
        true
    }

    #[track_caller]
    pub fn see(&mut self, text: &str) {
        let end = Instant::now() + BOUND;
        while !self.screen().contains(text) {
            assert!(Instant::now() < end, "“{text}” did not come:\n{}", self.screen());
            assert!(self.step(), "the connection ended before “{text}”:\n{}", self.screen());
        }
    }

    #[track_caller]
    pub fn gone(&mut self, text: &str) {
        let end = Instant::now() + BOUND;
        while self.screen().contains(text) {
            assert!(Instant::now() < end, "“{text}” stayed:\n{}", self.screen());
            assert!(self.step(), "the connection ended with “{text}”:\n{}", self.screen());
        }
    }

    /// Reads to the end of the connection; how it ended there.
    #[track_caller]
    pub fn ended(&mut self) -> (u8, Option<String>) {
        while self.step() {}
        self.ended.clone().expect("the host said how it ended")
    }

    /// Sends bytes that need not be anything.
    pub fn raw(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }
}

/// Waits until it holds.
#[track_caller]
pub fn until(what: &str, holds: impl FnMut() -> bool) {
    until_within(BOUND, what, holds);
}

/// Waits until it holds, at most so long.
#[track_caller]
pub fn until_within(bound: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + bound;
    while !holds() {
        assert!(Instant::now() < end, "{what} did not come");
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(5));
    }
}
