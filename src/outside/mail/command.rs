//! A program that carries: the letter on its standard input, its exit code the answer. No shell is between, nothing of the
//! letter stands among its words, and its environment is made for it.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::compose::{From, compose};
use crate::controller::port::{Channel, Courier, Letter, Sent};
use crate::model::Trouble;

/// Most bytes of what it says on standard error; the rest is read and forgotten.
const MOST_SAID: usize = 4 * 1024;

/// How often it is looked after a program that says nothing more.
const LOOK: Duration = Duration::from_millis(10);

/// Exit codes that say that this letter will never be taken (sysexits: data, no user, no host).
const FOR_GOOD: [i32; 3] = [65, 67, 68];

/// Where programs are looked for by the one that is started.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Carries letters by starting a program.
#[derive(Debug)]
pub struct CommandCourier {
    words: Vec<String>,
    /// Whom mail comes from; `None`: it carries to phones.
    from: Option<From>,
    timeout: Duration,
}

impl CommandCourier {
    /// A program that takes Internet mail, headers included, such as sendmail.
    pub const fn for_mail(words: Vec<String>, from: From, timeout: Duration) -> Self {
        Self { words, from: Some(from), timeout }
    }

    /// A program that takes a text for the number in `ORGADM_TO`.
    pub const fn for_phones(words: Vec<String>, timeout: Duration) -> Self {
        Self { words, from: None, timeout }
    }

    fn input(&self, letter: &Letter) -> Result<Vec<u8>, String> {
        match &self.from {
            // Programs read lines as files have them.
            Some(from) => {
                let wire = compose(letter, from)?.bytes;
                Ok(String::from_utf8_lossy(&wire).replace("\r\n", "\n").into_bytes())
            }
            None => Ok(letter.body.clone().into_bytes()),
        }
    }

    fn started(&self, letter: &Letter) -> Result<Child, String> {
        let (program, words) = self.words.split_first().ok_or("no program is named")?;
        let mut command = Command::new(program);
        command.args(words).env_clear().env("PATH", PATH).env("LC_ALL", "C.UTF-8");
        command.env("ORGADM_TO", letter.to.to_string()).env("ORGADM_MESSAGE_ID", &letter.id);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        // A group of its own, so that what it starts ends with it.
        command.process_group(0).current_dir("/");
        command.spawn().map_err(|error| format!("cannot be started: {error}"))
    }

    fn run(&self, letter: &Letter) -> Result<Sent, String> {
        let input = match self.input(letter) {
            Ok(input) => input,
            // What no mail can be made of never goes, and is no reason for the others to wait.
            Err(what) => return Ok(Sent::Refused(self.told(&format!("is not asked: {what}")))),
        };
        let mut child = self.started(letter)?;
        let until = Instant::now() + self.timeout;
        let written = child.stdin.take().map(|mut stdin| {
            std::thread::Builder::new().name("courier".into()).spawn(move || {
                // One that reads nothing has its reasons; its exit code says them.
                let _ = stdin.write_all(&input);
            })
        });
        let said = child.stderr.take().map(heard);
        if written.is_none_or(|thread| thread.is_err()) {
            end(&mut child);
            return Err("cannot be given the letter".into());
        }
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() < until => std::thread::sleep(LOOK),
                Ok(None) => {
                    end(&mut child);
                    return Err(format!("did not end within {} s and was ended", self.timeout.as_secs()));
                }
                Err(error) => {
                    end(&mut child);
                    return Err(error.to_string());
                }
            }
        };
        // What it started may hold its standard error open for ever.
        let said = said.and_then(|said| said.recv_timeout(LOOK * 20).ok()).unwrap_or_default();
        Ok(self.outcome(status, &said))
    }

    fn outcome(&self, status: ExitStatus, said: &str) -> Sent {
        let said = if said.trim().is_empty() { String::new() } else { format!(": {said}") };
        match status.code() {
            Some(0) => Sent::Accepted,
            Some(code) if FOR_GOOD.contains(&code) => {
                Sent::Refused(self.told(&format!("refused it ({code}){said}")))
            }
            Some(code) => Sent::Later(self.told(&format!("ended with {code}{said}"))),
            None => Sent::Later(self.told(&format!("was ended by a signal{said}"))),
        }
    }

    fn told(&self, what: &str) -> Trouble {
        let program = self.words.first().map_or("the program", String::as_str);
        Trouble::new(&format!("{program} {what}"))
    }
}

/// Ends a program and what it started.
fn end(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Hears what a program says to its end, on a thread of its own; the beginning is sent.
fn heard(mut from: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, told) = channel();
    let hear = move || {
        let (mut kept, mut buffer) = (Vec::new(), [0; 1024]);
        loop {
            match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => {
                    let room = MOST_SAID.saturating_sub(kept.len()).min(n);
                    kept.extend_from_slice(buffer.get(..room).unwrap_or_default());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let _ = tell.send(String::from_utf8_lossy(&kept).into_owned());
    };
    // Without the thread nobody sends, and nothing was said.
    let _ = std::thread::Builder::new().name("courier's words".into()).spawn(hear);
    told
}

impl Courier for CommandCourier {
    fn carries(&self, channel: Channel) -> bool {
        match self.from {
            Some(_) => channel == Channel::Mail,
            None => channel == Channel::Phone,
        }
    }

    fn send(&self, letter: &Letter) -> Sent {
        self.run(letter).unwrap_or_else(|what| Sent::Away(self.told(&what)))
    }
}
