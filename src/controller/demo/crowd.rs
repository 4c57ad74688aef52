//! The bulk of a demo: people, accounts, roles and domains as they stood before the story begins.

use crate::model::{
    Account, AccountKind, AccountRole, AccountRoles, AccountSid, AccountState, Domain, DomainName, DomainSid,
    DomainState, Email, Grant, Label, Membership, OrgRole, OrgSid, OrgState, Organization, OrganizationName,
    PersonName, Phone, PhoneProof, Record, SignUpPolicy, Span, Timestamp, TwoFactor, TwoFactorPolicy, Usage,
    User, UserSid, UserState, VerificationMethod,
};
use crate::rules::limits;

use super::names::{FIRST, LAST, PLACES, PRODUCTS};
use super::ports::Demo;

/// The bulk of a demo as functions of a number: whatever its size, no more of it is in memory than is being written.
///
/// Identifiers are drawn ascending, one from each of so many equal parts of their range, because a store imports keys in
/// order fastest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crowd {
    demo: Demo,
    begins: Timestamp,
    people: usize,
    /// The last of the people: partners from outside.
    outsiders: usize,
    accounts: usize,
}

/// What a number's generator is for, so that each draws its own.
#[derive(Debug, Clone, Copy)]
enum Draw {
    Organization,
    Person,
    PersonSid,
    Account,
    AccountSid,
    AccountOwner,
    Domain,
}

impl Crowd {
    pub(super) fn new(demo: Demo, begins: Timestamp) -> Self {
        let people = demo.users.max(10) as usize;
        Self { demo, begins, people, outsiders: (people / 25).max(2), accounts: (people / 10).max(3) }
    }

    /// How many records there are.
    pub(super) const fn len(&self) -> usize {
        self.people + self.accounts + DOMAINS.len() + 2
    }

    /// Every record, kind after kind in key order; the organization last, so that a crowd that was not written to its
    /// end is recognised.
    pub(super) fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let people = (0..self.people).filter_map(|n| self.person(n)).map(Record::User);
        let accounts = (0..self.accounts).filter_map(|n| self.account(n)).map(Record::Account);
        let domains = (0..DOMAINS.len()).filter_map(|n| self.domain(n)).map(Record::Domain);
        let name = Label::parse("", "Acme Corp").ok();
        let org = self.org();
        let name = name.map(|name| Record::OrganizationName(OrganizationName { org, name }));
        let last = Record::Organization(self.organization());
        people.chain(accounts).chain(domains).chain(name).chain([last])
    }

    pub(super) fn org(&self) -> OrgSid {
        OrgSid::from_bytes(sid(&mut self.random(Draw::Organization, 0), 0, 1))
    }

    pub(super) fn owner(&self) -> UserSid {
        self.user(0)
    }

    /// How many belong to the organization.
    pub(super) const fn members(&self) -> usize {
        self.people - self.outsiders
    }

    /// The n-th person.
    pub(super) fn user(&self, n: usize) -> UserSid {
        UserSid::from_bytes(sid(&mut self.random(Draw::PersonSid, n), n, self.people))
    }

    fn account_sid(&self, n: usize) -> AccountSid {
        AccountSid::from_bytes(sid(&mut self.random(Draw::AccountSid, n), n, self.accounts))
    }

    /// Which person owns the n-th account.
    fn owner_of(&self, n: usize) -> usize {
        if n < 3 { 0 } else { self.random(Draw::AccountOwner, n).usize(0..self.members()) }
    }

    /// The generator of one thing: the same whenever it is asked for.
    fn random(&self, draw: Draw, n: usize) -> fastrand::Rng {
        let n = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = self.demo.seed.wrapping_add(1).wrapping_mul(0xD1B5_4A32_D192_ED03) ^ n;
        fastrand::Rng::with_seed(mixed.rotate_left(draw as u32 * 7) ^ (draw as u64) << 56)
    }

    /// An instant between the beginning and 45 days before the end of the story.
    fn past(&self, random: &mut fastrand::Rng) -> Timestamp {
        let until = self.demo.now.minus(Span::days(45));
        self.begins.plus(Span(random.u64(0..until.since(self.begins).0.max(1))))
    }

    fn organization(&self) -> Organization {
        Organization {
            sid: self.org(),
            owner: self.owner(),
            state: OrgState::Active,
            created: self.begins,
            policy: SignUpPolicy::KeepOut,
            verified_domains_only: false,
            reason_required: false,
            baa: None,
            account_limit: None,
            domain_limit: limits::DOMAINS,
            recovered: None,
            deletion: None,
            demo: true,
        }
    }

    /// The first is the Owner, then a few Administrators; the last few belong to nobody here.
    fn person(&self, n: usize) -> Option<User> {
        let random = &mut self.random(Draw::Person, n);
        let outsider = n >= self.members();
        let (first, last) = match n {
            0 => (FIRST[0], LAST[0]),
            1 => (FIRST[1], LAST[1]),
            _ => (FIRST[random.usize(0..FIRST.len())], LAST[random.usize(0..LAST.len())]),
        };
        let domain = if outsider { "partner.example" } else { "acme.example" };
        let number = if n < 2 { String::new() } else { n.to_string() };
        let role = match n {
            0 => OrgRole::Owner,
            1..=3 => OrgRole::Administrator,
            n if n % 120 == 0 => OrgRole::Administrator,
            _ => OrgRole::Standard,
        };
        let created = if n == 0 { self.begins } else { self.past(random) };
        let inactive = n > 3 && !outsider && random.u32(0..100) < 2;
        let two_factor = match random.u32(0..10) {
            _ if n < 2 => TwoFactor::On,
            0..=5 => TwoFactor::On,
            6..=7 => TwoFactor::Off,
            8 => TwoFactor::Required,
            _ => TwoFactor::Unknown,
        };
        let seen = random.u32(0..100) < 85;
        let ago = random.u64(0..Span::days(60).0);
        let last_seen = Timestamp(self.demo.now.minus(Span::days(31)).0.saturating_sub(ago).max(created.0));
        let org = self.org();
        Some(User {
            sid: self.user(n),
            email: Email::parse(&format!("{}.{}{number}@{domain}", first.1, last.1)).ok()?,
            email_proven: Some(created),
            name: PersonName::parse("", &format!("{} {}", first.0, last.0)).ok()?,
            state: if inactive { UserState::Inactive } else { UserState::Active },
            membership: (!outsider).then_some(Membership { org, role, since: created }),
            grants: self.grants(random, n, outsider),
            two_factor,
            created,
            last_seen: seen.then_some(last_seen),
            requests: Vec::new(),
            uids: Vec::new(),
        })
    }

    /// Three accounts a person on average; at least one for somebody from outside, who would not be here otherwise.
    fn grants(&self, random: &mut fastrand::Rng, n: usize, outsider: bool) -> Vec<Grant> {
        let wanted = if outsider { random.usize(1..3) } else { random.usize(0..7) };
        let mut grants: Vec<Grant> = Vec::new();
        for _ in 0..wanted {
            let at = random.usize(0..self.accounts);
            let (account, owner) = (self.account_sid(at), self.owner_of(at));
            if owner != n && grants.iter().all(|grant| grant.account != account) {
                let (roles, at) = (roles(random), self.past(random));
                grants.push(Grant { account, roles, by: self.user(owner), at });
            }
        }
        grants
    }

    fn account(&self, n: usize) -> Option<Account> {
        let random = &mut self.random(Draw::Account, n);
        let product = PRODUCTS[(n + random.usize(0..3)) % PRODUCTS.len()];
        let place = PLACES[n % PLACES.len()];
        let number = if n < PRODUCTS.len() { String::new() } else { format!(" {n}") };
        let created = self.past(random);
        let phone = Phone::parse(&format!("+1415555{:04}", n % 10_000)).ok().map(|number| PhoneProof {
            number,
            generation: 1,
            tries: 0,
            sent: created,
            verified: Some(created),
        });
        Some(Account {
            sid: self.account_sid(n),
            name: Label::parse("", &format!("{product} {place}{number}")).ok()?,
            state: if random.u32(0..100) < 4 { AccountState::Suspended } else { AccountState::Active },
            kind: if random.u32(0..100) < 60 { AccountKind::Full } else { AccountKind::Trial },
            usage: if random.u32(0..100) < 15 { Usage::Flex } else { Usage::Twilio },
            owner: self.user(self.owner_of(n)),
            org: Some(self.org()),
            parent: None,
            hipaa: None,
            with_parent: false,
            two_factor: TwoFactorPolicy::Disabled,
            phone,
            created,
            closed: None,
        })
    }

    fn domain(&self, n: usize) -> Option<Domain> {
        let random = &mut self.random(Draw::Domain, n);
        let (name, state) = DOMAINS.get(n)?;
        let created = self.past(random);
        Some(Domain {
            sid: DomainSid::from_bytes(sid(random, n, DOMAINS.len())),
            org: self.org(),
            name: DomainName::parse(name).ok()?,
            token: sid(random, 0, 1),
            method: VerificationMethod::Dns,
            state: *state,
            created,
            verified: (*state == DomainState::Verified).then_some(created),
            uncertain: None,
            checked: None,
            lost: None,
        })
    }
}

const DOMAINS: [(&str, DomainState); 2] =
    [("acme.example", DomainState::Verified), ("acme-labs.example", DomainState::Unverified)];

/// The n-th of so many identifiers: from the n-th part of the range.
fn sid(random: &mut fastrand::Rng, n: usize, of: usize) -> [u8; 16] {
    let part = u64::MAX / (of as u64).max(1);
    let high = part.saturating_mul(n as u64).saturating_add(random.u64(0..part.max(1)));
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&high.to_be_bytes());
    bytes[8..].copy_from_slice(&random.u64(..).to_be_bytes());
    bytes
}

fn roles(random: &mut fastrand::Rng) -> AccountRoles {
    AccountRoles::of(match random.u32(0..10) {
        0..=1 => &[AccountRole::Administrator],
        2..=5 => &[AccountRole::Developer],
        6 => &[AccountRole::BillingManager],
        7 => &[AccountRole::Developer, AccountRole::Support],
        _ => &[AccountRole::Support],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(users: u32, seed: u64) -> Crowd {
        let now = Timestamp(1_795_489_783_000);
        Crowd::new(Demo { users, seed, now }, now.minus(Span::days(400)))
    }

    #[test]
    fn the_same_seed_gives_the_same_people_in_key_order() {
        let all = |seed| crowd(3_000, seed).records().collect::<Vec<Record>>();
        let (one, again, other) = (all(1), all(1), all(2));
        assert_eq!(one, again);
        assert_ne!(one, other);
        assert_eq!(one.len(), crowd(3_000, 1).len());
        let keys = |kind| one.iter().map(Record::key).filter(|key| key.kind() == kind).collect::<Vec<_>>();
        for kind in [crate::model::Kind::User, crate::model::Kind::Account] {
            assert!(keys(kind).is_sorted() && keys(kind).len() >= 300);
        }
        assert!(matches!(one.last(), Some(Record::Organization(_))));
    }

    #[test]
    fn roles_stand_on_accounts_that_exist_and_are_not_ones_own() {
        let all: Vec<Record> = crowd(500, 7).records().collect();
        let owners: std::collections::BTreeMap<AccountSid, UserSid> = all
            .iter()
            .filter_map(|record| match record {
                Record::Account(account) => Some((account.sid, account.owner)),
                _ => None,
            })
            .collect();
        let mut held = 0;
        for record in &all {
            let Record::User(user) = record else { continue };
            for grant in &user.grants {
                assert!(owners.get(&grant.account).is_some_and(|owner| *owner != user.sid));
                held += 1;
            }
        }
        assert!((1_000..2_000).contains(&held), "about three a person: {held}");
    }
}
