//! What must hold of a single step, seen from outside: every change is an edge, and was made by somebody who may.
//!
//! Like `sound`, in its own words: the permission matrix is not asked, only who stands where before the step.

use orgadm::controller::{Command, Plan, Refusal};
use orgadm::model::*;
use orgadm::rules::lifecycle;

use super::sound::Whole;

/// Everything that is wrong with a plan in the world it was made for, a sentence each.
pub fn findings(before: &Whole<'_>, plan: &Plan) -> Vec<String> {
    let step = Step { before, plan, actor: plan.actor.user().and_then(|sid| before.user(sid)) };
    let mut found = Vec::new();
    for change in &plan.changes {
        if let Err(no_edge) = lifecycle::check(change) {
            found.push(no_edge.to_string());
        }
        if change.before.is_none() && change.after.is_none() {
            found.push(format!("{} is changed from nothing to nothing", change.key));
        }
        if change.before == change.after {
            found.push(format!("{} is changed into itself", change.key));
        }
        found.extend(step.wrong(change).map(|what| format!("{}: {what}", change.key)));
    }
    // Whoever a deleted organization had deactivated is free of it.
    let held = |actor: &User| actor.membership.is_none() || step.before.belongs_to(actor).is_some();
    let idle = |actor: &User| actor.state != UserState::Active && held(actor);
    if let Some(actor) = step.actor.filter(|actor| idle(actor) && !for_nobody(plan)) {
        found.push(format!("{} has been deactivated and acts", actor.email));
    }
    found
}

/// What is wrong with the words of a plan: its heading, its line, and what it says of itself in sentences.
pub fn badly_said(plan: &Plan) -> Option<String> {
    if plan.title.trim().is_empty() || !plan.line.starts_with("orgadm") {
        return Some(format!("{:?} is entitled {:?}", plan.line, plan.title));
    }
    let said = plan.checks.iter().chain(&plan.consequences).chain(&plan.irreversible);
    let said = said.chain(plan.acknowledgements.iter().map(|it| &it.sentence));
    said.into_iter()
        .find(|text| !is_sentence(text))
        .map(|text| format!("{:?} says {text:?}", plan.command.kind()))
}

fn is_sentence(text: &str) -> bool {
    // A colon leads to a list, or to a line to type.
    let ends = text.ends_with(['.', ')', ':']) || text.contains(": orgadm");
    ends && text.chars().all(|c| hidden_character(c).is_none())
}

/// What is asked for nobody in particular: the sweep, and what comes before there is a user.
fn for_nobody(plan: &Plan) -> bool {
    use CommandKind::*;
    matches!(plan.command.kind(), Expire | SignUp | ConfirmSignUp | ResendSignUp | RequestInvitation)
}

/// What is wrong with the words of a refusal: each is a sentence without hidden characters.
pub fn badly_worded(refusal: &Refusal) -> Option<String> {
    [&refusal.sentence, &refusal.remedy]
        .into_iter()
        .find(|text| !is_sentence(text))
        .map(|text| format!("{} says {text:?}", refusal.code))
}

struct Step<'a> {
    before: &'a Whole<'a>,
    plan: &'a Plan,
    actor: Option<&'a User>,
}

impl Step<'_> {
    fn wrong(&self, change: &Change) -> Option<String> {
        match (&change.before, &change.after) {
            (before, Some(Record::Organization(after))) => match before {
                Some(Record::Organization(before)) => self.organization(before, after),
                _ => (Some(after.owner) != self.plan.actor.user()).then(|| "created for another".into()),
            },
            (Some(Record::User(before)), after) => {
                let after = after.as_ref().and_then(|record| match record {
                    Record::User(user) => Some(user),
                    _ => None,
                });
                self.user(before, after)
            }
            (Some(Record::Account(before)), Some(Record::Account(after))) => self.account(before, after),
            (Some(Record::Account(before)), None) => {
                (before.state != AccountState::Closed).then(|| "purged while in use".into())
            }
            (None, Some(Record::Account(after))) => self.designation(None, after),
            (Some(Record::Invitation(before)), Some(Record::Invitation(after))) => self.answer(before, after),
            (before, after) => match before.as_ref().or(after.as_ref()) {
                Some(Record::Domain(domain)) => (!self.manages(Some(domain.org)) && !self.is_above_all())
                    .then(|| "a claim changed by an outsider".into()),
                _ => None,
            },
        }
    }

    /// The host's operator or the sweeper, whoever wakes it.
    fn is_above_all(&self) -> bool {
        matches!(self.plan.actor.who, Who::Operator | Who::System) || self.plan.command == Command::Expire
    }

    /// Whether the actor is Owner or Administrator of the organization.
    fn manages(&self, org: Option<OrgSid>) -> bool {
        let role = self.actor.zip(self.before.live(org)).and_then(|(actor, org)| actor.role_in(org));
        matches!(role, Some(OrgRole::Owner | OrgRole::Administrator))
    }

    /// Whether the actor owns or administers the account, or its organization.
    fn manages_account(&self, account: &Account) -> bool {
        let own = self.actor.is_some_and(|actor| {
            actor.sid == account.owner || actor.roles_on(account.sid).contains(AccountRole::Administrator)
        });
        let of_parent = || {
            let parent = account.parent.and_then(|parent| self.before.account(parent));
            parent.is_some_and(|parent| self.manages_account(parent))
        };
        own || self.manages(account.org) || of_parent()
    }

    /// Whether the actor is answering for themselves: proving an address or an invitation.
    fn joins(&self) -> bool {
        matches!(self.plan.command, Command::AcceptInvitation { .. } | Command::ConfirmSignUp { .. })
    }

    fn organization(&self, before: &Organization, after: &Organization) -> Option<String> {
        if before.state == OrgState::Deleted && after.owner != before.owner {
            return Some("a deleted organization is handed over".into());
        }
        (!self.manages(Some(before.sid)) && !self.is_above_all()).then(|| "changed by an outsider".into())
    }

    /// Nobody but the Owner acts on the Owner; roles in the organization come from its administrators or an invitation.
    fn user(&self, before: &User, after: Option<&User>) -> Option<String> {
        let oneself = self.plan.actor.user() == Some(before.sid);
        let org = self.before.belongs_to(before);
        let Some(after) = after else {
            let owner = org.and_then(|org| before.role_in(org)) == Some(OrgRole::Owner);
            let may = self.manages(org) && !owner && !oneself;
            return (!may).then(|| "deleted by somebody who may not".into());
        };
        // Whoever changes somebody of a deleted organization writes down that they are free of it, and may sign in.
        let standing = |user: &User| {
            let held = user.membership.filter(|membership| self.before.live(Some(membership.org)).is_some());
            let state =
                if user.membership.is_some() && held.is_none() { UserState::Active } else { user.state };
            let membership = held.map(|membership| (membership.org, membership.role));
            (membership, state, user.name.clone(), user.requests.clone())
        };
        if standing(before) != standing(after) && !oneself && !self.is_above_all() {
            let owner = org.and_then(|org| before.role_in(org)) == Some(OrgRole::Owner);
            if owner {
                return Some("somebody else acts on the Owner".into());
            }
            if !self.manages(org) {
                return Some("changed by an outsider".into());
            }
        }
        let role = |user: &User| user.membership.map(|membership| membership.role);
        if role(after) == Some(OrgRole::Owner) && role(before) != Some(OrgRole::Owner) {
            let may = matches!(
                self.plan.command,
                Command::CreateOrganization { .. }
                    | Command::ChangeOwner { .. }
                    | Command::RecoverOwner { .. }
                    | Command::Undo { .. }
                    | Command::Many(_)
            );
            if !may {
                return Some("becomes Owner by the way".into());
            }
        }
        after.grants.iter().find_map(|grant| {
            let more = before.roles_on(grant.account) != grant.roles;
            let account = self.before.account(grant.account);
            let may = account.is_none_or(|account| self.manages_account(account));
            (more && !may && !self.joins() && !self.is_above_all())
                .then(|| format!("gets {} on {} from an outsider", grant.roles, grant.account))
        })
    }

    /// An invitation is accepted by the person it is addressed to, a request by the organization.
    fn answer(&self, before: &Invitation, after: &Invitation) -> Option<String> {
        if (before.state, after.state) != (InvitationState::Pending, InvitationState::Accepted) {
            return None;
        }
        // Whoever gives the code of a sign-up has proven the address.
        if matches!(self.plan.command, Command::ConfirmSignUp { .. }) {
            return None;
        }
        let may = match (before.kind.is_request(), self.actor) {
            (true, _) => self.manages(before.org),
            (false, Some(actor)) => actor.email == before.email,
            (false, None) => {
                self.plan.actor.who == Who::Visitor && self.before.user_at(&before.email).is_none()
            }
        };
        (!may).then(|| "accepted by somebody else".into())
    }

    fn account(&self, before: &Account, after: &Account) -> Option<String> {
        if before.state == AccountState::Closed && after.state != AccountState::Closed {
            return Some("comes back from closed".into());
        }
        let followed = Account { owner: after.owner, org: after.org, ..before.clone() };
        if before.state == AccountState::Closed && *after != followed {
            return Some("a closed account changes".into());
        }
        if !self.manages_account(before) && !self.is_above_all() {
            return Some("an account changed by an outsider".into());
        }
        let back = |before: &Account, after: &Account| {
            (before.state, after.state) == (AccountState::Suspended, AccountState::Active)
        };
        let parent_back = self.plan.changes.iter().any(|change| match (&change.before, &change.after) {
            (Some(Record::Account(was)), Some(Record::Account(is))) => {
                before.parent == Some(was.sid) && back(was, is)
            }
            _ => false,
        });
        let apart = !before.with_parent && matches!(self.plan.command, Command::ReactivateAccount { .. });
        if back(before, after) && parent_back && apart {
            return Some("a subaccount suspended by itself comes back with its parent".into());
        }
        if after.parent != before.parent {
            return Some("a subaccount gets another parent".into());
        }
        self.designation(Some(before), after)
    }

    /// A designation begins only where a BAA is on file; that of a new subaccount is its parent's.
    fn designation(&self, before: Option<&Account>, after: &Account) -> Option<String> {
        if let (None, Some(parent)) = (before, after.parent) {
            let parent = self.before.account(parent);
            let same = parent.is_some_and(|parent| parent.hipaa.is_some() == after.hipaa.is_some());
            return (!same).then(|| "a new subaccount is not as its parent".into());
        }
        let begins = after.hipaa.is_some() && before.is_none_or(|before| before.hipaa.is_none());
        let org = self.before.live(after.org).and_then(|org| self.before.org(org));
        (begins && org.is_none_or(|org| org.baa.is_none())).then(|| "designated without a BAA".into())
    }
}
