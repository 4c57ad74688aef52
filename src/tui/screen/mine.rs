//! My accounts: what a user owns or has roles on; where accounts are created, renamed and closed, HIPAA is enabled, roles
//! are given up, a phone number is verified and an organization begins.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use super::account_actions::{Accounts, block};
use super::account_cells::{hipaa_sign, state_role};
use crate::controller::{Command, name_of};
use crate::model::{AccountSid, Key, UserSid};
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::{CreateAccount, CreateOrganization, PhoneNumber};
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::{actions_menu, movement};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;

const COLUMNS: &[Column] = &[
    Column { title: "ACCOUNT", least: 18, share: 3, drop: 0, right: false },
    Column { title: "MY ROLE", least: 14, share: 1, drop: 0, right: false },
    Column { title: "TYPE", least: 6, share: 0, drop: 4, right: false },
    Column { title: "STATE", least: 10, share: 0, drop: 1, right: false },
    Column { title: "HIPAA", least: 5, share: 0, drop: 3, right: false },
    Column { title: "PHONE", least: 23, share: 0, drop: 2, right: false },
    Column { title: "ORGANIZATION", least: 16, share: 2, drop: 5, right: false },
];

/// The screen.
#[derive(Debug, Clone)]
pub struct Mine {
    user: UserSid,
    list: List<AccountSid>,
    stale: bool,
}

impl Mine {
    /// The accounts of this user.
    pub fn new(user: UserSid) -> Self {
        Self { user, list: List::default(), stale: true }
    }

    /// What I own and what I have roles on. Subaccounts stand with their main accounts, unless I have a role on them only.
    fn rows(&self, cx: &Cx<'_>) -> Vec<AccountSid> {
        let reach = cx.directory.reach_of(self.user);
        let main = |sid: &AccountSid| cx.directory.account(*sid).is_some_and(|row| row.parent.is_none());
        let owned = reach.owned.into_iter().filter(main);
        owned.chain(reach.granted.into_iter().map(|(account, _)| account)).collect()
    }

    fn unless(block: Option<String>, request: Request) -> Vec<Request> {
        vec![match block {
            Some(reason) => Request::Say(Tone::Bad, reason),
            None => request,
        }]
    }

    /// Why there are no roles to give up.
    fn relinquish_block(&self, sid: AccountSid, cx: &Cx<'_>) -> Option<String> {
        let owns = cx.directory.account(sid).is_some_and(|row| row.owner == self.user);
        owns.then(|| "You own it; an owner has no role to give up.".to_owned())
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let here = self.list.selected();
        let none = || here.is_none().then(|| "You have no accounts.".to_owned());
        let chosen: Vec<AccountSid> = here.into_iter().collect();
        let mut items = vec![item(Act::Open, "Open the account", "").unless(none())];
        items.extend(Accounts { here, chosen: &chosen, cx }.items());
        let roles = here.map_or_else(none, |sid| self.relinquish_block(sid, cx));
        let phone = here.map_or_else(none, |sid| block(Act::Edit, sid, cx));
        items.extend([
            item(Act::Relinquish, "Relinquish access", "give your own roles up").unless(roles),
            item(Act::VerifyPhone, "Verify the phone number", "").unless(phone),
            item(Act::Copy, "Copy the SID", "").unless(none()),
            item(Act::New, "Create an account", ""),
            item(Act::CreateOrganization, "Create an organization", "you become its Owner"),
        ]);
        actions_menu(items, 0, "account")
    }

    fn cell(&self, sid: AccountSid, column: usize, cx: &Cx<'_>) -> Cell {
        let Some(row) = cx.directory.account(sid) else { return (String::new(), Role::Muted) };
        match column {
            0 => match row.parent {
                Some(parent) => {
                    (format!("{} (of {})", row.name, name_of(Key::Account(parent), cx.directory)), Role::Text)
                }
                None => (row.name.to_string(), Role::Text),
            },
            1 if row.owner == self.user => ("Owner".into(), Role::Accent),
            1 => {
                let me = cx.directory.user(self.user);
                (me.map_or_else(String::new, |me| me.roles_on(sid).to_string()), Role::Text)
            }
            2 => (row.kind.to_string(), Role::Muted),
            3 => (row.state.to_string(), state_role(row.state)),
            4 => hipaa_sign(row, cx),
            5 => match &row.phone {
                Some(number) if row.phone_verified => {
                    (format!("{number} {} verified", cx.theme.glyphs().ok), Role::Ok)
                }
                Some(number) => (format!("{number} unverified"), Role::Warn),
                None => ("none; v verifies one".into(), Role::Muted),
            },
            _ => (
                row.org.map_or_else(|| "none".into(), |org| name_of(Key::Organization(org), cx.directory)),
                Role::Muted,
            ),
        }
    }
}

impl Screen for Mine {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Mine, Layer::Table, Layer::Place, Layer::Global]
    }

    fn changed(&mut self) {
        self.stale = true;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            self.list.set_rows(self.rows(cx));
        }
        Vec::new()
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page() + 1) {
            return Vec::new();
        }
        match (act, self.list.selected()) {
            (Act::New, _) => vec![Request::ask(CreateAccount { org: None, user: self.user })],
            (Act::CreateOrganization, _) => vec![Request::ask(CreateOrganization)],
            (Act::Actions, _) => vec![self.actions(cx)],
            (Act::Open, Some(sid)) => vec![Request::Open(Page::Account(sid))],
            (Act::VerifyPhone, Some(sid)) => {
                Self::unless(block(Act::Edit, sid, cx), Request::ask(PhoneNumber(sid)))
            }
            (Act::Relinquish, Some(account)) => Self::unless(
                self.relinquish_block(account, cx),
                Request::Plan(Command::RelinquishAccess { account }),
            ),
            (Act::Copy, Some(sid)) => vec![Request::Copy(sid.to_string())],
            (_, Some(sid)) => Accounts { here: Some(sid), chosen: &[sid], cx }.act(act).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn status(&self) -> String {
        match self.list.rows().len() {
            1 => "1 account".into(),
            n => format!("{n} accounts"),
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let cell = |sid, column| self.cell(sid, column, cx);
        let empty = "You have no accounts; n creates one.";
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(area, buf);
        None
    }
}
