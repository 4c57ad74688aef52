//! Runs work that may panic or hang, as the engine does on damaged files, on a thread of its own: no panic text reaches
//! the terminal, and the caller waits no longer than it says.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// The name of the threads whose panics are not printed.
const QUIET: &str = "orgadm-store-open";

/// How often work says how far it is: waking whoever listens costs more than a record that is looked at.
const INTERVAL: Duration = Duration::from_millis(20);

/// Why there is no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// The work panicked, with this.
    Panicked(Box<dyn Any + Send>),
    /// The work did not end in time; its thread is left to itself.
    TimedOut,
    /// There was no thread to be had.
    NotStarted(io::Error),
}

/// Runs the work and waits for it, at most so long.
pub(super) fn run<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    silence();
    let (tell, hear) = mpsc::sync_channel(1);
    let body = move || {
        let result = catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more if the limit passed: then the result is dropped here, on this thread.
        let _unheard = tell.send(result);
    };
    thread::Builder::new().name(QUIET.into()).spawn(body).map_err(Failure::NotStarted)?;
    match hear.recv_timeout(limit) {
        Ok(result) => result.map_err(Failure::Panicked),
        Err(RecvTimeoutError::Timeout) => Err(Failure::TimedOut),
        Err(RecvTimeoutError::Disconnected) => Err(Failure::NotStarted(io::ErrorKind::BrokenPipe.into())),
    }
}

/// Runs work that may panic, however long it takes, on a thread of its own; what it says of its progress is heard on this
/// one.
pub(super) fn quietly<T: Send>(
    work: impl FnOnce(&mut dyn FnMut(&'static str, u64, u64)) -> T + Send,
    progress: &mut dyn FnMut(&'static str, u64, u64),
) -> Result<T, Failure> {
    silence();
    let (tell, hear) = mpsc::sync_channel(16);
    thread::scope(|scope| {
        let body = move || {
            let mut told: Option<(&str, Instant)> = None;
            work(&mut |what, done, all| {
                let is_soon = |(last, at): (&str, Instant)| last == what && at.elapsed() < INTERVAL;
                if done == all || !told.is_some_and(is_soon) {
                    told = Some((what, Instant::now()));
                    // Whoever listens may be slower; the next one says it too.
                    let _full = tell.try_send((what, done, all));
                }
            })
        };
        let thread = thread::Builder::new().name(QUIET.into()).spawn_scoped(scope, body);
        let thread = thread.map_err(Failure::NotStarted)?;
        for (what, done, all) in hear {
            progress(what, done, all);
        }
        thread.join().map_err(Failure::Panicked)
    })
}

/// Puts a hook before the present panic hook that keeps quiet about our threads and passes on all others.
///
/// It stays: taking it out again could take out a hook that somebody set meanwhile. One more link for each store opened
/// costs nothing that matters; knowing whether it is there already would take a global.
fn silence() {
    let next = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().name() != Some(QUIET) {
            next(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_work_tells_how_far_it_is_and_may_panic() {
        let mut heard = Vec::new();
        let done = quietly(
            |tell| {
                (0..=1_000).for_each(|done| tell("steps", done, 1_000));
                tell("others", 1, 2);
                7
            },
            &mut |what, done, all| heard.push((what, done, all)),
        );
        assert!(matches!(done, Ok(7)));
        assert_eq!(heard.first(), Some(&("steps", 0, 1_000)));
        assert_eq!(
            heard[heard.len() - 2..],
            [("steps", 1_000, 1_000), ("others", 1, 2)],
            "ends and beginnings"
        );
        assert!(heard.len() < 500, "{}", heard.len());
        let panicked = quietly(|_| -> u8 { panic!("on purpose") }, &mut |_, _, _| {});
        assert!(matches!(panicked, Err(Failure::Panicked(what)) if what.is::<&str>()));
    }

    #[test]
    fn results_panics_and_hangs_are_told_apart() {
        let long = Duration::from_secs(60);
        assert!(matches!(run(long, || 7), Ok(7)));
        let panicked = run(long, || -> u8 { panic!("on purpose") });
        assert!(matches!(panicked, Err(Failure::Panicked(what)) if what.is::<&str>()));
        let (release, held) = mpsc::channel::<()>();
        let hung = run(Duration::from_millis(1), move || held.recv());
        assert!(matches!(hung, Err(Failure::TimedOut)));
        drop(release);
    }
}
