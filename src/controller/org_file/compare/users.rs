//! The people: who is invited, changed, removed. Whoever is on their way needs nothing, be they in the file or not: open
//! invitations are in no export.

use crate::controller::command::{Command, Successors};
use crate::controller::hub::Controller;
use crate::controller::org_file::entries::{Belongs, OrgFile, UserEntry};
use crate::controller::org_file::seen::Seen;
use crate::controller::refusal::{PlanError, RefusalCode};
use crate::model::{Actor, Key, OrgRole, Record, SecurityAction, TwoFactor, User, UserSid, UserState};

use super::access::Offers;
use super::matched::Matched;
use super::people::People;
use super::steps::{Steps, Turn};

pub(super) fn compare(
    controller: &Controller,
    actor: &Actor,
    (seen, file): (&Seen, &OrgFile),
    (people, matched): (&People<'_>, &Matched),
    mut offers: Offers,
    steps: &mut Steps,
) -> Result<(), PlanError> {
    let Some(section) = &file.users else { return Ok(()) };
    one_owner(&section.entries, section.line, steps);
    for entry in &section.entries {
        let offered = offers.remove(&entry.email).unwrap_or_default();
        let mut one = One { seen, people, entry, steps };
        match (seen.members.get(&entry.email), entry.standing) {
            (Some(user), Belongs::Managed) => one.changed(user, actor),
            (Some(_), _) => {
                let sentence =
                    format!("{} is a managed user; a file does not make them independent.", entry.email);
                let remedy = "Take the entry out to remove the user, and invite them to accounts afterwards.";
                one.refuse(RefusalCode::AlreadyMember, sentence, remedy);
            }
            // What stands there of people from outside is read by an import only: they come and go by access.
            (None, Belongs::Independent | Belongs::Outside) => {}
            (None, Belongs::Managed) => one.invited(controller, matched, offered)?,
        }
    }
    removed(seen, people, matched, section.line, steps);
    Ok(())
}

fn called(email: &crate::model::Email) -> String {
    format!("users, {email}")
}

fn one_owner(entries: &[UserEntry], line: usize, steps: &mut Steps) {
    let owners: Vec<&UserEntry> = entries.iter().filter(|entry| entry.role == OrgRole::Owner).collect();
    match owners.as_slice() {
        [_] => {}
        [] => {
            let sentence = "No user has the role owner, and an organization has exactly one Owner.";
            steps.refuse(
                line,
                "users",
                RefusalCode::OwnerProtected,
                sentence,
                "Give the role to one of them.",
            );
        }
        [_, others @ ..] => {
            for entry in others {
                let sentence = format!("{} would be a second Owner; an organization has one.", entry.email);
                let remedy = "Give the role to one of them.";
                steps.refuse(
                    entry.line,
                    called(&entry.email),
                    RefusalCode::OwnerNotOffered,
                    sentence,
                    remedy,
                );
            }
        }
    }
}

/// Whoever the file does not have: members go; whoever was invited may still answer.
fn removed(seen: &Seen, people: &People<'_>, matched: &Matched, line: usize, steps: &mut Steps) {
    let org = seen.organization.sid;
    for user in seen.members.values().filter(|user| people.leaving.contains(&user.sid)) {
        let owned = seen.accounts.values().filter(|account| account.owner == user.sid);
        let each =
            owned.filter_map(|account| matched.heirs.get(&account.sid).map(|heir| (account.sid, *heir)));
        let successors = Successors { all: Some(people.heir), each: each.collect() };
        let command = Command::RemoveUser { org, user: user.sid, successors };
        steps.push(Turn::Remove, line, called(&user.email), command);
    }
    for (email, invitation) in &people.invited {
        if !people.has(email) {
            steps.wait(None, invitation, invitation.kind.offer());
        }
    }
}

/// One entry of the file.
struct One<'a, 'p> {
    seen: &'a Seen,
    people: &'a People<'p>,
    entry: &'a UserEntry,
    steps: &'a mut Steps,
}

impl One<'_, '_> {
    fn refuse(&mut self, code: RefusalCode, sentence: impl Into<String>, remedy: impl Into<String>) {
        self.steps.refuse(self.entry.line, called(&self.entry.email), code, sentence, remedy);
    }

    fn push(&mut self, turn: Turn, command: Command) {
        self.steps.push(turn, self.entry.line, called(&self.entry.email), command);
    }

    fn changed(&mut self, user: &User, actor: &Actor) {
        let (entry, sid) = (self.entry, user.sid);
        let org = self.seen.organization.sid;
        if let Some(other) = entry.sid.filter(|other| *other != sid) {
            let sentence = format!("{} is the user {sid}, not {other}.", user.email);
            self.refuse(RefusalCode::EmailTaken, sentence, "Correct the SID, or take it out.");
            return;
        }
        if let Some(name) = entry.name.as_ref().filter(|name| **name != user.name) {
            self.push(Turn::EditUser, Command::RenameUser { user: sid, name: name.clone() });
        }
        match (user.state, entry.state) {
            (UserState::Inactive, UserState::Active) => {
                self.push(Turn::Activate, Command::ActivateUser { org, user: sid });
            }
            (UserState::Active, UserState::Inactive) => {
                self.push(Turn::Deactivate, Command::DeactivateUser { org, user: sid });
            }
            _ => {}
        }
        self.role(user, actor);
        self.two_factor(user);
        self.requests(user);
    }

    fn role(&mut self, user: &User, actor: &Actor) {
        let (org, sid, role) = (self.seen.organization.sid, user.sid, self.entry.role);
        let owner = self.seen.organization.owner;
        if Some(role) == user.role_in(org) {
            return;
        }
        if role == OrgRole::Owner {
            return self.push(Turn::ChangeOwner, Command::ChangeOwner { org, user: sid });
        }
        let command = Command::SetRole { org, user: sid, role };
        if sid != owner {
            let last = actor.user() == Some(sid);
            return self.push(if last { Turn::RoleOfOldOwner } else { Turn::Role }, command);
        }
        // Whoever hands the organization over becomes an Administrator by that.
        if self.people.heir != owner && role != OrgRole::Administrator {
            self.push(Turn::RoleOfOldOwner, command);
        }
    }

    fn two_factor(&mut self, user: &User) {
        let Some(wanted) = self.entry.two_factor.filter(|wanted| *wanted != user.two_factor) else { return };
        if wanted == TwoFactor::Required {
            // Whoever has one by now did what was required.
            if user.two_factor == TwoFactor::On {
                return;
            }
            let (org, action) = (self.seen.organization.sid, SecurityAction::RequireTwoFactor);
            return self.push(Turn::EditUser, Command::RequestSecurity { org, user: user.sid, action });
        }
        let sentence = format!(
            "The second factor of {} is {}, and a file does not make it {wanted}: it is reported, not decided.",
            user.email, user.two_factor
        );
        self.refuse(RefusalCode::Invalid, sentence, "Take two-factor out; it can be required.");
    }

    /// What was asked stands in a file as news; older news is none.
    fn requests(&mut self, user: &User) {
        for (action, at) in &self.entry.requests {
            let known = user.requests.iter().find(|request| request.action == *action);
            if known.is_some_and(|known| known.at.0 / 1000 >= at.0 / 1000) {
                continue;
            }
            let sentence = format!("Nobody asked for {} at {at}: {action}.", user.email);
            let remedy =
                format!("Ask with orgadm user security {} {}, or take it out.", user.email, action.word());
            self.refuse(RefusalCode::Invalid, sentence, remedy);
        }
    }

    fn invited(
        &mut self,
        controller: &Controller,
        matched: &Matched,
        access: Vec<crate::model::OfferedRoles>,
    ) -> Result<(), PlanError> {
        let (entry, org) = (self.entry, self.seen.organization.sid);
        if let Some(sid) = entry.sid
            && !self.known(controller, sid)?
        {
            return Ok(());
        }
        let open = self.people.invited.get(&entry.email);
        if let Some(open) = open.filter(|open| open.kind.role() == Some(entry.role)) {
            self.steps.wait(entry.line, open, entry.role.to_string());
            return Ok(());
        }
        // Whoever joins along with an account needs no invitation of their own.
        if entry.role == OrgRole::Standard && matched.joining.contains(&entry.email) {
            return Ok(());
        }
        if entry.state == UserState::Inactive {
            let sentence = format!("{} is no user here yet; whoever is invited starts active.", entry.email);
            self.refuse(RefusalCode::Invalid, sentence, "Take the state out, or the entry.");
            return Ok(());
        }
        let (email, role, replace) = (entry.email.clone(), entry.role, open.is_some());
        self.push(Turn::Invite, Command::InviteUser { org, email, role, access, replace });
        Ok(())
    }

    /// Whether this is the user with that address, somewhere in the store.
    fn known(&mut self, controller: &Controller, sid: UserSid) -> Result<bool, PlanError> {
        let email = &self.entry.email;
        match controller.counted(Key::User(sid))? {
            Some(Record::User(user)) if user.email == *email => return Ok(true),
            Some(Record::User(user)) if self.seen.members.contains_key(&user.email) => {
                let sentence =
                    format!("{sid} has the address {}, and a file does not change it.", user.email);
                self.refuse(RefusalCode::EmailTaken, sentence, "Write that address, or take the SID out.");
            }
            _ => {
                let sentence = format!("There is no user {sid} with the address {email}.");
                let remedy = "Take the SID out: whoever is invited keeps their own, or gets one.";
                self.refuse(RefusalCode::NotFound, sentence, remedy);
            }
        }
        Ok(false)
    }
}
