//! My accounts: what a user owns or has roles on; where a phone number is verified and an organization begins.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::controller::name_of;
use crate::model::{AccountSid, Key, UserSid};
use crate::tui::cx::Cx;
use crate::tui::dialog::Purpose;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::movement;
use crate::tui::request::{Request, Tone};
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
pub struct Accounts {
    user: UserSid,
    list: List<AccountSid>,
}

impl Accounts {
    /// The accounts of this user.
    pub fn new(user: UserSid, cx: &Cx<'_>) -> Self {
        let mut screen = Self { user, list: List::default() };
        screen.refresh(cx);
        screen
    }

    /// Reads them anew.
    pub fn refresh(&mut self, cx: &Cx<'_>) {
        let reach = cx.directory.reach_of(self.user);
        let mut rows = reach.owned;
        rows.extend(reach.granted.into_iter().map(|(account, _)| account));
        self.list.set_rows(rows);
    }

    /// The layers of its keys, innermost first.
    pub const fn layers(&self) -> &'static [Layer] {
        &[Layer::Accounts, Layer::Table, Layer::Place, Layer::Global]
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page() + 1) {
            return Vec::new();
        }
        let here = self.list.selected();
        match (act, here) {
            (Act::VerifyPhone | Act::Open, Some(sid)) => {
                let row = cx.directory.account(sid);
                let verified = row.is_some_and(|row| row.phone_verified);
                match (act, verified) {
                    (Act::Open, true) => {
                        vec![Request::Say(Tone::Plain, "Its phone number is verified.".into())]
                    }
                    _ => vec![Request::Ask(Purpose::Phone(sid))],
                }
            }
            (Act::CreateOrganization, _) => vec![Request::Ask(Purpose::CreateOrganization)],
            (Act::Copy, Some(sid)) => vec![Request::Copy(sid.to_string())],
            _ => Vec::new(),
        }
    }

    /// The line at the left of the footer.
    pub fn status(&self) -> String {
        format!("{} accounts", self.list.rows().len())
    }

    /// Draws them.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let cell = |sid, column| self.cell(sid, column, cx);
        let empty = "You have no accounts.";
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(area, buf);
    }

    fn cell(&self, sid: AccountSid, column: usize, cx: &Cx<'_>) -> Cell {
        let Some(row) = cx.directory.account(sid) else { return (String::new(), Role::Muted) };
        match column {
            0 => (row.name.to_string(), Role::Text),
            1 if row.owner == self.user => ("Owner".into(), Role::Accent),
            1 => {
                let me = cx.directory.user(self.user);
                let roles = me.and_then(|me| me.grants.iter().find(|(account, _)| *account == sid));
                (roles.map_or_else(String::new, |(_, roles)| roles.to_string()), Role::Text)
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
