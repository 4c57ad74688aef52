//! `orgadm serve`: readiness, its socket, its end; and the way in through OpenSSH.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::client::{Client, until};
use crate::people::{ADA, Place};
use crate::terminal::{BINARY, Terminal, variables, verb};

pub struct Service {
    pub child: Child,
    pub socket: PathBuf,
}

impl Service {
    /// Starts one on the store in this home, and waits until it says that it is ready.
    pub fn start(home: &Path, more: &[&str]) -> Self {
        Self::start_with(home, more, &[])
    }

    /// The same, with these variables.
    pub fn start_with(home: &Path, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let socket = home.join("run/orgadm.sock");
        let notify = home.join("notify");
        let _ = std::fs::remove_file(&notify);
        let manager = UnixDatagram::bind(&notify).expect("bound");
        manager.set_read_timeout(Some(crate::terminal::BOUND)).expect("set");
        let child = Command::new(BINARY)
            .args(["--socket", &socket.display().to_string(), "serve"])
            .args(more)
            .env_clear()
            .envs(variables(home))
            .envs(environment.iter().copied())
            .env("NOTIFY_SOCKET", &notify)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut heard = [0; 64];
        let n = manager.recv(&mut heard).expect("it says that it is ready");
        assert_eq!(&heard[..n], b"READY=1");
        Self { child, socket }
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().expect("kill").success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A home with Ada's organization that nobody holds.
pub fn left() -> Place {
    let mut place = Place::new();
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
    place
}

#[test]
fn a_service_is_ready_when_it_says_so_and_ends_in_order() {
    let place = left();
    let home = place.home.path();
    let mut service = Service::start(home, &[]);
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&service.socket), 0o660);
    assert_eq!(mode(service.socket.parent().expect("a directory")), 0o750);
    // Found by itself, and by its name; screens and verbs.
    assert_eq!(verb(home, &["--as", ADA, "user", "list"], "").0, 0);
    let named = service.socket.display().to_string();
    assert_eq!(verb(home, &["--socket", &named, "--as", ADA, "user", "list"], "").0, 0);
    let mut ada = Terminal::start(home, &["attach", "--as", ADA], &[("ORGADM_SOCKET", &named)]);
    ada.see("ada@acme.example · Owner");
    // It outlives the terminals of its sessions.
    let mut lost = Client::attach(&service.socket, (80, 24), ADA);
    lost.see("Acme Corp");
    drop(lost);
    service.signal("TERM");
    assert_eq!(service.child.wait().expect("ended").code(), Some(0));
    assert_eq!(ada.ended(), 0);
    ada.restored();
    assert!(ada.screen().contains("was asked to end"), "{}", ada.screen());
    assert!(!service.socket.exists());
    // Closed in order: the manifest says where the audit ended, and the store opens at once.
    let audit = verb(home, &["--as", ADA, "--json", "audit", "list"], "").1;
    assert!(audit.contains("session ended: the host ended"), "{audit}");
}

#[test]
fn a_second_service_and_a_taken_socket_are_told() {
    let place = left();
    let home = place.home.path();
    let service = Service::start(home, &[]);
    let named = service.socket.display().to_string();
    let (code, _, err) = verb(home, &["--socket", &named, "serve"], "");
    assert_eq!(code, 5);
    assert!(err.contains("is in use by process"), "{err}");
    let elsewhere = tempfile::tempdir().expect("dir");
    let other = elsewhere.path().join("store").display().to_string();
    assert_eq!(verb(home, &["--store", &other, "demo", "--users", "5", "--no-open"], "").0, 0);
    let (code, _, err) = verb(home, &["--store", &other, "--socket", &named, "serve"], "");
    assert_eq!(code, 1);
    assert!(err.contains("orgadm.sock"), "{err}");
    assert_eq!(verb(home, &["--as", ADA, "user", "list"], "").0, 0, "the first one goes on");
    let (code, _, err) = verb(home, &["attach"], "");
    assert_eq!(code, 2, "screens need a terminal: {err}");
}

#[test]
fn a_sweep_beside_a_service_does_what_the_service_has_not_done_yet_and_once() {
    // A service makes its backup a minute after its start at the earliest.
    let place = left();
    let service = Service::start(place.home.path(), &["--idle", "0"]);
    let first = verb(place.home.path(), &["sweep"], "").1;
    assert!(first.starts_with("Backed up 1 organization, ") && first.ends_with("found whole.\n"), "{first}");
    assert_eq!(verb(place.home.path(), &["sweep"], "").1, "Nothing was due.\n");
    drop(service);
}

#[test]
fn through_openssh() {
    // Where it is not installed, ORGADM_SSHD can name one.
    let named = std::env::var("ORGADM_SSHD").ok();
    let known = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].map(str::to_owned);
    let Some(sshd) = named.into_iter().chain(known).find(|path| Path::new(path).exists()) else {
        eprintln!("skipped: there is no sshd here");
        return;
    };
    let place = left();
    let home = place.home.path();
    let service = Service::start(home, &[]);
    let ssh = home.join("ssh");
    std::fs::create_dir(&ssh).expect("made");
    std::fs::set_permissions(&ssh, std::fs::Permissions::from_mode(0o700)).expect("set");
    let at = |name: &str| ssh.join(name).display().to_string();
    for key in ["host", "ada"] {
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f", &at(key)])
            .status()
            .expect("ssh-keygen");
        assert!(made.success());
    }
    let public = std::fs::read_to_string(at("ada.pub")).expect("a key");
    let line = format!(
        "restrict,pty,command=\"{BINARY} --socket {} --as {ADA} attach\" {public}",
        service.socket.display()
    );
    std::fs::write(at("authorized"), line).expect("written");
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("known").port();
    let configuration = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\n\
         PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\n",
        at("host"),
        at("authorized")
    );
    std::fs::write(at("config"), configuration).expect("written");
    let _ = std::fs::create_dir_all("/run/sshd");
    let server = Command::new(&sshd)
        .args(["-D", "-e", "-f", &at("config")])
        .stderr(Stdio::null())
        .spawn()
        .expect("sshd starts");
    let _server = Server(server);
    until("sshd", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    let user = std::env::var("USER").unwrap_or_else(|_| "root".into());
    let (port, identity) = (port.to_string(), at("ada"));
    let arguments = [
        "-tt",
        "-F",
        "none",
        "-p",
        &port,
        "-i",
        &identity,
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "LogLevel=ERROR",
        "-o",
        "IdentitiesOnly=yes",
    ];
    let destination = format!("{user}@127.0.0.1");
    let all: Vec<&str> = arguments.into_iter().chain([destination.as_str()]).collect();
    let mut terminal = Terminal::program("ssh", home, &all, &[]);
    // No locale came along: the signs are ASCII.
    terminal.see("ada@acme.example").press("3").see("Managed 1");
    terminal
        .master
        .resize(portable_pty::PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 })
        .expect("resized");
    terminal.parser.screen_mut().set_size(36, 120);
    terminal.see("last seen now");
    let list = verb(home, &["session", "list"], "").1;
    assert!(list.contains("SSH_CONNECTION 127.0.0.1"), "{list}");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    terminal.restored();
    // Another command is not run: the key is for the screens.
    let refused =
        Command::new("ssh").args(&arguments[1..]).args([destination.as_str(), "id"]).output().expect("ssh");
    assert!(!String::from_utf8_lossy(&refused.stdout).contains("uid="));
}

/// An sshd of the test's own, gone with it.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
