//! The inbox: invitations addressed to whoever is signed in, or to an address that has no user yet.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use crate::controller::{inviter, sender_name};
use crate::model::{InvitationSid, Who};
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::{Accept, Decline, Needs};
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::movement;
use crate::tui::request::Request;
use crate::tui::theme::Role;

const COLUMNS: &[Column] = &[
    Column { title: "ORGANIZATION", least: 20, share: 3, drop: 0, right: false },
    Column { title: "ROLE OFFERED", least: 14, share: 0, drop: 0, right: false },
    Column { title: "FROM", least: 20, share: 2, drop: 1, right: false },
    Column { title: "SENT", least: 11, share: 0, drop: 2, right: false },
    Column { title: "EXPIRES", least: 9, share: 0, drop: 0, right: false },
];

/// The screen.
#[derive(Debug, Clone)]
pub struct Inbox {
    email: String,
    list: List<InvitationSid>,
    stale: bool,
}

impl Inbox {
    /// The inbox of this address.
    pub fn new(email: &str) -> Self {
        Self { email: email.to_owned(), list: List::default(), stale: true }
    }
}

impl Screen for Inbox {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Inbox, Layer::Table, Layer::Place, Layer::Global]
    }

    fn changed(&mut self) {
        self.stale = true;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            self.list.set_rows(cx.directory.inbox_of(&self.email, cx.now));
        }
        Vec::new()
    }

    fn badge(&self) -> usize {
        self.list.rows().len()
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page() + 1) {
            return Vec::new();
        }
        let Some(sid) = self.list.selected() else { return Vec::new() };
        let user = match cx.who {
            Who::User(sid) => cx.directory.user(sid),
            _ => None,
        };
        let needs = Needs { name: user.is_none(), code: !user.is_some_and(|row| row.proven) };
        match act {
            Act::Accept | Act::Open => vec![Request::ask(Accept(sid, needs))],
            Act::Decline => vec![Request::ask(Decline(sid, Needs { name: false, ..needs }))],
            Act::Copy => vec![Request::Copy(sid.to_string())],
            _ => Vec::new(),
        }
    }

    fn status(&self) -> String {
        match self.badge() {
            0 => "nothing waits".into(),
            n => format!("{n} waiting"),
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let cell = |sid, column| cell(sid, column, cx);
        let empty = "No invitation waits for you.";
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(area, buf);
        None
    }
}

fn cell(sid: InvitationSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.invitation(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (inviter(row, cx.directory), Role::Text),
        1 => (row.offer(), Role::Text),
        2 => (sender_name(row, cx.directory), Role::Muted),
        3 => (ago(row.last_sent, cx.now), Role::Muted),
        _ => (format!("in {}", row.expires.since(cx.now)), Role::Text),
    }
}
