//! What waits for a session's loop: bounded, and collapsed where only the latest counts.
//!
//! A terminal's keys wait in a line of bounded length, and whoever brings more of them waits too. News of the store and
//! of the window's size are states, not messages: however often they come, the loop hears of them once.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::model::Ending;
use crate::tui::event::Event;

use super::happening::Happening;

/// Most keys and pastes that wait for the loop.
const MOST: usize = 256;

/// What a wait came to.
#[derive(Debug)]
pub enum Next {
    /// Something happened.
    Happening(Happening),
    /// The time ran out.
    TimedOut,
}

#[derive(Debug, Default)]
struct Inner {
    closed: Option<Ending>,
    over: bool,
    resized: Option<(u16, u16)>,
    changed: bool,
    inputs: VecDeque<Event>,
    answers: VecDeque<Happening>,
}

/// The line in front of one session's loop.
#[derive(Debug, Default)]
pub struct Queue {
    inner: Mutex<Inner>,
    came: Condvar,
    left: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings what came from the terminal; waits while too much of it waits. `false` when the loop is over.
    pub fn input(&self, event: Event) -> bool {
        let mut inner = self.lock();
        if let Event::Resize { width, height } = event {
            inner.resized = Some((width, height));
            self.came.notify_one();
            return !inner.over;
        }
        while inner.inputs.len() >= MOST && !inner.over {
            inner = self.left.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        inner.inputs.push_back(event);
        self.came.notify_one();
        !inner.over
    }

    /// Brings anything else; never waits. `false` when the loop is over.
    pub fn tell(&self, happening: Happening) -> bool {
        let mut inner = self.lock();
        match happening {
            Happening::Changed => inner.changed = true,
            // Whatever came first is the reason.
            Happening::Closed(why) => inner.closed = inner.closed.or(Some(why)),
            Happening::Event(Event::Resize { width, height }) => inner.resized = Some((width, height)),
            other => inner.answers.push_back(other),
        }
        self.came.notify_one();
        !inner.over
    }

    /// The loop is over: nobody waits any more, and whoever brings something hears of it.
    pub fn end(&self) {
        self.lock().over = true;
        self.left.notify_all();
    }

    /// What happened, at once or `None`.
    pub fn now(&self) -> Option<Happening> {
        self.take(&mut self.lock())
    }

    /// Waits for what happens, at most so long; `None` waits for ever.
    pub fn next(&self, within: Option<Duration>) -> Next {
        let until = within.and_then(|within| Instant::now().checked_add(within));
        let mut inner = self.lock();
        loop {
            if let Some(happening) = self.take(&mut inner) {
                return Next::Happening(happening);
            }
            inner = match until {
                None => self.came.wait(inner).unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Next::TimedOut;
                    }
                    self.came.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    fn take(&self, inner: &mut Inner) -> Option<Happening> {
        if let Some(why) = inner.closed.take() {
            return Some(Happening::Closed(why));
        }
        if let Some((width, height)) = inner.resized.take() {
            return Some(Happening::Event(Event::Resize { width, height }));
        }
        if let Some(answer) = inner.answers.pop_front() {
            return Some(answer);
        }
        if let Some(event) = inner.inputs.pop_front() {
            self.left.notify_one();
            return Some(Happening::Event(event));
        }
        std::mem::take(&mut inner.changed).then_some(Happening::Changed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tui::chord::Chord;

    fn key(c: char) -> Event {
        Event::Key(Chord::char(c))
    }

    #[test]
    fn a_storm_of_sizes_and_changes_is_heard_of_once() {
        let queue = Queue::default();
        for n in 1..10_000_u16 {
            queue.input(Event::Resize { width: n, height: 40 });
            queue.tell(Happening::Changed);
        }
        let resize =
            |happening| matches!(happening, Some(Happening::Event(Event::Resize { width: 9_999, .. })));
        assert!(resize(queue.now()));
        assert!(matches!(queue.now(), Some(Happening::Changed)));
        assert!(queue.now().is_none());
    }

    #[test]
    fn whoever_brings_too_many_keys_waits_and_none_is_lost() {
        let queue = Arc::new(Queue::default());
        let theirs = Arc::clone(&queue);
        let typist = std::thread::spawn(move || (0..5_000).all(|_| theirs.input(key('j'))));
        let mut heard = 0;
        while heard < 5_000 {
            assert!(queue.lock().inputs.len() <= MOST);
            if let Next::Happening(Happening::Event(_)) = queue.next(None) {
                heard += 1;
            }
        }
        assert!(typist.join().expect("ended"));
    }

    #[test]
    fn the_end_frees_whoever_waits_and_a_closing_comes_first() {
        let queue = Arc::new(Queue::default());
        let theirs = Arc::clone(&queue);
        let typist = std::thread::spawn(move || while theirs.input(key('j')) {});
        while queue.lock().inputs.len() < MOST {
            std::thread::yield_now();
        }
        queue.tell(Happening::Closed(Ending::Gone));
        assert!(matches!(queue.now(), Some(Happening::Closed(Ending::Gone))), "before all the keys");
        queue.end();
        typist.join().expect("freed");
    }

    #[test]
    fn a_wait_ends_in_time() {
        assert!(matches!(Queue::default().next(Some(Duration::from_millis(1))), Next::TimedOut));
    }
}
