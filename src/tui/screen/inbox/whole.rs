//! The columns of an administrator's inbox: who, what, where it stands, how old, how often sent, until when.

use crate::controller::inviter;
use crate::directory::{InvitationRow, InvitationSort};
use crate::model::Span;
use crate::tui::cx::Cx;
use crate::tui::list::{Cell, Column};
use crate::tui::screen::{cells, invitations};
use crate::tui::theme::Role;

/// The column of the end, by which the list is ordered to begin with.
pub(super) const EXPIRES: usize = 5;

pub(super) const COLUMNS: &[Column] = &[
    Column { title: "WHO", least: 22, share: 4, drop: 0, right: false },
    Column { title: "WHAT", least: 19, share: 3, drop: 0, right: false },
    Column { title: "STATE", least: 17, share: 0, drop: 0, right: false },
    Column { title: "AGE", least: 7, share: 0, drop: 1, right: false },
    Column { title: "SENDS", least: 7, share: 0, drop: 2, right: true },
    Column { title: "EXPIRES", least: 9, share: 0, drop: 0, right: false },
];

pub(super) const SORTS: &[InvitationSort] = &[
    InvitationSort::Email,
    InvitationSort::What,
    InvitationSort::State,
    InvitationSort::Age,
    InvitationSort::Sends,
    InvitationSort::Expires,
];

fn age(row: &InvitationRow, cx: &Cx<'_>) -> String {
    match cx.now.since(row.created) {
        span if span < Span::minutes(1) => "new".into(),
        span => span.to_string(),
    }
}

pub(super) fn cell(row: &InvitationRow, mine: bool, column: usize, cx: &Cx<'_>) -> Cell {
    match column {
        0 if mine => (inviter(row, cx.directory), Role::Text),
        0 => (row.email.to_string(), Role::Text),
        1 if mine => (row.offer(), Role::Text),
        1 => (invitations::what(row, cx), Role::Text),
        2 if mine => ("for you".into(), Role::Accent),
        2 => invitations::state(row, cx),
        3 => (age(row, cx), Role::Muted),
        4 => (row.sends.to_string(), Role::Muted),
        _ => cells::expires(row.expires, cx),
    }
}
