//! Which screens a session has open, and how keys reach them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::controller::Refusal;
use crate::model::{Email, InvitationKind, InvitationSid, Key, OrgSid, UserSid};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::keymap::{Act, Layer};
use crate::tui::request::{Look, Page, Request, Tone};
use crate::tui::screen::{
    Access, Account, Accounts, Audit, Claim, Connected, Coverage, Domains, Entry, History, Inbox, Mine,
    Overview, Profile, Screen, Settings, SignIn, SignUp, Users,
};

/// A tab of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Accounts,
    Users,
    Domains,
    Settings,
    Audit,
    Mine,
    Inbox,
}

impl Tab {
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Accounts => "Accounts",
            Self::Users => "Users",
            Self::Domains => "Domains",
            Self::Settings => "Settings",
            Self::Audit => "Audit",
            Self::Mine => "My accounts",
            Self::Inbox => "Inbox",
        }
    }
}

/// Whose place it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Where {
    /// The Admin Center of an organization.
    Center(OrgSid),
    /// The small place of a user.
    Mine,
    /// The invitations of an address without a user.
    Visitor(Email),
}

/// A place with its tabs, and the pages opened over them.
#[derive(Debug)]
pub(super) struct Rooms {
    pub(super) at: Where,
    tabs: Vec<(Tab, Box<dyn Screen>)>,
    open: usize,
    pages: Vec<Box<dyn Screen>>,
}

/// What is on the screen below the dialogs.
#[derive(Debug)]
pub(super) enum Stage {
    SignIn(SignIn),
    SignUp(SignUp),
    Rooms(Rooms),
}

impl Stage {
    pub(super) fn center(org: OrgSid, email: &str) -> Self {
        let tabs: Vec<(Tab, Box<dyn Screen>)> = vec![
            (Tab::Overview, Box::new(Overview::new(org))),
            (Tab::Accounts, Box::new(Accounts::new(org))),
            (Tab::Users, Box::new(Users::new(org))),
            (Tab::Domains, Box::new(Domains::new(org))),
            (Tab::Settings, Box::new(Settings::new(org))),
            (Tab::Audit, Box::new(Audit::new(org))),
            (Tab::Inbox, Box::new(Inbox::new(email, Some(org)))),
        ];
        Self::Rooms(Rooms { at: Where::Center(org), tabs, open: 0, pages: Vec::new() })
    }

    pub(super) fn mine(user: UserSid, email: &str, cx: &Cx<'_>) -> Self {
        let waits = !cx.directory.inbox_of(email, cx.now).is_empty();
        let tabs: Vec<(Tab, Box<dyn Screen>)> =
            vec![(Tab::Mine, Box::new(Mine::new(user))), (Tab::Inbox, Box::new(Inbox::new(email, None)))];
        Self::Rooms(Rooms { at: Where::Mine, tabs, open: usize::from(waits), pages: Vec::new() })
    }

    pub(super) fn visitor(email: Email) -> Self {
        let tabs: Vec<(Tab, Box<dyn Screen>)> =
            vec![(Tab::Inbox, Box::new(Inbox::new(email.as_str(), None)))];
        Self::Rooms(Rooms { at: Where::Visitor(email), tabs, open: 0, pages: Vec::new() })
    }

    pub(super) fn rooms(&self) -> Option<&Rooms> {
        match self {
            Self::Rooms(rooms) => Some(rooms),
            Self::SignIn(_) | Self::SignUp(_) => None,
        }
    }

    pub(super) fn org(&self) -> Option<OrgSid> {
        match self.rooms().map(|rooms| &rooms.at) {
            Some(Where::Center(org)) => Some(*org),
            _ => None,
        }
    }

    pub(super) fn layers(&self) -> &'static [Layer] {
        match self {
            Self::SignIn(screen) => screen.layers(),
            Self::SignUp(screen) => screen.layers(),
            Self::Rooms(rooms) => {
                rooms.seen().map_or(&[Layer::Place, Layer::Global], |screen| screen.layers())
            }
        }
    }

    pub(super) fn is_dirty(&self) -> bool {
        matches!(self, Self::SignUp(screen) if screen.is_dirty())
    }

    pub(super) fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match self {
            Self::SignIn(screen) => screen.act(act, cx),
            Self::SignUp(screen) => screen.act(act, cx),
            Self::Rooms(rooms) => rooms.act(act, cx),
        }
    }

    pub(super) fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        match self {
            Self::SignIn(screen) => screen.key(chord, cx),
            Self::SignUp(screen) => screen.key(chord),
            Self::Rooms(rooms) => rooms.with_seen(|screen| screen.key(chord, cx)),
        }
    }

    pub(super) fn paste(&mut self, text: &str, cx: &Cx<'_>) {
        match self {
            Self::SignIn(screen) => screen.paste(text, cx),
            Self::SignUp(screen) => screen.paste(text),
            Self::Rooms(rooms) => rooms.with_seen(|screen| screen.paste(text, cx)),
        }
    }

    pub(super) fn order(&mut self, column: usize) {
        if let Self::Rooms(rooms) = self {
            rooms.with_seen(|screen| screen.order(column));
        }
    }

    /// Somebody committed something: nothing that is open is taken for up to date.
    pub(super) fn changed(&mut self) {
        if let Self::Rooms(rooms) = self {
            rooms.tabs.iter_mut().for_each(|(_, screen)| screen.changed());
            rooms.pages.iter_mut().for_each(|screen| screen.changed());
        }
    }

    /// What was asked of marked rows is done.
    pub(super) fn finished(&mut self) {
        if let Self::Rooms(rooms) = self {
            rooms.with_seen(|screen| screen.finished());
        }
    }

    /// Brings what is seen up to date; returns what has to be read for it.
    pub(super) fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        match self {
            Self::Rooms(rooms) => rooms.settle(cx),
            Self::SignIn(_) | Self::SignUp(_) => Vec::new(),
        }
    }

    pub(super) fn take(&mut self, answer: &Answer) {
        if let Self::Rooms(rooms) = self {
            rooms.tabs.iter_mut().for_each(|(_, screen)| screen.take(answer));
            rooms.pages.iter_mut().for_each(|screen| screen.take(answer));
        }
    }

    pub(super) fn open(&mut self, page: Page, cx: &Cx<'_>) {
        let Self::Rooms(rooms) = self else { return };
        let org = match rooms.at {
            Where::Center(org) => Some(org),
            Where::Mine | Where::Visitor(_) => None,
        };
        rooms.pages.push(match (page, org) {
            (Page::Account(account), org) => Box::new(Account::new(account, org, cx)),
            (Page::Subaccounts(account), org) => Box::new(Account::subaccounts(account, org, cx)),
            (Page::Coverage, Some(org)) => Box::new(Coverage::new(org)),
            (Page::User(user), Some(org)) => Box::new(Profile::new(org, user)),
            (Page::Access(of), Some(org)) => Box::new(Access::new(Some(org), of)),
            (Page::History(key), Some(_)) => Box::new(History::new(key)),
            (Page::Entry(position), Some(org)) => Box::new(Entry::new(org, position)),
            (Page::Domain(domain), Some(org)) => Box::new(Claim::new(org, domain)),
            (Page::Connected, Some(_)) => Box::new(Connected::default()),
            // Profiles, reports and the audit belong to the Admin Center.
            (_, None) => return,
        });
    }

    pub(super) fn leave(&mut self) {
        if let Self::Rooms(rooms) = self {
            rooms.pages.pop();
        }
    }

    /// Goes to the list that holds this record, and to the record.
    pub(super) fn show(&mut self, key: Key, cx: &Cx<'_>) {
        let Self::Rooms(rooms) = self else { return };
        let wanted = match key {
            Key::Invitation(sid) if rooms.has(Tab::Users) => match kind_of(sid, cx) {
                Some(kind) if kind.role().is_some() => Tab::Users,
                Some(kind) if kind.joining().is_some() => Tab::Accounts,
                _ => Tab::Inbox,
            },
            Key::Invitation(_) => Tab::Inbox,
            Key::Domain(_) => Tab::Domains,
            _ => return,
        };
        rooms.go(wanted);
        rooms.with_seen(|screen| screen.show(key, cx));
    }

    /// Opens a list, narrowed by a filter.
    pub(super) fn look(&mut self, look: &Look, cx: &Cx<'_>) {
        let (tab, list, filter) = match look {
            Look::Coverage => return self.open(Page::Coverage, cx),
            Look::Users(list, filter) => (Tab::Users, *list, filter.as_str()),
            Look::Accounts(list, filter) => (Tab::Accounts, *list, filter.as_str()),
            Look::Domains(filter) => (Tab::Domains, 0, filter.as_str()),
            Look::Settings => (Tab::Settings, 0, ""),
            Look::Deletion => (Tab::Settings, Settings::DELETION, ""),
            Look::Inbox(filter) => (Tab::Inbox, 0, filter.as_str()),
        };
        if let Self::Rooms(rooms) = self {
            rooms.go(tab);
            rooms.with_seen(|screen| screen.look(list, filter));
        }
    }

    /// Whether Esc has nothing to take back here: no page over the list, no filter, no marks.
    pub(super) fn rests(&self) -> bool {
        self.rooms()
            .is_some_and(|rooms| rooms.pages.is_empty() && rooms.seen().is_some_and(|screen| screen.rests()))
    }

    pub(super) fn refuse_sign_up(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        match self {
            Self::SignUp(screen) => {
                screen.refuse(refusal);
                Ok(())
            }
            _ => Err(refusal),
        }
    }

    /// The line at the left of the footer.
    pub(super) fn status(&self) -> String {
        self.rooms().and_then(Rooms::seen).map_or_else(String::new, |screen| screen.status())
    }

    /// What is to be said above the footer.
    pub(super) fn note(&self) -> Option<(Tone, String)> {
        self.rooms().and_then(Rooms::seen).and_then(|screen| screen.note())
    }

    /// Draws the screen; returns where the cursor belongs.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        match self {
            Self::SignIn(screen) => screen.draw(area, buf, cx),
            Self::SignUp(screen) => screen.draw(area, buf, cx),
            Self::Rooms(rooms) => rooms.seen()?.draw(area, buf, cx),
        }
    }
}

/// What an invitation offers or asks.
fn kind_of<'a>(sid: InvitationSid, cx: &Cx<'a>) -> Option<&'a InvitationKind> {
    cx.directory.invitation(sid).map(|row| &row.kind)
}

impl Rooms {
    /// The tabs with what waits on each, and the one that is open.
    pub(super) fn tabs(&self) -> (Vec<(Tab, usize)>, usize) {
        (self.tabs.iter().map(|(tab, screen)| (*tab, screen.badge())).collect(), self.open)
    }

    /// The screen that is seen: the page on top, else the open tab.
    fn seen(&self) -> Option<&dyn Screen> {
        match self.pages.last() {
            Some(page) => Some(page.as_ref()),
            None => self.tabs.get(self.open).map(|(_, screen)| screen.as_ref()),
        }
    }

    fn with_seen(&mut self, run: impl FnOnce(&mut dyn Screen)) {
        match self.pages.last_mut() {
            Some(page) => run(page.as_mut()),
            None => {
                if let Some((_, screen)) = self.tabs.get_mut(self.open) {
                    run(screen.as_mut());
                }
            }
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let count = self.tabs.len().max(1);
        match act {
            Act::Tab(n) => self.turn(usize::from(n).saturating_sub(1)),
            Act::NextTab => self.turn((self.open + 1) % count),
            Act::PreviousTab => self.turn((self.open + count - 1) % count),
            _ => {
                let mut requests = Vec::new();
                self.with_seen(|screen| requests = screen.act(act, cx));
                return requests;
            }
        }
        Vec::new()
    }

    fn turn(&mut self, at: usize) {
        if at < self.tabs.len() {
            self.open = at;
            self.pages.clear();
        }
    }

    fn has(&self, wanted: Tab) -> bool {
        self.tabs.iter().any(|(tab, _)| *tab == wanted)
    }

    fn go(&mut self, wanted: Tab) {
        if let Some(at) = self.tabs.iter().position(|(tab, _)| *tab == wanted) {
            self.turn(at);
        }
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        let mut requests = Vec::new();
        // What waits is counted in the tabs, whichever is open.
        let inbox = self.tabs.iter_mut().filter(|(tab, _)| *tab == Tab::Inbox);
        inbox.for_each(|(_, screen)| requests.extend(screen.settle(cx)));
        self.with_seen(|screen| requests.extend(screen.settle(cx)));
        requests
    }
}
