//! The columns of the user lists, and what stands in their cells.

use crate::controller::sender_name;
use crate::directory::{InvitationSort, UserAt, UserSort};
use crate::model::{InvitationSid, OrgRole, OrgSid, TwoFactor, UserState};
use crate::tui::cx::{Cx, ago};
use crate::tui::list::{Cell, Column};
use crate::tui::screen::{cells, invitations};
use crate::tui::theme::Role;

const fn column(title: &'static str, least: u16, share: u16, drop: u8, right: bool) -> Column {
    Column { title, least, share, drop, right }
}

pub(super) const USERS: &[Column] = &[
    column("NAME", 16, 3, 0, false),
    column("EMAIL", 28, 4, 0, false),
    column("ROLE", 14, 0, 1, false),
    column("2FA", 5, 0, 3, false),
    column("ACCOUNTS", 10, 0, 4, true),
    column("LAST SEEN", 11, 0, 5, false),
];

pub(super) const USER_SORTS: &[UserSort] = &[
    UserSort::Name,
    UserSort::Email,
    UserSort::Role,
    UserSort::TwoFactor,
    UserSort::Accounts,
    UserSort::LastSeen,
];

pub(super) fn user_cell(org: OrgSid, at: UserAt, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.user_at(at) else { return (String::new(), Role::Muted) };
    let glyphs = cx.theme.glyphs();
    match column {
        0 if row.state == UserState::Inactive => (format!("(inactive) {}", row.name), Role::Disabled),
        0 => (row.name.to_string(), Role::Text),
        1 => (row.email.to_string(), Role::Text),
        2 => match row.role_in(org) {
            Some(role @ (OrgRole::Owner | OrgRole::Administrator)) => (role.to_string(), Role::Accent),
            Some(role) => (role.to_string(), Role::Muted),
            None => ("Independent".into(), Role::Muted),
        },
        3 => match row.two_factor {
            TwoFactor::On => (format!("{} on", glyphs.on), Role::Ok),
            TwoFactor::Required => (format!("{} due", glyphs.off), Role::Warn),
            TwoFactor::Off => (format!("{} off", glyphs.off), Role::Warn),
            TwoFactor::Unknown => ("?".into(), Role::Muted),
        },
        4 => (cx.directory.account_count(row.sid).to_string(), Role::Text),
        _ => (row.last_seen.map_or_else(|| "never".into(), |at| ago(at, cx.now)), Role::Muted),
    }
}

pub(super) const PENDING: &[Column] = &[
    column("EMAIL", 24, 4, 0, false),
    column("ROLE", 14, 0, 1, false),
    column("SENDER", 18, 3, 5, false),
    column("SENDS", 6, 0, 4, true),
    column("SENT", 11, 0, 3, false),
    column("EXPIRES", 9, 0, 0, false),
    column("STATE", 17, 0, 0, false),
];

pub(super) const PENDING_SORTS: &[InvitationSort] = &[
    InvitationSort::Email,
    InvitationSort::Role,
    InvitationSort::Sender,
    InvitationSort::Sends,
    InvitationSort::Sent,
    InvitationSort::Expires,
    InvitationSort::State,
];

pub(super) fn invitation_cell(sid: InvitationSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.invitation(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (row.email.to_string(), Role::Text),
        1 => (row.offer(), Role::Text),
        2 => (sender_name(row, cx.directory), Role::Muted),
        3 => (row.sends.to_string(), Role::Text),
        4 => (ago(row.last_sent, cx.now), Role::Muted),
        5 => cells::expires(row.expires, cx),
        _ => invitations::state(row, cx),
    }
}
