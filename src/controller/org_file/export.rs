//! An organization turned into entries: what people decided and what was reported, no history. Open invitations, codes and
//! requests to be invited are none of it.

use std::collections::BTreeMap;

use crate::controller::hub::Controller;
use crate::controller::past::When;
use crate::controller::refusal::PlanError;
use crate::model::{Account, AccountSid, AccountState, Label, OrgRole, OrgSid, Position, User, UserState};
use crate::rules::limits;

use super::entries::{
    AccessEntry, AccountEntry, AccountRef, Belongs, DomainEntry, OrgFile, OrganizationEntry, PolicyEntry,
    Section, SubaccountEntry, UserEntry,
};
use super::seen::Seen;

impl Controller {
    /// The organization as a file, and the entry it is as of. Reads every record of it once; if somebody commits meanwhile,
    /// once more as it was before. Who may see it is for the caller to decide.
    pub fn org_file(&self, org: OrgSid) -> Result<(OrgFile, Position), PlanError> {
        loop {
            let (directory, head) = self.at_head()?;
            let seen = Seen::of(self, &directory, org);
            if self.store().info()?.head == head {
                return Ok((file(&seen?), head));
            }
            // What was erased or moved into an archive meanwhile is no longer there as it was: then it begins anew.
            if let Ok(past) = self.as_of(org, When::Position(head), &mut |_| {})
                && past.erased == 0
            {
                let directory = past.controller.directory()?;
                return Ok((file(&Seen::of(&past.controller, &directory, org)?), head));
            }
        }
    }
}

fn file(seen: &Seen) -> OrgFile {
    OrgFile {
        organization: organization(seen),
        policy: Some(policy(seen)),
        domains: Some(section(domains(seen))),
        users: Some(section(users(seen))),
        accounts: Some(section(accounts(seen))),
        access: Some(section(access(seen))),
    }
}

const fn section<T>(entries: Vec<T>) -> Section<T> {
    Section { line: 0, entries }
}

fn organization(seen: &Seen) -> Option<OrganizationEntry> {
    let record = &seen.organization;
    Some(OrganizationEntry {
        line: 0,
        name: Label::parse("The organization name", &seen.name).ok()?,
        sid: Some(record.sid),
        baa: record.baa.map(|baa| baa.recorded),
        account_limit: record.account_limit,
        domain_limit: Some(record.domain_limit).filter(|limit| *limit != limits::DOMAINS),
    })
}

fn policy(seen: &Seen) -> PolicyEntry {
    let record = &seen.organization;
    PolicyEntry {
        line: 0,
        sign_up: Some(record.policy),
        verified_domains_only: Some(record.verified_domains_only),
        reason_required: Some(record.reason_required),
    }
}

fn domains(seen: &Seen) -> Vec<DomainEntry> {
    let entry = |domain: &crate::model::Domain| DomainEntry {
        line: 0,
        name: domain.name.clone(),
        state: Some(domain.state),
        uncertain: domain.uncertain,
        method: Some(domain.method),
        token: Some(domain.token),
        sid: Some(domain.sid),
    };
    seen.domains.values().map(entry).collect()
}

fn users(seen: &Seen) -> Vec<UserEntry> {
    let org = seen.organization.sid;
    let managed = seen.members.values().map(|user| {
        let mut requests: Vec<_> = user.requests.iter().map(|it| (it.action, it.at)).collect();
        requests.sort_unstable();
        UserEntry {
            role: user.role_in(org).unwrap_or(OrgRole::Standard),
            state: user.state,
            two_factor: Some(user.two_factor).filter(|factor| *factor != crate::model::TwoFactor::Unknown),
            requests,
            ..entry(user, Belongs::Managed)
        }
    });
    let independent = seen.independents.values().map(|user| entry(user, Belongs::Independent));
    // Of strangers only the address is anybody's business here.
    let outside = seen.outside.values().map(|user| UserEntry { name: None, ..entry(user, Belongs::Outside) });
    let mut all: Vec<UserEntry> = managed.chain(independent).chain(outside).collect();
    all.sort_by(|a, b| a.email.cmp(&b.email));
    all
}

fn entry(user: &User, standing: Belongs) -> UserEntry {
    UserEntry {
        line: 0,
        email: user.email.clone(),
        name: Some(user.name.clone()),
        standing,
        role: OrgRole::Standard,
        state: UserState::Active,
        two_factor: None,
        requests: Vec::new(),
        sid: Some(user.sid),
    }
}

fn accounts(seen: &Seen) -> Vec<AccountEntry> {
    let managed = seen.accounts.values().map(|account| AccountEntry {
        closed: account.closed,
        kind: Some(account.kind),
        usage: Some(account.usage),
        two_factor: account.two_factor,
        hipaa: account.is_designated(),
        phone: account.phone.as_ref().filter(|it| it.verified.is_some()).map(|it| it.number.clone()),
        subaccounts: Some(subaccounts(seen.beneath(account.sid))),
        ..whole(seen, account, Belongs::Managed)
    });
    let foreign = seen.foreign.values().map(|account| whole(seen, account, Belongs::Independent));
    let mut all: Vec<AccountEntry> = managed.chain(foreign).collect();
    all.sort_by(|a, b| (&a.name, a.sid).cmp(&(&b.name, b.sid)));
    all
}

fn whole(seen: &Seen, account: &Account, standing: Belongs) -> AccountEntry {
    AccountEntry {
        line: 0,
        name: account.name.clone(),
        standing,
        owner: seen.address(account.owner).cloned(),
        state: account.state,
        closed: None,
        kind: None,
        usage: None,
        two_factor: crate::model::TwoFactorPolicy::Disabled,
        hipaa: false,
        phone: None,
        subaccounts: None,
        sid: Some(account.sid),
    }
}

/// One that was suspended along with its parent is active by itself.
pub(super) const fn own_state(account: &Account) -> AccountState {
    if account.with_parent { AccountState::Active } else { account.state }
}

fn subaccounts(beneath: &[Account]) -> Vec<SubaccountEntry> {
    let mut all: Vec<SubaccountEntry> = beneath
        .iter()
        .map(|account| SubaccountEntry {
            line: 0,
            name: account.name.clone(),
            state: own_state(account),
            closed: account.closed,
            hipaa: account.is_designated(),
            sid: Some(account.sid),
        })
        .collect();
    all.sort_by(|a, b| (&a.name, a.sid).cmp(&(&b.name, b.sid)));
    all
}

/// How accounts are named: by what they are called where only one is called so.
fn references(seen: &Seen) -> BTreeMap<AccountSid, AccountRef> {
    let mut called: BTreeMap<&Label, usize> = BTreeMap::new();
    let all = || seen.accounts.values().chain(seen.foreign.values());
    for account in all() {
        *called.entry(&account.name).or_default() += 1;
    }
    let plain = |name: &Label| name.as_str().parse::<AccountSid>().is_err();
    all()
        .map(|account| {
            let alone = called.get(&account.name) == Some(&1) && plain(&account.name);
            let by =
                if alone { AccountRef::Name(account.name.clone()) } else { AccountRef::Sid(account.sid) };
            (account.sid, by)
        })
        .collect()
}

/// Roles on accounts in use: those on a closed one mean nothing. Of people from outside only those on accounts of the
/// organization.
fn access(seen: &Seen) -> Vec<AccessEntry> {
    let references = references(seen);
    let open = |sid: &AccountSid| seen.accounts.get(sid).is_some_and(Account::is_in_use);
    let people = seen.members.values().map(|user| (user, true));
    let people = people.chain(seen.independents.values().map(|user| (user, false)));
    let mut all = Vec::new();
    for (user, member) in people {
        for grant in &user.grants {
            let shown = open(&grant.account) || (member && seen.foreign.contains_key(&grant.account));
            if let Some(account) = references.get(&grant.account).filter(|_| shown).cloned() {
                all.push(AccessEntry { line: 0, user: user.email.clone(), account, roles: grant.roles });
            }
        }
    }
    all.sort_by(|a, b| (&a.user, &a.account).cmp(&(&b.user, &b.account)));
    all
}
