//! Random commands by random people under a jumping clock: whatever is asked, the world stays sound.
//!
//! After each step: exactly one active Owner an organization, accounts with their owners, unique addresses, one open
//! invitation a target, every change an edge, one audit entry a plan, preview equals commit or a refusal; at the end the
//! directory equals one built from the store. More cases with `PROPTEST_CASES`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use orgadm::controller::port::Store;
use orgadm::controller::{Command, CommitError, Consent, TypedCode};
use orgadm::directory::{Filter, InvitationSort, UserList, UserQuery};
use orgadm::model::*;
use orgadm::rules::lifecycle;
use proptest::prelude::*;

use support::{House, domain, email, label, person, phone};

/// How many kinds of steps there are.
const KINDS: u8 = 30;

/// A step, its people and records chosen by number among those there are.
#[derive(Debug, Clone, Copy)]
struct Step {
    what: u8,
    actor: u8,
    other: u8,
    flag: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (0..KINDS, any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(what, actor, other, flag)| Step {
        what,
        actor,
        other,
        flag,
    })
}

fn records(house: &House, kind: Kind) -> Vec<Record> {
    house.store.scan(kind, None, 10_000).expect("readable").into_iter().map(|stored| stored.record).collect()
}

fn pick<T: Clone>(from: &[T], n: u8) -> Option<T> {
    from.get(usize::from(n) % from.len().max(1)).cloned()
}

/// The command of a step and who asks, or `None` where there is nothing to ask it of.
fn asked(house: &House, step: Step) -> Option<(Who, Command)> {
    let users: Vec<User> = records(house, Kind::User)
        .into_iter()
        .filter_map(|r| if let Record::User(user) = r { Some(user) } else { None })
        .collect();
    let invitations: Vec<Invitation> = records(house, Kind::Invitation)
        .into_iter()
        .filter_map(|r| if let Record::Invitation(i) = r { Some(i) } else { None })
        .collect();
    // Mostly those that can be answered; now and then one that has ended.
    let pending: Vec<Invitation> =
        invitations.iter().filter(|i| i.state == InvitationState::Pending).cloned().collect();
    let invitations = if pending.is_empty() || step.actor.is_multiple_of(8) { invitations } else { pending };
    let orgs: Vec<OrgSid> = records(house, Kind::Organization)
        .into_iter()
        .filter_map(|r| if let Record::Organization(org) = r { Some(org.sid) } else { None })
        .collect();
    let actor = pick(&users, step.actor);
    let who = actor.as_ref().map_or(Who::Visitor, |user| Who::User(user.sid));
    let org = actor
        .as_ref()
        .filter(|_| step.flag || !step.other.is_multiple_of(4))
        .and_then(|user| user.membership)
        .map(|membership| membership.org)
        .or_else(|| pick(&orgs, step.other));
    let address = format!("p{}@{}.example", step.other % 40, ["acme", "other"][usize::from(step.other % 2)]);
    let account = |user: &User| house.directory().accounts_owned_by(user.sid).first().copied();
    let role = if step.flag { OrgRole::Administrator } else { OrgRole::Standard };
    Some(match step.what {
        0..=2 => (
            Who::Visitor,
            Command::SignUp { email: email(&address), name: person("Some Body"), account: label("Main") },
        ),
        3..=5 => {
            let open = records(house, Kind::SignUp).into_iter().find_map(|r| match r {
                Record::SignUp(s) if s.state == SignUpState::Open => Some(s.sid),
                _ => None,
            })?;
            let code = match step.flag || !step.other.is_multiple_of(3) {
                true => {
                    house.controller.sign_up_code(open).ok()?.map(|code| TypedCode::new(&code.reveal()))?
                }
                false => TypedCode::new("wrong"),
            };
            (Who::Visitor, Command::ConfirmSignUp { sign_up: open, code })
        }
        6 => (who, Command::SetPhone { account: account(&actor?)?, phone: phone("+14155550100") }),
        7 => {
            let account = account(&actor?)?;
            let code = house.controller.phone_code(account).ok()??;
            (who, Command::ConfirmPhone { account, code: TypedCode::new(&code.reveal()) })
        }
        8 | 9 => (who, Command::CreateOrganization { name: label("Org") }),
        10 | 11 => (
            who,
            Command::InviteUser {
                org: org?,
                email: email(&address),
                role,
                access: Vec::new(),
                replace: step.actor.is_multiple_of(2),
            },
        ),
        12..=14 => {
            let invitation = pick(&invitations, step.other)?;
            let code = house.controller.invitation_code(invitation.sid).ok()?;
            let code = code.map(|code| TypedCode::new(&code.reveal()));
            let addressee = users.iter().find(|user| user.email == invitation.email);
            let who = addressee.map_or(Who::Visitor, |user| Who::User(user.sid));
            let (sid, name) = (invitation.sid, Some(person("New Person")));
            match step.what {
                14 => (who, Command::DeclineInvitation { invitation: sid, code }),
                _ => (who, Command::AcceptInvitation { invitation: sid, code, name }),
            }
        }
        15 => {
            let invitation = pick(&invitations, step.other)?;
            let who =
                if step.actor.is_multiple_of(3) { who } else { invitation.sender.map_or(who, Who::User) };
            let invitation = invitation.sid;
            match step.flag {
                true => (who, Command::ResendInvitation { invitation }),
                false => (who, Command::CancelInvitation { invitation }),
            }
        }
        16 => {
            let org = org?;
            // Mostly somebody of the organization; now and then of another.
            let near = |user: &&User| user.is_managed_by(org) || step.other.is_multiple_of(8);
            let members: Vec<UserSid> = users.iter().filter(near).map(|u| u.sid).collect();
            let user = pick(&members, step.other)?;
            // Every third time by the Owner: few of many people are administrators.
            let owner = Who::User(house.organization(org).owner);
            let who = if step.actor.is_multiple_of(3) { owner } else { who };
            (who, Command::SetRole { org, user, role })
        }
        17 => {
            let org = pick(&orgs, step.actor)?;
            let near: Vec<UserSid> =
                users.iter().filter(|u| step.actor < 64 || u.is_managed_by(org)).map(|u| u.sid).collect();
            let user = pick(&near, step.other)?;
            match step.flag {
                true if step.actor.is_multiple_of(3) => (who, Command::ChangeOwner { org, user }),
                true => (Who::User(house.organization(org).owner), Command::ChangeOwner { org, user }),
                false => (Who::Operator, Command::RecoverOwner { org, user }),
            }
        }
        18 => (who, Command::ClaimDomain { org: org?, name: domain("acme.example") }),
        20 => {
            let owner = match step.flag {
                true => actor.as_ref()?.sid,
                false => pick(&users, step.other)?.sid,
            };
            (who, Command::CreateAccount { name: label("Second"), usage: Usage::Twilio, owner })
        }
        21 => {
            let name = label(["Main", "Second"][usize::from(step.other % 2)]);
            (who, Command::RenameAccount { account: account(&actor?)?, name })
        }
        22 | 23 => {
            let account = near_account(house, step, actor.as_ref())?;
            let org = house.account(account).org;
            let near: Vec<UserSid> = users
                .iter()
                .filter(|user| {
                    let near = org.is_some_and(|org| user.is_managed_by(org)) || !user.grants.is_empty();
                    near || step.actor < 32
                })
                .map(|user| user.sid)
                .collect();
            let user = pick(&near, step.actor / 4)?;
            (manager(house, account, step, who), Command::GrantAccess { account, user, roles: roles(step) })
        }
        24 => {
            let holders: Vec<&User> = users.iter().filter(|user| !user.grants.is_empty()).collect();
            let user = pick(&holders, step.other)?;
            let account = user.grants.first()?.account;
            (manager(house, account, step, who), Command::RevokeAccess { account, user: user.sid })
        }
        25 | 26 => {
            let account = near_account(house, step, actor.as_ref())?;
            let (roles, replace) = (roles(step), step.other.is_multiple_of(5));
            let command = Command::InviteToAccount { account, email: email(&address), roles, replace };
            (manager(house, account, step, who), command)
        }
        27 => {
            let (org, policies) =
                (org?, [SignUpPolicy::Prevent, SignUpPolicy::AddAutomatically, SignUpPolicy::KeepOut]);
            (
                Who::User(house.organization(org).owner),
                match step.actor % 4 {
                    0 => Command::RenameOrganization {
                        org,
                        name: label(["Org", "Corp"][usize::from(step.flag)]),
                    },
                    1 => Command::SetVerifiedDomainsOnly { org, on: step.flag },
                    _ => Command::SetSignUpPolicy { org, policy: policies[usize::from(step.other % 3)] },
                },
            )
        }
        28 => {
            let claims: Vec<Domain> = records(house, Kind::Domain)
                .into_iter()
                .filter_map(|r| if let Record::Domain(domain) = r { Some(domain) } else { None })
                .collect();
            let Domain { sid: domain, org, .. } = pick(&claims, step.other)?;
            match step.flag || step.actor.is_multiple_of(2) {
                true => (Who::Operator, Command::VerifyDomain { domain }),
                false if step.actor.is_multiple_of(3) => (who, Command::DeleteDomain { domain }),
                false => (Who::User(house.organization(org).owner), Command::DeleteDomain { domain }),
            }
        }
        29 => {
            let access = near_account(house, step, actor.as_ref())
                .map(|account| OfferedRoles { account, roles: roles(step) });
            let (org, email) = (org?, email(&address));
            let access = access.into_iter().collect();
            (who, Command::InviteUser { org, email, role, access, replace: step.flag })
        }
        _ => (Who::System, Command::Expire),
    })
}

/// Account roles, now and then a set that is refused.
fn roles(step: Step) -> AccountRoles {
    let sets: [&[AccountRole]; 4] = [
        &[AccountRole::Administrator],
        &[AccountRole::Developer, AccountRole::Support],
        &[AccountRole::BillingManager],
        &[AccountRole::Administrator, AccountRole::Support],
    ];
    AccountRoles::of(sets[usize::from(step.actor % 4)])
}

/// The actor's first account, or any.
fn near_account(house: &House, step: Step, actor: Option<&User>) -> Option<AccountSid> {
    let accounts: Vec<AccountSid> = records(house, Kind::Account)
        .into_iter()
        .filter_map(|r| if let Record::Account(account) = r { Some(account.sid) } else { None })
        .collect();
    let own = actor.and_then(|user| house.directory().accounts_owned_by(user.sid).first().copied());
    own.filter(|_| step.flag).or_else(|| pick(&accounts, step.other))
}

/// Mostly somebody who may.
fn manager(house: &House, account: AccountSid, step: Step, who: Who) -> Who {
    if step.actor.is_multiple_of(3) { who } else { Who::User(house.account(account).owner) }
}

fn take(house: &House, step: Step) {
    if step.what == 19 {
        // The clock jumps, mostly forward.
        let span = Span::minutes(10 * u64::from(step.other));
        house.set_clock(if step.flag { house.now().plus(span) } else { house.now().minus(Span(span.0 / 8)) });
    }
    house.advance(Span::minutes(u64::from(step.actor % 8)));
    let Some((who, command)) = asked(house, step) else { return };
    let head = house.head();
    let actor = house.actor(who);
    let plan = match house.controller.plan(&actor, &command) {
        Ok(plan) => plan,
        Err(_) => {
            assert_eq!(house.head(), head, "a plan wrote something");
            return;
        }
    };
    assert_eq!(house.head(), head, "a plan wrote something");
    for change in &plan.changes {
        lifecycle::check(change).expect("an edge");
    }
    let consent = Consent {
        acknowledged: plan.acknowledgements.iter().map(|a| a.code.to_owned()).collect(),
        confirmed: plan.confirmation.as_ref().map(|c| c.text.clone()),
        count: plan.brake.as_ref().map(|brake| brake.count),
        reason: None,
    };
    let wrote = u64::from(!plan.changes.is_empty());
    let answer = plan.answer.is_some();
    match house.controller.commit(plan.clone(), consent) {
        Ok(receipt) => assert!(receipt.plan.same_changes(&plan)),
        Err(CommitError::Refused(_)) => assert!(answer, "refused what was planned a moment before"),
        Err(error) => panic!("{error}"),
    }
    assert_eq!(house.head().0, head.0 + wrote, "one entry a plan");
}

fn sound(house: &House) {
    let mut owners: BTreeMap<OrgSid, Vec<UserSid>> = BTreeMap::new();
    let (mut addresses, mut users) = (BTreeSet::new(), BTreeMap::new());
    for record in records(house, Kind::User) {
        let Record::User(user) = record else { continue };
        assert!(addresses.insert(user.email.clone()), "{} twice", user.email);
        if let Some(membership) = user.membership
            && membership.role == OrgRole::Owner
        {
            assert_eq!(user.state, UserState::Active);
            owners.entry(membership.org).or_default().push(user.sid);
        }
        users.insert(user.sid, user);
    }
    for record in records(house, Kind::Organization) {
        let Record::Organization(org) = record else { continue };
        assert_eq!(owners.remove(&org.sid), Some(vec![org.owner]), "exactly one Owner");
    }
    assert!(owners.is_empty(), "an Owner of nothing");
    for record in records(house, Kind::Account) {
        let Record::Account(account) = record else { continue };
        let owner = users.get(&account.owner).expect("an account has an owner");
        assert_eq!(account.org, owner.membership.map(|m| m.org), "an account follows its owner");
    }
    let mut open = BTreeSet::new();
    for record in records(house, Kind::Invitation) {
        let Record::Invitation(invitation) = record else { continue };
        if invitation.state == InvitationState::Pending {
            assert!(
                open.insert((
                    invitation.org.filter(|_| invitation.kind.account().is_none()),
                    invitation.kind.account(),
                    invitation.email.clone()
                )),
                "two open invitations to one address"
            );
        }
        assert_ne!(invitation.kind.role(), Some(OrgRole::Owner));
    }
}

fn directory_equals_store(house: &House) {
    let (now, built) = (house.directory(), house.reopened().directory().expect("loaded"));
    let orgs: Vec<OrgSid> = built.organizations().map(|row| row.sid).collect();
    assert_eq!(now.organizations().count(), orgs.len());
    for org in orgs {
        assert_eq!(now.organization(org), built.organization(org));
        assert_eq!(now.user_counts(org, house.now()), built.user_counts(org, house.now()));
        for list in [UserList::Managed, UserList::Independent] {
            let users = |directory: &orgadm::directory::Directory| {
                directory.users_of(&UserQuery::all(org, list), house.now())
            };
            assert_eq!(users(&now), users(&built));
            for sid in users(&now) {
                assert_eq!(now.user(sid), built.user(sid));
                assert_eq!(now.account_count(sid), built.account_count(sid));
            }
        }
        let pending = |directory: &orgadm::directory::Directory| {
            directory.pending_of(org, house.now(), &Filter::default(), InvitationSort::Email, false)
        };
        assert_eq!(pending(&now), pending(&built));
    }
    assert_eq!(now.due(Timestamp(u64::MAX), 10_000), built.due(Timestamp(u64::MAX), 10_000));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(192)
    ) })]

    #[test]
    fn the_world_stays_sound(steps in prop::collection::vec(step(), 1..90)) {
        let house = House::new();
        for step in steps {
            take(&house, step);
            sound(&house);
        }
        directory_equals_store(&house);
    }
}

/// The generator reaches what it is for: without this, the property above could hold for nothing.
#[test]
fn the_walks_get_somewhere() {
    let house = House::new();
    let mut random = 0x2545_f491_u32;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        (random >> 8) as u8
    };
    for _ in 0..3_000 {
        let step =
            Step { what: next() % KINDS, actor: next(), other: next(), flag: next().is_multiple_of(2) };
        take(&house, step);
    }
    sound(&house);
    let entries = house.store.entries(None, 10_000).expect("readable");
    let seen: BTreeSet<CommandKind> = entries.iter().map(|header| header.command).collect();
    for wanted in [
        CommandKind::ConfirmSignUp,
        CommandKind::ConfirmPhone,
        CommandKind::CreateOrganization,
        CommandKind::InviteUser,
        CommandKind::AcceptInvitation,
        CommandKind::DeclineInvitation,
        CommandKind::ResendInvitation,
        CommandKind::CancelInvitation,
        CommandKind::SetRole,
        CommandKind::ChangeOwner,
        CommandKind::RecoverOwner,
        CommandKind::ClaimDomain,
        CommandKind::Expire,
        CommandKind::CreateAccount,
        CommandKind::RenameAccount,
        CommandKind::GrantAccess,
        CommandKind::RevokeAccess,
        CommandKind::InviteToAccount,
        CommandKind::RenameOrganization,
        CommandKind::SetSignUpPolicy,
        CommandKind::SetVerifiedDomainsOnly,
        CommandKind::DeleteDomain,
    ] {
        assert!(seen.contains(&wanted), "no walk ever did {wanted}");
    }
}
