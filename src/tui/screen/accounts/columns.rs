//! The columns of the lists of accounts, and what stands in their cells.

use crate::controller::{name_of, name_seen_by, sender_name};
use crate::directory::{AccountSort, InvitationSort};
use crate::model::{AccountKind, AccountSid, InvitationSid, Key, OrgSid};
use crate::tui::cx::{Cx, ago};
use crate::tui::list::{Cell, Column};
use crate::tui::screen::account_cells::{hipaa_sign, state_role};
use crate::tui::screen::cells;
use crate::tui::theme::Role;

const fn column(title: &'static str, least: u16, share: u16, drop: u8, right: bool) -> Column {
    Column { title, least, share, drop, right }
}

pub(super) const ACCOUNTS: &[Column] = &[
    column("ACCOUNT", 20, 3, 0, false),
    column("OWNER", 20, 3, 1, false),
    column("TYPE", 6, 0, 3, false),
    column("STATE", 10, 0, 0, false),
    column("HIPAA", 7, 0, 2, false),
    column("SUBS", 6, 0, 6, true),
    column("USERS", 7, 0, 4, true),
    column("CREATED", 11, 0, 5, false),
];

pub(super) const SORTS: &[AccountSort] = &[
    AccountSort::Name,
    AccountSort::Owner,
    AccountSort::Type,
    AccountSort::State,
    AccountSort::Hipaa,
    AccountSort::Subaccounts,
    AccountSort::Users,
    AccountSort::Created,
];

pub(super) fn account_cell(sid: AccountSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.account(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (row.name.to_string(), Role::Text),
        1 => (name_of(Key::User(row.owner), cx.directory), Role::Muted),
        2 => (row.kind.to_string(), if row.kind == AccountKind::Full { Role::Text } else { Role::Muted }),
        3 => (row.state.to_string(), state_role(row.state)),
        4 => hipaa_sign(row, cx),
        5 => match cx.directory.subaccount_counts(sid).open {
            0 => (String::new(), Role::Muted),
            n => (n.to_string(), Role::Text),
        },
        6 => (cx.directory.holder_count(sid).to_string(), Role::Text),
        _ => (ago(row.created, cx.now), Role::Muted),
    }
}

pub(super) const PENDING: &[Column] = &[
    column("ACCOUNT", 18, 3, 0, false),
    column("OWNER", 22, 4, 0, false),
    column("SENDER", 18, 3, 3, false),
    column("SENDS", 6, 0, 2, true),
    column("SENT", 11, 0, 1, false),
    column("EXPIRES", 9, 0, 0, false),
];

pub(super) const PENDING_SORTS: &[InvitationSort] = &[
    InvitationSort::Account,
    InvitationSort::Email,
    InvitationSort::Sender,
    InvitationSort::Sends,
    InvitationSort::Sent,
    InvitationSort::Expires,
];

/// Where the list is ordered by expiry.
pub(super) const BY_EXPIRY: usize = 5;

/// What the account that is asked to join is called towards the organization that asks.
pub(super) fn asked(org: OrgSid, sid: InvitationSid, cx: &Cx<'_>) -> String {
    let account = cx.directory.invitation(sid).and_then(|row| row.kind.joining());
    account.map_or_else(String::new, |account| name_seen_by(org, Key::Account(account), cx.directory))
}

pub(super) fn pending_cell(org: OrgSid, sid: InvitationSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.invitation(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (asked(org, sid, cx), Role::Text),
        1 => (row.email.to_string(), Role::Text),
        2 => (sender_name(row, cx.directory), Role::Muted),
        3 => (row.sends.to_string(), Role::Text),
        4 => (ago(row.last_sent, cx.now), Role::Muted),
        _ => cells::expires(row.expires, cx),
    }
}
