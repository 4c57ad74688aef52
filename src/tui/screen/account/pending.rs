//! Who is invited to an account and has not answered yet.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::controller::{Command, sender_name};
use crate::model::{AccountSid, InvitationSid, Key};
use crate::tui::cx::{Cx, ago};
use crate::tui::keymap::Act;
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::movement;
use crate::tui::request::{Page, Request};
use crate::tui::screen::cells;
use crate::tui::theme::Role;

const COLUMNS: &[Column] = &[
    Column { title: "EMAIL", least: 24, share: 4, drop: 0, right: false },
    Column { title: "ROLES OFFERED", least: 18, share: 2, drop: 0, right: false },
    Column { title: "SENDER", least: 18, share: 3, drop: 2, right: false },
    Column { title: "SENT", least: 11, share: 0, drop: 1, right: false },
    Column { title: "EXPIRES", least: 9, share: 0, drop: 0, right: false },
];

/// The page.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    account: AccountSid,
    list: List<InvitationSid>,
}

impl Pending {
    pub(super) fn new(account: AccountSid) -> Self {
        Self { account, list: List::default() }
    }

    pub(super) fn changed(&mut self, cx: &Cx<'_>) {
        self.list.set_rows(cx.directory.pending_on(self.account, cx.now));
    }

    pub(super) fn count(&self) -> usize {
        self.list.rows().len()
    }

    pub(super) fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page().saturating_sub(1).max(1)) {
            return Vec::new();
        }
        let Some(invitation) = self.list.selected() else { return Vec::new() };
        match act {
            Act::Resend => vec![Request::Plan(Command::ResendInvitation { invitation })],
            Act::CancelInvitation => vec![Request::Plan(Command::CancelInvitation { invitation })],
            Act::History if cx.org.is_some() => {
                vec![Request::Open(Page::History(Key::Invitation(invitation)))]
            }
            Act::Copy => vec![Request::Copy(invitation.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let cell = |sid, column| cell(sid, column, cx);
        let empty = "Nobody is invited to the account; i invites somebody.";
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(area, buf);
    }
}

fn cell(sid: InvitationSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.invitation(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (row.email.to_string(), Role::Text),
        1 => (row.offer(), Role::Text),
        2 => (sender_name(row, cx.directory), Role::Muted),
        3 => (ago(row.last_sent, cx.now), Role::Muted),
        _ => cells::expires(row.expires, cx),
    }
}
