//! Changes on top of a world answer every question as that world would with the changes made: random steps, against a
//! world that is built anew and searched from end to end.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::{
    Account, AccountKind, AccountRole, AccountRoles, Grant, Invitation, InvitationKind, Kind, Label, Loss,
    Membership, OrgRole, PersonName, SignUp, SignUpSid, TwoFactor, TwoFactorPolicy, Usage, User, UserState,
    VerificationMethod,
};

/// Records in a map; every question is a search.
#[derive(Clone, Default)]
struct Plain(BTreeMap<Key, Record>);

impl Plain {
    fn keys(&self, holds: impl Fn(&Record) -> bool) -> Vec<Key> {
        self.0.iter().filter(|(_, record)| holds(record)).map(|(key, _)| *key).collect()
    }

    fn invitations(&self, holds: impl Fn(&Invitation) -> bool) -> Vec<InvitationSid> {
        let records = self.0.values().filter_map(|record| match record {
            Record::Invitation(invitation) if holds(invitation) => Some(invitation.sid),
            _ => None,
        });
        records.collect()
    }

    fn users(&self, holds: impl Fn(&User) -> bool) -> Vec<UserSid> {
        let records = self.0.values().filter_map(|record| match record {
            Record::User(user) if holds(user) => Some(user.sid),
            _ => None,
        });
        records.collect()
    }

    fn accounts(&self, holds: impl Fn(&Account) -> bool) -> Vec<AccountSid> {
        let records = self.0.values().filter_map(|record| match record {
            Record::Account(account) if holds(account) => Some(account.sid),
            _ => None,
        });
        records.collect()
    }

    fn domains(&self, holds: impl Fn(&Domain) -> bool) -> Vec<DomainSid> {
        let records = self.0.values().filter_map(|record| match record {
            Record::Domain(domain) if holds(domain) => Some(domain.sid),
            _ => None,
        });
        records.collect()
    }
}

const fn open(invitation: &Invitation) -> bool {
    matches!(invitation.state, InvitationState::Pending)
}

impl World for Plain {
    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError> {
        Ok(self.0.get(&key).map(|record| Stored { record: record.clone(), last: Position(7) }))
    }

    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError> {
        Ok(self.users(|user| user.email == *email).first().copied())
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        Ok(self.accounts(|account| account.owner == user))
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        Ok(self.keys(|record| match record {
            Record::Invitation(i) => i.email == *email && open(i),
            Record::SignUp(s) => s.email == *email && s.state == SignUpState::Open,
            _ => false,
        }))
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
        Ok(self.domains(|domain| domain.name == *name))
    }

    fn holders_of(&self, account: AccountSid) -> Result<Vec<UserSid>, StoreError> {
        Ok(self.users(|user| user.grants.iter().any(|grant| grant.account == account)))
    }

    fn invitations_to(&self, account: AccountSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(|i| open(i) && i.kind.account() == Some(account)))
    }

    fn invitations_by(&self, sender: UserSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(|i| open(i) && i.sender == Some(sender)))
    }

    fn open_requests(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(|i| open(i) && i.kind.is_request() && i.org == Some(org)))
    }

    fn requests_from(&self, email: &Email) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(|i| i.kind.is_request() && i.email == *email))
    }

    fn user_with_uid(&self, uid: u32) -> Result<Option<UserSid>, StoreError> {
        Ok(self.users(|user| user.uids.contains(&uid)).first().copied())
    }

    fn user_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.users(|user| user.is_managed_by(org)).len())
    }

    fn account_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        let counts =
            |a: &Account| a.org == Some(org) && a.parent.is_none() && a.state != AccountState::Closed;
        Ok(self.accounts(counts).len())
    }

    fn accounts_in_use(&self, org: OrgSid) -> Result<(usize, usize), StoreError> {
        let of = |sub: bool| {
            self.accounts(|a| a.org == Some(org) && a.is_in_use() && a.parent.is_some() == sub).len()
        };
        Ok((of(false), of(true)))
    }

    fn domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.domains(|domain| domain.org == org).len())
    }

    fn verified_domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.domains(|domain| domain.org == org && domain.state == DomainState::Verified).len())
    }

    fn pending_accounts(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(|i| open(i) && i.kind.joining().is_some() && i.org == Some(org)))
    }

    fn closed_until(&self, at: Timestamp, most: usize) -> Result<Vec<AccountSid>, StoreError> {
        let mut due: Vec<(bool, Timestamp, AccountSid)> = self
            .0
            .values()
            .filter_map(|record| match record {
                Record::Account(a) if a.state == AccountState::Closed => {
                    Some((a.parent.is_none(), a.closed.filter(|closed| *closed <= at)?, a.sid))
                }
                _ => None,
            })
            .collect();
        due.sort_unstable();
        Ok(due.into_iter().take(most).map(|(_, _, sid)| sid).collect())
    }

    fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Key>, StoreError> {
        let mut due = self.keys(|record| match record {
            Record::Invitation(i) => open(i) && now >= i.expires,
            Record::SignUp(s) => s.state == SignUpState::Open && now >= s.expires,
            _ => false,
        });
        due.truncate(most);
        Ok(due)
    }

    fn waiting_in_domains_of(&self, _: OrgSid) -> Result<Vec<Key>, StoreError> {
        Ok(Vec::new())
    }

    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        Ok(self.keys(|record| match record {
            Record::Invitation(i) => i.email == *email,
            Record::SignUp(s) => s.email == *email,
            Record::Message(m) => matches!(&m.to, Recipient::Email(to) if to == email),
            _ => false,
        }))
    }

    fn void(&self, _: usize) -> Result<Vec<Key>, StoreError> {
        Ok(Vec::new())
    }

    fn names_due(&self, _: Timestamp, _: usize) -> Result<Vec<OrgSid>, StoreError> {
        Ok(Vec::new())
    }

    fn archived(&self) -> Result<Position, StoreError> {
        Ok(Position::NONE)
    }

    fn managed_under(&self, org: OrgSid, name: &DomainName) -> Result<Vec<UserSid>, StoreError> {
        Ok(self.users(|user| user.is_managed_by(org) && user.email.domain() == name.as_str()))
    }

    fn losses(&self, most: usize) -> Result<Vec<DomainSid>, StoreError> {
        let waits = |domain: &Domain| domain.lost.is_some_and(|loss| loss.people != Removal::Done);
        Ok(self.domains(waits).into_iter().take(most).collect())
    }

    fn entry(&self, _: Position) -> Result<Option<AuditEntry>, StoreError> {
        Ok(None)
    }

    fn code(&self, _: CodeFor) -> Code {
        Code::new(String::new())
    }
}

const ORGS: [OrgSid; 2] = [OrgSid::from_bytes([1; 16]), OrgSid::from_bytes([2; 16])];

fn email(n: u8) -> Email {
    Email::parse(&format!("u{}@acme.example", n % 4)).expect("valid")
}

fn name(n: u8) -> DomainName {
    DomainName::parse(&format!("d{}.example", n % 2)).expect("valid")
}

fn org(n: u8) -> Option<OrgSid> {
    ORGS.get(usize::from(n % 3)).copied()
}

fn account_sid(n: u8) -> AccountSid {
    AccountSid::from_bytes([n % 4; 16])
}

/// A record of some kind whose fields come from two numbers.
fn record(kind: u8, which: u8, how: u8) -> Record {
    match kind % 5 {
        0 => {
            let grant = |n| Grant {
                account: account_sid(n),
                roles: AccountRoles::of(&[AccountRole::Support]),
                by: UserSid::from_bytes([0; 16]),
                at: Timestamp(0),
            };
            Record::User(User {
                sid: UserSid::from_bytes([which % 4; 16]),
                email: email(how),
                email_proven: None,
                name: PersonName::parse("", "Some Body").expect("valid"),
                state: UserState::Active,
                membership: org(how / 4).map(|org| Membership {
                    org,
                    role: OrgRole::Standard,
                    since: Timestamp(0),
                }),
                grants: (0..how % 3).map(|n| grant(how / 16 + n)).collect(),
                two_factor: TwoFactor::Unknown,
                created: Timestamp(0),
                last_seen: None,
                requests: Vec::new(),
                uids: Vec::new(),
            })
        }
        1 => Record::Account(Account {
            sid: account_sid(which),
            name: Label::parse("", "Main").expect("valid"),
            state: [
                AccountState::Active,
                AccountState::Suspended,
                AccountState::PendingClosure,
                AccountState::Closed,
            ][usize::from(how % 4)],
            kind: AccountKind::Trial,
            usage: Usage::Twilio,
            owner: UserSid::from_bytes([how / 4 % 4; 16]),
            org: org(how / 16),
            parent: (how > 128).then(|| account_sid(how)),
            hipaa: None,
            with_parent: false,
            two_factor: TwoFactorPolicy::Disabled,
            phone: None,
            created: Timestamp(0),
            closed: None,
        }),
        2 => Record::Invitation(Invitation {
            sid: InvitationSid::from_bytes([which % 6; 16]),
            org: org(how / 4),
            email: email(how / 8),
            kind: match how % 3 {
                0 => InvitationKind::UserJoin { role: OrgRole::Standard, access: Vec::new() },
                1 => InvitationKind::AccountAccess {
                    account: account_sid(how / 16),
                    roles: AccountRoles::of(&[AccountRole::Support]),
                },
                _ => InvitationKind::JoinRequest { name: PersonName::parse("", "Some Body").expect("valid") },
            },
            sender: (how % 3 != 2).then(|| UserSid::from_bytes([how / 32 % 4; 16])),
            created: Timestamp(0),
            last_sent: Timestamp(0),
            sends: 1,
            generation: 1,
            tries: 0,
            expires: Timestamp(u64::from(how)),
            state: if which > 150 { InvitationState::Declined } else { InvitationState::Pending },
            canceled: None,
            ended: None,
            previous: None,
        }),
        3 => Record::Domain(Domain {
            sid: DomainSid::from_bytes([which % 4; 16]),
            org: ORGS[usize::from(how % 2)],
            name: name(how / 2),
            state: [DomainState::Unverified, DomainState::Verified, DomainState::Uncertain]
                [usize::from(how / 4 % 3)],
            token: [0; 16],
            method: VerificationMethod::Dns,
            created: Timestamp(0),
            verified: None,
            uncertain: None,
            checked: None,
            lost: (how > 127).then_some(Loss { at: Timestamp(0), people: Removal::Waiting }),
        }),
        _ => Record::SignUp(SignUp {
            sid: SignUpSid::from_bytes([which % 3; 16]),
            email: email(how),
            name: PersonName::parse("", "Some Body").expect("valid"),
            account: Label::parse("", "Main").expect("valid"),
            created: Timestamp(0),
            expires: Timestamp(u64::from(how)),
            sent: Timestamp(0),
            sends: 1,
            generation: 1,
            tries: 0,
            state: if how > 200 { SignUpState::Expired } else { SignUpState::Open },
            user: None,
        }),
    }
}

/// What is done next.
#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8, u8),
    Remove(u8, u8),
    Mark,
    TakeBack,
    Settle,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(kind, which, how)| Step::Put(kind, which, how)),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(kind, which)| Step::Remove(kind, which)),
        2 => Just(Step::Mark),
        1 => Just(Step::TakeBack),
        1 => Just(Step::Settle),
    ]
}

fn sorted<T: Ord>(mut of: Vec<T>) -> Vec<T> {
    of.sort();
    of
}

fn same(layered: &Layered<'_>, plain: &Plain) {
    let ok = "in memory";
    for kind in Kind::ALL {
        for n in 0..8 {
            let key = Key::from_bytes(kind, [n; 16]);
            let record = |world: &dyn World| world.get(key).expect(ok).map(|stored| stored.record);
            assert_eq!(record(layered), record(plain), "{key}");
        }
    }
    for n in 0..4 {
        let (user, account) = (UserSid::from_bytes([n; 16]), account_sid(n));
        let owned = World::accounts_owned_by(layered, user).expect(ok);
        assert_eq!(owned, plain.accounts_owned_by(user).expect(ok));
        assert_eq!(layered.holders_of(account).expect(ok), plain.holders_of(account).expect(ok));
        assert_eq!(layered.invitations_to(account).expect(ok), plain.invitations_to(account).expect(ok));
        assert_eq!(layered.invitations_by(user).expect(ok), plain.invitations_by(user).expect(ok));
        let email = email(n);
        assert_eq!(layered.users_with(&email).expect(ok), plain.users(|user| user.email == email));
        assert_eq!(World::open_for(layered, &email).expect(ok), plain.open_for(&email).expect(ok));
        assert_eq!(layered.requests_from(&email).expect(ok), plain.requests_from(&email).expect(ok));
        let addressed = |world: &dyn World| sorted(world.addressed_to(&email).expect(ok));
        assert_eq!(addressed(layered), addressed(plain));
        let name = name(n);
        assert_eq!(World::domains_named(layered, &name).expect(ok), plain.domains_named(&name).expect(ok));
    }
    for org in ORGS {
        assert_eq!(layered.open_requests(org).expect(ok), plain.open_requests(org).expect(ok));
        assert_eq!(layered.pending_accounts(org).expect(ok), plain.pending_accounts(org).expect(ok));
        assert_eq!(layered.user_count(org), plain.user_count(org));
        assert_eq!(layered.account_count(org), plain.account_count(org));
        assert_eq!(layered.accounts_in_use(org), plain.accounts_in_use(org));
        assert_eq!(layered.domain_count(org), plain.domain_count(org));
        assert_eq!(layered.verified_domain_count(org), plain.verified_domain_count(org));
    }
    let closed = |world: &dyn World| sorted(world.closed_until(Timestamp(100), usize::MAX).expect(ok));
    assert_eq!(closed(layered), closed(plain));
    let due = |world: &dyn World| sorted(world.due(Timestamp(100), usize::MAX).expect(ok));
    assert_eq!(due(layered), due(plain));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn it_answers_as_the_changed_world_would(
        stored in proptest::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 0..12),
        steps in proptest::collection::vec(step(), 0..40),
    ) {
        // Addresses are unique in a store; what would break that is left out of it, not out of the changes.
        let mut base = Plain::default();
        for (kind, which, how) in stored {
            let record = record(kind, which, how);
            let taken = matches!(&record, Record::User(user)
                if !base.users(|other| other.email == user.email && other.sid != user.sid).is_empty());
            if !taken {
                base.0.insert(record.key(), record);
            }
        }
        let mut plain = base.clone();
        let mut layered = Layered::new(&base);
        let mut marks = Vec::new();
        for step in steps {
            match step {
                Step::Put(kind, which, how) => {
                    let record = record(kind, which, how);
                    layered.set(record.key(), Some(record.clone())).expect("in memory");
                    plain.0.insert(record.key(), record);
                }
                Step::Remove(kind, which) => {
                    let key = record(kind, which, 0).key();
                    layered.set(key, None).expect("in memory");
                    plain.0.remove(&key);
                }
                Step::Mark => marks.push((layered.mark(), plain.clone())),
                Step::TakeBack => {
                    if let Some((mark, earlier)) = marks.pop() {
                        layered.take_back(mark);
                        plain = earlier;
                    }
                }
                // Only when all is laid down: nothing is taken back afterwards.
                Step::Settle if marks.is_empty() => layered.settle(),
                Step::Settle => {}
            }
            same(&layered, &plain);
        }
        layered.settle();
        same(&layered, &plain);
        for change in layered.changes() {
            prop_assert_eq!(change.before.as_ref(), base.0.get(&change.key));
            prop_assert_eq!(change.after.as_ref(), plain.0.get(&change.key));
            prop_assert!(change.before != change.after);
        }
    }
}
