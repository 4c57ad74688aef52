//! Opening a store behind the first frame: on a thread of its own, so that resizes and signals are heard meanwhile.
//!
//! What is typed meanwhile waits in the session's queue, in its order and within its bound, for the first screen: people
//! type ahead over slow connections. Only the keys that leave the program are heard at once.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::layout::Size;

use crate::controller::Names;
use crate::controller::port::StoreError;
use crate::model::{Ending, Key, Kind, Record};
use crate::tui::event::Event;
use crate::tui::keymap::{Act, Keymap, Layer};
use crate::tui::opening::{Known, Opening};

use super::happening::{Happening, Opened};
use super::queue::{Next, Queue};

/// Opens the store; runs once, on a thread of its own.
pub type Opener = Box<dyn FnOnce() -> Result<Opened, StoreError> + Send>;

/// How opening came out.
#[derive(Debug)]
pub(super) enum Came {
    /// The store is open and its lists are loaded.
    Ready(Box<Opened>),
    /// It cannot be.
    Failed(StoreError),
    /// Whoever waited left, or had to.
    Left(Ending),
}

/// A store that is ready sooner than this is shown at once, without the frame that says so.
const AT_ONCE: Duration = Duration::from_millis(40);

/// Opens and loads on a thread; what happens is told to the session's loop.
pub(super) fn begin(opener: Opener, tell: Arc<Queue>) -> io::Result<()> {
    std::thread::Builder::new().name("opening".into()).spawn(move || {
        let opened = match opener() {
            Ok(opened) => opened,
            Err(error) => {
                tell.tell(Happening::Opened(Err(error)));
                return;
            }
        };
        let changed = Arc::clone(&tell);
        opened.controller.watch(move || changed.tell(Happening::Changed));
        let loading = opened.controller.begin_loading();
        tell.tell(Happening::Opened(Ok(Box::new(opened))));
        let loaded = loading.recv().unwrap_or(Err(StoreError::Stopped));
        tell.tell(Happening::Loaded(loaded));
    })?;
    Ok(())
}

/// Shows the first frame until the lists are there. `draw` draws the frame; a resize is told to it first.
pub(super) fn wait(
    opening: &mut Opening,
    keymap: &Keymap,
    events: &Queue,
    draw: &mut dyn FnMut(&Opening, Option<Size>) -> io::Result<()>,
) -> io::Result<Came> {
    let until = Instant::now() + AT_ONCE;
    let mut drawn = false;
    let mut opened: Option<Box<Opened>> = None;
    loop {
        let within = (!drawn).then(|| until.saturating_duration_since(Instant::now()));
        let signed_in = opened.as_ref().is_some_and(|opened| opened.user.is_some());
        let next = events.next_besides(within, &|line| leaving(line, keymap, signed_in));
        let mut size = None;
        let happening = match next {
            Next::Happening(happening) => happening,
            Next::TimedOut => {
                drawn = true;
                draw(opening, size)?;
                continue;
            }
        };
        match happening {
            Happening::Closed(why) => return Ok(Came::Left(why)),
            Happening::Event(Event::Closed) => return Ok(Came::Left(Ending::Gone)),
            Happening::Opened(Err(error)) | Happening::Loaded(Err(error)) => {
                return Ok(Came::Failed(error));
            }
            Happening::Opened(Ok(here)) => {
                opening.opened(known(&here));
                opened = Some(here);
            }
            Happening::Loaded(Ok(())) => {
                return Ok(opened.map_or(Came::Failed(StoreError::Stopped), Came::Ready));
            }
            Happening::Changed => {
                if let Some(opened) = &opened {
                    opening.loading(opened.controller.progress());
                }
            }
            Happening::Event(Event::Resize { width, height }) => size = Some(Size { width, height }),
            // Nothing else of what is typed is picked.
            Happening::Event(Event::Key(_)) => return Ok(Came::Left(Ending::Quit)),
            Happening::Event(_) => {}
        }
        if drawn {
            draw(opening, size)?;
        }
    }
}

/// The key of those that wait which leaves the program now: one that leaves it from everywhere; and, once it is known
/// that the first screen is no form, one that would be the first to reach it and leave it.
fn leaving(line: &VecDeque<Event>, keymap: &Keymap, signed_in: bool) -> Option<usize> {
    let quits = |event: &Event, layers: &[Layer]| match event {
        Event::Key(chord) => keymap.resolve(layers, *chord) == Some(Act::Quit),
        _ => false,
    };
    let first = line.front().is_some_and(|event| quits(event, &[Layer::Place, Layer::Global]));
    match signed_in && first {
        true => Some(0),
        false => line.iter().position(|event| quits(event, &[Layer::Global])),
    }
}

/// What the store says by itself, without reading its lists.
fn known(opened: &Opened) -> Option<Known> {
    let store = opened.controller.store();
    let Record::User(user) = opened.controller.counted(Key::User(opened.user?)).ok()?? else { return None };
    let org = user.membership?.org;
    let count = |kind| store.count_in(org, kind).unwrap_or(0);
    Some(Known {
        email: user.email.to_string(),
        role: user.role_in(org),
        organization: opened.controller.names().name(Key::Organization(org)).unwrap_or_default(),
        totals: [count(Kind::User), count(Kind::Account), count(Kind::Domain)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::chord::Chord;
    use crate::tui::theme::Theme;

    fn line(keys: &str) -> VecDeque<Event> {
        keys.split(' ').map(|key| Event::Key(key.parse().expect("a key"))).collect()
    }

    #[test]
    fn what_is_typed_while_a_store_opens_waits_for_the_first_screen() {
        let queue = Queue::default();
        for event in line("3 i q") {
            queue.input(event);
        }
        queue.input(Event::Paste("grace@acme.example".into()));
        // It ends here, for no store was opened before its lists were loaded.
        queue.tell(Happening::Loaded(Ok(())));
        let mut opening = Opening::new(Theme::mono(), "/store".into());
        let came = wait(&mut opening, &Keymap::default(), &queue, &mut |_, _| Ok(())).expect("no terminal");
        assert!(matches!(came, Came::Failed(StoreError::Stopped)), "{came:?}");
        for c in ['3', 'i', 'q'] {
            let next = queue.now();
            assert!(matches!(next, Some(Happening::Event(Event::Key(key))) if key == Chord::char(c)));
        }
        assert!(matches!(queue.now(), Some(Happening::Event(Event::Paste(_)))));
    }

    #[test]
    fn the_keys_that_leave_are_heard_at_once() {
        let keymap = Keymap::default();
        assert_eq!(leaving(&line("3 i Ctrl+C"), &keymap, false), Some(2));
        assert_eq!(leaving(&line("q"), &keymap, true), Some(0));
        assert_eq!(leaving(&line("q"), &keymap, false), None, "a name may begin with it");
        assert_eq!(leaving(&line("i q"), &keymap, true), None, "and so may what is typed into a form");
        assert_eq!(leaving(&VecDeque::new(), &keymap, true), None);
    }
}
