//! The subaccounts of an account: each with its state and whether it is designated for HIPAA, which it does not take over
//! from its account when that is switched (seed).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::directory::{AccountQuery, AccountSort, Scope};
use crate::model::AccountSid;
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::CreateSubaccount;
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::Act;
use crate::tui::list::{Cell, Column, Sorted, View};
use crate::tui::listing::{actions_menu, marking, movement, order_menu, status, turned};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::screen::account_actions::{Accounts, subaccount_block};
use crate::tui::screen::account_cells::{hipaa_in_words, state_role};
use crate::tui::sheet::Sheet;
use crate::tui::theme::Role;

const COLUMNS: &[Column] = &[
    Column { title: "SUBACCOUNT", least: 20, share: 3, drop: 0, right: false },
    Column { title: "STATE", least: 10, share: 0, drop: 0, right: false },
    Column { title: "HIPAA", least: 24, share: 1, drop: 0, right: false },
    Column { title: "CREATED", least: 11, share: 0, drop: 1, right: false },
];

const SORTS: &[AccountSort] =
    &[AccountSort::Name, AccountSort::State, AccountSort::Hipaa, AccountSort::Created];

/// The page.
#[derive(Debug, Clone)]
pub(super) struct Subaccounts {
    account: AccountSid,
    sheet: Sheet<AccountSid>,
    filter: FilterLine,
}

impl Subaccounts {
    pub(super) fn new(account: AccountSid) -> Self {
        let by_name = Sorted { column: 0, descending: false };
        Self {
            account,
            sheet: Sheet::new(AccountQuery::subaccounts(account), by_name),
            filter: FilterLine::new(Scope::Accounts),
        }
    }

    fn ask(&mut self) {
        let sort = SORTS.get(self.sheet.sorted.column).copied().unwrap_or(AccountSort::Name);
        let (filter, descending) = (self.filter.filter().clone(), self.sheet.sorted.descending);
        self.sheet.ask(AccountQuery { filter, sort, descending, ..self.sheet.query().clone() });
    }

    /// The line its filter is typed into.
    pub(super) const fn filter(&self) -> &FilterLine {
        &self.filter
    }

    pub(super) fn changed(&mut self) {
        self.sheet.changed();
    }

    pub(super) fn settle(&mut self, cx: &Cx<'_>) -> Option<Request> {
        self.sheet.settle(cx)
    }

    pub(super) fn take(&mut self, answer: &Answer) {
        if let Answer::Rows(found) = answer {
            self.sheet.take(found);
        }
    }

    pub(super) fn key(&mut self, chord: Chord) {
        if self.filter.key(chord) {
            self.ask();
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if self.filter.paste(text) {
            self.ask();
        }
    }

    pub(super) fn order(&mut self, column: usize) {
        self.sheet.sorted = turned(self.sheet.sorted, column);
        self.ask();
    }

    pub(super) fn status(&self) -> String {
        let shown = self.sheet.list.rows().len();
        status(shown, shown, self.sheet.list.marks().len())
    }

    pub(super) fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
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
            (Act::New, _) => {
                return vec![match subaccount_block(self.account, cx) {
                    Some(reason) => Request::Say(Tone::Bad, reason),
                    None => Request::ask(CreateSubaccount(self.account)),
                }];
            }
            (Act::Open, Some(sid)) => return vec![Request::Open(Page::Account(sid))],
            (Act::Copy, _) => {
                let sids: Vec<String> = chosen.iter().map(ToString::to_string).collect();
                return vec![Request::Copy(sids.join("\n"))];
            }
            (Act::Actions, _) => return vec![self.actions(Accounts { here, chosen: &chosen, cx })],
            _ => return Accounts { here, chosen: &chosen, cx }.act(act).unwrap_or_default(),
        }
        Vec::new()
    }

    fn actions(&self, accounts: Accounts<'_>) -> Request {
        let block = subaccount_block(self.account, accounts.cx);
        let mut items = accounts.items();
        items.push(Item::new("Create a subaccount", "", Choice::Do(Act::New)).unless(block));
        items.push(Item::new("Copy the SID", "of the marked rows, else of this row", Choice::Do(Act::Copy)));
        actions_menu(items, self.sheet.list.marks().len(), "subaccount")
    }

    /// What was asked of the marked rows is done.
    pub(super) fn finished(&mut self) {
        self.sheet.list.clear_marks();
    }

    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let cell = |sid, column| cell(sid, column, cx);
        let empty = match self.filter.is_empty() {
            true => "No subaccounts; n creates one.",
            false => "No subaccount matches the filter; Esc clears it.",
        };
        let (list, sorted) = (&self.sheet.list, Some(self.sheet.sorted));
        View { list, columns: COLUMNS, sorted, empty, theme: cx.theme, cell: &cell }.draw(area, buf);
    }
}

fn cell(sid: AccountSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.account(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (row.name.to_string(), Role::Text),
        1 => (row.state.to_string(), state_role(row.state)),
        2 => hipaa_in_words(row, cx),
        _ => (ago(row.created, cx.now), Role::Muted),
    }
}
