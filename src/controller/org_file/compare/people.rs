//! Who the people of a file are beside those of the organization: who stays, who goes, who gets the accounts of those.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::org_file::entries::{Belongs, OrgFile, UserEntry};
use crate::controller::org_file::seen::Seen;
use crate::model::{Email, Invitation, InvitationKind, OrgRole, User, UserSid};

pub(super) struct People<'a> {
    /// The managed users of the file; `None` if it says nothing of people.
    pub(super) listed: Option<BTreeMap<&'a Email, &'a UserEntry>>,
    /// Members whom the file does not have.
    pub(super) leaving: BTreeSet<UserSid>,
    /// Who gets accounts for which nobody is named: the Owner, by the file if it is a member already.
    pub(super) heir: UserSid,
    /// Open invitations to membership.
    pub(super) invited: BTreeMap<&'a Email, &'a Invitation>,
}

impl<'a> People<'a> {
    pub(super) fn of(seen: &'a Seen, file: &'a OrgFile) -> Self {
        let listed = file.users.as_ref().map(|section| {
            let managed = section.entries.iter().filter(|entry| entry.standing == Belongs::Managed);
            managed.map(|entry| (&entry.email, entry)).collect::<BTreeMap<_, _>>()
        });
        let leaves = |user: &&User| listed.as_ref().is_some_and(|listed| !listed.contains_key(&user.email));
        let leaving = seen.members.values().filter(leaves).map(|user| user.sid).collect();
        let owner = listed.iter().flat_map(BTreeMap::values).find(|entry| entry.role == OrgRole::Owner);
        let owner = owner.and_then(|entry| seen.members.get(&entry.email)).map(|user| user.sid);
        let joins = |it: &&Invitation| matches!(it.kind, InvitationKind::UserJoin { .. });
        Self {
            leaving,
            heir: owner.unwrap_or(seen.organization.owner),
            invited: seen.waiting.iter().filter(joins).map(|it| (&it.email, it)).collect(),
            listed,
        }
    }

    /// Whether the file, if it says anything of people, has this managed user.
    pub(super) fn has(&self, email: &Email) -> bool {
        self.listed.as_ref().is_none_or(|listed| listed.contains_key(email))
    }
}
