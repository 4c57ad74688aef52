//! What random people ask for: numbers become commands on what there is, mostly by somebody who may.
//!
//! One function a sort of step; [`STEPS`] says how often each comes up. Now and then the wrong person asks, or asks it of
//! the wrong record: then it is refused, and nothing may have happened.

use orgadm::controller::{Command, Delivery, Limit, Successors, TypedCode};
use orgadm::model::*;
use proptest::prelude::*;

use crate::records;
use crate::support::{House, domain, email, label, person, phone};

/// A step, its people and records chosen by number among those there are.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub what: u8,
    pub actor: u8,
    pub other: u8,
    pub flag: bool,
}

pub fn step() -> impl Strategy<Value = Step> {
    (0..kinds(), any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(what, actor, other, flag)| Step {
        what,
        actor,
        other,
        flag,
    })
}

/// How many kinds of steps there are.
pub fn kinds() -> u8 {
    u8::try_from(STEPS.len()).expect("few")
}

type Asked = Option<(Who, Command)>;

const STEPS: &[fn(&Ground<'_>) -> Asked] = &[
    sign_up,
    sign_up,
    confirm_sign_up,
    confirm_sign_up,
    confirm_sign_up,
    resend_sign_up,
    set_phone,
    confirm_phone,
    create_organization,
    create_organization,
    invite_user,
    invite_user,
    invite_with_access,
    accept,
    accept,
    accept,
    decline,
    resend_or_cancel,
    set_role,
    change_owner,
    claim_domain,
    verify_or_delete_domain,
    settings,
    settings,
    limits_and_baa,
    create_account,
    rename,
    grant,
    grant,
    revoke,
    relinquish,
    invite_to_account,
    invite_to_account,
    add_existing_account,
    add_existing_account,
    account_policy,
    change_account_owner,
    suspend,
    reactivate,
    reactivate,
    close,
    release,
    create_subaccount,
    create_subaccount,
    hipaa,
    remove_user,
    delete_user,
    deactivate,
    activate,
    security,
    request_invitation,
    request_invitation,
    answer_request,
    answer_request,
    many,
    many,
    deletion,
    undo,
    undo,
    link_uid,
    outbox,
    outbox,
    retry,
    remind,
    sign_in,
    expire,
    expire,
    check_domain,
    lost_domain,
];

/// Everything a step chooses from.
pub struct Ground<'a> {
    house: &'a House,
    step: Step,
    users: Vec<User>,
    accounts: Vec<Account>,
    invitations: Vec<Invitation>,
    orgs: Vec<Organization>,
    actor: Option<User>,
    who: Who,
}

fn pick<T: Clone>(from: &[T], n: u8) -> Option<T> {
    from.get(usize::from(n) % from.len().max(1)).cloned()
}

macro_rules! all {
    ($house:expr, $kind:ident) => {
        records($house, Kind::$kind)
            .into_iter()
            .filter_map(|record| if let Record::$kind(it) = record { Some(it) } else { None })
            .collect::<Vec<_>>()
    };
}

/// The command of a step and who asks, or `None` where there is nothing to ask it of.
pub fn asked(house: &House, step: Step) -> Asked {
    let users: Vec<User> = all!(house, User);
    let actor = pick(&users, step.actor);
    let who = actor.as_ref().map_or(Who::Visitor, |user| Who::User(user.sid));
    let (accounts, invitations, orgs) =
        (all!(house, Account), all!(house, Invitation), all!(house, Organization));
    let ground = Ground { house, step, users, accounts, invitations, orgs, actor, who };
    STEPS.get(usize::from(step.what)).and_then(|asked| asked(&ground))
}

impl Ground<'_> {
    /// The actor's organization, now and then another.
    fn org(&self) -> Option<OrgSid> {
        let own = self.actor.as_ref().and_then(|user| user.membership).map(|membership| membership.org);
        own.filter(|_| self.step.flag || !self.step.other.is_multiple_of(4)).or_else(|| self.any_org())
    }

    fn any_org(&self) -> Option<OrgSid> {
        let live: Vec<OrgSid> =
            self.orgs.iter().filter(|org| org.state != OrgState::Deleted).map(|org| org.sid).collect();
        let all: Vec<OrgSid> = self.orgs.iter().map(|org| org.sid).collect();
        pick(if live.is_empty() || self.step.actor >= 240 { &all } else { &live }, self.step.other)
    }

    /// Mostly the Owner: few of many people are administrators.
    fn owner_of(&self, org: OrgSid) -> Who {
        let owner = self.orgs.iter().find(|it| it.sid == org).map(|it| Who::User(it.owner));
        owner.filter(|_| !self.step.actor.is_multiple_of(3)).unwrap_or(self.who)
    }

    /// Mostly somebody of the organization; now and then of another.
    fn member_of(&self, org: OrgSid, n: u8) -> Option<UserSid> {
        let near = |user: &&User| user.is_managed_by(org) || n.is_multiple_of(16);
        pick(&self.users.iter().filter(near).map(|user| user.sid).collect::<Vec<_>>(), n)
    }

    fn address(&self) -> Email {
        let n = self.step.other;
        email(&format!("p{}@{}.example", n % 40, ["acme", "other"][usize::from(n % 2)]))
    }

    fn role(&self) -> OrgRole {
        if self.step.flag { OrgRole::Administrator } else { OrgRole::Standard }
    }

    /// Account roles, now and then a set that is refused.
    fn roles(&self) -> AccountRoles {
        let sets: [&[AccountRole]; 4] = [
            &[AccountRole::Administrator],
            &[AccountRole::Developer, AccountRole::Support],
            &[AccountRole::BillingManager],
            &[AccountRole::Administrator, AccountRole::Support],
        ];
        AccountRoles::of(sets[usize::from(self.step.actor % 4)])
    }

    /// The actor's first account.
    fn own_account(&self) -> Option<AccountSid> {
        let actor = self.actor.as_ref()?.sid;
        self.accounts.iter().find(|it| it.owner == actor).map(|it| it.sid)
    }

    /// The actor's first account, or any that passes; now and then one that does not.
    fn account(&self, passes: impl Fn(&Account) -> bool) -> Option<Account> {
        let own = self.own_account().filter(|_| self.step.flag);
        let own = self.accounts.iter().find(|it| Some(it.sid) == own && passes(it)).cloned();
        let strict = !self.step.other.is_multiple_of(16);
        let near: Vec<&Account> = self.accounts.iter().filter(|it| !strict || passes(it)).collect();
        own.or_else(|| pick(&near, self.step.other).cloned())
    }

    /// Mostly the owner of the account.
    fn manager(&self, account: &Account) -> Who {
        if self.step.actor.is_multiple_of(3) { self.who } else { Who::User(account.owner) }
    }

    /// Mostly those that can be answered; now and then one that has ended.
    fn invitation(&self, wanted: impl Fn(&Invitation) -> bool) -> Option<Invitation> {
        let ended = self.step.actor.is_multiple_of(8);
        let near = |it: &&Invitation| wanted(it) && (ended || it.state == InvitationState::Pending);
        let near: Vec<&Invitation> = self.invitations.iter().filter(near).collect();
        pick(&near, self.step.other).cloned()
    }

    /// The addressee, and the code of the message.
    fn answerer(&self, invitation: &Invitation) -> (Who, Option<TypedCode>) {
        let addressee = self.users.iter().find(|user| user.email == invitation.email);
        let code = self.house.controller.invitation_code(invitation.sid).ok().flatten();
        let who = addressee.map_or(Who::Visitor, |user| Who::User(user.sid));
        (who, code.map(|code| TypedCode::new(&code.reveal())))
    }
}

fn in_use(account: &Account) -> bool {
    matches!(account.state, AccountState::Active | AccountState::Suspended)
}

fn is_main(account: &Account) -> bool {
    account.parent.is_none() && in_use(account)
}

fn sign_up(g: &Ground<'_>) -> Asked {
    let (name, account) = (person("Some Body"), label("Main"));
    Some((Who::Visitor, Command::SignUp { email: g.address(), name, account }))
}

fn open_sign_up(g: &Ground<'_>) -> Option<SignUpSid> {
    let all: Vec<SignUp> = all!(g.house, SignUp);
    let open: Vec<SignUpSid> =
        all.iter().filter(|it| it.state == SignUpState::Open).map(|it| it.sid).collect();
    pick(&open, g.step.other)
}

fn confirm_sign_up(g: &Ground<'_>) -> Asked {
    let sign_up = open_sign_up(g)?;
    let code = match g.step.flag || !g.step.other.is_multiple_of(3) {
        true => TypedCode::new(&g.house.controller.sign_up_code(sign_up).ok()??.reveal()),
        false => TypedCode::new("wrong"),
    };
    Some((Who::Visitor, Command::ConfirmSignUp { sign_up, code }))
}

fn resend_sign_up(g: &Ground<'_>) -> Asked {
    Some((Who::Visitor, Command::ResendSignUp { sign_up: open_sign_up(g)? }))
}

fn set_phone(g: &Ground<'_>) -> Asked {
    Some((g.who, Command::SetPhone { account: g.own_account()?, phone: phone("+14155550100") }))
}

fn confirm_phone(g: &Ground<'_>) -> Asked {
    let account = g.own_account()?;
    let code = g.house.controller.phone_code(account).ok()??;
    Some((g.who, Command::ConfirmPhone { account, code: TypedCode::new(&code.reveal()) }))
}

/// Mostly by somebody who has proven a phone number and belongs nowhere.
fn create_organization(g: &Ground<'_>) -> Asked {
    let proven = |user: &&User| {
        user.membership.is_none()
            && g.accounts.iter().any(|it| it.owner == user.sid && it.has_verified_phone())
    };
    let could: Vec<&User> = g.users.iter().filter(proven).collect();
    let who = pick(&could, g.step.other).map_or(g.who, |user| Who::User(user.sid));
    Some((who, Command::CreateOrganization { name: label("Org") }))
}

fn invite_user(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    let (email, role, access) = (g.address(), g.role(), Vec::new());
    let replace = g.step.actor.is_multiple_of(2);
    Some((g.owner_of(org), Command::InviteUser { org, email, role, access, replace }))
}

fn invite_with_access(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    let account = g.account(|it| is_main(it) && it.org == Some(org));
    let access = account.into_iter().map(|it| OfferedRoles { account: it.sid, roles: g.roles() }).collect();
    let command =
        Command::InviteUser { org, email: g.address(), role: g.role(), access, replace: g.step.flag };
    Some((g.owner_of(org), command))
}

fn accept(g: &Ground<'_>) -> Asked {
    let invitation = g.invitation(|it| !it.kind.is_request())?;
    let (who, code) = g.answerer(&invitation);
    let name = Some(person("New Person"));
    Some((who, Command::AcceptInvitation { invitation: invitation.sid, code, name }))
}

fn decline(g: &Ground<'_>) -> Asked {
    let invitation = g.invitation(|_| true)?;
    let (who, code) = g.answerer(&invitation);
    Some((who, Command::DeclineInvitation { invitation: invitation.sid, code }))
}

fn resend_or_cancel(g: &Ground<'_>) -> Asked {
    let it = g.invitation(|_| true)?;
    let who = it.sender.filter(|_| !g.step.actor.is_multiple_of(3)).map_or(g.who, Who::User);
    let invitation = it.sid;
    Some(match g.step.flag {
        true => (who, Command::ResendInvitation { invitation }),
        false => (who, Command::CancelInvitation { invitation }),
    })
}

fn set_role(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    Some((g.owner_of(org), Command::SetRole { org, user: g.member_of(org, g.step.other)?, role: g.role() }))
}

fn change_owner(g: &Ground<'_>) -> Asked {
    let org = g.any_org()?;
    let user = g.member_of(org, g.step.actor / 3)?;
    Some(match g.step.flag {
        true => (g.owner_of(org), Command::ChangeOwner { org, user }),
        false => (Who::Operator, Command::RecoverOwner { org, user }),
    })
}

fn claim_domain(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    let name = domain(["acme.example", "other.example"][usize::from(g.step.other % 2)]);
    Some((g.owner_of(org), Command::ClaimDomain { org, name }))
}

fn verify_or_delete_domain(g: &Ground<'_>) -> Asked {
    let claims: Vec<Domain> = all!(g.house, Domain);
    let Domain { sid: domain, org, .. } = pick(&claims, g.step.other)?;
    Some(match g.step.flag || g.step.actor.is_multiple_of(2) {
        true => (Who::Operator, Command::VerifyDomain { domain }),
        false => (g.owner_of(org), Command::DeleteDomain { domain }),
    })
}

/// A look by its owner or the sweeper; of uncertain domains, mostly one that fails.
fn check_domain(g: &Ground<'_>) -> Asked {
    let claims: Vec<Domain> = all!(g.house, Domain);
    let doubted: Vec<Domain> =
        claims.iter().filter(|it| it.state == DomainState::Uncertain).cloned().collect();
    let domain = pick(if g.step.flag { &doubted } else { &claims }, g.step.other)?;
    let found = match g.step.actor % 8 {
        0..4 => Looked::Proven,
        4 => Looked::Silent,
        5 => Looked::Other,
        _ => Looked::Nothing,
    };
    let method = match g.step.actor % 16 {
        15 => VerificationMethod::Https,
        _ => VerificationMethod::Dns,
    };
    let last = domain.checked.map(|last| last.at);
    let who = if g.step.actor.is_multiple_of(3) { Who::System } else { g.owner_of(domain.org) };
    Some((who, Command::CheckDomain { domain: domain.sid, method, last, found }))
}

/// What leads to a loss and beyond: a proven domain is doubted, a doubted one looked at a month later, of a lost one the removal
/// of its users approved, or begun by the sweeper.
fn lost_domain(g: &Ground<'_>) -> Asked {
    let mut claims: Vec<Domain> = all!(g.house, Domain);
    claims.retain(|it| it.state != DomainState::Unverified || it.lost.is_some());
    claims.sort_by_key(|it| (it.lost.is_none(), it.state == DomainState::Verified));
    let domain = claims.into_iter().next()?;
    if domain.lost.is_some() && g.step.flag {
        return Some((Who::System, Command::Expire));
    }
    if domain.lost.is_some() {
        let successor =
            g.step.other.is_multiple_of(2).then(|| g.member_of(domain.org, g.step.actor)).flatten();
        return Some((g.owner_of(domain.org), Command::ApproveRemoval { domain: domain.sid, successor }));
    }
    if domain.state == DomainState::Uncertain {
        g.house.advance(Span::days(31));
    }
    let (last, found) = (domain.checked.map(|last| last.at), Looked::Nothing);
    let method = match domain.method {
        VerificationMethod::Https => VerificationMethod::Https,
        VerificationMethod::Dns | VerificationMethod::Manual => VerificationMethod::Dns,
    };
    Some((Who::System, Command::CheckDomain { domain: domain.sid, method, last, found }))
}

fn settings(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    let on = g.step.flag;
    let name = label(["Org", "Corp"][usize::from(g.step.actor % 2)]);
    let command = match g.step.other % 8 {
        0 | 1 => Command::RenameOrganization { org, name },
        2 => Command::SetVerifiedDomainsOnly { org, on },
        3 => Command::SetReasonRequired { org, on },
        4 | 5 => Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent },
        6 => Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically },
        _ => Command::SetSignUpPolicy { org, policy: SignUpPolicy::KeepOut },
    };
    Some((g.owner_of(org), command))
}

fn limits_and_baa(g: &Ground<'_>) -> Asked {
    let org = g.any_org()?;
    let command = match g.step.actor % 4 {
        0 => Command::SetLimit { org, limit: Limit::Accounts(g.step.flag.then_some(3)) },
        1 => Command::UpgradeAccount { account: g.account(is_main)?.sid },
        _ => Command::RecordBaa { org },
    };
    Some((Who::Operator, command))
}

fn create_account(g: &Ground<'_>) -> Asked {
    let owner = match g.step.flag {
        true => g.actor.as_ref()?.sid,
        false => pick(&g.users, g.step.other)?.sid,
    };
    Some((g.who, Command::CreateAccount { name: label("Second"), usage: Usage::Twilio, owner }))
}

fn rename(g: &Ground<'_>) -> Asked {
    if g.step.flag {
        let account = g.account(in_use)?;
        let name = label(["Main", "Second"][usize::from(g.step.other % 2)]);
        return Some((g.manager(&account), Command::RenameAccount { account: account.sid, name }));
    }
    let org = g.org()?;
    let name = person(["Some Body", "Any Body"][usize::from(g.step.actor % 2)]);
    Some((g.owner_of(org), Command::RenameUser { user: g.member_of(org, g.step.other)?, name }))
}

fn grant(g: &Ground<'_>) -> Asked {
    let account = g.account(is_main)?;
    let near = |user: &&User| {
        let managed = account.org.is_some_and(|org| user.is_managed_by(org));
        managed || !user.grants.is_empty() || g.step.actor < 32
    };
    let near: Vec<UserSid> = g.users.iter().filter(near).map(|user| user.sid).collect();
    let user = pick(&near, g.step.actor / 4)?;
    Some((g.manager(&account), Command::GrantAccess { account: account.sid, user, roles: g.roles() }))
}

/// Somebody who holds roles, and the account.
fn holder(g: &Ground<'_>) -> Option<(UserSid, Account)> {
    let holders: Vec<&User> = g.users.iter().filter(|user| !user.grants.is_empty()).collect();
    let user = pick(&holders, g.step.other)?;
    let grant = pick(&user.grants, g.step.actor)?;
    let account = g.accounts.iter().find(|it| it.sid == grant.account).cloned()?;
    Some((user.sid, account))
}

fn revoke(g: &Ground<'_>) -> Asked {
    let (user, account) = holder(g)?;
    Some((g.manager(&account), Command::RevokeAccess { account: account.sid, user }))
}

fn relinquish(g: &Ground<'_>) -> Asked {
    let (user, account) = holder(g)?;
    let who = if g.step.flag || g.step.actor < 192 { Who::User(user) } else { g.who };
    Some((who, Command::RelinquishAccess { account: account.sid }))
}

fn invite_to_account(g: &Ground<'_>) -> Asked {
    let account = g.account(is_main)?;
    let (email, roles, replace) = (g.address(), g.roles(), g.step.other.is_multiple_of(5));
    let command = Command::InviteToAccount { account: account.sid, email, roles, replace };
    Some((g.manager(&account), command))
}

fn add_existing_account(g: &Ground<'_>) -> Asked {
    let org = g.any_org()?;
    let outside: Vec<&Account> = g.accounts.iter().filter(|it| is_main(it) && it.org.is_none()).collect();
    let account = pick(&outside, g.step.actor / 2).map(|it| it.sid);
    let account = account.or_else(|| g.account(|_| true).map(|it| it.sid))?;
    Some((g.owner_of(org), Command::AddExistingAccount { org, account, replace: g.step.flag }))
}

fn account_policy(g: &Ground<'_>) -> Asked {
    let account = g.account(in_use)?;
    let policy = TwoFactorPolicy::ALL[usize::from(g.step.other % 3)];
    Some((g.manager(&account), Command::SetTwoFactorPolicy { account: account.sid, policy }))
}

fn change_account_owner(g: &Ground<'_>) -> Asked {
    let account = g.account(|it| is_main(it) && it.org.is_some())?;
    let org = account.org.or_else(|| g.any_org())?;
    let user = g.member_of(org, g.step.actor / 3)?;
    Some((g.owner_of(org), Command::ChangeAccountOwner { account: account.sid, user }))
}

/// An account of an organization by its Owner, or one's own.
fn lifecycle_of(g: &Ground<'_>, passes: impl Fn(&Account) -> bool) -> Option<(Who, AccountSid)> {
    let account = g.account(passes)?;
    let who = match account.org {
        Some(org) => g.owner_of(org),
        None => g.manager(&account),
    };
    Some((who, account.sid))
}

fn suspend(g: &Ground<'_>) -> Asked {
    let (who, account) = lifecycle_of(g, |it| it.state == AccountState::Active && it.org.is_some())?;
    Some((who, Command::SuspendAccount { account }))
}

fn reactivate(g: &Ground<'_>) -> Asked {
    let (who, account) = lifecycle_of(g, |it| it.state == AccountState::Suspended)?;
    Some((who, Command::ReactivateAccount { account }))
}

fn close(g: &Ground<'_>) -> Asked {
    let (who, account) = lifecycle_of(g, in_use)?;
    Some((who, Command::CloseAccount { account }))
}

/// Mostly to somebody outside who holds roles on it.
fn release(g: &Ground<'_>) -> Asked {
    let holds = |it: &Account| {
        let outside = |user: &&User| user.membership.is_none() && !user.roles_on(it.sid).is_empty();
        g.users.iter().find(outside).map(|user| user.sid)
    };
    let account = g.account(|it| is_main(it) && it.org.is_some() && holds(it).is_some())?;
    let user = holds(&account).or_else(|| pick(&g.users, g.step.other).map(|user| user.sid))?;
    let who = account.org.map_or(g.who, |org| g.owner_of(org));
    Some((who, Command::ReleaseAccount { account: account.sid, user }))
}

fn create_subaccount(g: &Ground<'_>) -> Asked {
    let parent = g.account(is_main)?;
    Some((g.manager(&parent), Command::CreateSubaccount { parent: parent.sid, name: label("Sub") }))
}

fn hipaa(g: &Ground<'_>) -> Asked {
    let covered = |org: OrgSid| g.orgs.iter().any(|it| it.sid == org && it.baa.is_some());
    let account = g.account(|it| in_use(it) && it.org.is_some_and(covered))?;
    let on = g.step.flag || account.hipaa.is_none();
    Some((g.manager(&account), Command::SetHipaa { account: account.sid, on }))
}

/// The Owner, the person themselves, another member, or nobody named.
fn successors(g: &Ground<'_>, org: OrgSid, user: UserSid) -> Successors {
    let owner = g.orgs.iter().find(|it| it.sid == org).map(|it| it.owner);
    match g.step.actor % 8 {
        0 => Successors::default(),
        1 | 2 => Successors::one(user),
        3 => Successors { all: g.member_of(org, g.step.actor), each: Vec::new() },
        _ => Successors { all: owner, each: Vec::new() },
    }
}

fn remove_user(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    let user = g.member_of(org, g.step.other)?;
    Some((g.owner_of(org), Command::RemoveUser { org, user, successors: successors(g, org, user) }))
}

/// Less often than the rest, or nobody would be left.
fn delete_user(g: &Ground<'_>) -> Asked {
    let org = g.org().filter(|_| g.step.flag)?;
    let user = g.member_of(org, g.step.other)?;
    Some((g.owner_of(org), Command::DeleteUser { org, user, successors: successors(g, org, user) }))
}

fn deactivate(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    Some((g.owner_of(org), Command::DeactivateUser { org, user: g.member_of(org, g.step.other)? }))
}

fn activate(g: &Ground<'_>) -> Asked {
    let inactive: Vec<&User> = g.users.iter().filter(|user| user.state == UserState::Inactive).collect();
    let user = pick(&inactive, g.step.other)?;
    let org = user.membership.map(|membership| membership.org).or_else(|| g.org())?;
    Some((g.owner_of(org), Command::ActivateUser { org, user: user.sid }))
}

fn security(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    let (user, action) =
        (g.member_of(org, g.step.other)?, SecurityAction::ALL[usize::from(g.step.actor % 3)]);
    Some((g.owner_of(org), Command::RequestSecurity { org, user, action }))
}

/// Mostly by somebody who was refused.
fn request_invitation(g: &Ground<'_>) -> Asked {
    let prevents = |org: OrgSid| g.orgs.iter().any(|it| it.sid == org && it.policy == SignUpPolicy::Prevent);
    let claims: Vec<Domain> = all!(g.house, Domain);
    let proven = |it: &&Domain| it.state == DomainState::Verified && prevents(it.org);
    let closed: Vec<&Domain> = claims.iter().filter(proven).collect();
    let email = match pick(&closed, g.step.actor) {
        Some(domain) if g.step.flag => email(&format!("q{}@{}", g.step.other % 8, domain.name)),
        _ => g.address(),
    };
    Some((Who::Visitor, Command::RequestInvitation { email, name: person("Some Body") }))
}

fn answer_request(g: &Ground<'_>) -> Asked {
    let request = g.invitation(|it| it.kind.is_request())?;
    let who = request.org.map_or(g.who, |org| g.owner_of(org));
    let role = (!g.step.other.is_multiple_of(3)).then(|| g.role());
    Some((who, Command::AnswerRequest { request: request.sid, role }))
}

/// One thing done to three records of a kind.
fn many(g: &Ground<'_>) -> Asked {
    let org = g.org()?;
    let few = |n: u8| (0..3).map(move |more| n.wrapping_add(more * 7));
    let members: Vec<UserSid> = few(g.step.other | 1).filter_map(|n| g.member_of(org, n)).collect();
    let managed: Vec<AccountSid> =
        g.accounts.iter().filter(|it| it.org == Some(org)).map(|it| it.sid).collect();
    let managed: Vec<AccountSid> = few(g.step.other).filter_map(|n| pick(&managed, n)).collect();
    let waiting = g.invitations.iter().filter(|it| it.state == InvitationState::Pending);
    let waiting: Vec<InvitationSid> =
        waiting.filter(|it| it.org == Some(org)).map(|it| it.sid).take(3).collect();
    let role = g.role();
    let commands: Vec<Command> = match g.step.actor % 6 {
        0 => members.into_iter().map(|user| Command::SetRole { org, user, role }).collect(),
        1 => managed.into_iter().map(|account| Command::SuspendAccount { account }).collect(),
        2 => managed.into_iter().map(|account| Command::ReactivateAccount { account }).collect(),
        3 => waiting.into_iter().map(|invitation| Command::CancelInvitation { invitation }).collect(),
        4 => members.into_iter().map(|user| Command::DeactivateUser { org, user }).collect(),
        _ => members
            .into_iter()
            .map(|user| Command::RemoveUser { org, user, successors: successors(g, org, user) })
            .collect(),
    };
    Some((g.owner_of(org), Command::Many(commands)))
}

/// Requested, and then mostly withdrawn, or no organization would live long.
fn deletion(g: &Ground<'_>) -> Asked {
    let requested = |it: &&Organization| it.state == OrgState::DeletionRequested;
    let requested: Vec<OrgSid> = g.orgs.iter().filter(requested).map(|it| it.sid).collect();
    let (org, owner) = match pick(&requested, g.step.other) {
        Some(org) => (org, g.owner_of(org)),
        None => {
            let org = g.any_org().filter(|_| g.step.actor.is_multiple_of(4) || g.orgs.len() > 3)?;
            return Some((g.owner_of(org), Command::RequestDeletion { org }));
        }
    };
    Some(match g.step.flag || !g.step.actor.is_multiple_of(4) {
        true => (owner, Command::WithdrawDeletion { org }),
        false => (Who::Operator, Command::ConfirmDeletion { org }),
    })
}

/// One of the last entries.
fn undo(g: &Ground<'_>) -> Asked {
    let org = g.any_org()?;
    let position = Position(g.house.head().0.saturating_sub(u64::from(g.step.other % 6)));
    let who = match g.house.directory().organization(org) {
        Some(_) if g.step.actor >= 32 => g.owner_of(org),
        _ => g.who,
    };
    Some((who, Command::Undo { org, position }))
}

fn link_uid(g: &Ground<'_>) -> Asked {
    let user = g.actor.as_ref()?.sid;
    let uid = 1_000 + u32::from(g.step.other % 4);
    Some(match g.step.flag || g.step.actor.is_multiple_of(3) {
        true => (Who::Operator, Command::LinkUid { user, uid }),
        false => (Who::Operator, Command::UnlinkUid { user, uid }),
    })
}

fn sign_in(g: &Ground<'_>) -> Asked {
    Some((g.who, Command::SignIn))
}

fn expire(_: &Ground<'_>) -> Asked {
    Some((Who::System, Command::Expire))
}

/// Whoever carries says how it went, mostly of those that wait.
fn outbox(g: &Ground<'_>) -> Asked {
    let messages: Vec<Message> = all!(g.house, Message);
    let near = |it: &&Message| g.step.flag || it.state == MessageState::Waiting;
    let message = pick(&messages.iter().filter(near).collect::<Vec<_>>(), g.step.other)?.sid;
    let trouble = Trouble::new("451 come back later");
    let delivery = match g.step.actor % 8 {
        0 => return Some((Who::Operator, Command::DropMessage { message })),
        1 => return Some((g.who, Command::DropMessage { message })),
        2..4 => Delivery::Refused(trouble),
        4..6 => Delivery::Later(trouble),
        _ => Delivery::Accepted,
    };
    Some((Who::System, Command::DeliverMessage { message, delivery }))
}

/// Somebody wants one tried again that was not taken, mostly one whose reason holds.
fn retry(g: &Ground<'_>) -> Asked {
    let messages: Vec<Message> = all!(g.house, Message);
    let holds = |it: &Message| !g.house.controller.outdated(it).unwrap_or_default();
    let near = |it: &&Message| it.trouble.is_some() && (g.step.actor.is_multiple_of(8) || holds(it));
    let message = pick(&messages.iter().filter(near).collect::<Vec<_>>(), g.step.other)?.sid;
    let who = if g.step.flag { Who::Operator } else { g.who };
    Some((who, Command::RetryMessage { message }))
}

/// Of what waits; now and then its end has come near meanwhile.
fn remind(g: &Ground<'_>) -> Asked {
    let it = g.invitation(|_| true)?;
    let near = it.expires.minus(Span::hours(3));
    if g.step.flag && near > g.house.now() {
        g.house.set_clock(near);
    }
    Some((Who::System, Command::RemindInvitation { invitation: it.sid }))
}
