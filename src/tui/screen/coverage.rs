//! HIPAA coverage: every managed account and subaccount that is not closed, designated or not, since when and by whom;
//! gaps first. Nobody is told by the vendor what was forgotten, so this report has to (seed; `admin-center-domain` §6.7).
//!
//! ```text
//!  HIPAA coverage 96                                                  / gap:subaccount
//!  12 of 96 designated · 3 subaccounts missed · 81 accounts not designated
//!  ACCOUNT            SUBACCOUNT OF   HIPAA                   SINCE     BY
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::account_actions::Accounts;
use super::account_cells::{hipaa_in_words, state_role, summary};
use super::{Screen, beside};
use crate::controller::name_of;
use crate::directory::{AccountQuery, AccountSort, CoverageTotals, Scope};
use crate::model::{AccountSid, Key, OrgSid, noun};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, Sorted, View};
use crate::tui::listing::{actions_menu, marking, movement, order_menu, status, turned};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::sheet::Sheet;
use crate::tui::theme::Role;
use crate::tui::{bar, paint, text};

const COLUMNS: &[Column] = &[
    Column { title: "ACCOUNT", least: 16, share: 3, drop: 0, right: false },
    Column { title: "SUBACCOUNT OF", least: 15, share: 2, drop: 2, right: false },
    Column { title: "HIPAA", least: 21, share: 0, drop: 0, right: false },
    Column { title: "SINCE", least: 10, share: 0, drop: 1, right: false },
    Column { title: "BY", least: 14, share: 2, drop: 3, right: false },
    Column { title: "STATE", least: 10, share: 0, drop: 4, right: false },
];

const SORTS: &[AccountSort] = &[
    AccountSort::Name,
    AccountSort::Parent,
    AccountSort::Hipaa,
    AccountSort::Since,
    AccountSort::By,
    AccountSort::State,
];

/// The column that orders by gaps.
const GAPS: usize = 2;
/// The same report as a file.
const AS_A_FILE: &str = "orgadm account coverage --csv";

/// The page.
#[derive(Debug, Clone)]
pub struct Coverage {
    org: OrgSid,
    sheet: Sheet<AccountSid>,
    filter: FilterLine,
    totals: CoverageTotals,
    stale: bool,
}

impl Coverage {
    /// The report of this organization.
    pub fn new(org: OrgSid) -> Self {
        Self {
            org,
            sheet: Sheet::new(AccountQuery::coverage(org), Sorted { column: GAPS, descending: false }),
            filter: FilterLine::new(Scope::Coverage),
            totals: CoverageTotals::default(),
            stale: true,
        }
    }

    fn ask(&mut self) {
        let sort = SORTS.get(self.sheet.sorted.column).copied().unwrap_or(AccountSort::Hipaa);
        let (filter, descending) = (self.filter.filter().clone(), self.sheet.sorted.descending);
        self.sheet.ask(AccountQuery { filter, sort, descending, ..self.sheet.query().clone() });
    }

    fn actions(&self, accounts: Accounts<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let none = accounts.here.is_none().then(|| "The list is empty.".to_owned());
        let mut items = Vec::new();
        if accounts.chosen.len() < 2 {
            items.push(item(Act::Open, "Open the account", "").unless(none.clone()));
        }
        items.extend(accounts.items());
        items.push(item(Act::Copy, "Copy the SID", "of the marked rows, else of this row").unless(none));
        items.push(item(Act::CopyLine, "Copy the line that writes it as a file", AS_A_FILE));
        actions_menu(items, self.sheet.list.marks().len(), "account")
    }

    /// The figures, worst first.
    fn figures(&self, cx: &Cx<'_>) -> Line<'static> {
        let theme = cx.theme;
        let totals = &self.totals;
        let number = |n: usize| text::grouped(u64::try_from(n).unwrap_or(u64::MAX));
        let all = totals.accounts + totals.subaccounts;
        let on = totals.accounts_designated + totals.subaccounts_designated;
        let mut spans = vec![
            Span::raw(" "),
            Span::styled(format!("{} of {}", number(on), number(all)), theme.accent()),
            Span::styled(" designated", theme.muted()),
        ];
        let mut gap = |count: usize, one: &str, many: &str, role| {
            if count > 0 {
                let dot = theme.glyphs().dot;
                spans.push(Span::styled(format!(" {dot} "), theme.muted()));
                spans.push(Span::styled(
                    format!("{} {}", number(count), noun(&count, one, many)),
                    theme.style(role),
                ));
            }
        };
        gap(totals.subaccount_gaps, "subaccount missed", "subaccounts missed", Role::Danger);
        gap(totals.account_gaps, "account not designated", "accounts not designated", Role::Warn);
        if cx.directory.organization(self.org).is_some_and(|row| row.baa.is_none()) {
            spans.push(Span::styled(format!(" {} no BAA on file", theme.glyphs().dot), theme.warn()));
        }
        Line::from(spans)
    }
}

impl Screen for Coverage {
    fn layers(&self) -> &'static [Layer] {
        match self.filter.is_open() {
            true => &[Layer::Filter, Layer::Global],
            false => &[Layer::Coverage, Layer::Lists, Layer::Table, Layer::Place, Layer::Global],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let page = cx.page().saturating_sub(1).max(1);
        let list = &mut self.sheet.list;
        if movement(list, act, page) || marking(list, act, page) {
            return Vec::new();
        }
        if let Some(changed) = self.filter.act(act) {
            if changed {
                self.ask();
            }
            return Vec::new();
        }
        let (here, chosen) = (self.sheet.list.selected(), self.sheet.list.chosen());
        match (act, here) {
            (Act::Back, _) if !self.sheet.list.marks().is_empty() => self.sheet.list.clear_marks(),
            (Act::Back, _) if self.filter.clear() => self.ask(),
            (Act::Back, _) => return vec![Request::Leave],
            (Act::Sort, _) => return vec![order_menu(COLUMNS, self.sheet.sorted)],
            (Act::Open, Some(sid)) => return vec![Request::Open(Page::Account(sid))],
            (Act::Copy, _) => {
                let sids: Vec<String> = chosen.iter().map(ToString::to_string).collect();
                return vec![Request::Copy(sids.join("\n"))];
            }
            (Act::CopyLine, _) => return vec![Request::Copy(AS_A_FILE.to_owned())],
            (Act::Actions, _) => return vec![self.actions(Accounts { here, chosen: &chosen, cx })],
            _ => return Accounts { here, chosen: &chosen, cx }.act(act).unwrap_or_default(),
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
        self.sheet.sorted = turned(self.sheet.sorted, column);
        self.ask();
    }

    fn finished(&mut self) {
        self.sheet.list.clear_marks();
    }

    fn changed(&mut self) {
        self.sheet.changed();
        self.stale = true;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            self.totals = cx.directory.coverage_totals(self.org);
        }
        self.sheet.settle(cx).into_iter().collect()
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::Rows(found) = answer {
            self.sheet.take(found);
        }
    }

    fn status(&self) -> String {
        let all = self.totals.accounts + self.totals.subaccounts;
        let list = &self.sheet.list;
        let status = status(list.rows().len(), all, list.marks().len());
        match self.sheet.is_waiting() {
            true => format!("{status} · looking"),
            false => status,
        }
    }

    fn note(&self) -> Option<(Tone, String)> {
        self.filter.note()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let all = self.totals.accounts + self.totals.subaccounts;
        let bar = paint::row(area, 0);
        let cursor = bar::draw(&[("HIPAA coverage", Some(all))], 0, &self.filter, bar, cx.theme, buf);
        paint::line(buf, paint::row(area, 1), &self.figures(cx), cx.theme);
        let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let (left, right) = beside::split(below);
        if let (Some(right), Some(sid)) = (right, self.sheet.list.selected()) {
            beside::draw(&summary(sid, cx), right, buf, cx);
        }
        let cell = |sid, column| cell(sid, column, cx);
        let empty = match (self.filter.is_empty(), self.sheet.is_waiting()) {
            (_, true) => "Looking…",
            (false, _) => "No account matches the filter; Esc clears it.",
            _ => "No accounts yet.",
        };
        let (list, sorted) = (&self.sheet.list, Some(self.sheet.sorted));
        View { list, columns: COLUMNS, sorted, empty, theme: cx.theme, cell: &cell }.draw(left, buf);
        cursor
    }
}

fn cell(sid: AccountSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.account(sid) else { return (String::new(), Role::Muted) };
    let parent = row.parent.map(|parent| name_of(Key::Account(parent), cx.directory));
    match column {
        0 => (row.name.to_string(), Role::Text),
        1 => (parent.unwrap_or_default(), Role::Muted),
        2 => hipaa_in_words(row, cx),
        3 => (row.hipaa.map_or_else(String::new, |since| ago(since.since, cx.now)), Role::Muted),
        4 => (
            row.hipaa.map_or_else(String::new, |since| name_of(Key::User(since.by), cx.directory)),
            Role::Muted,
        ),
        _ => (row.state.to_string(), state_role(row.state)),
    }
}
