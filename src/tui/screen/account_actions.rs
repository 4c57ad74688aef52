//! What can be done to accounts: the marked rows of a list, the row under the cursor, or the account of a page.
//!
//! Keys and menus both come through here, so that what a menu dims a key refuses with the same words. The rules themselves
//! are the flows'; these say the same ones early.

use crate::controller::{Command, name_of};
use crate::directory::AccountRow;
use crate::model::{AccountKind, AccountSid, AccountState, Key, OrgRole, Who};
use crate::rules::hipaa::{self, Agreement, Block};
use crate::rules::limits;
use crate::rules::permissions::{Action, Permit, permit};
use crate::tui::bulk::{Fit, together};
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::{
    ChangeAccountOwner, Hipaa, InviteToAccount, ReleaseAccount, RenameAccount, SetTwoFactor,
};
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::Act;
use crate::tui::request::{Page, Request, Tone};

/// One thing to do.
struct Deed {
    act: Act,
    label: &'static str,
    detail: &'static str,
    /// Whether it is done to all marked accounts at once.
    bulk: bool,
}

const fn deed(act: Act, label: &'static str, detail: &'static str, bulk: bool) -> Deed {
    Deed { act, label, detail, bulk }
}

/// In the order of the menu.
const DEEDS: &[Deed] = &[
    deed(Act::Edit, "Rename", "", false),
    deed(Act::Hipaa, "HIPAA enablement", "enable or disable HIPAA", true),
    deed(Act::Subaccounts, "Subaccounts", "create, rename, suspend, close", false),
    deed(Act::Invite, "Invite to the account", "gives roles, not membership", false),
    deed(Act::TwoFactor, "Second factor", "how often it is asked for", false),
    deed(Act::ChangeAccountOwner, "Change owner", "the old one stays its Administrator", false),
    deed(Act::Suspend, "Suspend", "subaccounts follow", true),
    deed(Act::Reactivate, "Reactivate", "with what was suspended along with it", true),
    deed(Act::Release, "Release", "it leaves with an outside owner", false),
    deed(Act::Close, "Close", "for good; purged after 30 days", true),
];

/// The accounts something is done to.
#[derive(Clone, Copy)]
pub(super) struct Accounts<'a> {
    /// The one under the cursor, or of the page.
    pub(super) here: Option<AccountSid>,
    /// The marked ones, else that one.
    pub(super) chosen: &'a [AccountSid],
    pub(super) cx: &'a Cx<'a>,
}

impl Accounts<'_> {
    fn fit(&self, deed: &Deed) -> Fit<AccountSid> {
        let here: Vec<AccountSid> = self.here.into_iter().collect();
        let rows = if deed.bulk { self.chosen } else { here.as_slice() };
        let called = |sid| name_of(Key::Account(sid), self.cx.directory);
        Fit::divide(rows, called, |sid| block(deed.act, sid, self.cx))
    }

    /// What one of the actions asks for, or why not; `None` if it is none of these actions.
    pub(super) fn act(&self, act: Act) -> Option<Vec<Request>> {
        let deed = DEEDS.iter().find(|deed| deed.act == act)?;
        let fit = self.fit(deed);
        if let Some(reason) = fit.block() {
            return Some(vec![Request::Say(Tone::Bad, reason)]);
        }
        let first = *fit.can.first()?;
        let left_out = fit.left_out();
        let planned = |command: fn(AccountSid) -> Command| {
            let commands = fit.can.iter().copied().map(command).collect();
            let mut requests: Vec<Request> = together(commands).map(Request::Plan).into_iter().collect();
            requests
                .extend(left_out.as_ref().map(|who| Request::Say(Tone::Plain, format!("Left out: {who}."))));
            requests
        };
        Some(match act {
            Act::Suspend => planned(|account| Command::SuspendAccount { account }),
            Act::Reactivate => planned(|account| Command::ReactivateAccount { account }),
            Act::Close => planned(|account| Command::CloseAccount { account }),
            Act::Hipaa => vec![Request::ask(Hipaa::new(&fit.can, left_out, self.cx))],
            Act::Edit => vec![Request::ask(RenameAccount(first))],
            Act::Invite => vec![Request::ask(InviteToAccount(first))],
            Act::TwoFactor => vec![Request::ask(SetTwoFactor(first))],
            Act::ChangeAccountOwner => vec![Request::ask(ChangeAccountOwner(first))],
            Act::Release => vec![Request::ask(ReleaseAccount(first))],
            Act::Subaccounts => vec![Request::Open(Page::Subaccounts(first))],
            _ => return None,
        })
    }

    /// The lines of the menu: with several marked, only what can be done to all of them at once.
    pub(super) fn items(&self) -> Vec<Item> {
        let deeds = DEEDS.iter().filter(|deed| self.chosen.len() < 2 || deed.bulk);
        let item = |deed: &Deed| {
            let fit = self.fit(deed);
            let note = fit.note();
            let detail = if note.is_empty() { deed.detail.to_owned() } else { note };
            Item::new(deed.label, detail, Choice::Do(deed.act)).unless(fit.block())
        };
        deeds.map(item).collect()
    }
}

/// Why this cannot be done to this account by whoever is signed in.
pub(super) fn block(act: Act, sid: AccountSid, cx: &Cx<'_>) -> Option<String> {
    let Some(row) = cx.directory.account(sid) else {
        return Some("The account is no longer there.".into());
    };
    belonging(row, cx).or_else(|| permission(act, row, cx)).or_else(|| match act {
        Act::Hipaa => switch(row, cx),
        _ => state(act, row, cx),
    })
}

/// In an Admin Center only the organization's own accounts are its to change.
fn belonging(row: &AccountRow, cx: &Cx<'_>) -> Option<String> {
    let foreign = cx.org.is_some() && row.org != cx.org;
    foreign.then(|| "Independent: its own people decide.".to_owned())
}

fn permission(act: Act, row: &AccountRow, cx: &Cx<'_>) -> Option<String> {
    let sub = row.parent.is_some();
    let action = match act {
        Act::Subaccounts => return None,
        Act::Suspend | Act::Reactivate | Act::Close if sub => Action::ManageSubaccounts,
        // Outside organizations nobody but its owner could end it.
        Act::Reactivate if row.org.is_none() => Action::CloseAccount,
        Act::Suspend | Act::Reactivate => Action::SuspendAccount,
        Act::Close => Action::CloseAccount,
        Act::Invite => Action::GrantAccountRoles,
        Act::ChangeAccountOwner | Act::Release => Action::ChangeAccountOwner,
        Act::Hipaa => Action::SetHipaa,
        _ => Action::EditAccount,
    };
    may(action, row, cx)
}

/// Why whoever is signed in may not do this to this account: their role in its organization decides, else whether they own
/// or administer it.
fn may(action: Action, row: &AccountRow, cx: &Cx<'_>) -> Option<String> {
    let Who::User(user) = cx.who else { return Some("Nobody is signed in.".into()) };
    let role = row.org.and_then(|org| cx.directory.user(user)?.role_in(org));
    if role.is_some_and(|role| permit(action, role) == Permit::Yes) {
        return None;
    }
    match permit(action, OrgRole::Standard) {
        Permit::AsAccountOwner if row.owner == user => None,
        Permit::AsAccountOwner => Some("Only its owner can.".into()),
        Permit::AsAccountManager if cx.directory.manages(user, row.sid) => None,
        Permit::AsAccountManager => Some("Only its owner and its Administrators can.".into()),
        _ if row.org.is_none() => Some("Only for accounts of an organization.".into()),
        _ => Some("Only organization administrators can.".into()),
    }
}

/// What the account's own state and place permit.
fn state(act: Act, row: &AccountRow, cx: &Cx<'_>) -> Option<String> {
    let parent = row.parent.and_then(|parent| cx.directory.account(parent));
    let reason = match (act, row.state) {
        (Act::Subaccounts, _) if parent.is_some() => "A subaccount has no subaccounts.",
        (Act::Subaccounts, _) => return None,
        (Act::Invite, _) if parent.is_some() => "Roles are given on its main account.",
        (_, AccountState::Closed) => "It is closed; that is final.",
        (_, AccountState::PendingClosure) => "It is being closed; that is final.",
        (Act::ChangeAccountOwner | Act::Release | Act::TwoFactor, _) if parent.is_some() => {
            "A subaccount goes with its main account."
        }
        (Act::Release, _) if cx.directory.holder_count(row.sid) == 0 => {
            "Nobody has a role on it: invite one first."
        }
        (Act::Suspend | Act::Reactivate | Act::Close, _)
            if parent.is_some_and(|parent| parent.state == AccountState::Suspended) =>
        {
            "Its main account is suspended."
        }
        (Act::Suspend, AccountState::Suspended) => "It is suspended already.",
        (Act::Reactivate, AccountState::Active) => "It is active already.",
        _ => return None,
    };
    Some(reason.to_owned())
}

/// What the rules say about the HIPAA switch, in words (seed; `admin-center-domain` §6).
fn switch(row: &AccountRow, cx: &Cx<'_>) -> Option<String> {
    let org = row.org.and_then(|org| cx.directory.organization(org));
    let agreement = match org {
        None => Agreement::NoOrganization,
        Some(org) if org.baa.is_none() => Agreement::Missing,
        Some(_) => Agreement::OnFile,
    };
    let now = row.hipaa.is_some();
    match hipaa::may_set(row.state, agreement, now, !now) {
        Ok(()) | Err(Block::AsItIs) => None,
        Err(Block::NotInUse) => Some("It is closed; its designation stays.".into()),
        Err(Block::NoOrganization) => Some("It belongs to no organization with a BAA.".into()),
        Err(Block::NoAgreement) if cx.org.is_some() => Some("No BAA is on file: see Settings.".into()),
        Err(Block::NoAgreement) => Some("Its organization has no BAA on file.".into()),
    }
}

/// Why no subaccount of this account can be created.
pub(super) fn subaccount_block(sid: AccountSid, cx: &Cx<'_>) -> Option<String> {
    let row = cx.directory.account(sid)?;
    let full = || {
        let full = cx.directory.subaccount_counts(sid).open >= limits::subaccounts(row.kind);
        full.then(|| match row.kind {
            AccountKind::Trial => "An account on trial has one subaccount at most.".to_owned(),
            AccountKind::Full => format!("It has {} subaccounts, and that is the most.", limits::SUBACCOUNTS),
        })
    };
    belonging(row, cx)
        .or_else(|| may(Action::ManageSubaccounts, row, cx))
        .or_else(|| (row.state != AccountState::Active).then(|| format!("The account is {}.", row.state)))
        .or_else(full)
}
