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
        self.wait(within, &|inner| self.take(inner))
    }

    /// The same while there is no screen yet for what the terminal brings: that stays in its line, in its order, but for
    /// the one that `picks` finds in it.
    pub fn next_besides(
        &self,
        within: Option<Duration>,
        picks: &dyn Fn(&VecDeque<Event>) -> Option<usize>,
    ) -> Next {
        self.wait(within, &|inner| match picks(&inner.inputs) {
            Some(at) => inner.inputs.remove(at).map(Happening::Event),
            None => Self::news(inner).or_else(|| Self::change(inner)),
        })
    }

    fn wait(&self, within: Option<Duration>, take: &dyn Fn(&mut Inner) -> Option<Happening>) -> Next {
        let until = within.and_then(|within| Instant::now().checked_add(within));
        let mut inner = self.lock();
        loop {
            if let Some(happening) = take(&mut inner) {
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
        if let Some(news) = Self::news(inner) {
            return Some(news);
        }
        if let Some(event) = inner.inputs.pop_front() {
            self.left.notify_one();
            return Some(Happening::Event(event));
        }
        Self::change(inner)
    }

    /// What goes before all that was typed.
    fn news(inner: &mut Inner) -> Option<Happening> {
        if let Some(why) = inner.closed.take() {
            return Some(Happening::Closed(why));
        }
        if let Some((width, height)) = inner.resized.take() {
            return Some(Happening::Event(Event::Resize { width, height }));
        }
        inner.answers.pop_front()
    }

    fn change(inner: &mut Inner) -> Option<Happening> {
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
    fn what_is_typed_before_there_is_a_screen_stays_in_line() {
        let queue = Queue::default();
        let typed = |text: &str| text.chars().all(|c| queue.input(key(c)));
        assert!(typed("abxc"));
        queue.tell(Happening::Changed);
        let besides = |picks: &dyn Fn(&VecDeque<Event>) -> Option<usize>| {
            queue.next_besides(Some(Duration::ZERO), picks)
        };
        assert!(matches!(besides(&|_| None), Next::Happening(Happening::Changed)));
        assert!(matches!(besides(&|_| None), Next::TimedOut));
        let x = |line: &VecDeque<Event>| line.iter().position(|event| *event == key('x'));
        assert!(matches!(besides(&x), Next::Happening(Happening::Event(event)) if event == key('x')));
        for c in ['a', 'b', 'c'] {
            assert!(matches!(queue.now(), Some(Happening::Event(event)) if event == key(c)), "{c}");
        }
        assert!(queue.now().is_none());
    }

    #[test]
    fn a_wait_ends_in_time() {
        assert!(matches!(Queue::default().next(Some(Duration::from_millis(1))), Next::TimedOut));
    }
}
