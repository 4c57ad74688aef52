//! Accounts: managed, independent and pending, each with filter, order and marks, and the account beside the list on wide
//! terminals.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Screen, beside};
use crate::controller::name_of;
use crate::directory::{AccessOf, AccountList, AccountQuery, AccountSort, Scope};
use crate::model::{AccountKind, AccountSid, AccountState, Key, OrgSid, Who};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::{CreateAccount, InviteToAccount, RenameAccount};
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, Sorted, View};
use crate::tui::listing::{movement, order_menu, status, turned};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::sheet::Sheet;
use crate::tui::theme::Role;
use crate::tui::{bar, paint};

const COLUMNS: &[Column] = &[
    Column { title: "ACCOUNT", least: 20, share: 3, drop: 0, right: false },
    Column { title: "OWNER", least: 20, share: 3, drop: 1, right: false },
    Column { title: "TYPE", least: 6, share: 0, drop: 2, right: false },
    Column { title: "STATE", least: 10, share: 0, drop: 0, right: false },
    Column { title: "USERS", least: 7, share: 0, drop: 3, right: true },
    Column { title: "CREATED", least: 11, share: 0, drop: 4, right: false },
];

const SORTS: &[AccountSort] = &[
    AccountSort::Name,
    AccountSort::Owner,
    AccountSort::Type,
    AccountSort::State,
    AccountSort::Users,
    AccountSort::Created,
];

/// The lists by number: managed, independent, pending.
const PENDING: usize = 2;

/// The screen.
#[derive(Debug, Clone)]
pub struct Accounts {
    org: OrgSid,
    open: usize,
    managed: Sheet<AccountSid>,
    independent: Sheet<AccountSid>,
    counts: [usize; 3],
    stale: bool,
    filter: FilterLine,
}

impl Accounts {
    /// The lists of this organization.
    pub fn new(org: OrgSid) -> Self {
        let by_name = Sorted { column: 0, descending: false };
        Self {
            org,
            open: 0,
            managed: Sheet::new(AccountQuery::all(org, AccountList::Managed), by_name),
            independent: Sheet::new(AccountQuery::all(org, AccountList::Independent), by_name),
            counts: [0; 3],
            stale: true,
            filter: FilterLine::new(Scope::Accounts),
        }
    }

    const fn sheet(&self) -> Option<&Sheet<AccountSid>> {
        match self.open {
            0 => Some(&self.managed),
            1 => Some(&self.independent),
            _ => None,
        }
    }

    const fn sheet_mut(&mut self) -> Option<&mut Sheet<AccountSid>> {
        match self.open {
            0 => Some(&mut self.managed),
            1 => Some(&mut self.independent),
            _ => None,
        }
    }

    fn ask(&mut self) {
        let filter = self.filter.filter().clone();
        if let Some(sheet) = self.sheet_mut() {
            let sort = SORTS.get(sheet.sorted.column).copied().unwrap_or(AccountSort::Name);
            let descending = sheet.sorted.descending;
            sheet.ask(AccountQuery { filter, sort, descending, ..sheet.query().clone() });
        }
    }

    fn selected(&self) -> Option<AccountSid> {
        self.sheet().and_then(|sheet| sheet.list.selected())
    }

    fn create(&self, cx: &Cx<'_>) -> Vec<Request> {
        let Who::User(user) = cx.who else { return Vec::new() };
        vec![Request::ask(CreateAccount { org: Some(self.org), user })]
    }

    fn actions(&self) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let none = self.selected().is_none().then(|| "The list is empty.".to_owned());
        let foreign =
            (self.open != 0).then(|| "Only managed accounts are the organization's to change.".to_owned());
        let block = || none.clone().or_else(|| foreign.clone());
        let items = vec![
            item(Act::Open, "Open the account", "").unless(none.clone()),
            item(Act::Edit, "Rename", "").unless(block()),
            item(Act::Invite, "Invite to the account", "gives roles, not membership").unless(block()),
            item(Act::Copy, "Copy the SID", "of the marked rows, else of this row").unless(none.clone()),
            item(Act::New, "Create an account", ""),
            item(Act::Report, "Access report", "who has which role where"),
        ];
        let at = items.iter().position(|item| item.disabled.is_none()).unwrap_or(0);
        Request::Menu("Actions".into(), items, at)
    }
}

impl Screen for Accounts {
    fn layers(&self) -> &'static [Layer] {
        match (self.filter.is_open(), self.open) {
            (true, _) => &[Layer::Filter, Layer::Global],
            (_, 0) => &[
                Layer::ManagedAccounts,
                Layer::Accounts,
                Layer::Lists,
                Layer::Table,
                Layer::Place,
                Layer::Global,
            ],
            _ => &[Layer::Accounts, Layer::Lists, Layer::Table, Layer::Place, Layer::Global],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let page = cx.page();
        if let Some(sheet) = self.sheet_mut()
            && movement(&mut sheet.list, act, page)
        {
            return Vec::new();
        }
        if let Some(changed) = self.filter.act(act) {
            if changed {
                self.ask();
            }
            return Vec::new();
        }
        let here = self.selected();
        match (act, here) {
            (Act::NextList | Act::PreviousList, _) => {
                self.open = (self.open + if act == Act::NextList { 1 } else { 2 }) % 3;
                self.ask();
            }
            (Act::Mark | Act::MarkAll, _) => {
                if let Some(sheet) = self.sheet_mut() {
                    match act {
                        Act::MarkAll => sheet.list.toggle_all(),
                        _ => {
                            sheet.list.toggle_mark();
                            sheet.list.step(1, page);
                        }
                    }
                }
            }
            (Act::Back, _) => {
                let marked = self.sheet().is_some_and(|sheet| !sheet.list.marks().is_empty());
                if marked {
                    self.managed.list.clear_marks();
                    self.independent.list.clear_marks();
                } else if self.filter.clear() {
                    self.ask();
                }
            }
            (Act::Sort, _) => {
                return self.sheet().map(|sheet| order_menu(COLUMNS, sheet.sorted)).into_iter().collect();
            }
            (Act::New, _) => return self.create(cx),
            (Act::Actions, _) => return vec![self.actions()],
            (Act::Report, _) => return vec![Request::Open(Page::Access(AccessOf::Everybody))],
            (Act::Open, Some(sid)) => return vec![Request::Open(Page::Account(sid))],
            (Act::Edit, Some(sid)) => return vec![Request::ask(RenameAccount(sid))],
            (Act::Invite, Some(sid)) => return vec![Request::ask(InviteToAccount(sid))],
            (Act::Copy, Some(_)) => {
                let chosen = self.sheet().map(|sheet| sheet.list.chosen()).unwrap_or_default();
                let sids: Vec<String> = chosen.iter().map(ToString::to_string).collect();
                return vec![Request::Copy(sids.join("\n"))];
            }
            _ => {}
        }
        Vec::new()
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
        if let Some(sheet) = self.sheet_mut() {
            sheet.sorted = turned(sheet.sorted, column);
        }
        self.ask();
    }

    fn look(&mut self, list: usize, filter: &str) {
        self.open = list.min(PENDING);
        self.filter.set(filter);
        self.ask();
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
        let (shown, marked) =
            self.sheet().map_or((0, 0), |sheet| (sheet.list.rows().len(), sheet.list.marks().len()));
        let status = status(shown, self.counts.get(self.open).copied().unwrap_or(0), marked);
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
        let cursor = bar::draw(&lists, self.open, &self.filter, paint::row(area, 0), cx.theme, buf);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (left, right) = beside::split(below);
        if let (Some(right), Some(sid)) = (right, self.selected()) {
            beside::draw(&summary(sid, cx), right, buf, cx);
        }
        let empty = match (self.filter.is_empty(), self.open) {
            (false, _) => "No account matches the filter; Esc clears it.",
            (_, 0) => "No accounts yet; n creates one.",
            (_, 1) => "Your people have access to no account outside the organization.",
            _ => "No account has been asked to join.",
        };
        let cell = |sid, column| cell(sid, column, cx);
        let none = crate::tui::list::List::default();
        let (list, sorted) = match self.sheet() {
            Some(sheet) => (&sheet.list, Some(sheet.sorted)),
            None => (&none, None),
        };
        let waiting = self.sheet().is_some_and(Sheet::is_waiting);
        let empty = if waiting { "Looking…" } else { empty };
        View { list, columns: COLUMNS, sorted, empty, theme: cx.theme, cell: &cell }.draw(left, buf);
        cursor
    }
}

/// How a state looks.
pub(super) const fn state_role(state: AccountState) -> Role {
    match state {
        AccountState::Active => Role::Ok,
        AccountState::Suspended => Role::Warn,
        AccountState::PendingClosure | AccountState::Closed => Role::Danger,
    }
}

fn cell(sid: AccountSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.account(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (row.name.to_string(), Role::Text),
        1 => (name_of(Key::User(row.owner), cx.directory), Role::Muted),
        2 => (row.kind.to_string(), if row.kind == AccountKind::Full { Role::Text } else { Role::Muted }),
        3 => (row.state.to_string(), state_role(row.state)),
        4 => (cx.directory.holder_count(sid).to_string(), Role::Text),
        _ => (ago(row.created, cx.now), Role::Muted),
    }
}

/// The account beside the list.
fn summary(sid: AccountSid, cx: &Cx<'_>) -> Vec<Piece> {
    let Some(row) = cx.directory.account(sid) else { return Vec::new() };
    let dot = cx.theme.glyphs().dot;
    vec![
        Piece::Heading(row.name.to_string()),
        Piece::Line(state_role(row.state), row.state.to_string()),
        Piece::Line(Role::Muted, format!("{} {dot} {}", row.kind, row.usage)),
        Piece::Line(Role::Muted, sid.short()),
        Piece::Gap,
        Piece::Heading("Owner".into()),
        Piece::Line(Role::Text, name_of(Key::User(row.owner), cx.directory)),
        Piece::Gap,
        Piece::Heading("People with roles".into()),
        Piece::Line(Role::Text, cx.directory.holder_count(sid).to_string()),
        Piece::Gap,
        Piece::Line(Role::Muted, format!("created {}", ago(row.created, cx.now))),
    ]
}
