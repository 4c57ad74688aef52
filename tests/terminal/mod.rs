//! The binary in a pseudo terminal, its screen read through an emulator; and verbs run with pipes.
//!
//! Everything waits for a condition, with a bound; nothing sleeps for luck.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

pub const BOUND: Duration = Duration::from_secs(20);
pub const BINARY: &str = env!("CARGO_BIN_EXE_orgadm");

pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Box<dyn MasterPty + Send>,
    pub keyboard: Box<dyn Write + Send>,
    pub output: Receiver<Vec<u8>>,
    pub parser: vt100::Parser,
    pub raw: Vec<u8>,
}

pub fn variables(home: &Path) -> Vec<(&'static str, String)> {
    let dir = |name: &str| home.join(name).display().to_string();
    vec![
        ("XDG_DATA_HOME", dir("data")),
        ("XDG_CONFIG_HOME", dir("config")),
        ("XDG_STATE_HOME", dir("state")),
        ("HOME", dir("home")),
        ("LANG", "C.UTF-8".into()),
        ("TERM", "xterm-256color".into()),
        ("PATH", std::env::var("PATH").unwrap_or_default()),
    ]
}

impl Terminal {
    pub fn start(home: &Path, arguments: &[&str], more: &[(&str, &str)]) -> Self {
        Self::program(BINARY, home, arguments, more)
    }

    /// Another program than ours, such as the one that leads to ours.
    pub fn program(program: &str, home: &Path, arguments: &[&str], more: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo terminal");
        let mut command = CommandBuilder::new(program);
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

    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Reads until the condition holds.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
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
    pub fn see(&mut self, text: &str) -> &mut Self {
        self.until(text, |it| it.screen().contains(text));
        self
    }

    pub fn press(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
        self.keyboard.flush().expect("typed");
        self
    }

    /// Waits for the end; returns the exit code.
    #[track_caller]
    pub fn ended(&mut self) -> u32 {
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
    pub fn restored(&self) {
        assert!(!self.parser.screen().alternate_screen(), "the alternate screen is still up");
        assert!(!self.parser.screen().hide_cursor(), "the cursor is still hidden");
        assert!(!self.parser.screen().bracketed_paste(), "bracketed paste is still on");
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("it runs").to_string();
        let done = Command::new("kill").args([&format!("-{name}"), &pid]).status().expect("kill");
        assert!(done.success());
    }
}

/// Runs a verb and returns (exit code, standard output, standard error).
pub fn verb(home: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
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

pub fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// Ctrl+T: the code the screen shows.
pub const TAKE: &str = "\x14";

pub fn sign_up(terminal: &mut Terminal) {
    terminal.see("Welcome to orgadm").press("Ada Lovelace\tada@acme.example\r").see("step 2 of 4");
    terminal.see("Nothing is sent yet").press(TAKE).press("\r").see("step 3 of 4");
    terminal.press("+14155550100\r").see("Six digits").see("Nothing is sent yet").press(TAKE).press("\r");
    terminal.see("Create Organization").press("\r").see("Create Your Organization").press("Acme Corp\r");
    terminal.see("What follows").press("\r").see("1 managed").press("3").see("Managed 1");
}
