//! Whether the checks can fail: a sound world or a lawful plan with one thing wrong, and the sentence that must come of it.

use orgadm::controller::{Command, Plan, Successors};
use orgadm::model::*;
use orgadm::rules::limits;

use super::canon::form;
use super::search::{code_key, planned};
use super::seeds::{self, Seed};
use super::state::State;
use crate::support::sound::{self, Whole};
use crate::support::{domain, email, lawful, person};

/// The one record of a kind that passes, to be changed.
macro_rules! the {
    ($records:expr, $kind:ident, $passes:expr) => {
        $records
            .iter_mut()
            .find_map(|record| match record {
                Record::$kind(it) if $passes(&*it) => Some(it),
                _ => None,
            })
            .expect("there is one")
    };
}

type Wrong = (&'static str, fn(&mut Vec<Record>));

fn any<T>(_: &T) -> bool {
    true
}

fn ada(user: &User) -> bool {
    user.email.as_str() == super::moves::PEOPLE[0]
}

fn ben(user: &User) -> bool {
    user.email.as_str() == super::moves::PEOPLE[1]
}

fn cy(user: &User) -> bool {
    user.email.as_str() == super::moves::PEOPLE[2]
}

const fn sub(account: &Account) -> bool {
    account.parent.is_some()
}

const fn covered_main(account: &Account) -> bool {
    account.parent.is_none() && account.hipaa.is_some()
}

const NOBODY: UserSid = UserSid::from_bytes([9; 16]);
const NOTHING: OrgSid = OrgSid::from_bytes([9; 16]);
const NO_ACCOUNT: AccountSid = AccountSid::from_bytes([9; 16]);

fn open_invitation(kind: InvitationKind, org: Option<OrgSid>, to: &str, n: u8) -> Record {
    Record::Invitation(Invitation {
        sid: InvitationSid::from_bytes([n; 16]),
        org,
        email: email(to),
        kind,
        sender: Some(NOBODY),
        created: Timestamp(0),
        last_sent: Timestamp(0),
        sends: 1,
        generation: 1,
        tries: 0,
        expires: Timestamp(u64::MAX),
        state: InvitationState::Pending,
        canceled: None,
        ended: None,
        previous: None,
    })
}

fn the_org(records: &mut [Record]) -> OrgSid {
    the!(records, Organization, any).sid
}

fn join(role: OrgRole) -> InvitationKind {
    InvitationKind::UserJoin { role, access: Vec::new() }
}

/// In the world of [`seeds::covered`].
const WRONGS: &[Wrong] = &[
    ("not exactly its one Owner", |all| {
        if let Some(it) = &mut the!(all, User, ben).membership {
            it.role = OrgRole::Owner;
        }
    }),
    ("not exactly its one Owner", |all| {
        if let Some(it) = &mut the!(all, User, ada).membership {
            it.role = OrgRole::Administrator;
        }
    }),
    ("the Owner of", |all| the!(all, User, ada).state = UserState::Inactive),
    ("its deletion", |all| the!(all, Organization, any).state = OrgState::DeletionRequested),
    ("has no name", |all| all.retain(|record| !matches!(record, Record::OrganizationName(_)))),
    ("twice", |all| the!(all, User, ben).email = email(super::moves::PEOPLE[0])),
    ("shares an OS user", |all| {
        the!(all, User, ada).uids = vec![1_000];
        the!(all, User, ben).uids = vec![1_000];
    }),
    ("belongs to nothing", |all| {
        if let Some(it) = &mut the!(all, User, ben).membership {
            it.org = NOTHING;
        }
    }),
    ("nobody is left who could activate", |all| the!(all, User, cy).state = UserState::Inactive),
    ("holds two grants", |all| {
        let user = the!(all, User, cy);
        user.grants.extend(user.grants.clone());
    }),
    ("holds 51 roles", |all| {
        let grants = (0..=limits::ROLES_A_USER).map(|_| Grant {
            account: NO_ACCOUNT,
            roles: AccountRoles::of(&[AccountRole::Support]),
            by: NOBODY,
            at: Timestamp(0),
        });
        the!(all, User, cy).grants = grants.collect();
    }),
    ("which is gone", |all| the!(all, User, cy).grants[0].account = NO_ACCOUNT),
    ("holds roles on the subaccount", |all| {
        let account = the!(all, Account, sub).sid;
        the!(all, User, cy).grants[0].account = account;
    }),
    ("owns", |all| {
        let grants = the!(all, User, cy).grants.clone();
        the!(all, User, ada).grants = grants;
    }),
    ("holds Administrator, Support", |all| {
        the!(all, User, cy).grants[0].roles =
            AccountRoles::of(&[AccountRole::Administrator, AccountRole::Support]);
    }),
    ("has no owner", |all| the!(all, Account, covered_main).owner = NOBODY),
    ("and its owner of", |all| the!(all, Account, covered_main).org = None),
    ("was closed at", |all| the!(all, Account, sub).state = AccountState::Closed),
    ("runs under a halted parent", |all| the!(all, Account, covered_main).state = AccountState::Suspended),
    ("outlives its parent", |all| {
        let account = the!(all, Account, covered_main);
        (account.state, account.closed) = (AccountState::Closed, Some(Timestamp(0)));
    }),
    ("waits for a parent that is in use", |all| {
        let account = the!(all, Account, sub);
        (account.state, account.with_parent) = (AccountState::Suspended, true);
    }),
    ("suspended with its parent", |all| the!(all, Account, sub).with_parent = true),
    ("does not follow its parent", |all| {
        let owner = the!(all, User, ben).sid;
        the!(all, Account, sub).owner = owner;
    }),
    ("the parent of", |all| the!(all, Account, sub).parent = Some(NO_ACCOUNT)),
    ("is a subaccount of a subaccount", |all| {
        let parent = the!(all, Account, sub).sid;
        let another = Account { sid: NO_ACCOUNT, parent: Some(parent), ..the!(all, Account, sub).clone() };
        all.push(another.into());
    }),
    ("has 2 subaccounts", |all| {
        let another = Account { sid: NO_ACCOUNT, ..the!(all, Account, sub).clone() };
        all.push(another.into());
    }),
    ("offers the role Owner", |all| {
        let org = the_org(all);
        all.push(open_invitation(join(OrgRole::Owner), Some(org), "dee@other.example", 1));
    }),
    ("are open at once", |all| {
        let org = the_org(all);
        all.push(open_invitation(join(OrgRole::Standard), Some(org), "dee@other.example", 1));
        all.push(open_invitation(join(OrgRole::Administrator), Some(org), "dee@other.example", 2));
    }),
    ("has joined", |all| {
        let org = the_org(all);
        all.push(open_invitation(join(OrgRole::Standard), Some(org), super::moves::PEOPLE[1], 1));
    }),
    ("its account has joined", |all| {
        let (org, account) = (the_org(all), the!(all, Account, covered_main).sid);
        let kind = InvitationKind::AccountJoin { account };
        all.push(open_invitation(kind, Some(org), super::moves::PEOPLE[0], 1));
    }),
    ("is gone", |all| {
        let roles = AccountRoles::of(&[AccountRole::Support]);
        let kind = InvitationKind::AccountAccess { account: NO_ACCOUNT, roles };
        all.push(open_invitation(kind, None, "dee@other.example", 1));
    }),
    ("is claimed by nobody", |all| {
        all.push(Record::Domain(Domain {
            sid: DomainSid::from_bytes([1; 16]),
            org: NOTHING,
            name: domain("acme.example"),
            token: [0; 16],
            method: VerificationMethod::Dns,
            state: DomainState::Unverified,
            created: Timestamp(0),
            verified: None,
            uncertain: None,
            checked: None,
            lost: None,
        }));
    }),
    ("became a user or not", |all| the!(all, SignUp, any).user = None),
    ("has a user and signs up", |all| {
        let sign_up = the!(all, SignUp, any);
        (sign_up.state, sign_up.user) = (SignUpState::Open, None);
    }),
];

#[test]
fn each_check_of_the_whole_can_fail() {
    let sound: Vec<Record> = seeds::covered().records().cloned().collect();
    assert_eq!(sound::findings(&Whole::of(&sound)), [""; 0]);
    for (number, (sentence, go_wrong)) in WRONGS.iter().enumerate() {
        let mut records = sound.clone();
        go_wrong(&mut records);
        let found = sound::findings(&Whole::of(&records));
        assert!(found.iter().any(|it| it.contains(sentence)), "{number}: {sentence:?} is not in {found:?}");
    }
}

/// Other identifiers and another time of day make no other form; who stands where does.
#[test]
fn the_form_knows_no_identifiers_and_no_clock() {
    let of = |begin: u64, order: [usize; 2], role: OrgRole| -> State {
        let mut seed = Seed::empty();
        seed.state.head = Position(begin);
        seed.wait(Span::hours(begin));
        seed.sign_up(0).organization(0);
        for which in order {
            seed.sign_up(which);
        }
        seed.member(1, role);
        seed.wait(Span::minutes(5));
        seed.state
    };
    let form_of = |state: State| form(&state);
    let wanted = form_of(of(0, [1, 2], OrgRole::Standard));
    assert_eq!(form_of(of(77, [1, 2], OrgRole::Standard)), wanted);
    assert_eq!(form_of(of(0, [2, 1], OrgRole::Standard)), wanted);
    assert_ne!(form_of(of(0, [1, 2], OrgRole::Administrator)), wanted);
}

/// A plan as it should be, made wrong: by somebody else, or in a world where it should not have been made.
#[test]
fn each_check_of_a_step_can_fail() {
    let covered = seeds::covered();
    let (codes, org) = (code_key(), covered.organizations().next().expect("one").sid);
    let user = |which: fn(&User) -> bool| covered.users().find(|user| which(user)).expect("there").sid;
    let (ada, ben, cy) = (user(ada), user(ben), user(cy));
    let account = covered.accounts().find(|it| covered_main(it)).expect("one").sid;
    let bens = covered.accounts().find(|it| it.owner == ben).expect("one").sid;
    let support = AccountRoles::of(&[AccountRole::Support]);
    let plan = |who: UserSid, command: Command| {
        let plan = planned(&covered, &codes, Who::User(who), &command);
        plan.unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"))
    };
    let successors = Successors::one(ada);
    let wrongs: Vec<(&str, Plan, Who)> = vec![
        (
            "changed by an outsider",
            plan(ada, Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent }),
            Who::User(ben),
        ),
        (
            "changed by an outsider",
            plan(ada, Command::SetRole { org, user: ben, role: OrgRole::Administrator }),
            Who::User(cy),
        ),
        (
            "somebody else acts on the Owner",
            plan(ada, Command::RenameUser { user: ada, name: person("Ada") }),
            Who::User(ben),
        ),
        (
            "deleted by somebody who may not",
            plan(ada, Command::DeleteUser { org, user: ben, successors }),
            Who::User(ben),
        ),
        (
            "from an outsider",
            plan(ada, Command::GrantAccess { account, user: ben, roles: support }),
            Who::User(ben),
        ),
        ("an account changed by an outsider", plan(ada, Command::CloseAccount { account }), Who::User(ben)),
        (
            "a claim changed by an outsider",
            plan(ada, Command::ClaimDomain { org, name: domain("acme.example") }),
            Who::User(cy),
        ),
    ];
    let records: Vec<Record> = covered.records().cloned().collect();
    let before = Whole::of(&records);
    for (sentence, plan, who) in wrongs {
        assert_eq!(lawful::findings(&before, &plan), [""; 0], "{:?}", plan.command);
        let wrong = Plan { actor: plan.actor.acting_as(who), ..plan };
        let found = lawful::findings(&before, &wrong);
        assert!(found.iter().any(|it| it.contains(sentence)), "{sentence:?} is not in {found:?}");
    }

    let designate = plan(ben, Command::SetHipaa { account: bens, on: true });
    let without = covered.with(|record| match record {
        Record::Organization(it) => Record::Organization(Organization { baa: None, ..it }),
        other => other,
    });
    let found = lawful::findings(&Whole::of(without.records()), &designate);
    assert!(found.iter().any(|it| it.contains("designated without a BAA")), "{found:?}");

    let mut closed = plan(ada, Command::SuspendAccount { account });
    for change in &mut closed.changes {
        if let Some(Record::Account(it)) = &mut change.before {
            (it.state, it.closed) = (AccountState::Closed, Some(Timestamp(1)));
        }
    }
    let found = lawful::findings(&before, &closed);
    for sentence in ["cannot go from Closed to Suspended", "comes back from closed"] {
        assert!(found.iter().any(|it| it.contains(sentence)), "{sentence:?} is not in {found:?}");
    }
}
