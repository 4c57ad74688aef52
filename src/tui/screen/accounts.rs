//! Accounts: managed, independent and pending, each with filter, order and marks, and the account beside the list on wide
//! terminals.

mod columns;
mod pending;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::account_actions::Accounts as Chosen;
use super::account_cells::summary;
use super::{Screen, beside};
use crate::directory::{AccessOf, AccountList, AccountQuery, AccountSort, Scope};
use crate::model::{AccountSid, Key, OrgSid, Who};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::{AddExistingAccount, CreateAccount};
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Sorted, View};
use crate::tui::listing::{actions_menu, marking, movement, order_menu, status, turned};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::sheet::Sheet;
use crate::tui::{bar, paint};

use columns::{ACCOUNTS, SORTS, account_cell};
use pending::Pending;

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
pub struct Accounts {
    org: OrgSid,
    tab: Tab,
    managed: Sheet<AccountSid>,
    independent: Sheet<AccountSid>,
    pending: Pending,
    /// How many each list holds without a filter.
    counts: [usize; 3],
    /// Whether the pending list and the counts have to be read anew.
    stale: bool,
    filter: FilterLine,
}

impl Accounts {
    /// The lists of this organization.
    pub fn new(org: OrgSid) -> Self {
        let by_name = Sorted { column: 0, descending: false };
        Self {
            org,
            tab: Tab::Managed,
            managed: Sheet::new(AccountQuery::all(org, AccountList::Managed), by_name),
            independent: Sheet::new(AccountQuery::all(org, AccountList::Independent), by_name),
            pending: Pending::new(org),
            counts: [0; 3],
            stale: true,
            filter: FilterLine::new(Scope::Accounts),
        }
    }

    const fn sheet(&self) -> Option<&Sheet<AccountSid>> {
        match self.tab {
            Tab::Managed => Some(&self.managed),
            Tab::Independent => Some(&self.independent),
            Tab::Pending => None,
        }
    }

    const fn sheet_mut(&mut self) -> Option<&mut Sheet<AccountSid>> {
        match self.tab {
            Tab::Managed => Some(&mut self.managed),
            Tab::Independent => Some(&mut self.independent),
            Tab::Pending => None,
        }
    }

    fn at(&self) -> usize {
        TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0)
    }

    fn open_list(&mut self, tab: Tab) {
        self.tab = tab;
        self.filter.turn_to(if tab == Tab::Pending { Scope::PendingAccounts } else { Scope::Accounts });
        self.stale = true;
        self.ask();
    }

    /// Asks for what the filter and the order say.
    fn ask(&mut self) {
        let filter = self.filter.filter().clone();
        match self.sheet_mut() {
            Some(sheet) => {
                let sort = SORTS.get(sheet.sorted.column).copied().unwrap_or(AccountSort::Name);
                let descending = sheet.sorted.descending;
                sheet.ask(AccountQuery { filter, sort, descending, ..sheet.query().clone() });
            }
            None => self.stale = true,
        }
    }

    fn marked(&self) -> usize {
        self.sheet().map_or(self.pending.list.marks().len(), |sheet| sheet.list.marks().len())
    }

    fn back(&mut self) {
        if self.marked() > 0 {
            self.managed.list.clear_marks();
            self.independent.list.clear_marks();
            self.pending.list.clear_marks();
        } else if self.filter.clear() {
            self.ask();
        }
    }

    fn create(&self, cx: &Cx<'_>) -> Vec<Request> {
        let Who::User(user) = cx.who else { return Vec::new() };
        vec![Request::ask(CreateAccount { org: Some(self.org), user })]
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let last = vec![
            item(Act::New, "Create an account", ""),
            item(Act::AddExisting, "Add an existing account", "its owner is asked"),
            item(Act::Coverage, "HIPAA coverage", "what is designated, what is not"),
            item(Act::Report, "Access report", "who has which role where"),
        ];
        let Some(sheet) = self.sheet() else {
            let items = [self.pending.items(cx), last].concat();
            return actions_menu(items, self.pending.list.marks().len(), "invitation");
        };
        let chosen = sheet.list.chosen();
        let none = || chosen.is_empty().then(|| "The list is empty.".to_owned());
        let mut items = Vec::new();
        if chosen.len() < 2 {
            items.push(item(Act::Open, "Open the account", "").unless(none()));
        }
        items.extend(Chosen { here: sheet.list.selected(), chosen: &chosen, cx }.items());
        items.push(item(Act::Copy, "Copy the SID", "of the marked rows, else of this row").unless(none()));
        items.extend(last);
        actions_menu(items, sheet.list.marks().len(), "account")
    }

    /// What an action does to the accounts of the list that is open.
    fn on_accounts(&mut self, act: Act, page: usize, cx: &Cx<'_>) -> Vec<Request> {
        let Some(sheet) = self.sheet_mut() else { return self.pending.act(act, page, cx) };
        if marking(&mut sheet.list, act, page) {
            return Vec::new();
        }
        let (here, chosen) = (sheet.list.selected(), sheet.list.chosen());
        match (act, here) {
            (Act::Open, Some(sid)) => vec![Request::Open(Page::Account(sid))],
            (Act::History, Some(sid)) => vec![Request::Open(Page::History(Key::Account(sid)))],
            (Act::Copy, _) => {
                let sids: Vec<String> = chosen.iter().map(ToString::to_string).collect();
                vec![Request::Copy(sids.join("\n"))]
            }
            _ => Chosen { here, chosen: &chosen, cx }.act(act).unwrap_or_default(),
        }
    }
}

impl Screen for Accounts {
    fn layers(&self) -> &'static [Layer] {
        match (self.filter.is_open(), self.tab) {
            (true, _) => &[Layer::Filter, Layer::Global],
            (_, Tab::Managed) => &[
                Layer::ManagedAccounts,
                Layer::Accounts,
                Layer::Lifecycle,
                Layer::Lists,
                Layer::Table,
                Layer::Place,
                Layer::Global,
            ],
            (_, Tab::Independent) => {
                &[Layer::Accounts, Layer::Lists, Layer::Table, Layer::Place, Layer::Global]
            }
            (_, Tab::Pending) => &[
                Layer::PendingAccounts,
                Layer::Accounts,
                Layer::Lists,
                Layer::Table,
                Layer::Place,
                Layer::Global,
            ],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let page = cx.page();
        let moved = match self.sheet_mut() {
            Some(sheet) => movement(&mut sheet.list, act, page),
            None => movement(&mut self.pending.list, act, page),
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
                let step = if act == Act::NextList { 1 } else { TABS.len() - 1 };
                let tab = TABS.get((self.at() + step) % TABS.len()).copied();
                self.open_list(tab.unwrap_or(Tab::Managed));
            }
            Act::Back => self.back(),
            Act::Sort => {
                let menu = self.sheet().map(|sheet| order_menu(ACCOUNTS, sheet.sorted));
                return vec![menu.unwrap_or_else(|| self.pending.order_menu())];
            }
            Act::New => return self.create(cx),
            Act::AddExisting => return vec![Request::ask(AddExistingAccount(self.org))],
            Act::Actions => return vec![self.actions(cx)],
            // A pending account has no page here yet: what can be done about it stands in the menu.
            Act::Open if self.tab == Tab::Pending && self.pending.list.selected().is_some() => {
                return vec![self.actions(cx)];
            }
            Act::Report => return vec![Request::Open(Page::Access(AccessOf::Everybody))],
            Act::Coverage => return vec![Request::Open(Page::Coverage)],
            _ => return self.on_accounts(act, page, cx),
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

    fn paste(&mut self, text: &str, _: &Cx<'_>) {
        if self.filter.paste(text) {
            self.ask();
        }
    }

    fn order(&mut self, column: usize) {
        match self.sheet_mut() {
            Some(sheet) => sheet.sorted = turned(sheet.sorted, column),
            None => self.pending.order(column),
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
            self.pending.list.select(sid, cx.page());
        }
    }

    fn finished(&mut self) {
        self.managed.list.clear_marks();
        self.pending.list.clear_marks();
    }

    fn changed(&mut self) {
        self.managed.changed();
        self.independent.changed();
        self.stale = true;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            let counts = cx.directory.account_counts(self.org, cx.now);
            self.counts = [counts.managed, counts.independent, counts.pending];
            if self.tab == Tab::Pending {
                self.pending.read(self.filter.filter(), cx);
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
        let shown = self.sheet().map_or(self.pending.list.rows().len(), |sheet| sheet.list.rows().len());
        let status = status(shown, self.counts.get(self.at()).copied().unwrap_or(0), self.marked());
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
        let cursor = bar::draw(&lists, self.at(), &self.filter, paint::row(area, 0), cx.theme, buf);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (left, right) = beside::split(below);
        if let Some(right) = right {
            let pieces = match self.sheet() {
                Some(sheet) => sheet.list.selected().map(|sid| summary(sid, cx)),
                None => self.pending.list.selected().map(|_| self.pending.summary(cx)),
            };
            if let Some(pieces) = pieces {
                beside::draw(&pieces, right, buf, cx);
            }
        }
        let empty = match (self.filter.is_empty(), self.tab) {
            (false, _) => "No account matches the filter; Esc clears it.",
            (_, Tab::Managed) => "No accounts yet; n creates one.",
            (_, Tab::Independent) => "Your people have access to no account outside the organization.",
            (_, Tab::Pending) => "No account has been asked to join; a asks one.",
        };
        match self.sheet() {
            None => self.pending.draw(empty, left, buf, cx),
            Some(sheet) => {
                let cell = |sid, column| account_cell(sid, column, cx);
                let empty = if sheet.is_waiting() { "Looking…" } else { empty };
                let (list, sorted) = (&sheet.list, Some(sheet.sorted));
                View { list, columns: ACCOUNTS, sorted, empty, theme: cx.theme, cell: &cell }.draw(left, buf);
            }
        }
        cursor
    }
}
