//! One session's app: events in, effects out, a frame on demand.
//!
//! The app owns everything a session needs, so several can live in one process. `update` changes it and says what the
//! session is to do; `draw` only reads. Nothing here waits.

mod answers;
mod asking;
mod draw;
mod going;
mod leaving;
mod moment;
mod past;
mod stage;
mod then;

use std::collections::HashMap;

use ratatui::layout::Size;

use crate::directory::Filter;
use crate::model::{DomainSid, Email, Key, Position, Span, Timestamp, UserSid, Who};

use super::chord::Chord;
use super::cx::{Checking, Cx};
use super::dialog::{AsOf, Ask, Choice, Dialog, Item, Menu, Notice, WhatIf};
use super::effect::{Effect, Ticket};
use super::event::Event;
use super::keymap::{Act, Keymap, Layer};
use super::place::Place;
use super::request::{Request, Tone};
use super::theme::Theme;
pub use moment::Moment;
use stage::Stage;
use then::Then;

/// How often the progress of a look for a proof is shown.
const TICK: Span = Span::seconds(1);
/// How long news stays.
const NEWS: Span = Span::seconds(6);

/// What a session is made with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The keys, with the user's own laid over.
    pub keymap: Keymap,
    /// The look, fitted to the terminal.
    pub theme: Theme,
    /// Where the store lies, for the first screen.
    pub store: String,
    /// Who is signed in already.
    pub user: Option<UserSid>,
    /// The address somebody came with that has no user: its invitations are shown, if there are any.
    pub address: Option<Email>,
    /// What was noticed while the store was opened, to be said first.
    pub warnings: Vec<String>,
    /// Whether this session is on the terminal of the process that holds the store for everybody.
    pub holds: bool,
    /// Whether it is this user's only: nobody else can sign in here.
    pub fixed: bool,
}

/// What an answer is waited for.
#[derive(Debug, Clone)]
enum Waiting {
    /// A plan to preview, in place of one that fell away if there was one; of many commands what each is about, so that a
    /// refusal can name its rows.
    Plan(Option<Box<crate::controller::Conflict>>, Vec<Option<Key>>),
    /// A commit.
    Commit,
    /// The newest page of the audit, or an older one.
    Audit { from_head: bool, filter: Filter },
    /// An entry.
    Entry,
    /// The history of a record.
    History(Key),
    /// A record.
    Record(Key),
    /// What happened lately.
    Activity,
    /// Rows of a list.
    Rows,
    /// A moment of the past.
    Past,
    /// What-if.
    WhatIf,
    /// A code to show.
    Code,
    /// The end of somebody's session.
    SessionEnd,
    /// What a look for a proof finds.
    Check(DomainSid),
}

#[derive(Debug, Clone)]
struct News {
    tone: Tone,
    text: String,
    until: Timestamp,
}

/// The app of one session.
#[derive(Debug)]
pub struct App {
    keymap: Keymap,
    theme: Theme,
    store: String,
    address: Option<Email>,
    warnings: Vec<String>,
    size: Size,
    who: Who,
    stage: Stage,
    dialogs: Vec<Dialog>,
    news: Option<News>,
    tickets: u64,
    waiting: HashMap<Ticket, Waiting>,
    effects: Vec<Effect>,
    version: u64,
    /// The past that is shown, with what was open before.
    then: Option<Then>,
    /// The last change of this session.
    last: Option<Position>,
    holds: bool,
    fixed: bool,
    /// Until when rows say who changed them.
    told: Option<Timestamp>,
    /// The look for a proof that is under way.
    checking: Option<(Ticket, Checking)>,
    /// When its progress is to be shown again.
    tick: Option<Timestamp>,
}

impl App {
    /// A new session on a terminal of this size, clamped; its first effects come from [`App::start`].
    pub fn new(setup: Setup, size: Size) -> Self {
        Self {
            keymap: setup.keymap,
            theme: setup.theme,
            store: setup.store,
            address: setup.address,
            warnings: setup.warnings,
            size,
            who: setup.user.map_or(Who::Visitor, Who::User),
            stage: Stage::SignIn(super::screen::SignIn::default()),
            dialogs: Vec::new(),
            news: None,
            tickets: 0,
            waiting: HashMap::new(),
            effects: Vec::new(),
            version: 0,
            then: None,
            last: None,
            holds: setup.holds,
            fixed: setup.fixed,
            told: None,
            checking: None,
            tick: None,
        }
    }

    /// Opens the first screen: sign-up in a store without users, the place of whoever is signed in, or the picker.
    pub fn start(&mut self, moment: &Moment) -> Vec<Effect> {
        self.version = moment.directory.version();
        match self.who {
            Who::User(user) => self.sign_in(user, moment),
            _ => match self.invited(moment) {
                Some(address) => self.go(Place::Visitor(address), moment),
                None if !moment.directory.has_users() => self.go(Place::SignUp(None), moment),
                None => self.go(Place::SignIn, moment),
            },
        }
        if let Some(warning) = self.warnings.pop() {
            self.say(Tone::Bad, warning, moment);
        }
        self.settle(moment);
        std::mem::take(&mut self.effects)
    }

    /// Takes an event; returns what the session is to do.
    pub fn update(&mut self, event: Event, moment: &Moment) -> Vec<Effect> {
        if moment.directory.version() != self.version {
            self.version = moment.directory.version();
            self.changed(moment);
        }
        match event {
            Event::Key(chord) => self.key(chord, moment),
            Event::Paste(text) => self.paste(&text, moment),
            Event::Resize { width, height } => {
                self.size = Size { width, height };
                self.effects.push(Effect::Redraw);
            }
            Event::Changed => {}
            Event::Done(ticket, outcome) => {
                if let Some(waiting) = self.waiting.remove(&ticket) {
                    self.answer(waiting, outcome, moment);
                }
            }
            Event::Deadline => self.deadline_passed(moment),
            Event::LostRights(user) => self.lost_rights(user, moment),
            Event::Closed => self.effects.push(Effect::Quit),
        }
        self.settle(moment);
        self.tick = self.checking.as_ref().map(|_| moment.now.plus(TICK));
        std::mem::take(&mut self.effects)
    }

    /// The address somebody came with, if an invitation waits for it.
    fn invited(&self, moment: &Moment) -> Option<Email> {
        let address = self.address.clone()?;
        let waits = !moment.directory.inbox_of(address.as_str(), moment.now).is_empty();
        waits.then_some(address)
    }

    /// What is seen is brought up to date; what has to be read for it is asked of the session.
    fn settle(&mut self, moment: &Moment) {
        let mut requests = self.with_cx(moment, |stage, _, cx| stage.settle(cx));
        requests.extend(self.dialogs.last_mut().and_then(Dialog::settle));
        let leaves = requests.iter().any(|request| matches!(request, Request::Leave));
        self.serve(requests, moment);
        // What was under a page that closed by itself was not seen before.
        if leaves {
            let requests = self.with_cx(moment, |stage, _, cx| stage.settle(cx));
            self.serve(requests, moment);
        }
    }

    /// When the app wants an [`Event::Deadline`].
    pub fn deadline(&self) -> Option<Timestamp> {
        let news = self.news.as_ref().map(|news| news.until);
        news.into_iter().chain(self.told).chain(self.tick).min()
    }

    fn deadline_passed(&mut self, moment: &Moment) {
        if self.news.as_ref().is_some_and(|news| moment.now >= news.until) {
            self.news = None;
        }
        if self.told.is_some_and(|until| moment.now >= until) {
            self.told = None;
        }
    }

    fn with_cx<T>(
        &mut self,
        moment: &Moment,
        run: impl FnOnce(&mut Stage, &mut Vec<Dialog>, &Cx<'_>) -> T,
    ) -> T {
        let (directory, now) = then::seen(self.then.as_ref(), &moment.directory, moment.now);
        let cx = Cx {
            directory,
            now,
            theme: &self.theme,
            size: self.size,
            who: self.who,
            org: self.stage.org(),
            store: &self.store,
            company: &moment.company,
            posts: moment.posts,
            publishing: &moment.publishing,
            checking: self.checking.as_ref().map(|(_, checking)| *checking),
        };
        run(&mut self.stage, &mut self.dialogs, &cx)
    }

    fn layers(&self) -> &'static [Layer] {
        self.dialogs.last().map_or_else(|| self.stage.layers(), Dialog::layers)
    }

    fn key(&mut self, chord: Chord, moment: &Moment) {
        match self.keymap.resolve(self.layers(), chord) {
            Some(act) => self.act(act, moment),
            None => self.with_cx(moment, |stage, dialogs, cx| match dialogs.last_mut() {
                Some(dialog) => dialog.key(chord, cx),
                None => stage.key(chord, cx),
            }),
        }
    }

    fn paste(&mut self, text: &str, moment: &Moment) {
        self.with_cx(moment, |stage, dialogs, cx| match dialogs.last_mut() {
            Some(dialog) => dialog.paste(text, cx),
            None => stage.paste(text, cx),
        });
    }

    fn act(&mut self, act: Act, moment: &Moment) {
        match act {
            Act::Quit => return self.quit(moment),
            Act::Redraw => return self.effects.push(Effect::Redraw),
            Act::Back if self.asks_before_closing() => return self.ask_before_closing(),
            _ => {}
        }
        if self.dialogs.is_empty() {
            match act {
                Act::Help => {
                    let notice = Notice::help(self.layers(), &self.keymap);
                    return self.dialogs.push(Dialog::Notice(notice));
                }
                Act::Palette => return self.palette(),
                Act::Switcher => return self.switcher(moment, false),
                Act::AsOf if self.then.is_some() => return self.come_back(),
                Act::Back if self.then.is_some() && self.stage.rests() => return self.come_back(),
                _ => {}
            }
        }
        let requests = self.with_cx(moment, |stage, dialogs, cx| match dialogs.last_mut() {
            Some(dialog) => dialog.act(act, cx),
            None => stage.act(act, cx),
        });
        if requests.is_empty() && self.dialogs.is_empty() {
            self.anywhere(act, moment);
        }
        self.serve(requests, moment);
    }

    fn serve(&mut self, requests: Vec<Request>, moment: &Moment) {
        for request in requests {
            if self.then.is_some() && then::changes(&request) {
                self.only_seen(moment);
                continue;
            }
            match request {
                Request::Ask(purpose) => {
                    let secret = purpose.secret();
                    let ask = self.with_cx(moment, |_, _, cx| Ask::new(purpose, cx));
                    // Nothing to type: straight to the preview.
                    if ask.is_empty() {
                        if let Ok(command) = ask.command() {
                            self.plan(command, None);
                        }
                        continue;
                    }
                    self.dialogs.push(Dialog::Ask(ask));
                    self.reveal(secret);
                }
                Request::Menu(title, items, at) => {
                    let items = self.with_keys(items);
                    self.dialogs.push(Dialog::Menu(Menu::new(title, items, at)));
                }
                Request::Close => {
                    self.dialogs.pop();
                }
                Request::Go(place) => self.go(place, moment),
                Request::SignIn(user) => self.sign_in(user, moment),
                Request::Plan(command) => self.plan(command, None),
                Request::Commit => self.commit(),
                Request::Say(tone, text) => self.say(tone, text, moment),
                Request::Copy(text) => {
                    if !text.is_empty() {
                        self.effects.push(Effect::Copy(text));
                        self.say(Tone::Plain, "Copied.", moment);
                    }
                }
                Request::Open(page) => self.with_cx(moment, |stage, _, cx| stage.open(page, cx)),
                Request::Leave => self.stage.leave(),
                Request::ReadHistory(key) => {
                    if let Some(org) = self.stage.org() {
                        let ticket = self.ticket(Waiting::History(key));
                        self.read(Effect::History(ticket, org, key));
                    }
                }
                Request::ReadRecord(key) => {
                    let ticket = self.ticket(Waiting::Record(key));
                    self.read(Effect::Record(ticket, key));
                }
                Request::ReadEntry(position) => {
                    if let Some(org) = self.stage.org() {
                        let ticket = self.ticket(Waiting::Entry);
                        self.read(Effect::Entry(ticket, org, position));
                    }
                }
                Request::ReadAudit(below, filter) => {
                    if let Some(org) = self.stage.org() {
                        let from_head = below.is_none();
                        let ticket = self.ticket(Waiting::Audit { from_head, filter: filter.clone() });
                        self.read(Effect::Audit(ticket, org, below, filter));
                    }
                }
                Request::AskWhen(position) => self.dialogs.push(Dialog::AsOf(AsOf::new(position))),
                Request::GoBack(when) => {
                    if let Some(org) = self.stage.org() {
                        let ticket = self.ticket(Waiting::Past);
                        self.effects.push(Effect::GoBack(ticket, org, when));
                    }
                }
                Request::StayHere => self.waiting.retain(|_, waiting| !matches!(waiting, Waiting::Past)),
                Request::AskWhatIf => self.dialogs.push(Dialog::WhatIf(WhatIf::new())),
                Request::WhatIf(email) => {
                    if let Some(org) = self.stage.org() {
                        let ticket = self.ticket(Waiting::WhatIf);
                        self.effects.push(Effect::WhatIf(ticket, self.who, org, email));
                    }
                }
                Request::Rows(wanted) => {
                    let ticket = self.ticket(Waiting::Rows);
                    self.read(Effect::Rows(ticket, wanted));
                }
                Request::Show(key) => self.with_cx(moment, |stage, _, cx| stage.show(key, cx)),
                Request::Look(look) => self.with_cx(moment, |stage, _, cx| stage.look(&look, cx)),
                Request::ReadActivity => {
                    if let Some(org) = self.stage.org() {
                        let ticket = self.ticket(Waiting::Activity);
                        self.read(Effect::Activity(ticket, org));
                    }
                }
                Request::Order(column) => self.stage.order(column),
                Request::Act(act) => self.act(act, moment),
                Request::Check(domain, method) => self.check(domain, method, moment),
                Request::StopCheck => self.stop_check(moment),
                Request::EndSession(id) => {
                    let ticket = self.ticket(Waiting::SessionEnd);
                    self.effects.push(Effect::EndSession(ticket, self.who, id));
                }
                Request::Quit => self.leave(moment),
                Request::QuitForAll => self.effects.push(Effect::Quit),
                Request::QuitWhenAlone => self.effects.push(Effect::QuitWhenAlone),
            }
        }
    }

    fn say(&mut self, tone: Tone, text: impl Into<String>, moment: &Moment) {
        self.news = Some(News { tone, text: text.into(), until: moment.now.plus(NEWS) });
    }

    /// Menus teach their keys: each line shows the one that does the same here without the menu.
    fn with_keys(&self, items: Vec<Item>) -> Vec<Item> {
        let rows = self.keymap.rows(self.layers());
        let key = |item: &Item| match item.choice {
            Choice::Do(act) => {
                let keys = rows.iter().find(|(row, _)| row.act == act).and_then(|(_, keys)| keys.first())?;
                Some(keys.glyph(self.theme.glyphs().ascii))
            }
            _ => None,
        };
        items
            .into_iter()
            .map(|item| {
                let key = key(&item).unwrap_or_default();
                item.on_key(key)
            })
            .collect()
    }

    /// Every action that has a key here, by name.
    fn palette(&mut self) {
        let items = self
            .keymap
            .rows(self.layers())
            .into_iter()
            .filter(|(row, _)| !matches!(row.act, Act::Palette | Act::Up | Act::Down))
            .map(|(row, keys)| {
                let key = keys.first().map(|key| key.glyph(self.theme.glyphs().ascii)).unwrap_or_default();
                Item::new(row.label, row.help, Choice::Do(row.act)).on_key(key)
            })
            .collect();
        self.dialogs.push(Dialog::Menu(Menu::new("Palette", items, 0)));
    }

    fn remember(&mut self, email: Option<Email>) {
        self.effects.push(Effect::Remember(email));
    }
}

#[cfg(test)]
mod assertions {
    /// A session may run on any thread.
    const fn send<T: Send>() {}
    const _: () = send::<super::App>();
}
