//! Who has which role on which account: the whole report, the people of one account, or the access of one person; where
//! roles are granted, changed and revoked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use crate::controller::{Command, name_of};
use crate::directory::{AccessAt, AccessOf, AccessQuery, AccessSort, Scope};
use crate::model::{AccountSid, Key, OrgSid, UserSid};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::Grant;
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, Sorted, View};
use crate::tui::listing::{movement, order_menu, status, turned};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::sheet::Sheet;
use crate::tui::theme::Role;
use crate::tui::{bar, paint};

/// What can stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Person,
    Email,
    Account,
    Roles,
    Granted,
    By,
}

const PERSON: Column = Column { title: "PERSON", least: 14, share: 3, drop: 0, right: false };
const EMAIL: Column = Column { title: "EMAIL", least: 20, share: 3, drop: 3, right: false };
const ACCOUNT: Column = Column { title: "ACCOUNT", least: 14, share: 3, drop: 0, right: false };
const ROLES: Column = Column { title: "ROLES", least: 15, share: 1, drop: 0, right: false };
const GRANTED: Column = Column { title: "GRANTED", least: 11, share: 0, drop: 1, right: false };
const BY: Column = Column { title: "BY", least: 14, share: 2, drop: 4, right: false };

/// The columns; what all lines share stands above them, not in one.
const fn columns(of: AccessOf) -> (&'static [Column], &'static [Part]) {
    use Part::{Account, By, Email, Granted, Person, Roles};
    match of {
        AccessOf::Everybody => {
            (&[PERSON, EMAIL, ACCOUNT, ROLES, GRANTED, BY], &[Person, Email, Account, Roles, Granted, By])
        }
        AccessOf::Account(_) => (&[PERSON, EMAIL, ROLES, GRANTED, BY], &[Person, Email, Roles, Granted, By]),
        AccessOf::User(_) => (&[ACCOUNT, ROLES, GRANTED, BY], &[Account, Roles, Granted, By]),
    }
}

const fn sort_of(part: Part) -> AccessSort {
    match part {
        Part::Person => AccessSort::Person,
        Part::Email => AccessSort::Email,
        Part::Account => AccessSort::Account,
        Part::Roles => AccessSort::Role,
        Part::Granted => AccessSort::Granted,
        Part::By => AccessSort::By,
    }
}

/// The screen: a page of its own, or a part of one.
#[derive(Debug, Clone)]
pub struct Access {
    org: Option<OrgSid>,
    of: AccessOf,
    sheet: Sheet<AccessAt>,
    filter: FilterLine,
}

impl Access {
    /// Access as seen from an organization; `None`: from an account that belongs to none.
    pub fn new(org: Option<OrgSid>, of: AccessOf) -> Self {
        let sorted =
            Sorted { column: if matches!(of, AccessOf::User(_)) { 2 } else { 0 }, descending: false };
        let mut screen = Self {
            org,
            of,
            sheet: Sheet::new(AccessQuery::all(org, of), sorted),
            filter: FilterLine::new(Scope::Access),
        };
        screen.ask();
        screen
    }

    fn ask(&mut self) {
        let sorted = self.sheet.sorted;
        let part = columns(self.of).1.get(sorted.column).copied();
        let sort = part.map_or(AccessSort::Person, sort_of);
        let filter = self.filter.filter().clone();
        let query = AccessQuery { filter, sort, descending: sorted.descending, ..self.sheet.query().clone() };
        self.sheet.ask(query);
    }

    fn here(&self, cx: &Cx<'_>) -> Option<(UserSid, AccountSid)> {
        cx.directory.access_of(self.sheet.list.selected()?)
    }

    /// Gives somebody roles.
    fn grant(&self) -> Request {
        let (user, account) = match self.of {
            AccessOf::Everybody => (None, None),
            AccessOf::Account(account) => (None, Some(account)),
            AccessOf::User(user) => (Some(user), None),
        };
        Request::ask(Grant { org: self.org, user, account, held: Default::default() })
    }

    /// Changes the roles of the line under the cursor, or says why not.
    fn change(&self, cx: &Cx<'_>) -> Vec<Request> {
        let Some((user, account)) = self.here(cx) else { return Vec::new() };
        if let Some(block) = self.block(cx) {
            return vec![Request::Say(Tone::Bad, block)];
        }
        let held = cx.directory.user(user).map(|row| row.roles_on(account)).unwrap_or_default();
        vec![Request::ask(Grant { org: self.org, user: Some(user), account: Some(account), held })]
    }

    fn revoke(&self, cx: &Cx<'_>) -> Vec<Request> {
        match (self.here(cx), self.block(cx)) {
            (Some(_), Some(block)) => vec![Request::Say(Tone::Bad, block)],
            (Some((user, account)), None) => vec![Request::Plan(Command::RevokeAccess { account, user })],
            _ => Vec::new(),
        }
    }

    /// Why the roles of this line cannot be changed.
    fn block(&self, cx: &Cx<'_>) -> Option<String> {
        let Some(at) = self.sheet.list.selected() else { return Some("The list is empty.".into()) };
        let row = cx.directory.access_row(at)?;
        match (row.roles, self.org) {
            (None, _) => Some("The owner of an account needs no role on it.".into()),
            (_, Some(org)) if row.account.org != Some(org) => {
                Some("The account is independent; its own people decide.".into())
            }
            _ => None,
        }
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let empty = self.sheet.list.selected().is_none().then(|| "The list is empty.".to_owned());
        let items = vec![
            item(Act::Grant, "Grant access", "to somebody known here"),
            item(Act::Role, "Change the roles", "").unless(self.block(cx)),
            item(Act::Revoke, "Revoke", "a preview comes first").unless(self.block(cx)),
            item(Act::Open, "Open the profile", "").unless(empty),
        ];
        Request::Menu("Actions".into(), items, 0)
    }

    fn title(&self, cx: &Cx<'_>) -> String {
        match self.of {
            AccessOf::Everybody => "Access report".into(),
            AccessOf::Account(account) => {
                format!("Users of {}", name_of(Key::Account(account), cx.directory))
            }
            AccessOf::User(user) => format!("Access of {}", name_of(Key::User(user), cx.directory)),
        }
    }

    fn cell(at: AccessAt, part: Part, cx: &Cx<'_>) -> Cell {
        let Some(row) = cx.directory.access_row(at) else { return (String::new(), Role::Muted) };
        match part {
            Part::Person => (row.user.name.to_owned(), Role::Text),
            Part::Email => (row.user.email.to_owned(), Role::Muted),
            Part::Account => (row.account.name.to_string(), Role::Text),
            Part::Roles => match row.roles {
                None => ("Owner".into(), Role::Accent),
                Some(roles) => (roles.to_string(), Role::Text),
            },
            Part::Granted => (row.at.map_or_else(String::new, |at| ago(at, cx.now)), Role::Muted),
            Part::By => {
                (row.by.map_or_else(String::new, |by| name_of(Key::User(by), cx.directory)), Role::Muted)
            }
        }
    }

    /// The line its filter is typed into.
    pub(super) const fn filter(&self) -> &FilterLine {
        &self.filter
    }

    /// Draws the list without its bar.
    pub(super) fn table(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let (columns, parts) = columns(self.of);
        let cell = |at, column: usize| match parts.get(column) {
            Some(part) => Self::cell(at, *part, cx),
            None => (String::new(), Role::Muted),
        };
        let empty = match (self.filter.is_empty(), self.sheet.is_waiting()) {
            (_, true) => "Looking…",
            (false, _) => "Nothing matches the filter; Esc clears it.",
            _ => "Nobody has access; n grants some.",
        };
        let (list, sorted) = (&self.sheet.list, Some(self.sheet.sorted));
        View { list, columns, sorted, empty, theme: cx.theme, cell: &cell }.draw(area, buf);
    }
}

impl Screen for Access {
    fn layers(&self) -> &'static [Layer] {
        match self.filter.is_open() {
            true => &[Layer::Filter, Layer::Global],
            false => &[Layer::Access, Layer::Lists, Layer::Table, Layer::Place, Layer::Global],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.sheet.list, act, cx.page()) {
            return Vec::new();
        }
        if let Some(changed) = self.filter.act(act) {
            if changed {
                self.ask();
            }
            return Vec::new();
        }
        match act {
            Act::Back if self.filter.clear() => self.ask(),
            Act::Back => return vec![Request::Leave],
            Act::Sort => {
                return vec![order_menu(columns(self.of).0, self.sheet.sorted)];
            }
            Act::Grant => return vec![self.grant()],
            Act::Role => return self.change(cx),
            Act::Revoke => return self.revoke(cx),
            Act::Actions => return vec![self.actions(cx)],
            Act::History if self.org.is_some() => {
                let person = self.here(cx).map(|(user, _)| Request::Open(Page::History(Key::User(user))));
                return person.into_iter().collect();
            }
            Act::Open => {
                let page = self.here(cx).map(|(user, account)| match self.of {
                    AccessOf::User(_) => Request::Open(Page::Account(account)),
                    _ => Request::Open(Page::User(user)),
                });
                return page.into_iter().collect();
            }
            Act::Copy => {
                return self.here(cx).map(|(user, _)| Request::Copy(user.to_string())).into_iter().collect();
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
        self.sheet.sorted = turned(self.sheet.sorted, column);
        self.ask();
    }

    fn changed(&mut self) {
        self.sheet.changed();
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        self.sheet.settle(cx).into_iter().collect()
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::Rows(found) = answer {
            self.sheet.take(found);
        }
    }

    fn status(&self) -> String {
        let shown = self.sheet.list.rows().len();
        match self.sheet.is_waiting() {
            true => format!("{} · looking", status(shown, shown, 0)),
            false => status(shown, shown, 0),
        }
    }

    fn note(&self) -> Option<(Tone, String)> {
        self.filter.note()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let count = self.sheet.list.rows().len();
        let title = self.title(cx);
        let cursor = bar::draw(&[(&title, Some(count))], 0, &self.filter, paint::row(area, 0), cx.theme, buf);
        self.table(Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, buf, cx);
        cursor
    }
}
