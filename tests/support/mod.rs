//! A house to test in: a controller over the store in memory, with a clock that the test moves.

#![allow(dead_code, reason = "each test file uses its own part")]

pub mod drive;
pub mod lawful;
pub mod published;
pub mod schema;
pub mod sound;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use orgadm::controller::port::{
    AuditDraft, Clock, Heard, Ids, Maintenance, Resolver, Services, Stop, Store, StoreError,
};
use orgadm::controller::{
    CodeKey, Command, CommitError, Consent, Controller, Plan, PlanError, Receipt, Refusal, RefusalCode,
    TypedCode,
};
use orgadm::directory::Directory;
use orgadm::model::*;
use orgadm::store::MemoryStore;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicU64);

impl TestClock {
    pub fn at(instant: Timestamp) -> Self {
        Self(AtomicU64::new(instant.0))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Seeds in a fixed order.
#[derive(Debug, Default)]
pub struct TestIds(AtomicU64);

impl Ids for TestIds {
    fn seed(&self) -> Result<[u8; 32], StoreError> {
        let mut seed = [0x5a; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Ok(seed)
    }
}

/// 2026-11-24T03:06:40Z.
pub const START: Timestamp = Timestamp(1_795_489_600_000);

pub struct House {
    pub controller: Arc<Controller>,
    pub store: Arc<MemoryStore>,
    pub published: Arc<published::Published>,
    clock: Arc<TestClock>,
}

impl House {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A house that reaches beyond itself.
    pub fn reaching(services: Services) -> Self {
        Self::made(|_| {}, services)
    }

    /// A house whose store holds more before the controller opens it.
    pub fn with(fill: impl FnOnce(&MemoryStore)) -> Self {
        Self::made(fill, Services::default())
    }

    fn made(fill: impl FnOnce(&MemoryStore), services: Services) -> Self {
        let store = Arc::new(MemoryStore::new(START, [1; 32]).expect("in memory"));
        fill(&store);
        let clock = Arc::new(TestClock::at(START));
        let controller = Controller::open(
            Arc::clone(&store) as Arc<dyn Maintenance>,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(TestIds::default()),
            CodeKey::new([7; 32]),
        )
        .expect("in memory");
        let published = Arc::new(published::Published::default());
        let resolver: Arc<dyn Resolver> = Arc::clone(&published) as Arc<dyn Resolver>;
        let controller = controller.reaching(Services { resolver: Some(resolver), ..services });
        // From here on every commit keeps it current, as in a session; verbs go without it.
        controller.directory().expect("loaded");
        Self { controller: Arc::new(controller), store, published, clock }
    }

    /// The same store under a new controller: what a restart sees.
    pub fn reopened(&self) -> Controller {
        Controller::open(
            Arc::clone(&self.store) as Arc<dyn Maintenance>,
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Arc::new(TestIds::default()),
            CodeKey::new([7; 32]),
        )
        .expect("in memory")
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The directory, loaded if it was not.
    pub fn directory(&self) -> Arc<Directory> {
        self.controller.directory().expect("loaded")
    }

    pub fn set_clock(&self, at: Timestamp) {
        self.clock.0.store(at.0, Ordering::SeqCst);
    }

    pub fn advance(&self, span: Span) {
        self.set_clock(self.now().plus(span));
    }

    pub fn actor(&self, who: Who) -> Actor {
        let evidence = Evidence::Claimed { uid: 1000, os_user: "alice".into(), ssh: None };
        Actor { who, evidence, origin: Origin::CommandLine }
    }

    pub fn run(&self, who: Who, command: Command) -> Result<Receipt, CommitError> {
        self.run_with(who, command, Consent::default())
    }

    pub fn run_with(&self, who: Who, command: Command, consent: Consent) -> Result<Receipt, CommitError> {
        self.controller.run(&self.actor(who), &command, consent)
    }

    pub fn done(&self, who: Who, command: Command) -> Receipt {
        self.run(who, command).expect("allowed")
    }

    /// With every box ticked, and the name and the number typed that the plan asks for.
    #[track_caller]
    pub fn agreed(&self, who: Who, command: Command) -> Receipt {
        let plan = self.controller.plan(&self.actor(who), &command).expect("allowed");
        let consent = everything_given(&plan);
        self.controller.commit(plan, consent).expect("allowed")
    }

    /// The refusal; fails the test if there is none.
    #[track_caller]
    pub fn refusal(&self, who: Who, command: &Command) -> Refusal {
        match self.controller.plan(&self.actor(who), command) {
            Err(PlanError::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// The plan; fails the test if it is refused.
    #[track_caller]
    pub fn plan(&self, who: Who, command: &Command) -> Plan {
        self.controller.plan(&self.actor(who), command).expect("allowed")
    }

    /// A claim, vouched for by the operator.
    pub fn verified(&self, by: UserSid, org: OrgSid, name: &str) -> DomainSid {
        let receipt = self.done(Who::User(by), Command::ClaimDomain { org, name: domain(name) });
        let Key::Domain(sid) = receipt.plan.subjects[0] else { panic!("a domain") };
        self.done(Who::Operator, Command::VerifyDomain { domain: sid });
        sid
    }

    /// A claim whose record is published, and which was proven by it.
    pub fn proven(&self, by: UserSid, org: OrgSid, name: &str) -> DomainSid {
        let receipt = self.done(Who::User(by), Command::ClaimDomain { org, name: domain(name) });
        let Key::Domain(sid) = receipt.plan.subjects[0] else { panic!("a domain") };
        self.publish(sid);
        assert_eq!(self.check(by, sid), Looked::Proven);
        sid
    }

    /// Publishes the record of a claim.
    pub fn publish(&self, sid: DomainSid) {
        let (claim, publishing) = (self.claim(sid), Publishing::default());
        let value = publishing.value(&claim.token).into_bytes();
        self.published.put(&publishing.host(claim.name.as_str()), Heard::Answer(vec![value]));
    }

    /// Takes it away again.
    pub fn unpublish(&self, sid: DomainSid) {
        let host = Publishing::default().host(self.claim(sid).name.as_str());
        self.published.put(&host, Heard::Nothing("There is nothing.".into()));
    }

    /// The record goes, and a month later the sweeper has lost the domain.
    pub fn lose(&self, sid: DomainSid) {
        self.unpublish(sid);
        let system = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
        for span in [Span::days(1), Span::days(30)] {
            self.advance(span);
            let patience = std::time::Duration::from_secs(60);
            self.controller.recheck(&system, patience, &Stop::default()).expect("looked");
        }
        assert!(self.claim(sid).lost.is_some(), "not lost");
    }

    /// What a check by this user finds.
    #[track_caller]
    pub fn check(&self, by: UserSid, sid: DomainSid) -> Looked {
        let (actor, method) = (self.actor(Who::User(by)), VerificationMethod::Dns);
        let check = self.controller.check_domain(&actor, sid, method, &Stop::default()).expect("allowed");
        check.expect("not stopped").report.found
    }

    pub fn claim(&self, sid: DomainSid) -> Domain {
        match self.get(Key::Domain(sid)) {
            Some(Record::Domain(domain)) => domain,
            other => panic!("{other:?}"),
        }
    }

    /// A new account of this owner, created by themselves.
    pub fn new_account(&self, owner: UserSid, name: &str) -> AccountSid {
        let command = Command::CreateAccount { name: label(name), usage: Usage::Twilio, owner };
        account_in(&self.done(Who::User(owner), command))
    }

    /// An account that may have many subaccounts.
    pub fn full_account(&self, owner: UserSid, name: &str) -> AccountSid {
        let account = self.new_account(owner, name);
        self.done(Who::Operator, Command::UpgradeAccount { account });
        account
    }

    pub fn subaccount(&self, by: UserSid, parent: AccountSid, name: &str) -> AccountSid {
        let command = Command::CreateSubaccount { parent, name: label(name) };
        account_in(&self.done(Who::User(by), command))
    }

    /// Somebody outside every organization, and their account.
    pub fn outsider(&self, address: &str) -> (UserSid, AccountSid) {
        let user = self.sign_up(address, "Out Sider");
        (user, self.account_of(user))
    }

    /// An invitation of an existing account.
    pub fn ask_to_join(&self, by: UserSid, org: OrgSid, account: AccountSid) -> InvitationSid {
        match self.done(Who::User(by), add_existing(org, account)).plan.subjects[0] {
            Key::Invitation(sid) => sid,
            other => panic!("{other}"),
        }
    }

    /// Closes an account with every box ticked.
    pub fn close(&self, by: UserSid, account: AccountSid) -> Receipt {
        let command = Command::CloseAccount { account };
        self.run_with(Who::User(by), command, all_ticked()).expect("allowed")
    }

    /// An invitation to roles on an account.
    pub fn invite_to(
        &self,
        by: UserSid,
        account: AccountSid,
        address: &str,
        of: &[AccountRole],
    ) -> InvitationSid {
        match self.done(Who::User(by), to_account(account, address, of)).plan.subjects[0] {
            Key::Invitation(sid) => sid,
            other => panic!("{other}"),
        }
    }

    /// Its acceptance by somebody who has a user with a proven address.
    pub fn accept_as(&self, user: UserSid, sid: InvitationSid) -> Receipt {
        self.done(Who::User(user), Command::AcceptInvitation { invitation: sid, code: None, name: None })
    }

    /// The code of the refusal; fails the test if the command is not refused.
    #[track_caller]
    pub fn refused(&self, who: Who, command: Command) -> RefusalCode {
        let head = self.store.info().expect("info").head;
        match self.run(who, command) {
            Err(CommitError::Refused(refusal)) => {
                for text in [&refusal.sentence, &refusal.remedy] {
                    assert!(
                        text.ends_with(['.', ')']) || text.contains(": orgadm"),
                        "not a sentence: {text}"
                    );
                    assert!(
                        text.chars().all(|c| hidden_character(c).is_none()),
                        "hidden characters: {text:?}"
                    );
                }
                if refusal.code != RefusalCode::WrongCode {
                    assert_eq!(self.store.info().expect("info").head, head, "a refusal left a trace");
                }
                refusal.code
            }
            other => panic!("not refused: {other:?}"),
        }
    }

    pub fn sign_up_begun(&self, address: &str, name: &str) -> SignUpSid {
        let receipt = self.done(Who::Visitor, sign_up(address, name));
        match receipt.plan.subjects[0] {
            Key::SignUp(sid) => sid,
            other => panic!("{other}"),
        }
    }

    pub fn sign_up_code(&self, sid: SignUpSid) -> TypedCode {
        TypedCode::new(&self.controller.sign_up_code(sid).expect("readable").expect("open").reveal())
    }

    pub fn sign_up(&self, address: &str, name: &str) -> UserSid {
        let sid = self.sign_up_begun(address, name);
        let code = self.sign_up_code(sid);
        let receipt = self.done(Who::Visitor, Command::ConfirmSignUp { sign_up: sid, code });
        user_of(&receipt)
    }

    pub fn account_of(&self, user: UserSid) -> AccountSid {
        self.controller.directory().expect("loaded").accounts_owned_by(user)[0]
    }

    pub fn phone_code(&self, account: AccountSid) -> TypedCode {
        TypedCode::new(&self.controller.phone_code(account).expect("readable").expect("waiting").reveal())
    }

    pub fn verify_phone(&self, user: UserSid) {
        let account = self.account_of(user);
        self.done(Who::User(user), Command::SetPhone { account, phone: phone("+14155550100") });
        let code = self.phone_code(account);
        self.done(Who::User(user), Command::ConfirmPhone { account, code });
    }

    pub fn create_org(&self, user: UserSid, name: &str) -> OrgSid {
        let receipt = self.done(Who::User(user), Command::CreateOrganization { name: label(name) });
        receipt.plan.org.or_else(|| self.user(user).membership.map(|m| m.org)).expect("a member now")
    }

    /// Somebody signed up, with a verified phone and an organization.
    pub fn owner(&self, address: &str, org: &str) -> (UserSid, OrgSid) {
        let user = self.sign_up(address, "Owner Person");
        self.verify_phone(user);
        (user, self.create_org(user, org))
    }

    pub fn invite(&self, by: UserSid, org: OrgSid, address: &str, role: OrgRole) -> InvitationSid {
        let receipt = self.done(Who::User(by), invite(org, address, role));
        match receipt.plan.subjects[0] {
            Key::Invitation(sid) => sid,
            other => panic!("{other}"),
        }
    }

    pub fn invitation_code(&self, sid: InvitationSid) -> TypedCode {
        TypedCode::new(&self.controller.invitation_code(sid).expect("readable").expect("pending").reveal())
    }

    pub fn accept_as_visitor(&self, sid: InvitationSid) -> UserSid {
        let code = Some(self.invitation_code(sid));
        let name = Some(person("New Person"));
        user_of(&self.done(Who::Visitor, Command::AcceptInvitation { invitation: sid, code, name }))
    }

    /// A member with this role, by invitation.
    pub fn member(&self, by: UserSid, org: OrgSid, address: &str, role: OrgRole) -> UserSid {
        let sid = self.invite(by, org, address, role);
        self.accept_as_visitor(sid)
    }

    pub fn get(&self, key: Key) -> Option<Record> {
        self.store.get(key).expect("readable").map(|stored| stored.record)
    }

    pub fn user(&self, sid: UserSid) -> User {
        match self.get(Key::User(sid)) {
            Some(Record::User(user)) => user,
            other => panic!("{other:?}"),
        }
    }

    pub fn account(&self, sid: AccountSid) -> Account {
        match self.get(Key::Account(sid)) {
            Some(Record::Account(account)) => account,
            other => panic!("{other:?}"),
        }
    }

    pub fn invitation(&self, sid: InvitationSid) -> Invitation {
        match self.get(Key::Invitation(sid)) {
            Some(Record::Invitation(invitation)) => invitation,
            other => panic!("{other:?}"),
        }
    }

    pub fn organization(&self, sid: OrgSid) -> Organization {
        match self.get(Key::Organization(sid)) {
            Some(Record::Organization(org)) => org,
            other => panic!("{other:?}"),
        }
    }

    pub fn head(&self) -> Position {
        self.store.info().expect("info").head
    }

    pub fn messages(&self) -> Vec<Message> {
        let stored = self.store.scan(Kind::Message, None, 1_000).expect("readable");
        stored
            .into_iter()
            .filter_map(|stored| match stored.record {
                Record::Message(message) => Some(message),
                _ => None,
            })
            .collect()
    }

    /// Puts records in as they are, past every rule, as only maintenance can; changes of existing ones are not possible.
    pub fn load(&self, records: Vec<Record>) {
        load(&self.store, records);
    }
}

pub fn load(store: &MemoryStore, records: Vec<Record>) {
    let audit = AuditDraft {
        time: START,
        actor: Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Demo },
        kind: EntryKind::Maintenance,
        command: CommandKind::Demo,
        subjects: Vec::new(),
        organizations: Vec::new(),
        refusal: None,
        reason: None,
        salt_seed: [3; 32],
    };
    store.load_demo(records, &audit).expect("in memory");
}

pub fn user_of(receipt: &Receipt) -> UserSid {
    let found = receipt.plan.subjects.iter().find_map(|key| match key {
        Key::User(sid) => Some(*sid),
        _ => None,
    });
    found.expect("a user is among the subjects")
}

/// The first account among the subjects.
pub fn account_in(receipt: &Receipt) -> AccountSid {
    let found = receipt.plan.subjects.iter().find_map(|key| match key {
        Key::Account(sid) => Some(*sid),
        _ => None,
    });
    found.expect("an account is among the subjects")
}

pub fn email(text: &str) -> Email {
    Email::parse(text).expect("valid")
}

pub fn label(text: &str) -> Label {
    Label::parse("The name", text).expect("valid")
}

pub fn person(text: &str) -> PersonName {
    PersonName::parse("The name", text).expect("valid")
}

pub fn phone(text: &str) -> Phone {
    Phone::parse(text).expect("valid")
}

pub fn domain(text: &str) -> DomainName {
    DomainName::parse(text).expect("valid")
}

pub fn sign_up(address: &str, name: &str) -> Command {
    Command::SignUp { email: email(address), name: person(name), account: label("Main") }
}

pub fn invite(org: OrgSid, address: &str, role: OrgRole) -> Command {
    Command::InviteUser { org, email: email(address), role, access: Vec::new(), replace: false }
}

pub fn roles(roles: &[AccountRole]) -> AccountRoles {
    AccountRoles::of(roles)
}

pub fn grant(account: AccountSid, user: UserSid, of: &[AccountRole]) -> Command {
    Command::GrantAccess { account, user, roles: roles(of) }
}

pub fn to_account(account: AccountSid, address: &str, of: &[AccountRole]) -> Command {
    Command::InviteToAccount { account, email: email(address), roles: roles(of), replace: false }
}

/// Everything a plan may want of the actor.
pub fn everything_given(plan: &Plan) -> Consent {
    Consent {
        acknowledged: plan.acknowledgements.iter().map(|it| it.code.to_owned()).collect(),
        confirmed: plan.confirmation.as_ref().map(|it| it.text.clone()),
        count: plan.brake.as_ref().map(|brake| brake.count),
        reason: Reason::parse("The reason", "Because").ok(),
    }
}

pub fn add_existing(org: OrgSid, account: AccountSid) -> Command {
    Command::AddExistingAccount { org, account, replace: false }
}

/// Every box that the steps on accounts have.
pub fn all_ticked() -> Consent {
    let codes =
        ["irreversible", "subaccounts-close", "users-lose-access", "data-purged", "leaves-organization"];
    Consent { acknowledged: codes.map(str::to_owned).to_vec(), ..Consent::default() }
}

pub fn acknowledged(code: &str) -> Consent {
    Consent { acknowledged: vec![code.into()], ..Consent::default() }
}

pub fn confirmed(name: &str) -> Consent {
    Consent { confirmed: Some(name.into()), ..Consent::default() }
}

pub fn planned(error: PlanError) -> RefusalCode {
    match error {
        PlanError::Refused(refusal) => refusal.code,
        PlanError::Store(error) => panic!("{error}"),
    }
}
