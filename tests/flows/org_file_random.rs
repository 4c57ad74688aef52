//! For random organizations a and b: making a what b is refuses and names the rule, or leaves nothing to do but people on
//! their way.

use orgadm::controller::org_file::{
    AccessEntry, AccountEntry, AccountRef, OrgFile, SubaccountEntry, UserEntry,
};
use orgadm::controller::port::Store;
use orgadm::controller::{Command, CommitError, PlanError, Successors};
use orgadm::model::*;
use proptest::prelude::*;

use crate::org_file::{difference, exported};
use crate::support::sound::{self, Whole};
use crate::support::{House, add_existing, domain, email, everything_given, label, person, phone, roles};

/// One thing that happens: what, to whom or which, and with what.
pub type Op = (u8, u8, u8);

pub fn cases(usual: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// An organization that went through these; its Owner at the end.
pub fn grown(ops: &[Op]) -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.done(Who::Operator, Command::RecordBaa { org });
    house.full_account(ada, "Care");
    for n in 0..3 {
        house.member(ada, org, &format!("m{n}@acme.example"), OrgRole::Standard);
    }
    go_through(&house, org, ops);
    let owner = house.organization(org).owner;
    (house, owner, org)
}

fn pick<T: Copy>(from: &[T], by: u8) -> Option<T> {
    from.get(usize::from(by) % from.len().max(1)).copied()
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all
}

fn scan(house: &House, kind: Kind) -> Vec<Record> {
    house.store.scan(kind, None, 10_000).expect("readable").into_iter().map(|stored| stored.record).collect()
}

pub fn go_through(house: &House, org: OrgSid, ops: &[Op]) {
    for (n, (what, which, with)) in ops.iter().copied().enumerate() {
        house.advance(Span::minutes(7));
        let owner = house.organization(org).owner;
        let users = scan(house, Kind::User).into_iter().filter_map(|record| match record {
            Record::User(user) => Some((user.email.clone(), user.sid, user.is_managed_by(org))),
            _ => None,
        });
        let users = sorted(users.collect());
        let members: Vec<UserSid> = users.iter().filter(|it| it.2).map(|it| it.1).collect();
        let strangers: Vec<UserSid> = users.iter().filter(|it| !it.2).map(|it| it.1).collect();
        let all: Vec<Account> = scan(house, Kind::Account)
            .into_iter()
            .filter_map(|record| match record {
                Record::Account(account) => Some(account),
                _ => None,
            })
            .collect();
        let named = |wanted: fn(&Account, OrgSid) -> bool| {
            let mut found: Vec<(Label, Timestamp, AccountSid)> = all
                .iter()
                .filter(|it| wanted(it, org))
                .map(|it| (it.name.clone(), it.created, it.sid))
                .collect();
            found.sort_unstable();
            found.into_iter().map(|it| it.2).collect::<Vec<AccountSid>>()
        };
        let ours = named(|it, org| it.org == Some(org) && it.parent.is_none());
        let subaccounts = named(|it, org| it.org == Some(org) && it.parent.is_some());
        let theirs = named(|it, _| it.org.is_none() && it.parent.is_none());
        let (Some(member), Some(account)) = (pick(&members, which), pick(&ours, with)) else { continue };
        let any_account = pick(&subaccounts, with).filter(|_| which % 2 == 0).unwrap_or(account);
        let some_roles = [
            roles(&[AccountRole::Administrator]),
            roles(&[AccountRole::Developer]),
            roles(&[AccountRole::Support, AccountRole::BillingManager]),
        ];
        let some_roles = some_roles[usize::from(with) % 3];
        let asked: Option<Command> = match what % 30 {
            0 => {
                // A user who joins at once.
                let address = email(&format!("n{n}x{}@acme.example", users.len()));
                let role = if with % 2 == 0 { OrgRole::Standard } else { OrgRole::Administrator };
                let invite = Command::InviteUser {
                    org,
                    email: address.clone(),
                    role,
                    access: Vec::new(),
                    replace: false,
                };
                if house.run(Who::User(owner), with_reason(house, org, invite)).is_ok() {
                    let open = house.directory().inbox_of(address.as_str(), house.now());
                    open.first().map(|sid| house.accept_as_visitor(*sid));
                }
                None
            }
            1 => Some(Command::InviteUser {
                org,
                email: email(&format!("w{}@acme.example", which % 4)),
                role: if with % 2 == 0 { OrgRole::Standard } else { OrgRole::Administrator },
                access: Vec::new(),
                replace: true,
            }),
            2 => Some(Command::SetRole {
                org,
                user: member,
                role: if with % 2 == 0 { OrgRole::Standard } else { OrgRole::Administrator },
            }),
            3 => Some(Command::DeactivateUser { org, user: member }),
            4 => Some(Command::ActivateUser { org, user: member }),
            5 => Some(Command::RenameUser { user: member, name: person(&format!("Person {with}")) }),
            6 => Some(Command::CreateAccount {
                name: label(&format!("Account {}", with % 5)),
                usage: if with % 3 == 0 { Usage::Flex } else { Usage::Twilio },
                owner: member,
            }),
            7 => Some(Command::RenameAccount {
                account: any_account,
                name: label(&format!("Account {}", which % 5)),
            }),
            8 => Some(Command::ChangeAccountOwner { account, user: member }),
            9 => Some(Command::SuspendAccount { account: any_account }),
            10 => Some(Command::ReactivateAccount { account: any_account }),
            11 => (with % 3 == 0).then_some(Command::CloseAccount { account: any_account }),
            12 | 13 => {
                Some(Command::CreateSubaccount { parent: account, name: label(&format!("Sub {}", with % 4)) })
            }
            14 => Some(Command::SetHipaa { account: any_account, on: with % 2 == 0 }),
            15 => Some(Command::SetTwoFactorPolicy {
                account,
                policy: TwoFactorPolicy::ALL[usize::from(which) % 3],
            }),
            16 | 17 => Some(Command::GrantAccess { account, user: member, roles: some_roles }),
            18 => Some(Command::RevokeAccess { account, user: member }),
            19 => Some(Command::InviteToAccount {
                account,
                email: email(&format!("p{}@side.example", which % 3)),
                roles: some_roles,
                replace: true,
            }),
            20 => {
                // Somebody from outside answers.
                let address = format!("p{}@side.example", which % 3);
                let open = house.directory().inbox_of(&address, house.now());
                let known = house.directory().user_with(&email(&address)).map(|row| row.sid);
                if let Some(sid) = open.first() {
                    let code = Some(house.invitation_code(*sid));
                    let name = known.is_none().then(|| person("Part Ner"));
                    let who = known.map_or(Who::Visitor, Who::User);
                    let _ = house.run(who, Command::AcceptInvitation { invitation: *sid, code, name });
                }
                None
            }
            21 => {
                // Somebody from outside with an account, and roles on it for one of ours.
                let address = format!("o{}@side.example", which % 3);
                let known = house.directory().user_with(&email(&address)).map(|row| row.sid);
                let outsider = known.unwrap_or_else(|| house.sign_up(&address, "Out Sider"));
                if let Some(theirs) = house.directory().accounts_owned_by(outsider).first().copied() {
                    let to = house.user(member).email;
                    let invite = Command::InviteToAccount {
                        account: theirs,
                        email: to.clone(),
                        roles: some_roles,
                        replace: true,
                    };
                    if house.run(Who::User(outsider), invite).is_ok() {
                        let open = house.directory().inbox_of(to.as_str(), house.now());
                        for sid in open {
                            let _ = house.run(
                                Who::User(member),
                                Command::AcceptInvitation { invitation: sid, code: None, name: None },
                            );
                        }
                    }
                }
                None
            }
            22 => pick(&theirs, with).map(|account| add_existing(org, account)),
            23 => Some(Command::ClaimDomain { org, name: domain(&format!("d{}.example", with % 3)) }),
            24 => {
                let claims = sorted(house.directory().domains_of(org).map(|row| row.sid).collect());
                if let Some(claim) = pick(&claims, with) {
                    let _ = house.run(Who::Operator, Command::VerifyDomain { domain: claim });
                }
                None
            }
            25 => Some(Command::SetSignUpPolicy {
                org,
                policy: [SignUpPolicy::Prevent, SignUpPolicy::AddAutomatically, SignUpPolicy::KeepOut]
                    [usize::from(with) % 3],
            }),
            26 => Some(Command::SetVerifiedDomainsOnly { org, on: with % 2 == 0 }),
            27 => Some(Command::RequestSecurity {
                org,
                user: member,
                action: SecurityAction::ALL[usize::from(with) % 3],
            }),
            28 => (with % 4 == 0).then_some(Command::RemoveUser {
                org,
                user: member,
                successors: Successors::one(owner),
            }),
            _ => match with % 4 {
                0 => Some(Command::ChangeOwner { org, user: member }),
                1 => Some(Command::SetReasonRequired { org, on: which % 2 == 0 }),
                2 => {
                    let _ = house.run(Who::Operator, Command::UpgradeAccount { account });
                    None
                }
                _ => {
                    let _ = house
                        .run(Who::User(owner), Command::SetPhone { account, phone: phone("+14155550142") });
                    pick(&strangers, which).map(|user| Command::GrantAccess {
                        account,
                        user,
                        roles: some_roles,
                    })
                }
            },
        };
        if let Some(command) = asked
            && let Ok(plan) = house.controller.plan(&house.actor(Who::User(owner)), &command)
        {
            let consent = everything_given(&plan);
            let _ = house.controller.commit(plan, consent);
        }
    }
}

/// Reasons are given with every commit here, but not by `House::run`.
fn with_reason(house: &House, org: OrgSid, command: Command) -> Command {
    let owner = house.organization(org).owner;
    if house.organization(org).reason_required {
        let off = Command::SetReasonRequired { org, on: false };
        let plan = house.plan(Who::User(owner), &off);
        let consent = everything_given(&plan);
        house.controller.commit(plan, consent).expect("allowed");
    }
    command
}

/// The file with what was reported and proven left out, as people write one by hand.
fn bare(file: &mut OrgFile) {
    for entry in file.users.iter_mut().flat_map(|section| &mut section.entries) {
        (entry.two_factor, entry.requests) = (None, Vec::new());
    }
    for entry in file.accounts.iter_mut().flat_map(|section| &mut section.entries) {
        (entry.kind, entry.usage, entry.phone, entry.closed) = (None, None, None, None);
        entry.subaccounts.iter_mut().flatten().for_each(|it| it.closed = None);
    }
    for entry in file.domains.iter_mut().flat_map(|section| &mut section.entries) {
        (entry.state, entry.uncertain, entry.method, entry.token, entry.sid) = (None, None, None, None, None);
    }
}

/// People write something else into a file.
fn edit(file: &mut OrgFile, (what, which, with): Op) {
    fn at<T>(entries: &mut [T], by: u8) -> Option<&mut T> {
        let len = entries.len().max(1);
        entries.get_mut(usize::from(by) % len)
    }
    let user = |address: &str| UserEntry {
        line: 0,
        email: email(address),
        name: None,
        standing: orgadm::controller::org_file::Belongs::Managed,
        role: OrgRole::Standard,
        state: UserState::Active,
        two_factor: None,
        requests: Vec::new(),
        sid: None,
    };
    match what % 20 {
        16 => {
            // A new subaccount, or one renamed.
            if let Some(entry) = file.accounts.as_mut().and_then(|section| at(&mut section.entries, which))
                && entry.standing == orgadm::controller::org_file::Belongs::Managed
            {
                let hipaa = if with % 3 == 0 { !entry.hipaa } else { entry.hipaa };
                let new = SubaccountEntry {
                    line: 0,
                    name: label(&format!("Sub {}", with % 4)),
                    state: AccountState::Active,
                    closed: None,
                    hipaa,
                    sid: None,
                };
                let beneath = entry.subaccounts.get_or_insert_default();
                match at(beneath, with).filter(|_| with % 2 == 0) {
                    Some(it) => it.name = new.name,
                    None => beneath.push(new),
                }
            }
        }
        17 => {
            // Roles for somebody, on an account that may be new, by its name.
            let name = file.accounts.as_mut().and_then(|section| at(&mut section.entries, with));
            let name = name.map(|it| it.name.clone());
            if let (Some(name), Some(section)) = (name, &mut file.access) {
                let address = ["m0@acme.example", "e1@acme.example", "p1@side.example", "ada@acme.example"];
                let user = email(address[usize::from(which) % 4]);
                let account = AccountRef::Name(name);
                if !section.entries.iter().any(|it| it.user == user && it.account == account) {
                    let roles = roles(&[AccountRole::ALL[usize::from(with) % 4]]);
                    section.entries.push(AccessEntry { line: 0, user, account, roles });
                }
            }
        }
        18 => {
            // Somebody's address, or identifier.
            if let Some(entry) = file.users.as_mut().and_then(|section| at(&mut section.entries, which)) {
                match with % 3 {
                    0 => entry.email = email(&format!("x{with}@acme.example")),
                    1 => entry.sid = None,
                    _ => entry.two_factor = Some(TwoFactor::Required),
                }
            }
        }
        19 => {
            // Names that several have, and accounts without an identifier.
            if let Some(entry) = file.accounts.as_mut().and_then(|section| at(&mut section.entries, which)) {
                match with % 3 {
                    0 => entry.sid = None,
                    1 => entry.name = label(&format!("Account {}", with % 5)),
                    _ => entry.subaccounts = None,
                }
            }
        }
        0 => file.users = None,
        1 => file.accounts = None,
        2 => file.access = None,
        3 => file.domains = None,
        4 => bare(file),
        5 => {
            if let Some(section) = &mut file.users {
                section.entries.push(user(&format!("e{}@acme.example", which % 3)));
                section.entries.dedup_by(|a, b| a.email == b.email);
            }
        }
        6 => {
            if let Some(section) = &mut file.users
                && !section.entries.is_empty()
            {
                let at = usize::from(which) % section.entries.len();
                let gone = section.entries.remove(at);
                if let Some(access) = &mut file.access {
                    access.entries.retain(|entry| entry.user != gone.email || with % 4 == 0);
                }
            }
        }
        7 => {
            if let Some(entry) = file.users.as_mut().and_then(|section| at(&mut section.entries, which)) {
                entry.role = OrgRole::ALL[usize::from(with) % 3];
            }
        }
        8 => {
            if let Some(entry) = file.users.as_mut().and_then(|section| at(&mut section.entries, which)) {
                entry.state = if with % 2 == 0 { UserState::Active } else { UserState::Inactive };
            }
        }
        9 => {
            if let Some(section) = &mut file.accounts {
                let template = section.entries.first().cloned();
                let new = template.map(|entry| AccountEntry {
                    name: label(&format!("Edited {}", which % 3)),
                    standing: orgadm::controller::org_file::Belongs::Managed,
                    owner: None,
                    state: AccountState::Active,
                    closed: None,
                    kind: None,
                    usage: None,
                    two_factor: TwoFactorPolicy::ALL[usize::from(with) % 3],
                    hipaa: false,
                    phone: None,
                    subaccounts: None,
                    sid: None,
                    ..entry
                });
                if !section.entries.iter().any(|it| Some(&it.name) == new.as_ref().map(|it| &it.name)) {
                    section.entries.extend(new);
                }
            }
        }
        10 => {
            if let Some(entry) = file.accounts.as_mut().and_then(|section| at(&mut section.entries, which)) {
                entry.state = [AccountState::Active, AccountState::Suspended, AccountState::Closed]
                    [usize::from(with) % 3];
                entry.closed = entry.closed.filter(|_| entry.state == AccountState::Closed);
            }
        }
        11 => {
            let owner = file
                .users
                .as_mut()
                .and_then(|section| at(&mut section.entries, with))
                .map(|it| it.email.clone());
            if let Some(entry) = file.accounts.as_mut().and_then(|section| at(&mut section.entries, which)) {
                entry.owner = owner.or(entry.owner.take());
            }
        }
        12 => {
            if let Some(section) = &mut file.access
                && !section.entries.is_empty()
            {
                let at = usize::from(which) % section.entries.len();
                section.entries.remove(at);
            }
        }
        13 => {
            if let Some(entry) = file.access.as_mut().and_then(|section| at(&mut section.entries, which)) {
                entry.user = email(&format!("p{}@side.example", with % 3));
            }
        }
        14 => {
            if let Some(entry) = file.accounts.as_mut().and_then(|section| at(&mut section.entries, which)) {
                entry.hipaa = with % 2 == 0;
                if let Some(beneath) = &mut entry.subaccounts
                    && let Some(it) = at(beneath, with)
                {
                    it.state = [AccountState::Active, AccountState::Suspended, AccountState::Closed]
                        [usize::from(with) % 3];
                    it.closed = None;
                }
            }
        }
        _ => {
            if let Some(section) = &mut file.domains {
                section.entries.retain(|entry| (entry.name.as_str().len() + usize::from(which)) % 2 == 0);
            }
        }
    }
}

/// Whether the file was applied; what must hold either way is checked.
fn hold(house: &House, by: UserSid, org: OrgSid, text: &str) -> bool {
    let Ok(file) = OrgFile::read("org.toml", text.as_bytes()) else { return false };
    assert_eq!(
        OrgFile::read("x", file.text().as_bytes()).map(|it| it.text()),
        Ok(file.text()),
        "read and written"
    );
    let found = difference(house, by, org, text);
    if found.steps.is_empty() {
        return true;
    }
    let head = house.head();
    let asked = Command::Apply(Box::new(found.application("org.toml")));
    let plan = match house.controller.plan(&house.actor(Who::User(by)), &asked) {
        Ok(plan) => plan,
        Err(PlanError::Refused(refusal)) => {
            assert_eq!(house.head(), head, "a refusal left a trace");
            assert!(!refusal.rows.is_empty(), "no entry is named: {refusal:?}");
            for row in &refusal.rows {
                assert!(row.row > 0 && row.sentence.contains(": "), "{row:?}");
                let ends = |text: &str| text.ends_with(['.', ')']) || text.contains(": orgadm");
                assert!(ends(&row.sentence) && ends(&row.remedy), "{row:?}");
            }
            return false;
        }
        Err(PlanError::Store(error)) => panic!("{error}"),
    };
    let consent = everything_given(&plan);
    match house.controller.commit(plan, consent) {
        Ok(_) => {}
        Err(CommitError::Refused(refusal)) => panic!("planned and then refused: {refusal}"),
        Err(error) => panic!("{error}"),
    }
    assert_eq!(house.head().0, head.0 + 1, "one entry");
    let left = difference(house, by, org, text);
    assert_eq!(left.steps, [], "applied and yet to be done, of\n{text}");
    let records: Vec<Record> = Kind::ALL.into_iter().flat_map(|kind| scan(house, kind)).collect();
    assert_eq!(sound::findings(&Whole::of(&records)), [""; 0]);
    true
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn an_earlier_state_is_refused_by_name_or_reached(
        before in prop::collection::vec(any::<Op>(), 0..40),
        after in prop::collection::vec(any::<Op>(), 0..25),
    ) {
        let (house, _, org) = grown(&before);
        let earlier = exported(&house, org);
        go_through(&house, org, &after);
        hold(&house, house.organization(org).owner, org, &earlier);
    }

    #[test]
    fn an_edited_file_is_refused_by_name_or_reached(
        ops in prop::collection::vec(any::<Op>(), 0..40),
        edits in prop::collection::vec(any::<Op>(), 0..6),
        strips in any::<bool>(),
    ) {
        let (house, owner, org) = grown(&ops);
        let mut file = house.controller.org_file(org).expect("readable").0;
        if strips {
            bare(&mut file);
        }
        edits.into_iter().for_each(|op| edit(&mut file, op));
        hold(&house, owner, org, &file.text());
    }
}

/// The properties above could hold for nothing: often enough a file is applied.
#[test]
fn files_are_applied_often_enough() {
    let mut random = fastrand::Rng::with_seed(7);
    let (mut applied, mut refused) = (0, 0);
    for _ in 0..60 {
        let op = |random: &mut fastrand::Rng| (random.u8(..), random.u8(..), random.u8(..));
        let ops: Vec<Op> = (0..25).map(|_| op(&mut random)).collect();
        let (house, owner, org) = grown(&ops);
        let mut file = house.controller.org_file(org).expect("readable").0;
        bare(&mut file);
        (0..2).for_each(|_| edit(&mut file, op(&mut random)));
        match hold(&house, owner, org, &file.text()) {
            true => applied += 1,
            false => refused += 1,
        }
    }
    assert!(applied >= 20 && refused >= 10, "{applied} applied, {refused} refused");
}
