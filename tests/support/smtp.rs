//! A mail server on loopback: real sockets, real TLS, and whatever manners a test wants of it.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long a test waits for what has to happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// What it does with letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Takes them.
    Takes,
    /// Knows no recipient.
    KnowsNobody,
    /// Takes them later.
    IsBusy,
    /// Refuses the sender.
    RefusesSender,
    /// Says nothing after the greeting was due.
    SaysNothing,
    /// Says nothing once it was told a password.
    ForgetsLogin,
    /// Says what it was told, and no code.
    RepeatsLogin,
    /// Says nothing once it has the letter.
    ForgetsToAnswer,
    /// Hangs up in the middle of the letter.
    HangsUp,
    /// Refuses the letter and repeats it.
    Repeats,
}

/// A letter it took.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
    pub encrypted: bool,
    pub login: Option<(String, String)>,
}

impl Received {
    /// The value of a header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let begins = format!("{}:", name.to_lowercase());
        let line = head.lines().find(|line| line.to_lowercase().starts_with(&begins))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    }

    pub fn body(&self) -> &str {
        self.data.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}

/// An authority of one's own, and a certificate it signed.
#[derive(Clone)]
pub struct Tls {
    pub authority: String,
    config: Arc<ServerConfig>,
}

impl Tls {
    /// A certificate for this name.
    pub fn of(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(params, KeyPair::generate().expect("key")).expect("authority");
        let key = KeyPair::generate().expect("key");
        let certificate = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        let certificate = certificate.signed_by(&key, &authority).expect("certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .expect("key fits");
        Self { authority: authority.pem(), config: Arc::new(config) }
    }
}

/// How it is made.
#[derive(Clone)]
pub struct Makeup {
    pub manners: Manners,
    pub tls: Option<Tls>,
    /// TLS from the first byte, instead of STARTTLS.
    pub at_once: bool,
    pub login: Option<(&'static str, &'static str)>,
}

impl Default for Makeup {
    fn default() -> Self {
        Self { manners: Manners::Takes, tls: None, at_once: false, login: None }
    }
}

#[derive(Default)]
struct State {
    manners: Option<Manners>,
    received: Vec<Received>,
    stalls: usize,
    ended: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    news: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }

    fn manners(&self) -> Manners {
        self.lock().manners.expect("set")
    }

    /// Says nothing until the server ends.
    fn stall(&self) {
        let mut state = self.lock();
        state.stalls += 1;
        self.news.notify_all();
        while !state.ended {
            state = self.news.wait(state).expect("no panic");
        }
    }
}

/// The server; ends when it is dropped.
pub struct SmtpServer {
    pub port: u16,
    shared: Arc<Shared>,
    closing: Arc<AtomicBool>,
}

impl SmtpServer {
    pub fn start(makeup: Makeup) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared::default());
        shared.lock().manners = Some(makeup.manners);
        let closing = Arc::new(AtomicBool::new(false));
        let (theirs, closes) = (Arc::clone(&shared), Arc::clone(&closing));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if closes.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (shared, makeup) = (Arc::clone(&theirs), makeup.clone());
                std::thread::spawn(move || {
                    // Whoever hangs up ends the conversation.
                    let _ = serve(stream, &makeup, &shared);
                });
            }
        });
        Self { port, shared, closing }
    }

    pub fn with(manners: Manners) -> Self {
        Self::start(Makeup { manners, ..Makeup::default() })
    }

    /// From now on.
    pub fn behave(&self, manners: Manners) {
        self.shared.lock().manners = Some(manners);
    }

    pub fn received(&self) -> Vec<Received> {
        self.shared.lock().received.clone()
    }

    /// Waits until it has taken so many letters.
    #[track_caller]
    pub fn wait_for(&self, n: usize) -> Vec<Received> {
        self.wait("letters", |state| state.received.len() >= n);
        self.received()
    }

    /// Waits until somebody waits for an answer that does not come.
    #[track_caller]
    pub fn wait_for_stall(&self) {
        self.wait("a stall", |state| state.stalls > 0);
    }

    #[track_caller]
    fn wait(&self, what: &str, happened: impl Fn(&State) -> bool) {
        let state = self.shared.lock();
        let (_after, timeout) =
            self.shared.news.wait_timeout_while(state, PATIENCE, |state| !happened(state)).expect("no panic");
        assert!(!timeout.timed_out(), "{what} did not come");
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        self.shared.lock().ended = true;
        self.shared.news.notify_all();
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

enum Wire {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    fn secured(stream: TcpStream, tls: &Tls) -> Self {
        let connection = ServerConnection::new(Arc::clone(&tls.config)).expect("a connection");
        Self::Tls(Box::new(StreamOwned::new(connection, stream)))
    }

    fn line(&mut self) -> io::Result<String> {
        let (mut line, mut byte) = (Vec::new(), [0]);
        while byte[0] != b'\n' {
            let n = match self {
                Self::Clear(stream) => stream.read(&mut byte)?,
                Self::Tls(stream) => stream.read(&mut byte)?,
            };
            if n == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            line.push(byte[0]);
        }
        Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        let text = format!("{text}\r\n");
        match self {
            Self::Clear(stream) => stream.write_all(text.as_bytes()),
            Self::Tls(stream) => stream.write_all(text.as_bytes()).and_then(|()| stream.flush()),
        }
    }
}

fn serve(stream: TcpStream, makeup: &Makeup, shared: &Shared) -> io::Result<()> {
    if shared.manners() == Manners::SaysNothing {
        shared.stall();
        return Ok(());
    }
    let tls = makeup.tls.as_ref();
    let mut wire = match tls.filter(|_| makeup.at_once) {
        Some(tls) => Wire::secured(stream, tls),
        None => Wire::Clear(stream),
    };
    let (mut from, mut to, mut login) = (String::new(), Vec::new(), None);
    wire.say("220 mail.acme.example ready")?;
    loop {
        let line = wire.line()?;
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let encrypted = matches!(wire, Wire::Tls(_));
        match word.as_str() {
            "EHLO" => {
                wire.say("250-mail.acme.example")?;
                if tls.is_some() && !encrypted {
                    wire.say("250-STARTTLS")?;
                }
                if makeup.login.is_some() {
                    wire.say("250-AUTH PLAIN LOGIN")?;
                }
                wire.say("250 8BITMIME")?;
            }
            "STARTTLS" => {
                wire.say("220 go on")?;
                wire = match (wire, tls) {
                    (Wire::Clear(stream), Some(tls)) => Wire::secured(stream, tls),
                    (wire, _) => wire,
                };
            }
            "AUTH" if shared.manners() == Manners::ForgetsLogin => {
                shared.stall();
                return Ok(());
            }
            "AUTH" if shared.manners() == Manners::RepeatsLogin => wire.say(&line)?,
            "AUTH" => {
                let told = line.rsplit(' ').next().unwrap_or_default();
                let told = data_encoding::BASE64.decode(told.as_bytes()).unwrap_or_default();
                let told = String::from_utf8_lossy(&told).into_owned();
                let mut parts = told.split('\0').skip(1);
                let given = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                match makeup.login == Some(given) {
                    true => {
                        login = Some((given.0.to_owned(), given.1.to_owned()));
                        wire.say("235 welcome")?;
                    }
                    false => wire.say(&format!("535 5.7.8 {} is not it: {line}", given.1))?,
                }
            }
            "MAIL" if shared.manners() == Manners::RefusesSender => wire.say("553 5.7.1 not from you")?,
            "MAIL" => {
                from = inside(&line);
                wire.say("250 ok")?;
            }
            "RCPT" => match shared.manners() {
                Manners::KnowsNobody => wire.say("550 5.1.1 no such user\u{1b}[2J here")?,
                Manners::IsBusy => wire.say("451 4.7.1 come back later")?,
                _ => {
                    to.push(inside(&line));
                    wire.say("250 ok")?;
                }
            },
            "DATA" => {
                wire.say("354 go on")?;
                if shared.manners() == Manners::HangsUp {
                    wire.line()?;
                    return Ok(());
                }
                let mut data = String::new();
                loop {
                    let line = wire.line()?;
                    if line == "." {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push_str("\r\n");
                }
                match shared.manners() {
                    Manners::ForgetsToAnswer => {
                        shared.stall();
                        return Ok(());
                    }
                    Manners::Repeats => {
                        let words: Vec<&str> =
                            data.split("\r\n\r\n").skip(1).flat_map(str::split_whitespace).collect();
                        let code = words.iter().find(|word| word.matches('-').count() == 6).unwrap_or(&"");
                        wire.say(&format!("554 5.6.0 spam: {code}"))?;
                    }
                    _ => {
                        let received = Received {
                            from: from.clone(),
                            to: std::mem::take(&mut to),
                            data,
                            encrypted,
                            login: login.clone(),
                        };
                        shared.lock().received.push(received);
                        shared.news.notify_all();
                        wire.say("250 2.0.0 queued")?;
                    }
                }
            }
            "QUIT" => return wire.say("221 bye"),
            _ => wire.say("250 ok")?,
        }
    }
}

fn inside(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(it, _)| it).to_owned()
}
