//! A session with screens on a terminal elsewhere: its bytes in, its frames out, one app of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::controller::Doing;
use crate::controller::port::StoreError;
use crate::model::{Email, Ending, Origin};
use crate::session::decoder::Decoder;
use crate::session::happening::{Happening, Opened};
use crate::session::input::clamped;
use crate::session::look::theme;
use crate::session::looping::{self, Ended, Wiring};
use crate::session::opening::Opener;
use crate::session::queue::Queue;
use crate::session::wire::{Claimed, ScreenWanted, ToClient, ToHost, Why, bounded};
use crate::tui::app::Setup;
use crate::tui::event::Event;
use crate::tui::keymap::Keymap;

use super::admission::Admitted;
use super::hosting::Hosting;
use super::inbox::Inbox;
use super::outlet::Outlet;
use crate::cli::Exit;

/// Runs it to its end. The code and the reason for the client; `None` if nobody is there any more.
pub(super) fn run(
    hosting: &Hosting,
    outlet: &Outlet,
    inbox: Inbox,
    wanted: ScreenWanted,
    admitted: &Admitted,
) -> Option<(u8, Option<Why>)> {
    let usage = |rule: String| Some((Exit::Usage.code(), Some(Why::new("usage", rule, ""))));
    if let Err(why) = admitted.agrees(wanted.claimed.said.as_deref()) {
        return Some((Exit::Refused.code(), Some(why)));
    }
    let theme = match theme(&wanted.look) {
        Ok(theme) => theme,
        Err(sentence) => return usage(sentence),
    };
    let own: Vec<_> = wanted.keys.into_iter().map(Into::into).collect();
    let keymap = match Keymap::with(&own) {
        Ok(keymap) => keymap,
        Err(error) => return usage(format!("{error}.")),
    };
    let opener = match opener(hosting, admitted, &wanted.claimed) {
        Ok(opener) => opener,
        Err(sentence) => return usage(sentence),
    };
    let caller = admitted.caller(wanted.claimed.ssh.as_deref(), Origin::Terminal);
    let setup = Setup {
        keymap,
        theme,
        store: hosting.place.clone(),
        user: None,
        address: None,
        warnings: Vec::new(),
        holds: false,
        fixed: admitted.mapped.is_some(),
    };
    let size = clamped(wanted.size.0, wanted.size.1);
    let queue = Arc::new(Queue::default());
    listen(inbox, Arc::clone(&queue), hosting.limits.idle)?;
    if outlet.output(&crate::session::guard::enter_sequence()).is_err() {
        return None;
    }
    #[cfg(debug_assertions)]
    let mut frames = 0;
    let mut send = |bytes: &[u8]| {
        #[cfg(debug_assertions)]
        if hosting.faulty.as_ref() == Some(&wanted.terminal) {
            frames += 1;
            #[expect(
                clippy::panic,
                reason = "the test of the panic path needs a panic; not in release builds"
            )]
            if frames > 1 {
                std::panic::panic_any("asked to panic, for the test that others go on");
            }
        }
        outlet.output(bytes)
    };
    let mut remember = |_: &str, email: Option<&Email>| {
        let _ = outlet.say(&ToClient::Remember(email.map(ToString::to_string)));
    };
    let wiring = Wiring {
        opener,
        caller,
        doing: Doing::Screen(terminal(&wanted.terminal)),
        end: end(outlet, &queue)?,
        send: &mut send,
        remember: &mut remember,
    };
    // However the loop ends, whoever waits in front of it is freed.
    let over = Over(&queue);
    let ended = looping::run(setup, size, &queue, wiring);
    drop(over);
    let ending = match ended {
        Ok(over) => over.ending,
        Err(Ended::Store(error)) => {
            let _ = outlet.output(&crate::session::guard::leave_sequence());
            let why = Why::new(error.code(), error.to_string(), error.remedy());
            return Some((Exit::Unavailable.code(), Some(why)));
        }
        // Nothing can be told to a terminal that takes nothing.
        Err(Ended::Terminal(_)) => return None,
    };
    let _ = outlet.output(&crate::session::guard::leave_sequence());
    let code = match ending {
        Ending::Quit | Ending::Gone | Ending::Administrator | Ending::Host | Ending::Idle => {
            Exit::Done.code()
        }
        Ending::Rights => Exit::Refused.code(),
        Ending::Slow | Ending::Failed => Exit::Failed.code(),
    };
    Some((code, ending.sentence().map(|rule| Why::new("session-ended", rule, ""))))
}

struct Over<'a>(&'a Queue);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// The name of a terminal, as it may be shown.
fn terminal(name: &str) -> String {
    match bounded(name) {
        name if name.is_empty() => "a terminal".into(),
        name => name,
    }
}

/// Tells the session to end; asked a second time, cuts it off.
fn end(outlet: &Outlet, queue: &Arc<Queue>) -> Option<Box<dyn Fn(Ending) + Send>> {
    let (cutter, queue, told) = (outlet.cutter().ok()?, Arc::clone(queue), AtomicBool::new(false));
    Some(Box::new(move |why| {
        queue.tell(Happening::Closed(why));
        if told.swap(true, Ordering::SeqCst) {
            let _ = cutter.shutdown(std::net::Shutdown::Both);
        }
    }))
}

/// What the session learns of the store, which is open already.
fn opener(hosting: &Hosting, admitted: &Admitted, claimed: &Claimed) -> Result<Opener, String> {
    let controller = Arc::clone(&hosting.controller);
    if let Some((user, _)) = admitted.mapped {
        return Ok(Box::new(move || {
            Ok(Opened { controller, user: Some(user), address: None, warnings: Vec::new() })
        }));
    }
    let parse = |text: &String| Email::parse(text).map_err(|why| format!("--as: {why}."));
    let said = claimed.said.as_ref().or(claimed.usual.as_ref()).map(parse).transpose()?;
    Ok(Box::new(move || -> Result<Opened, StoreError> {
        let user = said.as_ref().map(|email| controller.store().user_by_email(email)).transpose()?.flatten();
        let address = said.filter(|_| user.is_none());
        Ok(Opened { controller, user, address, warnings: Vec::new() })
    }))
}

/// Hears the terminal on a thread of its own, until the client or the session is gone.
fn listen(mut inbox: Inbox, queue: Arc<Queue>, idle: Option<Duration>) -> Option<()> {
    let hear = move || {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        let mut touched = Instant::now();
        loop {
            let rests = idle.map(|idle| idle.saturating_sub(touched.elapsed()));
            if rests == Some(Duration::ZERO) {
                queue.tell(Happening::Closed(Ending::Idle));
                return;
            }
            let wait = decoder.patience().into_iter().chain(rests).min();
            match inbox.next(wait) {
                Ok(None) if decoder.patience().is_some() => decoder.silence(&mut events),
                Ok(None) => continue,
                Ok(Some(ToHost::Input(bytes))) => {
                    touched = Instant::now();
                    decoder.feed(&bytes, &mut events);
                }
                Ok(Some(ToHost::Resize(width, height))) => {
                    let size = clamped(width, height);
                    events.push(Event::Resize { width: size.width, height: size.height });
                }
                Ok(Some(ToHost::Stdin(_) | ToHost::File(_) | ToHost::Kept(_))) => {}
                Ok(Some(ToHost::Leaving)) | Err(_) => {
                    queue.tell(Happening::Closed(Ending::Gone));
                    return;
                }
            }
            if !events.drain(..).all(|event| queue.input(event)) {
                return;
            }
        }
    };
    std::thread::Builder::new().name("hearing".into()).spawn(hear).ok().map(drop)
}
