//! Drives a session as a person would: keys in, the screen as text out. Everything is real but the terminal.

use std::sync::Arc;

use orgadm::controller::Controller;
use orgadm::model::{Actor, Evidence, Origin, Timestamp, UserSid, Who};
use orgadm::session::perform;
use orgadm::tui::app::{App, Moment, Setup};
use orgadm::tui::chord::Chord;
use orgadm::tui::effect::Effect;
use orgadm::tui::event::Event;
use orgadm::tui::keymap::Keymap;
use orgadm::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

pub struct Drive {
    app: App,
    controller: Arc<Controller>,
    size: Size,
    /// What was copied, newest last.
    pub copied: Vec<String>,
    /// Whether the session asked to end.
    pub quit: bool,
}

fn setup(theme: Theme, store: String) -> Setup {
    Setup {
        keymap: Keymap::default(),
        theme,
        store,
        user: None,
        address: None,
        warnings: Vec::new(),
        holds: true,
        fixed: false,
    }
}

impl Drive {
    pub fn new(controller: &Arc<Controller>, user: Option<UserSid>, width: u16, height: u16) -> Self {
        Self::themed(controller, user, width, height, Theme::mono())
    }

    pub fn themed(
        controller: &Arc<Controller>,
        user: Option<UserSid>,
        width: u16,
        height: u16,
        theme: Theme,
    ) -> Self {
        let size = Size { width, height };
        let store = "/home/ada/store".into();
        let setup = Setup { user, ..setup(theme, store) };
        let app = App::new(setup, size);
        let mut drive =
            Self { app, controller: Arc::clone(controller), size, copied: Vec::new(), quit: false };
        let effects = drive.app.start(&drive.moment());
        drive.settle(effects);
        drive
    }

    /// Comes with an address, as `--as` does.
    pub fn arriving(controller: &Arc<Controller>, address: &str) -> Self {
        let (store, address) = ("/home/ada/store".into(), address.parse().ok());
        let (keymap, theme) = (Keymap::default(), Theme::mono());
        let setup = Setup { keymap, address, warnings: vec!["Look here.".into()], ..setup(theme, store) };
        let size = Size { width: 80, height: 24 };
        let (app, controller) = (App::new(setup, size), Arc::clone(controller));
        let mut drive = Self { app, controller, size, copied: Vec::new(), quit: false };
        let effects = drive.app.start(&drive.moment());
        drive.settle(effects);
        drive
    }

    pub fn moment(&self) -> Moment {
        self.controller.directory().expect("loaded");
        Moment::of(&self.controller).expect("loaded")
    }

    pub fn now(&self) -> Timestamp {
        self.controller.now()
    }

    /// Runs effects and what follows from them until nothing is left to do.
    fn settle(&mut self, mut effects: Vec<Effect>) {
        while !effects.is_empty() {
            effects = self.round(effects);
        }
    }

    /// Runs effects; returns those that follow.
    fn round(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let caller = Actor {
            who: Who::Visitor,
            evidence: Evidence::Claimed { uid: 1000, os_user: "alice".into(), ssh: None },
            origin: Origin::Terminal,
        };
        let mut next = Vec::new();
        for effect in effects {
            match effect {
                Effect::Copy(text) => self.copied.push(text),
                Effect::Quit | Effect::QuitWhenAlone => self.quit = true,
                Effect::Remember(_) | Effect::Redraw => {}
                ask => {
                    if let Some((ticket, outcome)) = perform(&self.controller, &caller, ask) {
                        next.extend(self.app.update(Event::Done(ticket, outcome), &self.moment()));
                    }
                }
            }
        }
        next
    }

    /// The screens after each round of effects that a key sets off: what somebody sees who waits.
    #[track_caller]
    pub fn steps_of(&mut self, key: &str) -> Vec<String> {
        let chord: Chord = key.parse().unwrap_or_else(|error| panic!("{key}: {error}"));
        let mut effects = self.app.update(Event::Key(chord), &self.moment());
        let mut screens = Vec::new();
        while !effects.is_empty() {
            effects = self.round(effects);
            screens.push(self.screen());
        }
        screens
    }

    pub fn event(&mut self, event: Event) -> &mut Self {
        let effects = self.app.update(event, &self.moment());
        self.settle(effects);
        self
    }

    /// Presses keys by their names, divided by spaces.
    #[track_caller]
    pub fn keys(&mut self, names: &str) -> &mut Self {
        for name in names.split(' ') {
            let chord: Chord = name.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
            self.event(Event::Key(chord));
        }
        self
    }

    /// Types a text, character by character.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(Chord::char(c)));
        }
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = Size { width, height };
        self.event(Event::Resize { width, height })
    }

    pub fn buffer(&self) -> (Buffer, Option<Position>) {
        let area = Rect { x: 0, y: 0, width: self.size.width, height: self.size.height };
        let mut buffer = Buffer::empty(area);
        let cursor = self.app.draw(area, &mut buffer, &self.moment());
        (buffer, cursor)
    }

    pub fn screen(&self) -> String {
        let (buffer, _) = self.buffer();
        let mut lines = Vec::new();
        for y in 0..self.size.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..self.size.width {
                let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
                line.push_str(symbol);
            }
            lines.push(line.trim_end().to_owned());
        }
        lines.join("\n")
    }

    #[track_caller]
    pub fn see(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "“{text}” is not on the screen:\n{screen}");
        self
    }

    #[track_caller]
    pub fn gone(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "“{text}” is still on the screen:\n{screen}");
        self
    }

    /// The line the selection bar stands on.
    pub fn selected(&self) -> String {
        self.screen().lines().find(|line| line.contains('▌')).unwrap_or_default().to_owned()
    }
}
