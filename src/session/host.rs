//! The host: the process that opened the store lets others work on it, each through a connection of their own.
//!
//! A thread a connection, two more for a session with screens; nothing is shared but the controller. Threads instead of an
//! executor: at two hundred sessions they cost less than a frame each (benches/README.md), and a session may block on its
//! own terminal without holding anybody else up. The host opens no path and reads no variable that a client names.

mod admission;
mod hosting;
mod inbox;
mod outlet;
mod remote;
mod screen;
mod verb;

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::model::Ending;

use super::wire::{self, Hello, ToClient, Wanted, Why};
use crate::cli::Exit;
use admission::{Admission, Admitted};
pub use hosting::{Hosting, Limits};
use inbox::Inbox;
use outlet::Outlet;

/// How long a client may take until it has said what it wants.
const GREETING: Duration = Duration::from_secs(5);

/// How long everybody has to be told that the host ends; a terminal that takes nothing is cut off after it.
const FAREWELL: Duration = Duration::from_secs(2);

struct Shared {
    hosting: Hosting,
    admission: Mutex<Admission>,
    connections: AtomicUsize,
    closing: AtomicBool,
    left: (Mutex<()>, Condvar),
}

/// A host that listens. Dropping it ends every session.
pub struct Host {
    shared: Arc<Shared>,
    socket: PathBuf,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("socket", &self.socket).finish_non_exhaustive()
    }
}

impl Host {
    /// Begins to listen. The socket's file is removed when the host ends.
    pub fn listen(listener: UnixListener, socket: &Path, hosting: Hosting) -> io::Result<Self> {
        // As for the local terminal: colours are decided per session.
        crossterm::style::force_color_output(true);
        let admission = Mutex::new(Admission::new(hosting.owner, hosting.name));
        let shared = Arc::new(Shared {
            hosting,
            admission,
            connections: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
            left: Default::default(),
        });
        let theirs = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("host".into()).spawn(move || accept(&listener, &theirs))?;
        Ok(Self { shared, socket: socket.to_path_buf(), thread: Some(thread) })
    }

    /// Waits until nobody is connected any more, or until `ended` says so; asked whenever somebody leaves.
    pub fn wait_until_alone(&self, ended: &dyn Fn() -> bool) {
        while self.shared.connections.load(Ordering::SeqCst) > 0 && !ended() {
            self.shared.wait(Duration::from_millis(200));
        }
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Lets nobody else in, tells everybody that it is over, and waits until they have been told.
    fn close(&mut self) {
        let _ = std::fs::remove_file(&self.socket);
        let sessions = self.shared.hosting.controller.sessions();
        sessions.end_elsewhere(Ending::Host);
        let until = Instant::now() + FAREWELL;
        while self.connections() > 0 && Instant::now() < until {
            self.shared.wait(Duration::from_millis(50));
        }
        // Asked twice: whoever could not be told is cut off.
        sessions.end_elsewhere(Ending::Host);
        let until = Instant::now() + FAREWELL;
        while self.connections() > 0 && Instant::now() < until {
            self.shared.wait(Duration::from_millis(50));
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        // The thread that listens wakes from a connection only. Where none can be made, it ends with the process.
        let woken = UnixStream::connect(&self.socket).is_ok();
        self.close();
        if let Some(thread) = self.thread.take()
            && woken
        {
            let _ = thread.join();
        }
        // The last to leave lets the store go; whoever drops the host may be about to end the process.
        let until = Instant::now() + FAREWELL;
        while Arc::strong_count(&self.shared) > 1 && Instant::now() < until {
            self.shared.wait(Duration::from_millis(5));
        }
    }
}

impl Shared {
    /// Waits until somebody leaves, at most so long.
    fn wait(&self, most: Duration) {
        let (lock, left) = &self.left;
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = left.wait_timeout(guard, most);
    }
}

/// One connection in the count, however it ends.
struct Counted(Arc<Shared>);

impl Counted {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.connections.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(shared))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::SeqCst);
        self.0.left.1.notify_all();
    }
}

/// Somebody who was let in, until they are gone.
struct InRoom<'a>(&'a Shared, Admitted);

impl Drop for InRoom<'_> {
    fn drop(&mut self) {
        self.0.admission.lock().unwrap_or_else(PoisonError::into_inner).left(&self.1);
    }
}

fn accept(listener: &UnixListener, shared: &Arc<Shared>) {
    loop {
        let accepted = listener.accept();
        if shared.closing.load(Ordering::SeqCst) {
            return;
        }
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors: give those who are here a moment to leave.
            shared.wait(Duration::from_millis(50));
            continue;
        };
        let counted = Counted::new(shared);
        let spawned = std::thread::Builder::new().name("connection".into()).spawn(move || {
            // What one connection does wrong ends that connection.
            let _ = catch_unwind(AssertUnwindSafe(|| serve(stream, &counted.0)));
            drop(counted);
        });
        // Out of threads: the stream is closed, and the client says so.
        drop(spawned);
    }
}

/// One connection from its greeting to its end.
fn serve(stream: UnixStream, shared: &Arc<Shared>) {
    let Ok(outlet) = Outlet::new(&stream) else { return };
    let Ok(mut inbox) = Inbox::new(&stream) else { return };
    let until = Instant::now() + GREETING;
    let Ok(greeting) = inbox.bytes(64, until) else { return };
    let Some(theirs) = Hello::of_bytes(&greeting) else { return };
    if outlet.bytes(&Hello::ours().bytes()).is_err() || Hello::ours() != theirs {
        return;
    }
    let sorry = |exit: Exit, why: Why| {
        let _ = outlet.say(&ToClient::Ended { code: exit.code(), why: Some(why) });
    };
    let connections = shared.connections.load(Ordering::SeqCst);
    let most = shared.hosting.limits.connections;
    if connections > most {
        let rule = format!("Too many are connected already: {most}.");
        return sorry(Exit::Unavailable, Why::new("host-full", rule, "Try again later."));
    }
    let Ok(peer) = rustix::net::sockopt::socket_peercred(&stream) else { return };
    let uid = peer.uid.as_raw();
    let admitted = {
        let mut admission = shared.admission.lock().unwrap_or_else(PoisonError::into_inner);
        admission.ask(uid, &shared.hosting)
    };
    let admitted = match admitted {
        Ok(admitted) => admitted,
        Err((exit, why)) => return sorry(exit, why),
    };
    let admitted = &InRoom(shared, admitted);
    let (id, place) = (shared.hosting.id.clone(), shared.hosting.place.clone());
    if outlet.say(&ToClient::Store { id, place }).is_err() {
        return;
    }
    let Ok(wanted) = inbox.message::<Wanted>(wire::MOST_BEGIN, until) else { return };
    let ended = catch_unwind(AssertUnwindSafe(|| match wanted {
        Wanted::Screen(wanted) => screen::run(&shared.hosting, &outlet, inbox, *wanted, &admitted.1),
        Wanted::Verb(wanted) => verb::run(&shared.hosting, &outlet, inbox, *wanted, &admitted.1),
    }));
    let (code, why) = match ended {
        Ok(Some(ended)) => ended,
        // Nobody is there to be told.
        Ok(None) => return,
        Err(_) => {
            let _ = outlet.output(&super::guard::leave_sequence());
            (Exit::Failed.code(), Ending::Failed.sentence().map(|rule| Why::new("failed", rule, "")))
        }
    };
    let _ = outlet.say(&ToClient::Ended { code, why });
    outlet.finish();
}
