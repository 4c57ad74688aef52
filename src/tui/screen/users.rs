//! Users: managed, independent and pending, each with filter, order, marks, and the person beside the list on wide
//! terminals.
//!
//! ```text
//!  Managed 1,204   Independent 17   Pending 5                         / role:admin corp
//!  NAME             EMAIL                    ROLE            2FA  ACCOUNTS  LAST SEEN │ Grace Hopper
//! ```

mod columns;
mod pane;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::people::People;
use super::{Screen, beside, invitations};
use crate::directory::{AccessOf, InvitationSort, Scope, UserAt, UserList, UserQuery, UserSort};
use crate::model::{InvitationSid, Key, OrgSid, UserSid};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::Invite;
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{List, Sorted, View};
use crate::tui::listing::{actions_menu, marking, movement, order_menu, status, turned};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::sheet::Sheet;
use crate::tui::{bar, paint};

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
    managed: Sheet<UserAt>,
    independent: Sheet<UserAt>,
    pending: List<InvitationSid>,
    pending_by: Sorted,
    /// Whether the pending list and the counts have to be read anew.
    stale: bool,
    /// How many each list holds without a filter.
    counts: [usize; 3],
    filter: FilterLine,
}

impl Users {
    /// The lists of this organization.
    pub fn new(org: OrgSid) -> Self {
        let by_name = Sorted { column: 0, descending: false };
        Self {
            org,
            tab: Tab::Managed,
            managed: Sheet::new(UserQuery::all(org, UserList::Managed), by_name),
            independent: Sheet::new(UserQuery::all(org, UserList::Independent), by_name),
            pending: List::default(),
            pending_by: Sorted { column: 5, descending: false },
            stale: true,
            counts: [0; 3],
            filter: FilterLine::new(Scope::Users),
        }
    }

    fn sheet(&self) -> Option<&Sheet<UserAt>> {
        match self.tab {
            Tab::Managed => Some(&self.managed),
            Tab::Independent => Some(&self.independent),
            Tab::Pending => None,
        }
    }

    fn sheet_mut(&mut self) -> Option<&mut Sheet<UserAt>> {
        match self.tab {
            Tab::Managed => Some(&mut self.managed),
            Tab::Independent => Some(&mut self.independent),
            Tab::Pending => None,
        }
    }

    fn turn(&mut self, forward: bool) {
        let at = TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        self.open_list(TABS[(at + if forward { 1 } else { 2 }) % 3]);
    }

    fn open_list(&mut self, tab: Tab) {
        self.tab = tab;
        self.filter.turn_to(if tab == Tab::Pending { Scope::Invitations } else { Scope::Users });
        self.stale = true;
    }

    /// Asks for what the filter and the order say.
    fn ask(&mut self) {
        let filter = self.filter.filter().clone();
        match self.sheet_mut() {
            Some(sheet) => {
                let sort = USER_SORTS.get(sheet.sorted.column).copied().unwrap_or(UserSort::Name);
                let descending = sheet.sorted.descending;
                sheet.ask(UserQuery { filter, sort, descending, ..sheet.query().clone() });
            }
            None => self.stale = true,
        }
    }

    fn clear_marks(&mut self) {
        self.managed.list.clear_marks();
        self.independent.list.clear_marks();
        self.pending.clear_marks();
    }

    fn back(&mut self) {
        if self.marked() > 0 {
            self.clear_marks();
        } else if self.filter.clear() {
            self.ask();
        }
    }

    fn marked(&self) -> usize {
        self.sheet().map_or(self.pending.marks().len(), |sheet| sheet.list.marks().len())
    }

    fn user(&self, cx: &Cx<'_>) -> Option<UserSid> {
        let at = self.sheet()?.list.selected()?;
        cx.directory.user_at(at).map(|row| row.sid)
    }

    fn copied(&self, cx: &Cx<'_>) -> String {
        let sids: Vec<String> = match self.sheet() {
            Some(sheet) => {
                let chosen = sheet.list.chosen();
                chosen.iter().filter_map(|at| Some(cx.directory.user_at(*at)?.sid.to_string())).collect()
            }
            None => self.pending.chosen().iter().map(ToString::to_string).collect(),
        };
        sids.join("\n")
    }

    fn open(&self, cx: &Cx<'_>) -> Vec<Request> {
        match (self.user(cx), self.tab) {
            (Some(sid), _) => vec![Request::Open(Page::User(sid))],
            (None, Tab::Pending) if self.pending.selected().is_some() => vec![self.actions(cx)],
            _ => Vec::new(),
        }
    }

    /// The marked users, else the one under the cursor.
    fn chosen_users(&self, cx: &Cx<'_>) -> Vec<UserSid> {
        let chosen = self.sheet().map(|sheet| sheet.list.chosen()).unwrap_or_default();
        chosen.into_iter().filter_map(|at| Some(cx.directory.user_at(at)?.sid)).collect()
    }

    /// What an action on the marked rows, else on the row under the cursor, asks for.
    fn on_chosen(&self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let users = match act {
            // These are about one user.
            Act::Edit | Act::Access => self.user(cx).into_iter().collect(),
            _ => self.chosen_users(cx),
        };
        let asked = match self.tab {
            Tab::Pending => invitations::act(act, &self.pending.chosen(), cx),
            Tab::Managed | Tab::Independent => People { org: self.org, users: &users, cx }.act(act),
        };
        asked.unwrap_or_default()
    }

    fn history(&self, cx: &Cx<'_>) -> Option<Request> {
        let key = match self.tab {
            Tab::Pending => Key::Invitation(self.pending.selected()?),
            Tab::Managed | Tab::Independent => Key::User(self.user(cx)?),
        };
        Some(Request::Open(Page::History(key)))
    }

    fn sort_menu(&self) -> Request {
        match self.sheet() {
            Some(sheet) => order_menu(USERS, sheet.sorted),
            None => order_menu(PENDING, self.pending_by),
        }
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let marked = self.marked() > 0;
        // What is about one row is about the one under the cursor, whatever is marked.
        let one = if marked { "of the row under the cursor" } else { "" };
        let users = self.chosen_users(cx);
        let here: Vec<UserSid> = self.user(cx).into_iter().collect();
        let nobody = match self.tab {
            Tab::Pending => self.pending.rows().is_empty(),
            Tab::Managed | Tab::Independent => here.is_empty(),
        };
        let empty = || nobody.then(|| "The list is empty.".to_owned());
        let people = People { org: self.org, users: &users, cx };
        let mut items = Vec::new();
        match self.tab {
            Tab::Managed => {
                items.push(item(Act::Open, "Open the profile", one).unless(empty()));
                items.extend(people.managed_items());
                items.push(item(Act::Access, "Account access", "grant, change, revoke").unless(empty()));
                items.push(People { users: &here, ..people }.rename_item());
                items.push(item(Act::History, "History", "every change of the user").unless(empty()));
            }
            Tab::Independent => {
                items.push(item(Act::Open, "Open the profile", one).unless(empty()));
                items.push(item(Act::Access, "Account access", "grant, change, revoke").unless(empty()));
                items.push(people.revoke_item());
                items.push(item(Act::History, "History", "every change of the user").unless(empty()));
            }
            Tab::Pending => {
                items.extend(invitations::items(&self.pending.chosen(), cx));
                items.push(item(Act::History, "History", "every change of the invitation").unless(empty()));
            }
        }
        items.push(
            item(Act::Copy, "Copy the SID", if marked { "of the marked rows" } else { "" }).unless(empty()),
        );
        items.push(item(Act::Invite, "Invite a user", ""));
        items.push(item(Act::WhatIf, "What if", "what signing up or inviting would do"));
        items.push(item(Act::Report, "Access report", "who has which role where"));
        let what = if self.tab == Tab::Pending { "invitation" } else { "user" };
        actions_menu(items, self.marked(), what)
    }
}

impl Screen for Users {
    fn layers(&self) -> &'static [Layer] {
        match (self.filter.is_open(), self.tab) {
            (true, _) => &[Layer::Filter, Layer::Global],
            (_, Tab::Managed) => {
                &[Layer::Managed, Layer::Users, Layer::Lists, Layer::Table, Layer::Place, Layer::Global]
            }
            (_, Tab::Independent) => {
                &[Layer::Independent, Layer::Users, Layer::Lists, Layer::Table, Layer::Place, Layer::Global]
            }
            (_, Tab::Pending) => {
                &[Layer::Pending, Layer::Users, Layer::Lists, Layer::Table, Layer::Place, Layer::Global]
            }
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let page = cx.page();
        let moved = match self.sheet_mut() {
            Some(sheet) => movement(&mut sheet.list, act, page) || marking(&mut sheet.list, act, page),
            None => movement(&mut self.pending, act, page) || marking(&mut self.pending, act, page),
        };
        if moved {
            return Vec::new();
        }
        if let Some(changed) = self.filter.act(act) {
            if changed {
                self.ask();
            }
            return Vec::new();
        }
        match act {
            Act::NextList | Act::PreviousList => {
                self.turn(act == Act::NextList);
                self.ask();
            }
            Act::Back => self.back(),
            Act::Open => return self.open(cx),
            Act::Sort => return vec![self.sort_menu()],
            Act::Actions => return vec![self.actions(cx)],
            Act::Copy => return vec![Request::Copy(self.copied(cx))],
            Act::Invite => return vec![Request::ask(Invite(self.org))],
            Act::Report => return vec![Request::Open(Page::Access(AccessOf::Everybody))],
            Act::WhatIf => return vec![Request::AskWhatIf],
            Act::History => return self.history(cx).into_iter().collect(),
            _ => return self.on_chosen(act, cx),
        }
        Vec::new()
    }

    fn rests(&self) -> bool {
        self.marked() == 0 && self.filter.is_empty() && !self.filter.is_open()
    }

    fn key(&mut self, chord: Chord, _: &Cx<'_>) {
        if self.filter.key(chord) {
            self.ask();
        }
    }

    fn paste(&mut self, pasted: &str, _: &Cx<'_>) {
        if self.filter.paste(pasted) {
            self.ask();
        }
    }

    fn order(&mut self, column: usize) {
        match self.sheet_mut() {
            Some(sheet) => sheet.sorted = turned(sheet.sorted, column),
            None => self.pending_by = turned(self.pending_by, column),
        }
        self.ask();
    }

    fn look(&mut self, list: usize, filter: &str) {
        self.open_list(TABS.get(list).copied().unwrap_or(Tab::Managed));
        self.filter.set(filter);
        self.ask();
    }

    fn show(&mut self, key: Key, cx: &Cx<'_>) {
        if let Key::Invitation(sid) = key {
            self.filter.clear();
            self.open_list(Tab::Pending);
            self.settle(cx);
            self.pending.select(sid, cx.page());
        }
    }

    fn changed(&mut self) {
        self.managed.changed();
        self.independent.changed();
        self.stale = true;
    }

    fn finished(&mut self) {
        self.clear_marks();
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            let counts = cx.directory.user_counts(self.org, cx.now);
            self.counts = [counts.managed, counts.independent, counts.pending];
            if self.tab == Tab::Pending {
                let sort = PENDING_SORTS.get(self.pending_by.column).copied();
                let sort = sort.unwrap_or(InvitationSort::Expires);
                let (filter, down) = (self.filter.filter(), self.pending_by.descending);
                self.pending.set_rows(cx.directory.pending_of(self.org, cx.now, filter, sort, down));
            }
        }
        self.sheet_mut().and_then(|sheet| sheet.settle(cx)).into_iter().collect()
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::Rows(found) = answer {
            self.managed.take(found);
            self.independent.take(found);
        }
    }

    fn status(&self) -> String {
        let shown = self.sheet().map_or(self.pending.rows().len(), |sheet| sheet.list.rows().len());
        let at = TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let status = status(shown, self.counts[at], self.marked());
        match self.sheet().is_some_and(Sheet::is_waiting) {
            true => format!("{status} · looking"),
            false => status,
        }
    }

    fn note(&self) -> Option<(Tone, String)> {
        self.filter.note()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let lists =
            [("Managed", self.counts[0]), ("Independent", self.counts[1]), ("Pending", self.counts[2])];
        let lists = lists.map(|(name, count)| (name, Some(count)));
        let at = TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let cursor = bar::draw(&lists, at, &self.filter, paint::row(area, 0), cx.theme, buf);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (left, right) = beside::split(below);
        if let Some(right) = right {
            match (self.user(cx), self.pending.selected()) {
                (Some(sid), _) => pane::user(self.org, sid, right, buf, cx),
                (None, Some(sid)) if self.tab == Tab::Pending => {
                    if let Some(row) = cx.directory.invitation(sid) {
                        beside::draw(&invitations::detail(row, cx), right, buf, cx);
                    }
                }
                _ => {}
            }
        }
        let empty = match (self.filter.is_empty(), self.tab) {
            (false, _) => "Nobody matches the filter; Esc clears it.",
            (_, Tab::Managed) => "No managed users.",
            (_, Tab::Independent) => "Nobody from outside has access to an account of the organization.",
            (_, Tab::Pending) => "Nobody is invited; i invites a user.",
        };
        let user = |at, column| user_cell(self.org, at, column, cx);
        let invitation = |sid, column| invitation_cell(sid, column, cx);
        let theme = cx.theme;
        match self.sheet() {
            None => View {
                list: &self.pending,
                columns: PENDING,
                sorted: Some(self.pending_by),
                empty,
                theme,
                cell: &invitation,
            }
            .draw(left, buf),
            Some(sheet) => {
                let empty = if sheet.is_waiting() { "Looking…" } else { empty };
                let (list, sorted) = (&sheet.list, Some(sheet.sorted));
                View { list, columns: USERS, sorted, empty, theme, cell: &user }.draw(left, buf);
            }
        }
        cursor
    }
}
