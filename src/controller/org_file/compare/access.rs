//! Who has which roles on which account. Roles on accounts of others are theirs to give: a file may only state them.

use std::collections::BTreeMap;

use crate::controller::command::Command;
use crate::controller::org_file::entries::{AccessEntry, OrgFile};
use crate::controller::org_file::seen::Seen;
use crate::controller::refusal::RefusalCode;
use crate::model::{
    AccountRole, AccountRoles, AccountSid, Email, Invitation, InvitationKind, OfferedRoles, User,
};

use super::matched::{Matched, Missing, Target};
use super::people::People;
use super::steps::{Steps, Turn};

/// What people are offered along with their invitation.
pub(super) type Offers = BTreeMap<Email, Vec<OfferedRoles>>;

type Held = BTreeMap<(Email, AccountSid), AccountRoles>;

pub(super) fn compare(
    seen: &Seen,
    file: &OrgFile,
    people: &People<'_>,
    matched: &Matched,
    steps: &mut Steps,
) -> Offers {
    let Some(section) = &file.access else { return Offers::new() };
    let mut access =
        Access { seen, people, matched, held: held(seen, people, matched), wanted: Held::new(), steps };
    let mut offers = Offers::new();
    for entry in &section.entries {
        access.entry(entry, &mut offers);
    }
    access.revoke(section.line);
    access.others();
    offers
}

/// The roles on managed accounts in use as they are once accounts have their owners by the file.
fn held(seen: &Seen, people: &People<'_>, matched: &Matched) -> Held {
    let open = |sid: &AccountSid| seen.accounts.get(sid).is_some_and(|account| account.is_in_use());
    let mut held = Held::new();
    let stays = |user: &&User| !people.leaving.contains(&user.sid);
    for user in seen.members.values().filter(stays).chain(seen.independents.values()) {
        for grant in user.grants.iter().filter(|grant| open(&grant.account)) {
            held.insert((user.email.clone(), grant.account), grant.roles);
        }
    }
    for (account, (old, new)) in &matched.handed {
        if let Some(new) = seen.address(*new) {
            held.remove(&(new.clone(), *account));
        }
        if let Some(old) = seen.address(*old) {
            held.insert((old.clone(), *account), AccountRoles::of(&[AccountRole::Administrator]));
        }
    }
    for account in seen.accounts.values().filter(|account| people.leaving.contains(&account.owner)) {
        let heir = matched.heirs.get(&account.sid).unwrap_or(&people.heir);
        if let Some(heir) = seen.address(*heir) {
            held.remove(&(heir.clone(), account.sid));
        }
    }
    held
}

struct Access<'a, 'p> {
    seen: &'a Seen,
    people: &'a People<'p>,
    matched: &'a Matched,
    held: Held,
    wanted: Held,
    steps: &'a mut Steps,
}

impl Access<'_, '_> {
    fn entry(&mut self, entry: &AccessEntry, offers: &mut Offers) {
        let called = format!("access, {} on {}", entry.user, entry.account);
        let leaves = self.leaves(&entry.user);
        let mut refuse = |code, sentence: String, remedy: &str| {
            self.steps.refuse(entry.line, called.clone(), code, sentence, remedy);
        };
        match self.matched.find(&entry.account) {
            Err(Missing::Unknown) => {
                let sentence = format!("There is no account {} here.", entry.account);
                refuse(RefusalCode::NotFound, sentence, "Name an account by its name or its SID.");
            }
            Err(Missing::Several) => {
                let sentence = format!("Several accounts are called {}.", entry.account);
                refuse(RefusalCode::Invalid, sentence, "Give the SID of the one that is meant.");
            }
            Ok(Target::Away) => {}
            Ok(_) if leaves => {
                let sentence = format!("{} is not among the users.", entry.user);
                refuse(RefusalCode::NotManagedActive, sentence, "Take the entry out, or add the user.");
            }
            Ok(Target::Foreign(sid)) => {
                let held = self.seen.members.get(&entry.user).map(|user| user.roles_on(sid));
                if held != Some(entry.roles) {
                    let sentence = format!(
                        "{} belongs to others, who alone give roles on it; {} does not hold these.",
                        entry.account, entry.user
                    );
                    refuse(RefusalCode::AccountNotManaged, sentence, "Take the entry out.");
                }
            }
            Ok(Target::Closed(sid)) => {
                let people = [&self.seen.members, &self.seen.independents, &self.seen.former];
                let known = people.into_iter().find_map(|people| people.get(&entry.user));
                if known.map(|user| user.roles_on(sid)) != Some(entry.roles) {
                    let sentence = format!("{} is closed; no roles are given on it.", entry.account);
                    refuse(RefusalCode::AccountNotOpen, sentence, "Take the entry out.");
                }
            }
            Ok(Target::Ours(sid)) => self.ours(entry, sid, called, offers),
        }
    }

    /// Whether it is a member whom the file does not keep.
    fn leaves(&self, email: &Email) -> bool {
        self.seen.members.get(email).is_some_and(|user| self.people.leaving.contains(&user.sid))
    }

    fn ours(&mut self, entry: &AccessEntry, account: AccountSid, called: String, offers: &mut Offers) {
        let key = (entry.user.clone(), account);
        if self.wanted.insert(key.clone(), entry.roles).is_some() {
            let sentence = format!("The roles of {} on {} stand there twice.", entry.user, entry.account);
            self.steps.refuse(entry.line, called, RefusalCode::Invalid, sentence, "Keep one of the entries.");
            return;
        }
        let (line, roles, email) = (entry.line, entry.roles, entry.user.clone());
        let known = self.seen.members.get(&email).or(self.seen.independents.get(&email));
        if let Some(user) = known {
            if self.held.get(&key) != Some(&roles) {
                let command = Command::GrantAccess { account, user: user.sid, roles };
                self.steps.push(Turn::Grant, line, called, command);
            }
            return;
        }
        // Whoever is invited answers once it is closed, whether the invitation is new or on its way.
        if self.matched.closing.contains(&account) {
            let sentence = format!("The file closes {}; nobody is invited to it.", entry.account);
            self.steps.refuse(line, called, RefusalCode::AccountNotOpen, sentence, "Take the entry out.");
            return;
        }
        let listed = self.people.listed.as_ref().and_then(|listed| listed.get(&email));
        if let Some(user) = listed {
            let on_the_way =
                self.people.invited.get(&email).is_some_and(|it| it.kind.role() == Some(user.role));
            if !on_the_way {
                offers.entry(email).or_default().push(OfferedRoles { account, roles });
            }
            return;
        }
        let offer = || format!("{roles} on {}", entry.account);
        let along = |it: &&Invitation| {
            let offered = it.kind.access();
            it.email == email && offered.contains(&OfferedRoles { account, roles })
        };
        if let Some(open) = self.seen.waiting.iter().find(along) {
            return self.steps.wait(line, open, offer());
        }
        let replace =
            self.seen.waiting.iter().any(|it| it.email == email && it.kind.account() == Some(account));
        let command = Command::InviteToAccount { account, email, roles, replace };
        self.steps.push(Turn::Invite, line, called, command);
    }

    /// Takes away what the file does not have.
    fn revoke(&mut self, line: usize) {
        for (email, account) in self.held.keys() {
            let wanted = self.wanted.contains_key(&(email.clone(), *account));
            if wanted || self.matched.closing.contains(account) {
                continue;
            }
            let (user, turn) = match (self.seen.members.get(email), self.seen.independents.get(email)) {
                (Some(user), _) => (user, Turn::Revoke),
                (None, Some(user)) => (user, Turn::RevokeIndependent),
                (None, None) => continue,
            };
            let name = self.seen.accounts.get(account).map(|it| it.name.to_string()).unwrap_or_default();
            let command = Command::RevokeAccess { account: *account, user: user.sid };
            self.steps.push(turn, line, format!("access, {email} on {name}"), command);
        }
    }

    /// Invitations to roles that the file does not have: what was sent may be answered.
    fn others(&mut self) {
        for invitation in &self.seen.waiting {
            let InvitationKind::AccountAccess { account, roles } = invitation.kind else { continue };
            if self.wanted.contains_key(&(invitation.email.clone(), account)) {
                continue;
            }
            let name = self.seen.accounts.get(&account).map(|it| it.name.to_string()).unwrap_or_default();
            self.steps.wait(None, invitation, format!("{roles} on {name}"));
        }
    }
}
