//! The binary in a real terminal: start, type, resize, quit, signals, panic, kill; and what it does without a terminal.
//!
//! Everything waits for a condition on the emulated screen, with a bound; nothing sleeps for luck.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const BOUND: Duration = Duration::from_secs(20);
const BINARY: &str = env!("CARGO_BIN_EXE_orgadm");

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    raw: Vec<u8>,
}

fn variables(home: &Path) -> Vec<(&'static str, String)> {
    let dir = |name: &str| home.join(name).display().to_string();
    vec![
        ("XDG_DATA_HOME", dir("data")),
        ("XDG_CONFIG_HOME", dir("config")),
        ("XDG_STATE_HOME", dir("state")),
        ("HOME", dir("home")),
        ("LANG", "C.UTF-8".into()),
        ("TERM", "xterm-256color".into()),
    ]
}

impl Terminal {
    fn start(home: &Path, arguments: &[&str], more: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo terminal");
        let mut command = CommandBuilder::new(BINARY);
        command.args(arguments);
        command.env_clear();
        command.cwd(home);
        for (name, value) in variables(home) {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the binary starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || send.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keyboard = pair.master.take_writer().expect("a writer");
        let parser = vt100::Parser::new(24, 80, 0);
        Self { child, master: pair.master, keyboard, output, parser, raw: Vec::new() }
    }

    fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Reads until the condition holds.
    #[track_caller]
    fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = Instant::now() + BOUND;
        while !holds(self) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} did not come:\n{}", self.screen());
            if let Ok(bytes) = self.output.recv_timeout(left.min(Duration::from_millis(50))) {
                self.parser.process(&bytes);
                self.raw.extend(bytes);
            }
        }
    }

    #[track_caller]
    fn see(&mut self, text: &str) -> &mut Self {
        self.until(text, |it| it.screen().contains(text));
        self
    }

    fn press(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
        self.keyboard.flush().expect("typed");
        self
    }

    /// Waits for the end; returns the exit code.
    #[track_caller]
    fn ended(&mut self) -> u32 {
        let end = Instant::now() + BOUND;
        loop {
            while let Ok(bytes) = self.output.try_recv() {
                self.parser.process(&bytes);
                self.raw.extend(bytes);
            }
            if let Some(status) = self.child.try_wait().expect("a child") {
                while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
                    self.parser.process(&bytes);
                    self.raw.extend(bytes);
                }
                return status.exit_code();
            }
            assert!(Instant::now() < end, "it did not end:\n{}", self.screen());
            std::thread::yield_now();
        }
    }

    /// The alternate screen is left and the cursor shown.
    #[track_caller]
    fn restored(&self) {
        assert!(!self.parser.screen().alternate_screen(), "the alternate screen is still up");
        assert!(!self.parser.screen().hide_cursor(), "the cursor is still hidden");
        assert!(!self.parser.screen().bracketed_paste(), "bracketed paste is still on");
    }

    fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("it runs").to_string();
        let done = Command::new("kill").args([&format!("-{name}"), &pid]).status().expect("kill");
        assert!(done.success());
    }
}

/// Runs a verb and returns (exit code, standard output, standard error).
fn verb(home: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(BINARY)
        .args(arguments)
        .env_clear()
        .envs(variables(home))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("read");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// Ctrl+T: the code the screen shows.
const TAKE: &str = "\x14";

fn sign_up(terminal: &mut Terminal) {
    terminal.see("Welcome to orgadm").press("Ada Lovelace\tada@acme.example\r").see("step 2 of 4");
    terminal.see("Nothing is sent yet").press(TAKE).press("\r").see("step 3 of 4");
    terminal.press("+14155550100\r").see("Six digits").see("Nothing is sent yet").press(TAKE).press("\r");
    terminal.see("Create Organization").press("\r").see("Create Your Organization").press("Acme Corp\r");
    terminal.see("What follows").press("\r").see("1 managed").press("3").see("Managed 1");
}

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
fn a_second_process_is_told_who_has_the_store() {
    let home = home();
    let mut terminal = Terminal::start(home.path(), &[], &[]);
    sign_up(&mut terminal);
    let pid = terminal.child.process_id().expect("it runs").to_string();
    let (code, out, err) = verb(home.path(), &["user", "list"], "");
    assert_eq!((code, out.as_str()), (5, ""));
    assert!(err.contains("is in use by") && err.contains(&pid), "{err}");
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
