//! Which screens a session has open, and how keys reach them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::controller::{AuditPage, History as Steps, Refusal};
use crate::model::{AuditEntry, Email, InvitationSid, Key, OrgSid, Position as AuditPosition, UserSid};
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::keymap::{Act, Layer};
use crate::tui::request::Request;
use crate::tui::screen::{Accounts, Audit, Entry, History, Inbox, Profile, SignIn, SignUp, Users};

/// A tab of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Users,
    Audit,
    Accounts,
    Inbox,
}

impl Tab {
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Audit => "Audit",
            Self::Accounts => "My accounts",
            Self::Inbox => "Inbox",
        }
    }
}

/// A page opened from a list.
#[derive(Debug, Clone)]
pub(super) enum Page {
    Profile(Profile),
    Entry(Entry),
    History(History),
}

/// The Admin Center of one organization.
#[derive(Debug, Clone)]
pub(super) struct Center {
    pub(super) org: OrgSid,
    users: Users,
    audit: Audit,
    inbox: Inbox,
    tab: Tab,
    page: Option<Page>,
}

/// What is on the screen below the dialogs.
#[derive(Debug, Clone)]
pub(super) enum Stage {
    SignIn(SignIn),
    SignUp(SignUp),
    Visitor { email: Email, inbox: Inbox },
    Mine { accounts: Accounts, inbox: Inbox, tab: Tab },
    Center(Box<Center>),
}

impl Stage {
    pub(super) fn center(org: OrgSid, email: &str, cx: &Cx<'_>) -> Self {
        Self::Center(Box::new(Center {
            org,
            users: Users::new(org, cx),
            audit: Audit::new(),
            inbox: Inbox::new(email, cx),
            tab: Tab::Users,
            page: None,
        }))
    }

    pub(super) fn mine(user: UserSid, email: &str, cx: &Cx<'_>) -> Self {
        let inbox = Inbox::new(email, cx);
        let tab = if inbox.waiting() > 0 { Tab::Inbox } else { Tab::Accounts };
        Self::Mine { accounts: Accounts::new(user, cx), inbox, tab }
    }

    /// The tabs of this place, with what waits in the inbox.
    pub(super) fn tabs(&self) -> (&'static [Tab], Option<Tab>, usize) {
        match self {
            Self::SignIn(_) | Self::SignUp(_) => (&[], None, 0),
            Self::Visitor { inbox, .. } => (&[Tab::Inbox], Some(Tab::Inbox), inbox.waiting()),
            Self::Mine { inbox, tab, .. } => (&[Tab::Accounts, Tab::Inbox], Some(*tab), inbox.waiting()),
            Self::Center(center) => {
                (&[Tab::Users, Tab::Audit, Tab::Inbox], Some(center.tab), center.inbox.waiting())
            }
        }
    }

    pub(super) fn org(&self) -> Option<OrgSid> {
        match self {
            Self::Center(center) => Some(center.org),
            _ => None,
        }
    }

    pub(super) fn layers(&self) -> &'static [Layer] {
        match self {
            Self::SignIn(screen) => screen.layers(),
            Self::SignUp(screen) => screen.layers(),
            Self::Visitor { inbox, .. } | Self::Mine { inbox, tab: Tab::Inbox, .. } => inbox.layers(),
            Self::Mine { accounts, .. } => accounts.layers(),
            Self::Center(center) => match (&center.page, center.tab) {
                (Some(Page::Profile(profile)), _) => profile.layers(),
                (Some(Page::Entry(entry)), _) => entry.layers(),
                (Some(Page::History(history)), _) => history.layers(),
                (None, Tab::Audit) => center.audit.layers(),
                (None, Tab::Inbox) => center.inbox.layers(),
                (None, _) => center.users.layers(),
            },
        }
    }

    pub(super) fn is_dirty(&self) -> bool {
        matches!(self, Self::SignUp(screen) if screen.is_dirty())
    }

    pub(super) fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Tab(n) => return self.open_tab(usize::from(n).saturating_sub(1)),
            Act::NextTab | Act::PreviousTab => {
                let (tabs, open, _) = self.tabs();
                let at = tabs.iter().position(|tab| Some(*tab) == open).unwrap_or(0);
                let count = tabs.len().max(1);
                let step = if act == Act::NextTab { 1 } else { count - 1 };
                return self.open_tab((at + step) % count);
            }
            _ => {}
        }
        match self {
            Self::SignIn(screen) => screen.act(act, cx),
            Self::SignUp(screen) => screen.act(act, cx),
            Self::Visitor { inbox, .. } | Self::Mine { inbox, tab: Tab::Inbox, .. } => inbox.act(act, cx),
            Self::Mine { accounts, .. } => accounts.act(act, cx),
            Self::Center(center) => center.act(act, cx),
        }
    }

    fn open_tab(&mut self, at: usize) -> Vec<Request> {
        let Some(wanted) = self.tabs().0.get(at).copied() else { return Vec::new() };
        match self {
            Self::Mine { tab, .. } => *tab = wanted,
            Self::Center(center) => {
                center.tab = wanted;
                center.page = None;
                if wanted == Tab::Audit {
                    return center.audit.wants().into_iter().collect();
                }
            }
            Self::SignIn(_) | Self::SignUp(_) | Self::Visitor { .. } => {}
        }
        Vec::new()
    }

    pub(super) fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        match self {
            Self::SignIn(screen) => screen.key(chord, cx),
            Self::SignUp(screen) => screen.key(chord),
            Self::Center(center) if center.page.is_none() && center.tab == Tab::Users => {
                center.users.key(chord, cx)
            }
            Self::Visitor { .. } | Self::Mine { .. } | Self::Center(_) => {}
        }
    }

    pub(super) fn paste(&mut self, text: &str, cx: &Cx<'_>) {
        match self {
            Self::SignIn(screen) => screen.paste(text, cx),
            Self::SignUp(screen) => screen.paste(text),
            Self::Center(center) if center.page.is_none() && center.tab == Tab::Users => {
                center.users.paste(text, cx)
            }
            Self::Visitor { .. } | Self::Mine { .. } | Self::Center(_) => {}
        }
    }

    /// Takes committed changes over; returns what has to be read anew.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        match self {
            Self::SignIn(_) | Self::SignUp(_) => Vec::new(),
            Self::Visitor { inbox, .. } => {
                inbox.refresh(cx);
                Vec::new()
            }
            Self::Mine { accounts, inbox, .. } => {
                accounts.refresh(cx);
                inbox.refresh(cx);
                Vec::new()
            }
            Self::Center(center) => {
                center.users.refresh(cx);
                center.inbox.refresh(cx);
                match center.tab {
                    Tab::Audit => vec![center.audit.refresh()],
                    _ => {
                        center.audit = Audit::new();
                        Vec::new()
                    }
                }
            }
        }
    }

    pub(super) fn open_profile(&mut self, user: UserSid) {
        if let Self::Center(center) = self {
            center.tab = Tab::Users;
            center.page = Some(Page::Profile(Profile::new(center.org, user)));
        }
    }

    pub(super) fn open_entry(&mut self, position: AuditPosition) {
        if let Self::Center(center) = self {
            center.page = Some(Page::Entry(Entry::new(position)));
        }
    }

    pub(super) fn open_history(&mut self, key: Key) {
        if let Self::Center(center) = self {
            center.page = Some(Page::History(History::new(key)));
        }
    }

    /// The record whose history is on the screen.
    pub(super) fn shows_history_of(&self) -> Option<Key> {
        match self {
            Self::Center(center) => match &center.page {
                Some(Page::Profile(profile)) => Some(Key::User(profile.user)),
                Some(Page::History(history)) => Some(history.key),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn set_history(&mut self, key: Key, steps: Steps) {
        let Self::Center(center) = self else { return };
        match &mut center.page {
            Some(Page::Profile(profile)) if Key::User(profile.user) == key => profile.set_history(steps),
            Some(Page::History(history)) if history.key == key => history.set(steps),
            _ => {}
        }
    }

    pub(super) fn set_entry(&mut self, entry: Box<AuditEntry>) {
        if let Self::Center(center) = self
            && let Some(Page::Entry(page)) = &mut center.page
            && page.position == entry.header.position
        {
            page.set(entry);
        }
    }

    /// Takes a page of the audit over; returns the wish for a further one.
    pub(super) fn take_audit(&mut self, page: AuditPage, from_head: bool) -> Option<Request> {
        match self {
            Self::Center(center) => {
                center.audit.take(page, from_head);
                if center.tab == Tab::Audit { center.audit.wants() } else { None }
            }
            _ => None,
        }
    }

    pub(super) fn show_invitation(&mut self, sid: InvitationSid, cx: &Cx<'_>) {
        if let Self::Center(center) = self {
            center.tab = Tab::Users;
            center.page = None;
            center.users.show_invitation(sid, cx);
        }
    }

    pub(super) fn order(&mut self, column: usize, cx: &Cx<'_>) {
        if let Self::Center(center) = self {
            center.users.order(column, cx);
        }
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
        match self {
            Self::SignIn(_) | Self::SignUp(_) => String::new(),
            Self::Visitor { inbox, .. } | Self::Mine { inbox, tab: Tab::Inbox, .. } => inbox.status(),
            Self::Mine { accounts, .. } => accounts.status(),
            Self::Center(center) => match (&center.page, center.tab) {
                (Some(_), _) => String::new(),
                (None, Tab::Audit) => center.audit.status(),
                (None, Tab::Inbox) => center.inbox.status(),
                (None, _) => center.users.status(),
            },
        }
    }

    /// Draws the screen; returns where the cursor belongs.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        match self {
            Self::SignIn(screen) => return screen.draw(area, buf, cx),
            Self::SignUp(screen) => return screen.draw(area, buf, cx),
            Self::Visitor { inbox, .. } | Self::Mine { inbox, tab: Tab::Inbox, .. } => {
                inbox.draw(area, buf, cx)
            }
            Self::Mine { accounts, .. } => accounts.draw(area, buf, cx),
            Self::Center(center) => match (&center.page, center.tab) {
                (Some(Page::Profile(profile)), _) => profile.draw(area, buf, cx),
                (Some(Page::Entry(entry)), _) => entry.draw(area, buf, cx),
                (Some(Page::History(history)), _) => history.draw(area, buf, cx),
                (None, Tab::Audit) => center.audit.draw(area, buf, cx),
                (None, Tab::Inbox) => center.inbox.draw(area, buf, cx),
                (None, _) => return center.users.draw(area, buf, cx),
            },
        }
        None
    }
}

impl Center {
    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if act == Act::Back && self.page.is_some() {
            self.page = None;
            return Vec::new();
        }
        match (&mut self.page, self.tab) {
            (Some(Page::Profile(profile)), _) => profile.act(act, cx),
            (Some(Page::Entry(entry)), _) => entry.act(act, cx),
            (Some(Page::History(history)), _) => history.act(act, cx),
            (None, Tab::Audit) => self.audit.act(act, cx),
            (None, Tab::Inbox) => self.inbox.act(act, cx),
            (None, _) => self.users.act(act, cx),
        }
    }
}
