//! My accounts: what a user owns or has roles on; where a phone number is verified and an organization begins.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use crate::controller::name_of;
use crate::model::{AccountSid, Key, UserSid};
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::{
    CreateAccount, CreateOrganization, InviteToAccount, PhoneNumber, RenameAccount,
};
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::movement;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;

const COLUMNS: &[Column] = &[
    Column { title: "ACCOUNT", least: 20, share: 3, drop: 0, right: false },
    Column { title: "MY ROLE", least: 14, share: 1, drop: 0, right: false },
    Column { title: "TYPE", least: 6, share: 0, drop: 3, right: false },
    Column { title: "STATE", least: 10, share: 0, drop: 2, right: false },
    Column { title: "PHONE", least: 24, share: 0, drop: 1, right: false },
    Column { title: "ORGANIZATION", least: 16, share: 2, drop: 4, right: false },
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

    fn unless_foreign(&self, sid: AccountSid, request: Request, cx: &Cx<'_>) -> Vec<Request> {
        match cx.directory.manages(self.user, sid) {
            true => vec![request],
            false => vec![Request::Say(Tone::Bad, "Only its owner and its Administrators can.".into())],
        }
    }

    fn cell(&self, sid: AccountSid, column: usize, cx: &Cx<'_>) -> Cell {
        let Some(row) = cx.directory.account(sid) else { return (String::new(), Role::Muted) };
        match column {
            0 => (row.name.to_string(), Role::Text),
            1 if row.owner == self.user => ("Owner".into(), Role::Accent),
            1 => {
                let me = cx.directory.user(self.user);
                (me.map_or_else(String::new, |me| me.roles_on(sid).to_string()), Role::Text)
            }
            2 => (row.kind.to_string(), Role::Muted),
            3 => (row.state.to_string(), Role::Muted),
            4 => match &row.phone {
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
            let reach = cx.directory.reach_of(self.user);
            let mut rows = reach.owned;
            rows.extend(reach.granted.into_iter().map(|(account, _)| account));
            self.list.set_rows(rows);
        }
        Vec::new()
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page() + 1) {
            return Vec::new();
        }
        let here = self.list.selected();
        match (act, here) {
            (Act::Open, Some(sid)) => vec![Request::Open(Page::Account(sid))],
            (Act::VerifyPhone, Some(sid)) => self.unless_foreign(sid, Request::ask(PhoneNumber(sid)), cx),
            (Act::Edit, Some(sid)) => self.unless_foreign(sid, Request::ask(RenameAccount(sid)), cx),
            (Act::Invite, Some(sid)) => self.unless_foreign(sid, Request::ask(InviteToAccount(sid)), cx),
            (Act::New, _) => vec![Request::ask(CreateAccount { org: None, user: self.user })],
            (Act::CreateOrganization, _) => vec![Request::ask(CreateOrganization)],
            (Act::Copy, Some(sid)) => vec![Request::Copy(sid.to_string())],
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
        let empty = "You have no accounts.";
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(area, buf);
        None
    }
}
