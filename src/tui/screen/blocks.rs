//! Why something cannot be done to a user or an invitation by this session: said where the action stands, before anything
//! is planned. The rules themselves are the flows'; these say the same ones early.

use crate::controller::sender_name;
use crate::directory::{Blocked, InvitationRow, UserRow};
use crate::model::{InvitationSid, OrgRole, OrgSid, UserSid, UserState, Who};
use crate::rules::invitations::cooled_down;
use crate::rules::limits;
use crate::rules::permissions::{Action, Permit, permit};
use crate::tui::cx::Cx;

const GONE: &str = "The user is no longer there.";

/// Why this session's role does not permit it.
pub(super) fn not_permitted(org: OrgSid, action: Action, cx: &Cx<'_>) -> Option<String> {
    let me = match cx.who {
        Who::User(sid) => cx.directory.user(sid),
        _ => None,
    };
    let role = me.and_then(|row| row.role_in(org));
    match role.map(|role| permit(action, role)) {
        Some(Permit::Yes) => None,
        _ => Some("Only the Owner and Administrators can.".into()),
    }
}

/// The role of a managed user, or why there is none.
fn managed(org: OrgSid, row: Option<UserRow<'_>>) -> Result<OrgRole, String> {
    let row = row.ok_or_else(|| GONE.to_owned())?;
    row.role_in(org)
        .ok_or_else(|| "Independent: the organization only grants and revokes account roles.".into())
}

/// Why the role of this user cannot be set.
pub(super) fn role(org: OrgSid, sid: UserSid, cx: &Cx<'_>) -> Option<String> {
    match cx.directory.user(sid).and_then(|row| row.role_in(org)) {
        Some(OrgRole::Owner) if cx.who == Who::User(sid) => Some("Change Ownership moves this role.".into()),
        Some(OrgRole::Owner) => Some("Only a change of ownership moves this role.".into()),
        None => Some("Only managed users have an organization role.".into()),
        Some(_) => None,
    }
}

/// Why this user can be neither deactivated, removed nor deleted.
pub(super) fn leaving(org: OrgSid, sid: UserSid, cx: &Cx<'_>) -> Option<String> {
    match managed(org, cx.directory.user(sid)) {
        Err(reason) => Some(reason),
        Ok(OrgRole::Owner) => Some("The ownership has to move first.".into()),
        Ok(_) if cx.who == Who::User(sid) => Some("Nobody does this to themselves.".into()),
        Ok(_) => not_permitted(org, Action::RemoveUsers, cx),
    }
}

/// Why this user cannot be activated.
pub(super) fn activating(org: OrgSid, sid: UserSid, cx: &Cx<'_>) -> Option<String> {
    let active = cx.directory.user(sid).is_some_and(|row| row.state == UserState::Active);
    leaving(org, sid, cx).or_else(|| active.then(|| "Active already.".to_owned()))
}

/// Why nothing can be asked of the systems that follow for this user.
pub(super) fn security(org: OrgSid, sid: UserSid, cx: &Cx<'_>) -> Option<String> {
    match managed(org, cx.directory.user(sid)) {
        Err(reason) => Some(reason),
        Ok(OrgRole::Owner) if cx.who != Who::User(sid) => {
            Some("Nobody but the Owner acts on the Owner.".into())
        }
        Ok(_) => not_permitted(org, Action::ResetSecurity, cx),
    }
}

/// Why this user cannot be renamed.
pub(super) fn renaming(org: OrgSid, sid: UserSid, cx: &Cx<'_>) -> Option<String> {
    match managed(org, cx.directory.user(sid)) {
        Err(reason) => Some(reason),
        Ok(OrgRole::Owner) if cx.who != Who::User(sid) => {
            Some("Nobody but the Owner acts on the Owner.".into())
        }
        Ok(_) => None,
    }
}

/// Why an invitation cannot be answered now: in a word, and as a sentence with its remedy.
pub(super) struct Reason {
    pub(super) word: &'static str,
    pub(super) sentence: String,
}

/// Why an invitation cannot be answered now; it waits until that is over.
pub(super) fn answering(row: &InvitationRow, cx: &Cx<'_>) -> Option<Reason> {
    let domain = row.email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let (word, sentence) = match cx.directory.blocked(row)? {
        Blocked::DeletionRequested => {
            ("deletion", "The deletion of the organization is requested; its Owner can withdraw that.".into())
        }
        Blocked::Sender => (
            "sender",
            format!("{} may no longer send it. Cancel it and invite anew.", sender_name(row, cx.directory)),
        ),
        Blocked::DomainTaken => {
            ("domain", format!("{domain} is verified by another organization. Invite another address."))
        }
        Blocked::DomainUncertain => {
            ("domain", format!("{domain} is uncertain. Verify it again; Domains shows how."))
        }
        Blocked::DomainNotVerified => (
            "domain",
            format!(
                "Only verified domains are admitted, and {domain} is none. Verify it, or change Settings."
            ),
        ),
        Blocked::Account => ("account", "The account is closed or about to be.".into()),
    };
    Some(Reason { word, sentence })
}

/// Why an invitation cannot be sent again now.
pub(super) fn resending(sid: InvitationSid, cx: &Cx<'_>) -> Option<String> {
    let row = cx.directory.invitation(sid)?;
    if row.kind.is_request() {
        return Some("A request is answered, not sent again.".into());
    }
    if row.sends >= limits::SENDS {
        return Some(format!("Sent {} times; cancel it and invite anew.", row.sends));
    }
    cooled_down(row.last_sent, cx.now).err().map(|at| format!("Possible again in {}.", at.since(cx.now)))
}

/// Why an invitation cannot be taken back.
pub(super) fn canceling(sid: InvitationSid, cx: &Cx<'_>) -> Option<String> {
    let row = cx.directory.invitation(sid)?;
    row.kind.is_request().then(|| "A request is answered, not taken back.".to_owned())
}
