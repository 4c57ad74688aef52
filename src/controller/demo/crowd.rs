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

/// Everything written in bulk.
pub(super) struct Crowd {
    pub(super) records: Vec<Record>,
    pub(super) org: OrgSid,
    pub(super) owner: UserSid,
}

struct Maker {
    random: fastrand::Rng,
    begins: Timestamp,
    now: Timestamp,
}

impl Maker {
    fn sid(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        bytes
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(0..100) < percent
    }

    /// An instant between the beginning and thirty days before the end of the story.
    fn past(&mut self) -> Timestamp {
        let until = self.now.minus(Span::days(45));
        self.begins.plus(Span(self.random.u64(0..until.since(self.begins).0.max(1))))
    }
}

pub(super) fn generate(demo: Demo, begins: Timestamp) -> Crowd {
    let mut maker = Maker { random: fastrand::Rng::with_seed(demo.seed), begins, now: demo.now };
    let org = OrgSid::from_bytes(maker.sid());
    let count = demo.users.max(10) as usize;
    let independent = (count / 25).max(2);
    let mut users: Vec<User> =
        (0..count).filter_map(|n| person(&mut maker, org, n, n + independent >= count)).collect();
    let accounts = accounts(&mut maker, org, &mut users, count, independent);
    let owner = users.first().map_or(UserSid::from_bytes([0; 16]), |user| user.sid);
    let mut records = vec![Record::Organization(organization(org, owner, begins))];
    if let Ok(name) = Label::parse("", "Acme Corp") {
        records.push(Record::OrganizationName(OrganizationName { org, name }));
    }
    records.extend(domains(&mut maker, org).into_iter().map(Record::Domain));
    records.extend(users.into_iter().map(Record::User));
    records.extend(accounts.into_iter().map(Record::Account));
    Crowd { records, org, owner }
}

fn organization(sid: OrgSid, owner: UserSid, created: Timestamp) -> Organization {
    Organization {
        sid,
        owner,
        state: OrgState::Active,
        created,
        policy: SignUpPolicy::KeepOut,
        verified_domains_only: false,
        reason_required: false,
        baa: None,
        account_limit: None,
        domain_limit: limits::DOMAINS,
        recovered: None,
        demo: true,
    }
}

/// The n-th person: the first is the Owner, then a few Administrators; the last few belong to nobody here.
fn person(maker: &mut Maker, org: OrgSid, n: usize, outsider: bool) -> Option<User> {
    let (first, last) = match n {
        0 => (FIRST[0], LAST[0]),
        1 => (FIRST[1], LAST[1]),
        _ => (FIRST[maker.random.usize(0..FIRST.len())], LAST[maker.random.usize(0..LAST.len())]),
    };
    let domain = if outsider { "partner.example" } else { "acme.example" };
    let number = if n < 2 { String::new() } else { n.to_string() };
    let role = match n {
        0 => OrgRole::Owner,
        1..=3 => OrgRole::Administrator,
        n if n % 120 == 0 => OrgRole::Administrator,
        _ => OrgRole::Standard,
    };
    let created = if n == 0 { maker.begins } else { maker.past() };
    let seen = maker.chance(85);
    let inactive = n > 3 && !outsider && maker.chance(2);
    Some(User {
        sid: UserSid::from_bytes(maker.sid()),
        email: Email::parse(&format!("{}.{}{number}@{domain}", first.1, last.1)).ok()?,
        email_proven: Some(created),
        name: PersonName::parse("", &format!("{} {}", first.0, last.0)).ok()?,
        state: if inactive { UserState::Inactive } else { UserState::Active },
        membership: (!outsider).then_some(Membership { org, role, since: created }),
        grants: Vec::new(),
        two_factor: match maker.random.u32(0..10) {
            _ if n < 2 => TwoFactor::On,
            0..=5 => TwoFactor::On,
            6..=7 => TwoFactor::Off,
            8 => TwoFactor::Required,
            _ => TwoFactor::Unknown,
        },
        created,
        last_seen: seen.then(|| {
            let ago = maker.random.u64(0..Span::days(60).0);
            Timestamp(maker.now.minus(Span::days(31)).0.saturating_sub(ago).max(created.0))
        }),
    })
}

/// A tenth as many accounts as people, owned by members; then up to three grants a person.
fn accounts(
    maker: &mut Maker,
    org: OrgSid,
    users: &mut [User],
    count: usize,
    independent: usize,
) -> Vec<Account> {
    let members: Vec<UserSid> =
        users.iter().filter(|user| user.membership.is_some()).map(|user| user.sid).collect();
    let mut made: Vec<Account> = Vec::new();
    for n in 0..(count / 10).max(3) {
        let owner = match n {
            0..=2 => members.first(),
            _ => members.get(maker.random.usize(0..members.len())),
        };
        let name = format!(
            "{} {}{}",
            PRODUCTS[(n + maker.random.usize(0..3)) % PRODUCTS.len()],
            PLACES[n % PLACES.len()],
            if n < PRODUCTS.len() { String::new() } else { format!(" {n}") },
        );
        if let (Some(owner), Ok(name)) = (owner, Label::parse("", &name)) {
            made.push(account(maker, org, *owner, name, n));
        }
    }
    let sids: Vec<(AccountSid, UserSid)> = made.iter().map(|account| (account.sid, account.owner)).collect();
    let outside = users.len().saturating_sub(independent);
    for (n, user) in users.iter_mut().enumerate() {
        let wanted = if n >= outside { 1 + maker.random.usize(0..2) } else { maker.random.usize(0..4) };
        for _ in 0..wanted {
            let (account, owner) = sids[maker.random.usize(0..sids.len())];
            if owner != user.sid && user.grants.iter().all(|grant| grant.account != account) {
                let at = maker.past();
                user.grants.push(Grant { account, roles: roles(maker), by: owner, at });
            }
        }
    }
    made
}

fn roles(maker: &mut Maker) -> AccountRoles {
    AccountRoles::of(match maker.random.u32(0..10) {
        0..=1 => &[AccountRole::Administrator],
        2..=5 => &[AccountRole::Developer],
        6 => &[AccountRole::BillingManager],
        7 => &[AccountRole::Developer, AccountRole::Support],
        _ => &[AccountRole::Support],
    })
}

fn account(maker: &mut Maker, org: OrgSid, owner: UserSid, name: Label, n: usize) -> Account {
    let created = maker.past();
    let phone = Phone::parse(&format!("+1415555{:04}", n % 10_000)).ok().map(|number| PhoneProof {
        number,
        generation: 1,
        tries: 0,
        sent: created,
        verified: Some(created),
    });
    Account {
        sid: AccountSid::from_bytes(maker.sid()),
        name,
        state: if maker.chance(4) { AccountState::Suspended } else { AccountState::Active },
        kind: if maker.chance(60) { AccountKind::Full } else { AccountKind::Trial },
        usage: if maker.chance(15) { Usage::Flex } else { Usage::Twilio },
        owner,
        org: Some(org),
        parent: None,
        hipaa: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone,
        created,
        closed: None,
    }
}

fn domains(maker: &mut Maker, org: OrgSid) -> Vec<Domain> {
    let claims = [("acme.example", DomainState::Verified), ("acme-labs.example", DomainState::Unverified)];
    claims
        .into_iter()
        .filter_map(|(name, state)| {
            let created = maker.past();
            Some(Domain {
                sid: DomainSid::from_bytes(maker.sid()),
                org,
                name: DomainName::parse(name).ok()?,
                token: maker.sid(),
                method: VerificationMethod::Dns,
                state,
                created,
                verified: (state == DomainState::Verified).then_some(created),
                uncertain: None,
            })
        })
        .collect()
}
