//! What can be done to users: the marked rows of a list, the row under the cursor, or the person of a profile.
//!
//! Keys and menus both come through here, so that what a menu dims a key refuses with the same words.

use super::blocks;
use crate::controller::Command;
use crate::directory::AccessOf;
use crate::model::{OrgSid, UserSid, UserState};
use crate::tui::bulk::{Fit, together};
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::{Leave, RenameUser, Security, SetRole};
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::Act;
use crate::tui::request::{Page, Request, Tone};

/// Some users of one organization.
#[derive(Clone, Copy)]
pub(super) struct People<'a> {
    pub(super) org: OrgSid,
    pub(super) users: &'a [UserSid],
    pub(super) cx: &'a Cx<'a>,
}

impl People<'_> {
    fn fit(&self, block: impl Fn(OrgSid, UserSid, &Cx<'_>) -> Option<String>) -> Fit<UserSid> {
        let called =
            |sid| self.cx.directory.user(sid).map_or_else(|| sid.to_string(), |row| row.email.to_owned());
        Fit::divide(self.users, called, |sid| block(self.org, sid, self.cx))
    }

    fn role(&self) -> Fit<UserSid> {
        self.fit(blocks::role)
    }

    fn leaving(&self) -> Fit<UserSid> {
        self.fit(blocks::leaving)
    }

    fn activating(&self) -> Fit<UserSid> {
        self.fit(blocks::activating)
    }

    fn security(&self) -> Fit<UserSid> {
        self.fit(blocks::security)
    }

    fn renaming(&self) -> Fit<UserSid> {
        self.fit(blocks::renaming)
    }

    fn revoking(&self) -> Fit<UserSid> {
        self.fit(|org, sid, cx| {
            let none = revocations(org, sid, cx).is_empty();
            none.then(|| "Holds no role on an account of the organization.".to_owned())
        })
    }

    /// What one of the actions asks for, or why not; `None` if it is none of these actions.
    pub(super) fn act(&self, act: Act) -> Option<Vec<Request>> {
        let (org, cx) = (self.org, self.cx);
        Some(match act {
            Act::Role => unless_blocked(self.role(), |users, left_out| {
                vec![Request::ask(SetRole::new(org, &users, left_out, cx))]
            }),
            Act::Remove => unless_blocked(self.leaving(), |users, left_out| {
                vec![Request::ask(Leave::new(org, &users, left_out, cx))]
            }),
            Act::Activate => unless_blocked(self.activating(), |users, left_out| {
                planned(users.into_iter().map(|user| Command::ActivateUser { org, user }), left_out)
            }),
            Act::Security => unless_blocked(self.security(), |users, left_out| {
                vec![Request::ask(Security { org, users, left_out })]
            }),
            Act::Revoke => unless_blocked(self.revoking(), |users, left_out| {
                planned(users.into_iter().flat_map(|user| revocations(org, user, cx)), left_out)
            }),
            Act::Edit => match (self.renaming().block(), self.users) {
                (Some(reason), _) => vec![Request::Say(Tone::Bad, reason)],
                (None, [user, ..]) => vec![Request::ask(RenameUser(*user))],
                (None, []) => Vec::new(),
            },
            Act::Access => {
                let first = self.users.first();
                first.map(|user| Request::Open(Page::Access(AccessOf::User(*user)))).into_iter().collect()
            }
            _ => return None,
        })
    }

    /// The lines of the actions menu for managed users.
    pub(super) fn managed_items(&self) -> Vec<Item> {
        let any_inactive = self
            .users
            .iter()
            .any(|sid| self.cx.directory.user(*sid).is_some_and(|row| row.state == UserState::Inactive));
        let all_inactive = any_inactive && self.activating().can.len() == self.users.len();
        let mut items =
            vec![item(Act::Role, "Set the organization role", &self.role(), "Administrator, Standard")];
        if any_inactive {
            items.push(item(Act::Activate, "Activate", &self.activating(), "may sign in again"));
        }
        let leave = if all_inactive { "Remove or delete" } else { "Deactivate, remove or delete" };
        items.push(item(Act::Remove, leave, &self.leaving(), "three different things, side by side"));
        items.push(item(Act::Security, "Security request", &self.security(), "second factor, password"));
        items
    }

    /// The line that takes every role here away.
    pub(super) fn revoke_item(&self) -> Item {
        item(Act::Revoke, "Revoke all roles here", &self.revoking(), "on every account of the organization")
    }

    /// The line that changes the name of one user.
    pub(super) fn rename_item(&self) -> Item {
        Item::new("Rename", "what the user is called", Choice::Do(Act::Edit)).unless(self.renaming().block())
    }
}

/// A line for some rows: dimmed with its reason if none of them can, else how many can.
pub(super) fn item<Id: Copy>(act: Act, label: &str, fit: &Fit<Id>, detail: &str) -> Item {
    let note = fit.note();
    let detail = if note.is_empty() { detail.to_owned() } else { note };
    Item::new(label, detail, Choice::Do(act)).unless(fit.block())
}

/// What is asked for the rows that can; the reason if none can.
pub(super) fn unless_blocked<Id: Copy>(
    fit: Fit<Id>,
    ask: impl FnOnce(Vec<Id>, Option<String>) -> Vec<Request>,
) -> Vec<Request> {
    let left_out = fit.left_out();
    match fit.block() {
        Some(reason) => vec![Request::Say(Tone::Bad, reason)],
        None => ask(fit.can, left_out),
    }
}

/// The commands as one plan; who is left out is said.
pub(super) fn planned(commands: impl Iterator<Item = Command>, left_out: Option<String>) -> Vec<Request> {
    let mut requests: Vec<Request> = together(commands.collect()).map(Request::Plan).into_iter().collect();
    requests.extend(left_out.map(|who| Request::Say(Tone::Plain, format!("Left out: {who}."))));
    requests
}

/// What takes every role on accounts of the organization away.
fn revocations(org: OrgSid, user: UserSid, cx: &Cx<'_>) -> Vec<Command> {
    let grants = cx.directory.user(user).into_iter().flat_map(|row| row.grants());
    let ours = grants
        .filter(|grant| cx.directory.account(grant.account).is_some_and(|account| account.org == Some(org)));
    ours.map(|grant| Command::RevokeAccess { account: grant.account, user }).collect()
}
