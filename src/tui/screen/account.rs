//! The page of an account: general settings, its users, its pending users, its subaccounts, its history.

mod general;
mod pending;
mod subaccounts;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use super::access::Access;
use super::account_actions::Accounts;
use super::history::steps;
use crate::controller::{History, name_of};
use crate::directory::{AccessOf, Scope};
use crate::model::{AccountSid, Key, OrgSid, Who};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::listing::{actions_menu, reading};
use crate::tui::panel::{lines, scrolled};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::{bar, paint};

use general::General;
use pending::Pending;
use subaccounts::Subaccounts;

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    General,
    Users,
    Pending,
    Subaccounts,
    History,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Account {
    account: AccountSid,
    /// The organization whose Admin Center shows it; `None` in somebody's small place, which shows no history.
    org: Option<OrgSid>,
    part: Part,
    general: General,
    users: Access,
    pending: Pending,
    subaccounts: Subaccounts,
    stale: bool,
    history: Option<History>,
    asked: bool,
    offset: usize,
}

impl Account {
    /// The page of this account, as seen from an organization or by somebody of its own.
    pub fn new(account: AccountSid, org: Option<OrgSid>, cx: &Cx<'_>) -> Self {
        let of = cx.directory.account(account).and_then(|row| row.org);
        Self {
            account,
            org,
            part: Part::General,
            general: General::new(account, org),
            users: Access::new(org.or(of), AccessOf::Account(account)),
            pending: Pending::new(account),
            subaccounts: Subaccounts::new(account),
            stale: true,
            history: None,
            asked: false,
            offset: 0,
        }
    }

    /// The same, opened at its subaccounts.
    pub fn subaccounts(account: AccountSid, org: Option<OrgSid>, cx: &Cx<'_>) -> Self {
        let page = Self::new(account, org, cx);
        match page.parts(cx).contains(&Part::Subaccounts) {
            true => Self { part: Part::Subaccounts, ..page },
            false => page,
        }
    }

    /// The parts there are: all in the Admin Center; for whoever manages the account all but the history; else what it is.
    /// A subaccount has neither people nor subaccounts of its own.
    fn parts(&self, cx: &Cx<'_>) -> Vec<Part> {
        let main = cx.directory.account(self.account).is_some_and(|row| row.parent.is_none());
        let manages = matches!(cx.who, Who::User(user) if cx.directory.manages(user, self.account));
        let mut parts = vec![Part::General];
        if main && (self.org.is_some() || manages) {
            parts.extend([Part::Users, Part::Pending, Part::Subaccounts]);
        }
        parts.extend(self.org.is_some().then_some(Part::History));
        parts
    }

    fn turn(&mut self, forward: bool, cx: &Cx<'_>) {
        let parts = self.parts(cx);
        let at = parts.iter().position(|part| *part == self.part).unwrap_or(0);
        let to = (at + if forward { 1 } else { parts.len() - 1 }) % parts.len();
        self.part = parts.get(to).copied().unwrap_or(Part::General);
        self.offset = 0;
    }

    /// What is done to the account of the page.
    fn on_account(&self, act: Act, cx: &Cx<'_>) -> Option<Vec<Request>> {
        Accounts { here: Some(self.account), chosen: &[self.account], cx }.act(act)
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let mut items = Accounts { here: Some(self.account), chosen: &[self.account], cx }.items();
        items.push(Item::new("Copy the SID", "", Choice::Do(Act::Copy)));
        actions_menu(items, 0, "account")
    }

    /// The line a filter is typed into, of the part that has one.
    const fn filter(&self) -> Option<&FilterLine> {
        match self.part {
            Part::Users => Some(self.users.filter()),
            Part::Subaccounts => Some(self.subaccounts.filter()),
            Part::General | Part::Pending | Part::History => None,
        }
    }

    fn own_act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::History => {
                return match self.org {
                    Some(_) => vec![Request::Open(Page::History(Key::Account(self.account)))],
                    None => vec![Request::Say(Tone::Plain, "The history stands in the Admin Center.".into())],
                };
            }
            Act::Actions => return vec![self.actions(cx)],
            Act::Copy => return vec![Request::Copy(self.account.to_string())],
            Act::Back if !self.general.is_unsaved() => return vec![Request::Leave],
            _ => {}
        }
        let by_itself = matches!(act, Act::Hipaa) && self.part == Part::General;
        if !by_itself && let Some(requests) = self.on_account(act, cx) {
            return requests;
        }
        match self.part {
            Part::General => self.general.act(act, cx),
            _ => {
                let pieces = steps(Key::Account(self.account), self.history.as_ref(), cx);
                let text = lines(&pieces, cx.size.width, cx.theme).len();
                self.offset = reading(self.offset, act, cx.page(), text);
                Vec::new()
            }
        }
    }
}

impl Screen for Account {
    fn layers(&self) -> &'static [Layer] {
        if self.filter().is_some_and(FilterLine::is_open) {
            return &[Layer::Filter, Layer::Global];
        }
        match self.part {
            Part::General => &[
                Layer::General,
                Layer::Account,
                Layer::Lifecycle,
                Layer::Reading,
                Layer::Place,
                Layer::Global,
            ],
            Part::Users => {
                &[Layer::Access, Layer::Account, Layer::Lists, Layer::Table, Layer::Place, Layer::Global]
            }
            Part::Pending => &[Layer::Pending, Layer::Account, Layer::Table, Layer::Place, Layer::Global],
            Part::Subaccounts => &[
                Layer::Subaccounts,
                Layer::Account,
                Layer::Lifecycle,
                Layer::Lists,
                Layer::Table,
                Layer::Place,
                Layer::Global,
            ],
            Part::History => &[Layer::Account, Layer::Lifecycle, Layer::Reading, Layer::Place, Layer::Global],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match (act, self.part) {
            (Act::NextList | Act::PreviousList, _) => {
                self.turn(act == Act::NextList, cx);
                Vec::new()
            }
            (Act::Subaccounts, Part::General | Part::History)
                if self.parts(cx).contains(&Part::Subaccounts) =>
            {
                self.part = Part::Subaccounts;
                Vec::new()
            }
            // Whom to invite is a matter of the account, whichever part is seen.
            (Act::Edit | Act::Invite, Part::Users | Part::Pending) | (Act::Invite, Part::Subaccounts) => {
                self.on_account(act, cx).unwrap_or_default()
            }
            (_, Part::Users) => self.users.act(act, cx),
            (Act::Back, Part::Pending) => vec![Request::Leave],
            (Act::Actions, Part::Pending) => vec![self.actions(cx)],
            (_, Part::Pending) => self.pending.act(act, cx),
            (_, Part::Subaccounts) => self.subaccounts.act(act, cx),
            (_, Part::General | Part::History) => self.own_act(act, cx),
        }
    }

    fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        match self.part {
            Part::Users => self.users.key(chord, cx),
            Part::Subaccounts => self.subaccounts.key(chord),
            Part::General | Part::Pending | Part::History => {}
        }
    }

    fn paste(&mut self, text: &str, cx: &Cx<'_>) {
        match self.part {
            Part::Users => self.users.paste(text, cx),
            Part::Subaccounts => self.subaccounts.paste(text),
            Part::General | Part::Pending | Part::History => {}
        }
    }

    fn order(&mut self, column: usize) {
        match self.part {
            Part::Subaccounts => self.subaccounts.order(column),
            _ => self.users.order(column),
        }
    }

    fn changed(&mut self) {
        self.users.changed();
        self.subaccounts.changed();
        self.stale = true;
        self.asked = false;
    }

    fn finished(&mut self) {
        self.subaccounts.finished();
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            self.general.changed(cx);
            self.pending.changed(cx);
            // Somebody may have lost the right to see this part.
            if !self.parts(cx).contains(&self.part) {
                self.part = Part::General;
            }
        }
        match self.part {
            Part::Users => self.users.settle(cx),
            Part::Subaccounts => self.subaccounts.settle(cx).into_iter().collect(),
            Part::History if !std::mem::replace(&mut self.asked, true) => {
                vec![Request::ReadHistory(Key::Account(self.account))]
            }
            Part::General | Part::Pending | Part::History => Vec::new(),
        }
    }

    fn take(&mut self, answer: &Answer) {
        self.users.take(answer);
        self.subaccounts.take(answer);
        if let Answer::History(key, history) = answer
            && *key == Key::Account(self.account)
        {
            self.history = Some(history.clone());
        }
    }

    fn status(&self) -> String {
        match self.part {
            Part::Users => self.users.status(),
            Part::Pending => format!("{} waiting", self.pending.count()),
            Part::Subaccounts => self.subaccounts.status(),
            Part::General if self.general.is_unsaved() => "not saved".into(),
            Part::General | Part::History => String::new(),
        }
    }

    fn note(&self) -> Option<(Tone, String)> {
        self.filter().and_then(FilterLine::note)
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let name = name_of(Key::Account(self.account), cx.directory);
        let heading =
            Rect { width: area.width.saturating_sub(2), ..paint::from_column(paint::row(area, 0), 1) };
        paint::text(buf, heading, &name, cx.theme.title(), cx.theme);
        let parts = self.parts(cx);
        let shown: Vec<(&str, Option<usize>)> = parts.iter().map(|part| self.tab(*part, cx)).collect();
        let open = parts.iter().position(|part| *part == self.part).unwrap_or(0);
        let nothing = FilterLine::new(Scope::Access);
        let filter = self.filter().unwrap_or(&nothing);
        let cursor = bar::draw(&shown, open, filter, paint::row(area, 1), cx.theme, buf);
        let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        match self.part {
            Part::General => self.general.draw(below, buf, cx),
            Part::Users => self.users.table(below, buf, cx),
            Part::Pending => self.pending.draw(below, buf, cx),
            Part::Subaccounts => self.subaccounts.draw(below, buf, cx),
            Part::History => {
                let inner = Rect { x: below.x + 1, width: below.width.saturating_sub(2), ..below };
                let pieces = steps(Key::Account(self.account), self.history.as_ref(), cx);
                scrolled(&lines(&pieces, inner.width, cx.theme), self.offset, inner, cx.theme, buf);
            }
        }
        cursor
    }
}

impl Account {
    /// The name of a part, and how many stand in it.
    fn tab(&self, part: Part, cx: &Cx<'_>) -> (&'static str, Option<usize>) {
        match part {
            Part::General => ("General", None),
            Part::Users => ("Users", Some(cx.directory.holder_count(self.account) + 1)),
            Part::Pending => ("Pending users", Some(self.pending.count())),
            Part::Subaccounts => {
                let counts = cx.directory.subaccount_counts(self.account);
                ("Subaccounts", Some(counts.open + counts.closed))
            }
            Part::History => ("History", None),
        }
    }
}
