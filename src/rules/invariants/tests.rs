//! Each rule by its name, broken by one constructed change in a world that is sound without it.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::*;
use crate::model::{
    Account, AccountKind, AccountRole, AccountRoles, AccountState, Baa, Designation, DomainName, DomainSid,
    Email, Grant, InvitationKind, InvitationSid, Label, Membership, OfferedRoles, OrgSid, PersonName,
    Position, SignUpPolicy, SignUpSid, SignUpState, Timestamp, TwoFactor, TwoFactorPolicy, Usage, UserSid,
    VerificationMethod,
};

const ORG: OrgSid = OrgSid::from_bytes([1; 16]);
const OTHER: OrgSid = OrgSid::from_bytes([2; 16]);

/// The world after a change.
#[derive(Default, Clone)]
struct World(BTreeMap<Key, Record>);

impl World {
    fn put(&mut self, record: impl Into<Record>) {
        let record = record.into();
        self.0.insert(record.key(), record);
    }
}

impl After for World {
    type Error = Infallible;

    fn record(&self, key: Key) -> Result<Option<Record>, Infallible> {
        Ok(self.0.get(&key).cloned())
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, Infallible> {
        Ok(self
            .0
            .values()
            .filter_map(|record| match record {
                Record::Account(account) if account.owner == user => Some(account.sid),
                _ => None,
            })
            .collect())
    }

    fn users_with(&self, email: &Email) -> Result<Vec<UserSid>, Infallible> {
        Ok(self
            .0
            .values()
            .filter_map(|record| match record {
                Record::User(user) if user.email == *email => Some(user.sid),
                _ => None,
            })
            .collect())
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, Infallible> {
        let open = |record: &&Record| match record {
            Record::Invitation(i) => i.email == *email && i.state == InvitationState::Pending,
            Record::SignUp(s) => s.email == *email && s.state == SignUpState::Open,
            _ => false,
        };
        Ok(self.0.values().filter(open).map(Record::key).collect())
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<Domain>, Infallible> {
        Ok(self
            .0
            .values()
            .filter_map(|record| match record {
                Record::Domain(domain) if domain.name == *name => Some(domain.clone()),
                _ => None,
            })
            .collect())
    }
}

fn email(n: u8) -> Email {
    Email::parse(&format!("u{n}@acme.example")).expect("valid")
}

fn user(n: u8, org: Option<OrgSid>, role: OrgRole) -> User {
    User {
        sid: UserSid::from_bytes([n; 16]),
        email: email(n),
        email_proven: None,
        name: PersonName::parse("", "Some Body").expect("valid"),
        state: UserState::Active,
        membership: org.map(|org| Membership { org, role, since: Timestamp(0) }),
        grants: Vec::new(),
        two_factor: TwoFactor::Unknown,
        created: Timestamp(0),
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    }
}

fn org(sid: OrgSid, owner: &User) -> Organization {
    Organization {
        sid,
        owner: owner.sid,
        state: OrgState::Active,
        created: Timestamp(0),
        policy: SignUpPolicy::KeepOut,
        verified_domains_only: false,
        reason_required: false,
        baa: None,
        account_limit: None,
        domain_limit: 9,
        recovered: None,
        demo: false,
        deletion: None,
    }
}

fn account(n: u8, owner: &User) -> Account {
    Account {
        sid: AccountSid::from_bytes([n; 16]),
        name: Label::parse("", "Main").expect("valid"),
        state: AccountState::Active,
        kind: AccountKind::Trial,
        usage: Usage::Twilio,
        owner: owner.sid,
        org: owner.membership.map(|m| m.org),
        parent: None,
        hipaa: None,
        with_parent: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone: None,
        created: Timestamp(0),
        closed: None,
    }
}

fn invitation(n: u8, kind: InvitationKind) -> Invitation {
    Invitation {
        sid: InvitationSid::from_bytes([n; 16]),
        org: Some(ORG),
        email: email(9),
        kind,
        sender: Some(UserSid::from_bytes([1; 16])),
        created: Timestamp(0),
        last_sent: Timestamp(0),
        sends: 1,
        generation: 1,
        tries: 0,
        expires: Timestamp(1),
        state: InvitationState::Pending,
        canceled: None,
        ended: None,
        previous: None,
    }
}

fn claim(n: u8, org: OrgSid, state: DomainState) -> Domain {
    Domain {
        sid: DomainSid::from_bytes([n; 16]),
        org,
        name: DomainName::parse("acme.example").expect("valid"),
        token: [0; 16],
        method: VerificationMethod::Dns,
        state,
        created: Timestamp(0),
        verified: None,
        uncertain: None,
        checked: None,
        lost: None,
    }
}

fn sign_up(n: u8) -> SignUp {
    SignUp {
        sid: SignUpSid::from_bytes([n; 16]),
        email: email(9),
        name: PersonName::parse("", "Some Body").expect("valid"),
        account: Label::parse("", "Main").expect("valid"),
        created: Timestamp(0),
        expires: Timestamp(1),
        sent: Timestamp(0),
        sends: 1,
        generation: 1,
        tries: 0,
        state: SignUpState::Open,
        user: None,
    }
}

const fn join(role: OrgRole, access: Vec<OfferedRoles>) -> InvitationKind {
    InvitationKind::UserJoin { role, access }
}

fn support() -> AccountRoles {
    AccountRoles::of(&[AccountRole::Support])
}

fn grant(n: u8, roles: AccountRoles) -> Grant {
    Grant {
        account: AccountSid::from_bytes([n; 16]),
        roles,
        by: UserSid::from_bytes([1; 16]),
        at: Timestamp(0),
    }
}

/// Two organizations with an Owner each, an account of the first, a Standard user.
fn world() -> (World, User, User) {
    let (ada, bob) = (user(1, Some(ORG), OrgRole::Owner), user(2, Some(OTHER), OrgRole::Owner));
    let grace = user(3, Some(ORG), OrgRole::Standard);
    let mut world = World::default();
    world.put(org(ORG, &ada));
    world.put(org(OTHER, &bob));
    world.put(account(10, &ada));
    for user in [&ada, &bob, &grace] {
        world.put(user.clone());
    }
    (world, ada, grace)
}

/// The rule that this change of the world breaks.
fn breaks(mut world: World, after: impl Into<Record>) -> Option<&'static str> {
    let after = after.into();
    let (key, before) = (after.key(), world.0.get(&after.key()).cloned());
    world.put(after.clone());
    let change = Change { key, before, after: Some(after), previous: Position::NONE };
    check(&[change], &world).unwrap_or_else(|never| match never {}).map(|violation| violation.rule)
}

fn breaks_without(mut world: World, key: Key) -> Option<&'static str> {
    let before = world.0.remove(&key);
    let change = Change { key, before, after: None, previous: Position::NONE };
    check(&[change], &world).unwrap_or_else(|never| match never {}).map(|violation| violation.rule)
}

#[test]
fn sound_changes_break_nothing() {
    let (world, ada, grace) = world();
    assert_eq!(breaks(world.clone(), org(ORG, &ada)), None);
    assert_eq!(breaks(world.clone(), User { grants: vec![grant(10, support())], ..grace.clone() }), None);
    assert_eq!(breaks(world.clone(), account(11, &grace)), None);
    let access = vec![OfferedRoles { account: AccountSid::from_bytes([10; 16]), roles: support() }];
    assert_eq!(breaks(world.clone(), invitation(1, join(OrgRole::Standard, access))), None);
    assert_eq!(breaks(world.clone(), claim(1, ORG, DomainState::Unverified)), None);
    assert_eq!(breaks(world.clone(), sign_up(1)), None);
    assert_eq!(breaks_without(world, Key::User(grace.sid)), None);
}

#[test]
fn lifecycle() {
    let (mut world, ada, _) = world();
    world.put(Account { state: AccountState::Closed, ..account(10, &ada) });
    assert_eq!(breaks(world, account(10, &ada)), Some("lifecycle"));
}

#[test]
fn one_owner() {
    let (world, ada, grace) = world();
    let nobody = user(77, None, OrgRole::Standard);
    assert_eq!(breaks(world.clone(), org(ORG, &nobody)), Some("one-owner"), "who does not exist");
    assert_eq!(breaks(world.clone(), org(ORG, &grace)), Some("one-owner"), "who has another role");
    let second = user(3, Some(ORG), OrgRole::Owner);
    assert_eq!(breaks(world.clone(), second), Some("one-owner"), "two");
    let demoted = user(1, Some(ORG), OrgRole::Administrator);
    assert_eq!(breaks(world.clone(), demoted), Some("one-owner"), "none");
    let inactive = User { state: UserState::Inactive, ..ada.clone() };
    assert_eq!(breaks(world.clone(), inactive), Some("one-owner"), "none who is active");
    assert_eq!(breaks_without(world, Key::User(ada.sid)), Some("one-owner"), "deleted");
}

#[test]
fn owner_active() {
    let (mut world, ada, _) = world();
    world.put(User { state: UserState::Inactive, ..ada.clone() });
    assert_eq!(breaks(world, org(ORG, &ada)), Some("owner-active"));
}

#[test]
fn one_organization() {
    let (world, ..) = world();
    assert_eq!(breaks(world, user(3, Some(OTHER), OrgRole::Standard)), Some("one-organization"));
}

#[test]
fn membership() {
    let (world, ..) = world();
    let nowhere = Some(OrgSid::from_bytes([66; 16]));
    assert_eq!(breaks(world, user(4, nowhere, OrgRole::Standard)), Some("membership"));
}

#[test]
fn account_follows_owner() {
    let (mut world, ada, _) = world();
    let outside = user(4, None, OrgRole::Standard);
    world.put(outside.clone());
    world.put(account(11, &outside));
    assert_eq!(
        breaks(world.clone(), Account { org: None, ..account(10, &ada) }),
        Some("account-follows-owner")
    );
    assert_eq!(
        breaks(world, user(4, Some(ORG), OrgRole::Standard)),
        Some("account-follows-owner"),
        "on joining"
    );
}

#[test]
fn unique_email() {
    let (world, ada, _) = world();
    assert_eq!(
        breaks(world, User { email: ada.email, ..user(4, None, OrgRole::Standard) }),
        Some("unique-email")
    );
}

#[test]
fn role_cap() {
    let (world, _, grace) = world();
    let many = |n: u8| (0..n).map(|n| grant(100 + n, support())).collect();
    assert_eq!(breaks(world.clone(), User { grants: many(50), ..grace.clone() }), None);
    assert_eq!(breaks(world, User { grants: many(51), ..grace }), Some("role-cap"));
}

#[test]
fn one_grant_an_account() {
    let (world, _, grace) = world();
    let twice = vec![grant(10, support()); 2];
    assert_eq!(breaks(world.clone(), User { grants: twice, ..grace }), Some("one-grant-an-account"));
    let access = vec![OfferedRoles { account: AccountSid::from_bytes([10; 16]), roles: support() }; 2];
    assert_eq!(breaks(world, invitation(1, join(OrgRole::Standard, access))), Some("one-grant-an-account"));
}

#[test]
fn grantable_roles() {
    let (world, _, grace) = world();
    let both = AccountRoles::of(&[AccountRole::Administrator, AccountRole::Support]);
    for roles in [both, AccountRoles::default()] {
        let held = User { grants: vec![grant(10, roles)], ..grace.clone() };
        assert_eq!(breaks(world.clone(), held), Some("grantable-roles"));
        let kind = InvitationKind::AccountAccess { account: AccountSid::from_bytes([10; 16]), roles };
        assert_eq!(breaks(world.clone(), invitation(1, kind)), Some("grantable-roles"), "offered");
    }
}

#[test]
fn one_account_owner() {
    let (mut world, _, grace) = world();
    let nobody = user(77, None, OrgRole::Standard);
    assert_eq!(breaks(world.clone(), account(11, &nobody)), Some("one-account-owner"));
    world.put(account(11, &grace));
    assert_eq!(breaks_without(world, Key::User(grace.sid)), Some("one-account-owner"));
}

#[test]
fn subaccounts() {
    let (mut world, ada, grace) = world();
    let sub = |n, parent: u8, owner| Account {
        parent: Some(AccountSid::from_bytes([parent; 16])),
        ..account(n, owner)
    };
    assert_eq!(breaks(world.clone(), sub(11, 10, &ada)), None);
    assert_eq!(breaks(world.clone(), sub(11, 10, &grace)), Some("subaccount-follows"));
    assert_eq!(breaks(world.clone(), sub(11, 55, &ada)), Some("subaccount-parent"));
    world.put(sub(11, 10, &ada));
    assert_eq!(breaks(world, sub(12, 11, &ada)), Some("subaccount-depth"));
}

#[test]
fn subaccount_follows_when_its_parent_moves() {
    let (mut world, ada, grace) = world();
    let sub = Account { parent: Some(AccountSid::from_bytes([10; 16])), ..account(11, &ada) };
    world.put(sub.clone());
    let moved = account(10, &grace);
    assert_eq!(breaks(world.clone(), moved.clone()), Some("subaccount-follows"), "left with the old owner");
    world.put(Account { owner: grace.sid, ..sub });
    assert_eq!(breaks(world, moved), None);
}

#[test]
fn suspended_parent() {
    let (mut world, ada, _) = world();
    let sub = Account { parent: Some(AccountSid::from_bytes([10; 16])), ..account(11, &ada) };
    let halted = |account: Account| Account { state: AccountState::Suspended, ..account };
    world.put(sub.clone());
    assert_eq!(breaks(world.clone(), halted(account(10, &ada))), Some("suspended-parent"), "from above");
    world.put(halted(account(10, &ada)));
    assert_eq!(
        breaks(world.clone(), Account { kind: AccountKind::Full, ..sub.clone() }),
        Some("suspended-parent")
    );
    assert_eq!(breaks(world, Account { with_parent: true, ..halted(sub) }), None);
}

#[test]
fn suspended_with_parent() {
    let (mut world, ada, _) = world();
    let sub = Account { parent: Some(AccountSid::from_bytes([10; 16])), ..account(11, &ada) };
    let marked = |account: Account| Account { with_parent: true, ..account };
    world.put(sub.clone());
    let rule = Some("suspended-with-parent");
    assert_eq!(breaks(world.clone(), marked(account(10, &ada))), rule, "has no parent");
    assert_eq!(breaks(world.clone(), marked(sub.clone())), rule, "is active");
    let halted = Account { state: AccountState::Suspended, ..marked(sub) };
    assert_eq!(breaks(world, halted), rule, "beneath an active account");
}

#[test]
fn closed_since_and_closed_is_final() {
    let (mut world, ada, grace) = world();
    let closed =
        |account: Account| Account { state: AccountState::Closed, closed: Some(Timestamp(1)), ..account };
    let open = account(10, &ada);
    assert_eq!(breaks(world.clone(), closed(open.clone())), None);
    assert_eq!(breaks(world.clone(), Account { closed: None, ..closed(open.clone()) }), Some("closed-since"));
    assert_eq!(
        breaks(world.clone(), Account { closed: Some(Timestamp(1)), ..open.clone() }),
        Some("closed-since")
    );
    world.put(closed(open.clone()));
    let follows = Account { owner: grace.sid, ..closed(open.clone()) };
    assert_eq!(breaks(world.clone(), follows), None, "its owner may change");
    let renamed = Account { name: Label::parse("", "New").expect("valid"), ..closed(open.clone()) };
    assert_eq!(breaks(world.clone(), renamed), Some("closed-is-final"));
    let later = Account { closed: Some(Timestamp(2)), ..closed(open) };
    assert_eq!(breaks(world, later), Some("closed-is-final"));
}

#[test]
fn closed_parent_and_subaccount_parent() {
    let (mut world, ada, _) = world();
    let closed =
        |account: Account| Account { state: AccountState::Closed, closed: Some(Timestamp(1)), ..account };
    let sub = Account { parent: Some(AccountSid::from_bytes([10; 16])), ..account(11, &ada) };
    world.put(sub.clone());
    assert_eq!(breaks(world.clone(), closed(account(10, &ada))), Some("closed-parent"), "from above");
    world.put(closed(account(10, &ada)));
    let suspended = Account { state: AccountState::Suspended, ..sub.clone() };
    assert_eq!(breaks(world.clone(), suspended), Some("closed-parent"));
    assert_eq!(breaks(world.clone(), closed(sub.clone())), None);
    let parent = Key::Account(AccountSid::from_bytes([10; 16]));
    assert_eq!(
        breaks_without(world.clone(), parent),
        Some("subaccount-parent"),
        "purged before its subaccount"
    );
    world.0.remove(&Key::Account(sub.sid));
    assert_eq!(breaks_without(world, parent), None);
}

#[test]
fn hipaa_baa() {
    let (mut world, ada, _) = world();
    let by = Designation { since: Timestamp(1), by: ada.sid };
    let on = Account { hipaa: Some(by), ..account(10, &ada) };
    assert_eq!(breaks(world.clone(), on.clone()), Some("hipaa-baa"));
    let mut bare = world.clone();
    bare.put(on.clone());
    let renamed = Account { name: Label::parse("", "New").expect("valid"), ..on.clone() };
    assert_eq!(breaks(bare, renamed), None, "what it came with stays");
    world.put(Organization { baa: Some(Baa { recorded: Timestamp(1) }), ..org(ORG, &ada) });
    assert_eq!(breaks(world, on), None);
}

#[test]
fn hipaa_inheritance() {
    let (mut world, ada, _) = world();
    let by = Some(Designation { since: Timestamp(1), by: ada.sid });
    let sub = Account { parent: Some(AccountSid::from_bytes([10; 16])), ..account(11, &ada) };
    let (off, on) = (sub.clone(), Account { hipaa: by, ..sub });
    let rule = Some("hipaa-inheritance");
    assert_eq!(breaks(world.clone(), Account { hipaa: by, ..account(12, &ada) }), rule, "a new account");
    assert_eq!(breaks(world.clone(), on.clone()), rule);
    assert_eq!(breaks(world.clone(), off.clone()), None);
    world.put(Account { hipaa: by, ..account(10, &ada) });
    assert_eq!(breaks(world.clone(), off), rule);
    assert_eq!(breaks(world, on), None);
}

#[test]
fn joining_account() {
    let (mut world, ..) = world();
    let outside = user(4, None, OrgRole::Standard);
    world.put(outside.clone());
    world.put(account(20, &outside));
    world.put(Account { parent: Some(AccountSid::from_bytes([20; 16])), ..account(21, &outside) });
    world.put(Account { state: AccountState::Closed, closed: Some(Timestamp(1)), ..account(22, &outside) });
    let asked = |n| invitation(1, InvitationKind::AccountJoin { account: AccountSid::from_bytes([n; 16]) });
    assert_eq!(breaks(world.clone(), asked(20)), None);
    for (n, why) in [(10, "managed"), (21, "a subaccount"), (22, "closed"), (55, "none")] {
        assert_eq!(breaks(world.clone(), asked(n)), Some("joining-account"), "{why}");
    }
    let nowhere = Invitation { org: None, ..asked(20) };
    assert_eq!(breaks(world, nowhere), Some("membership-offer"));
}

#[test]
fn account_invitation_ends() {
    let (mut world, ..) = world();
    let (bob, eve) = (user(9, None, OrgRole::Standard), user(8, None, OrgRole::Standard));
    world.put(bob.clone());
    world.put(eve.clone());
    world.put(account(20, &bob));
    let kind = InvitationKind::AccountJoin { account: AccountSid::from_bytes([20; 16]) };
    world.put(invitation(1, kind.clone()));
    let closed = Account { state: AccountState::Closed, closed: Some(Timestamp(1)), ..account(20, &bob) };
    let rule = Some("account-invitation-ends");
    assert_eq!(breaks(world.clone(), closed), rule);
    assert_eq!(breaks(world.clone(), account(20, &eve)), rule, "another owner");
    let mut leaving = world.clone();
    leaving.put(Account { org: Some(ORG), ..account(20, &bob) });
    assert_eq!(breaks(leaving, account(20, &bob)), None, "it left, and is asked to come back");
    world.put(Invitation { state: InvitationState::Canceled, ..invitation(1, kind) });
    assert_eq!(breaks(world, account(20, &eve)), None);
}

#[test]
fn no_owner_by_invitation() {
    let (world, ..) = world();
    let offered = invitation(1, join(OrgRole::Owner, Vec::new()));
    assert_eq!(breaks(world, offered), Some("no-owner-by-invitation"));
}

#[test]
fn membership_offer() {
    let (world, ..) = world();
    let offered = Invitation { org: None, ..invitation(1, join(OrgRole::Standard, Vec::new())) };
    assert_eq!(breaks(world, offered), Some("membership-offer"));
}

#[test]
fn offered_account() {
    let (mut world, ..) = world();
    let bob = user(2, Some(OTHER), OrgRole::Owner);
    world.put(account(20, &bob));
    for account in [20, 55].map(|n| AccountSid::from_bytes([n; 16])) {
        let offered = vec![OfferedRoles { account, roles: support() }];
        let kinds =
            [join(OrgRole::Standard, offered), InvitationKind::AccountAccess { account, roles: support() }];
        for kind in kinds {
            assert_eq!(breaks(world.clone(), invitation(1, kind.clone())), Some("offered-account"));
            let mut sent = world.clone();
            sent.put(invitation(1, kind.clone()));
            let again = Invitation { sends: 2, ..invitation(1, kind) };
            assert_eq!(breaks(sent, again), None, "the account left since");
        }
    }
}

#[test]
fn one_open_invitation() {
    let (mut world, ada, _) = world();
    world.put(account(11, &ada));
    let access =
        |n| InvitationKind::AccountAccess { account: AccountSid::from_bytes([n; 16]), roles: support() };
    world.put(invitation(1, join(OrgRole::Standard, Vec::new())));
    world.put(invitation(2, access(10)));
    let second = |kind| breaks(world.clone(), invitation(3, kind));
    assert_eq!(second(join(OrgRole::Administrator, Vec::new())), Some("one-open-invitation"));
    assert_eq!(second(access(10)), Some("one-open-invitation"));
    assert_eq!(second(access(11)), None, "another account is another target");
    let other = Invitation { org: Some(OTHER), ..invitation(3, join(OrgRole::Standard, Vec::new())) };
    assert_eq!(breaks(world, other), None, "another organization too");
}

#[test]
fn one_claim_and_one_verified_claim() {
    let (mut world, ..) = world();
    world.put(claim(1, ORG, DomainState::Verified));
    assert_eq!(breaks(world.clone(), claim(2, ORG, DomainState::Unverified)), Some("one-claim"));
    assert_eq!(breaks(world.clone(), claim(2, OTHER, DomainState::Unverified)), None);
    world.put(claim(2, OTHER, DomainState::Unverified));
    assert_eq!(breaks(world, claim(2, OTHER, DomainState::Verified)), Some("one-verified-claim"));
}

#[test]
fn one_open_sign_up() {
    let (mut world, ..) = world();
    world.put(sign_up(1));
    assert_eq!(breaks(world, sign_up(2)), Some("one-open-sign-up"));
}

/// The world with ORG deleted and nothing cleared yet.
fn deleted() -> (World, User, User) {
    let (mut world, ada, grace) = world();
    let deletion =
        crate::model::Deletion { requested: Timestamp(1), by: ada.sid, confirmed: Some(Timestamp(2)) };
    world.put(Organization { state: OrgState::Deleted, deletion: Some(deletion), ..org(ORG, &ada) });
    world.put(claim(1, ORG, DomainState::Verified));
    world.put(invitation(
        1,
        InvitationKind::AccountAccess { account: account(10, &ada).sid, roles: support() },
    ));
    (world, ada, grace)
}

#[test]
fn nothing_new_rests_on_a_deleted_organization() {
    let (world, ada, grace) = deleted();
    for record in [
        Record::User(user(4, Some(ORG), OrgRole::Standard)),
        account(11, &ada).into(),
        invitation(2, join(OrgRole::Standard, Vec::new())).into(),
        claim(2, ORG, DomainState::Unverified).into(),
    ] {
        assert_eq!(breaks(world.clone(), record.clone()), Some("deleted-organization"), "{record:?}");
    }
    let seen = User { last_seen: Some(Timestamp(5)), ..grace };
    assert_eq!(breaks(world, seen), None, "what rested on it before may stay until it is cleared");
}

#[test]
fn what_rests_on_a_deleted_organization_holds_nobody() {
    let (world, ada, grace) = deleted();
    let free = User { membership: None, ..ada.clone() };
    assert_eq!(
        breaks(world.clone(), free.clone()),
        None,
        "its Owner is free, whatever becomes of the account"
    );
    assert_eq!(breaks(world.clone(), Account { org: None, ..account(10, &ada) }), None);
    assert_eq!(
        breaks(world.clone(), account(11, &free)),
        None,
        "a new account belongs to nobody's organization"
    );
    assert_eq!(breaks(world.clone(), user(3, Some(OTHER), OrgRole::Standard)), None, "straight into another");
    let mut other = world.clone();
    other.put(claim(2, OTHER, DomainState::Unverified));
    assert_eq!(breaks(other, claim(2, OTHER, DomainState::Verified)), None, "its claims bind nobody");
    let again = InvitationKind::AccountAccess { account: account(10, &ada).sid, roles: support() };
    let again = Invitation { org: None, ..invitation(3, again) };
    assert_eq!(breaks(world.clone(), again), None, "its invitations are no longer open");
    assert_eq!(breaks_without(world.clone(), Key::User(grace.sid)), None);
    let joined = user(1, Some(OTHER), OrgRole::Standard);
    assert_eq!(breaks(world, joined), Some("account-follows-owner"), "but accounts come along as ever");
}
