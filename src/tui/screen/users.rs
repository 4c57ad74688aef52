//! Users: managed, independent and pending, each with filter, order, marks, and the person beside the list on wide
//! terminals.
//!
//! ```text
//!  Managed 1,204   Independent 17   Pending 5                         / corp
//!  NAME             EMAIL                    ROLE            2FA  ACCOUNTS  LAST SEEN │ Grace Hopper
//! ```

mod columns;
mod pane;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::controller::Command;
use crate::directory::{Filter, InvitationSort, UserList, UserSort};
use crate::model::{InvitationSid, Key, OrgRole, OrgSid, UserSid, Who};
use crate::rules::invitations::cooled_down;
use crate::rules::limits;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::dialog::{Choice, Item, Purpose};
use crate::tui::fields::{Field, Form, FormEvent};
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{List, Sorted, View};
use crate::tui::listing::{movement, status};
use crate::tui::request::{Request, Tone};
use crate::tui::{paint, text};

pub(super) use pane::access;

use columns::{PENDING, PENDING_SORTS, USER_SORTS, USERS, invitation_cell, user_cell};

/// Which list is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Managed,
    Independent,
    Pending,
}

const TABS: [Tab; 3] = [Tab::Managed, Tab::Independent, Tab::Pending];

/// The screen.
#[derive(Debug, Clone)]
pub struct Users {
    org: OrgSid,
    tab: Tab,
    managed: List<UserSid>,
    independent: List<UserSid>,
    pending: List<InvitationSid>,
    /// How many each list holds without a filter.
    counts: [usize; 3],
    users_by: Sorted,
    pending_by: Sorted,
    filter: Form,
    filtering: bool,
}

impl Users {
    /// The lists of this organization.
    pub fn new(org: OrgSid, cx: &Cx<'_>) -> Self {
        let mut screen = Self {
            org,
            tab: Tab::Managed,
            managed: List::default(),
            independent: List::default(),
            pending: List::default(),
            counts: [0; 3],
            users_by: Sorted { column: 0, descending: false },
            pending_by: Sorted { column: 5, descending: false },
            filter: Form::new(vec![Field::text("", |_| Ok(()))]),
            filtering: false,
        };
        screen.refresh(cx);
        screen
    }

    /// Reads the lists anew; cursors stay on their records.
    pub fn refresh(&mut self, cx: &Cx<'_>) {
        let filter = Filter::parse(self.filter.value(0));
        let sort = USER_SORTS.get(self.users_by.column).copied().flatten().unwrap_or(UserSort::Name);
        let down = self.users_by.descending;
        let users = |list| cx.directory.users_of(self.org, list, &filter, sort, down);
        self.managed.set_rows(users(UserList::Managed));
        self.independent.set_rows(users(UserList::Independent));
        let sort =
            PENDING_SORTS.get(self.pending_by.column).copied().flatten().unwrap_or(InvitationSort::Expires);
        let rows = cx.directory.pending_of(self.org, cx.now, &filter, sort, self.pending_by.descending);
        self.pending.set_rows(rows);
        let counts = cx.directory.user_counts(self.org, cx.now);
        self.counts = [counts.managed, counts.independent, counts.pending];
    }

    /// The layers of its keys, innermost first.
    pub const fn layers(&self) -> &'static [Layer] {
        match (self.filtering, self.tab) {
            (true, _) => &[Layer::Filter, Layer::Global],
            (_, Tab::Managed) => &[Layer::Managed, Layer::Users, Layer::Table, Layer::Place, Layer::Global],
            (_, Tab::Independent) => &[Layer::Users, Layer::Table, Layer::Place, Layer::Global],
            (_, Tab::Pending) => &[Layer::Pending, Layer::Users, Layer::Table, Layer::Place, Layer::Global],
        }
    }

    /// Shows this invitation.
    pub fn show_invitation(&mut self, sid: InvitationSid, cx: &Cx<'_>) {
        self.tab = Tab::Pending;
        self.filter.fill(0, "");
        self.refresh(cx);
        self.pending.select(sid, cx.page());
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let page = cx.page();
        let moved = match self.tab {
            Tab::Managed => movement(&mut self.managed, act, page),
            Tab::Independent => movement(&mut self.independent, act, page),
            Tab::Pending => movement(&mut self.pending, act, page),
        };
        if moved {
            return Vec::new();
        }
        match act {
            Act::NextList | Act::PreviousList => self.turn(act == Act::NextList),
            Act::Filter => self.filtering = true,
            Act::Mark => self.mark(false, page),
            Act::MarkAll => self.mark(true, page),
            Act::Back => self.back(cx),
            Act::Open if self.filtering => self.filtering = false,
            Act::Open => return self.open(cx),
            Act::Sort => return vec![self.sort_menu()],
            Act::Actions => return vec![self.actions(cx)],
            Act::Copy => return vec![Request::Copy(self.copied())],
            Act::Invite => return vec![Request::Ask(Purpose::Invite(self.org))],
            Act::Role => return self.role(cx),
            Act::History => {
                return self
                    .pending
                    .selected()
                    .map(|sid| Request::History(Key::Invitation(sid)))
                    .into_iter()
                    .collect();
            }
            Act::Resend => return self.on_invitation(|invitation| Command::ResendInvitation { invitation }),
            Act::CancelInvitation => {
                return self.on_invitation(|invitation| Command::CancelInvitation { invitation });
            }
            _ => {}
        }
        Vec::new()
    }

    /// A key for the filter line.
    pub fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        if self.filtering && self.filter.handle(chord) == FormEvent::Edited {
            self.refresh(cx);
        }
    }

    /// A pasted text for the filter line.
    pub fn paste(&mut self, pasted: &str, cx: &Cx<'_>) {
        if self.filtering && self.filter.paste(pasted) == FormEvent::Edited {
            self.refresh(cx);
        }
    }

    /// Orders the open list by a column; again turns it around.
    pub fn order(&mut self, column: usize, cx: &Cx<'_>) {
        let sorted = if self.tab == Tab::Pending { &mut self.pending_by } else { &mut self.users_by };
        *sorted = Sorted { column, descending: sorted.column == column && !sorted.descending };
        self.refresh(cx);
    }

    fn turn(&mut self, forward: bool) {
        let at = TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        self.tab = TABS[(at + if forward { 1 } else { 2 }) % 3];
    }

    fn mark(&mut self, all: bool, page: usize) {
        fn on<Id: Copy + Ord>(list: &mut List<Id>, all: bool, page: usize) {
            if all {
                list.toggle_all();
            } else {
                list.toggle_mark();
                list.step(1, page);
            }
        }
        match self.tab {
            Tab::Managed => on(&mut self.managed, all, page),
            Tab::Independent => on(&mut self.independent, all, page),
            Tab::Pending => on(&mut self.pending, all, page),
        }
    }

    fn back(&mut self, cx: &Cx<'_>) {
        self.filtering = false;
        if self.marked() > 0 {
            self.managed.clear_marks();
            self.independent.clear_marks();
            self.pending.clear_marks();
        } else if !self.filter.value(0).is_empty() {
            self.filter.fill(0, "");
            self.refresh(cx);
        }
    }

    fn marked(&self) -> usize {
        match self.tab {
            Tab::Managed => self.managed.marks().len(),
            Tab::Independent => self.independent.marks().len(),
            Tab::Pending => self.pending.marks().len(),
        }
    }

    fn user(&self) -> Option<UserSid> {
        match self.tab {
            Tab::Managed => self.managed.selected(),
            Tab::Independent => self.independent.selected(),
            Tab::Pending => None,
        }
    }

    fn copied(&self) -> String {
        let sids: Vec<String> = match self.tab {
            Tab::Managed => self.managed.chosen().iter().map(ToString::to_string).collect(),
            Tab::Independent => self.independent.chosen().iter().map(ToString::to_string).collect(),
            Tab::Pending => self.pending.chosen().iter().map(ToString::to_string).collect(),
        };
        sids.join("\n")
    }

    fn open(&self, cx: &Cx<'_>) -> Vec<Request> {
        match (self.user(), self.tab) {
            (Some(sid), _) => vec![Request::Profile(sid)],
            (None, Tab::Pending) if self.pending.selected().is_some() => vec![self.actions(cx)],
            _ => Vec::new(),
        }
    }

    fn role(&self, cx: &Cx<'_>) -> Vec<Request> {
        match self.user() {
            Some(sid) => match role_block(self.org, sid, cx) {
                Some(reason) => vec![Request::Say(Tone::Bad, reason)],
                None => vec![Request::Ask(Purpose::Role(self.org, sid))],
            },
            None => Vec::new(),
        }
    }

    fn on_invitation(&self, command: impl Fn(InvitationSid) -> Command) -> Vec<Request> {
        self.pending.selected().map(|sid| Request::Plan(command(sid))).into_iter().collect()
    }

    fn sort_menu(&self) -> Request {
        let columns = if self.tab == Tab::Pending { PENDING } else { USERS };
        let sortable = |at: usize| match self.tab {
            Tab::Pending => PENDING_SORTS.get(at).copied().flatten().is_some(),
            _ => USER_SORTS.get(at).copied().flatten().is_some(),
        };
        let now = if self.tab == Tab::Pending { self.pending_by } else { self.users_by };
        let items = columns
            .iter()
            .enumerate()
            .filter(|(at, _)| sortable(*at))
            .map(|(at, column)| {
                let detail = if now.column == at { "the order now; choosing it turns it around" } else { "" };
                Item::new(column.title, detail, Choice::Order(at))
            })
            .collect();
        let items: Vec<Item> = items;
        let at = items.iter().position(|item| item.choice == Choice::Order(now.column)).unwrap_or(0);
        Request::Menu("Order by".into(), items, at)
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let mut items = Vec::new();
        match self.tab {
            Tab::Managed | Tab::Independent => {
                let here = self.user();
                let none = || Some("The list is empty.".to_owned());
                items.push(item(Act::Open, "Open the profile", "").unless(here.map_or_else(none, |_| None)));
                let block = match (self.tab, here) {
                    (Tab::Independent, _) => Some("Independent users have no organization role.".into()),
                    (_, Some(sid)) => role_block(self.org, sid, cx),
                    (_, None) => none(),
                };
                items.push(item(Act::Role, "Set the organization role", "").unless(block));
                items.push(item(Act::Copy, "Copy the SID", "of the marked rows, else of this row"));
            }
            Tab::Pending => {
                let here = self.pending.selected();
                let none = || Some("The list is empty.".to_owned());
                let block = here.map_or_else(none, |sid| resend_block(sid, cx));
                items.push(item(Act::Resend, "Resend", "a new code; the old one is dead").unless(block));
                let block = here.map_or_else(none, |_| None);
                items.push(item(Act::CancelInvitation, "Cancel", "take the invitation back").unless(block));
                items.push(item(Act::History, "History", "every change of the invitation"));
                items.push(item(Act::Copy, "Copy the SID", "of the marked rows, else of this row"));
            }
        }
        items.push(item(Act::Invite, "Invite a user", ""));
        let at = items.iter().position(|item| item.disabled.is_none()).unwrap_or(0);
        Request::Menu("Actions".into(), items, at)
    }

    /// The line at the left of the footer.
    pub fn status(&self) -> String {
        let shown = match self.tab {
            Tab::Managed => self.managed.rows().len(),
            Tab::Independent => self.independent.rows().len(),
            Tab::Pending => self.pending.rows().len(),
        };
        let at = TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        status(shown, self.counts[at], self.marked())
    }

    /// Draws the lists; returns where the cursor of the filter line belongs.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let cursor = self.bar(paint::row(area, 0), buf, cx);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (left, right) = pane::beside(below);
        if let Some(right) = right {
            match (self.user(), self.pending.selected()) {
                (Some(sid), _) => pane::user(self.org, sid, right, buf, cx),
                (None, Some(sid)) if self.tab == Tab::Pending => pane::invitation(sid, right, buf, cx),
                _ => {}
            }
        }
        let filtered = !self.filter.value(0).trim().is_empty();
        let empty = match (filtered, self.tab) {
            (true, _) => "Nobody matches the filter; Esc clears it.",
            (_, Tab::Managed) => "No managed users.",
            (_, Tab::Independent) => "Nobody from outside has access to an account of the organization.",
            (_, Tab::Pending) => "Nobody is invited; i invites a user.",
        };
        let user = |sid, column| user_cell(self.org, sid, column, cx);
        let invitation = |sid, column| invitation_cell(sid, column, cx);
        let theme = cx.theme;
        match self.tab {
            Tab::Pending => View {
                list: &self.pending,
                columns: PENDING,
                sorted: Some(self.pending_by),
                empty,
                theme,
                cell: &invitation,
            }
            .draw(left, buf),
            tab => {
                let list = if tab == Tab::Managed { &self.managed } else { &self.independent };
                View { list, columns: USERS, sorted: Some(self.users_by), empty, theme, cell: &user }
                    .draw(left, buf);
            }
        }
        cursor
    }

    /// The names of the lists with their counts, and the filter at the right.
    fn bar(&self, line: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let theme = cx.theme;
        let mut spans = vec![Span::raw(" ")];
        for (tab, (name, count)) in
            TABS.iter().zip(["Managed", "Independent", "Pending"].into_iter().zip(self.counts))
        {
            let (style, number) = match *tab == self.tab {
                true => (theme.title(), theme.accent()),
                false => (theme.muted(), theme.muted()),
            };
            spans.push(Span::styled(format!("{name} "), style));
            spans.push(Span::styled(text::grouped(u64::try_from(count).unwrap_or(u64::MAX)), number));
            spans.push(Span::raw("   "));
        }
        let names = Line::from(spans);
        let wide = u16::try_from(names.width()).unwrap_or(u16::MAX);
        paint::line(buf, line, &names, theme);
        let typed = self.filter.value(0);
        if typed.is_empty() && !self.filtering {
            return None;
        }
        let room = line.width.saturating_sub(wide + 1);
        let text_wide =
            u16::try_from(text::width(typed)).unwrap_or(u16::MAX).saturating_add(3).clamp(14.min(room), room);
        let place = paint::from_column(line, line.width.saturating_sub(text_wide + 1));
        paint::text(buf, place, "/ ", theme.accent(), theme);
        let inner = Rect { width: text_wide.saturating_sub(2), ..paint::from_column(place, 2) };
        let tail = tail(typed, usize::from(inner.width.saturating_sub(1)));
        paint::text(buf, inner, &tail, if self.filtering { theme.text() } else { theme.accent() }, theme);
        let x = inner.x + u16::try_from(text::width(&tail)).unwrap_or(0);
        (self.filtering && !inner.is_empty())
            .then_some(Position { x: x.min(line.right().saturating_sub(1)), y: line.y })
    }
}

/// The end of a text that is too long for its place.
fn tail(typed: &str, room: usize) -> String {
    let mut kept: Vec<char> = Vec::new();
    let mut wide = 0;
    for c in typed.chars().rev() {
        wide += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if wide > room {
            break;
        }
        kept.push(c);
    }
    kept.iter().rev().collect()
}

/// Why the role of this user cannot be set by this session; shown where the action stands.
pub(super) fn role_block(org: OrgSid, sid: UserSid, cx: &Cx<'_>) -> Option<String> {
    let role = cx.directory.user(sid).and_then(|row| row.role_in(org));
    match role {
        Some(OrgRole::Owner) if cx.who == Who::User(sid) => {
            Some("Change Ownership, on the profile, moves it.".into())
        }
        Some(OrgRole::Owner) => Some("Only a change of ownership moves this role.".into()),
        None => Some("Only managed users have an organization role.".into()),
        Some(_) => None,
    }
}

/// Why an invitation cannot be sent again now.
fn resend_block(sid: InvitationSid, cx: &Cx<'_>) -> Option<String> {
    let row = cx.directory.invitation(sid)?;
    if row.sends >= limits::SENDS {
        return Some(format!("Sent {} times; cancel it and invite anew.", row.sends));
    }
    cooled_down(row.last_sent, cx.now).err().map(|at| format!("Possible again in {}.", at.since(cx.now)))
}
