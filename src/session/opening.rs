//! Opening a store behind the first frame: on a thread of its own, so that keys, resizes and signals are heard meanwhile.

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
        let next = match drawn {
            true => events.next(None),
            false => events.next(Some(until.saturating_duration_since(Instant::now()))),
        };
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
            Happening::Event(Event::Key(chord)) => {
                if keymap.resolve(&[Layer::Place, Layer::Global], chord) == Some(Act::Quit) {
                    return Ok(Came::Left(Ending::Quit));
                }
            }
            Happening::Event(_) => {}
        }
        if drawn {
            draw(opening, size)?;
        }
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
