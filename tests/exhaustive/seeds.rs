//! Where the searches begin: small worlds that commands made, each where something interesting is near.

use orgadm::controller::{CodeKey, Command, TypedCode};
use orgadm::model::*;

use super::moves::PEOPLE;
use super::search::{code_key, planned};
use super::state::State;
use crate::support::{START, domain, email, label, person, phone};

/// A world in the making.
pub struct Seed {
    pub state: State,
    codes: CodeKey,
}

impl Seed {
    pub fn empty() -> Self {
        Self { state: State::empty(START), codes: code_key() }
    }

    /// Does something; it must be allowed. Gives the subject.
    #[track_caller]
    pub fn done(&mut self, who: Who, command: Command) -> Key {
        let plan = planned(&self.state, &self.codes, who, &command)
            .unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        let subject = plan.subjects.first().copied();
        self.state = self.state.after(plan);
        subject.expect("a subject")
    }

    pub fn wait(&mut self, span: Span) {
        self.state = self.state.later(span);
    }

    fn code(&self, purpose: CodeFor) -> TypedCode {
        TypedCode::new(&self.codes.code(purpose).reveal())
    }

    fn invitation_code(&self, sid: InvitationSid) -> TypedCode {
        let found = self.state.invitations().find(|it| it.sid == sid).expect("sent");
        self.code(found.code_for())
    }

    pub fn user(&self, which: usize) -> UserSid {
        let found = self.state.users().find(|user| user.email.as_str() == PEOPLE[which]);
        found.map(|user| user.sid).expect("signed up")
    }

    /// The first account of a person.
    pub fn account(&self, which: usize) -> AccountSid {
        let owner = self.user(which);
        let own = self.state.accounts().filter(|account| account.owner == owner && account.parent.is_none());
        own.min_by_key(|account| (account.created, account.sid)).map(|account| account.sid).expect("one")
    }

    pub fn org(&self) -> OrgSid {
        self.state.organizations().next().map(|org| org.sid).expect("one")
    }

    pub fn sign_up(&mut self, which: usize) -> &mut Self {
        let (name, account) = (person("Some Body"), label("Main"));
        let begin = Command::SignUp { email: email(PEOPLE[which]), name, account };
        let Key::SignUp(sign_up) = self.done(Who::Visitor, begin) else { panic!("a sign-up") };
        let code = self.code(CodeFor::SignUp { sign_up, generation: 1 });
        self.done(Who::Visitor, Command::ConfirmSignUp { sign_up, code });
        self
    }

    /// The person's account gets a verified phone, and an organization is created.
    pub fn organization(&mut self, which: usize) -> &mut Self {
        let (who, account) = (Who::User(self.user(which)), self.account(which));
        self.done(who, Command::SetPhone { account, phone: phone("+14155550100") });
        let code = self.code(CodeFor::Phone { account, generation: 1 });
        self.done(who, Command::ConfirmPhone { account, code });
        self.done(who, Command::CreateOrganization { name: label("Acme") });
        self
    }

    /// Invited by the Owner, and accepted.
    pub fn member(&mut self, which: usize, role: OrgRole) -> &mut Self {
        let org = self.org();
        let owner = self.state.organizations().next().map(|org| Who::User(org.owner)).expect("one");
        let (access, replace, email) = (Vec::new(), false, email(PEOPLE[which]));
        let invite = Command::InviteUser { org, email, role, access, replace };
        let Key::Invitation(invitation) = self.done(owner, invite) else { panic!("an invitation") };
        let who = Who::User(self.user(which));
        self.done(who, Command::AcceptInvitation { invitation, code: None, name: None });
        self
    }

    pub fn verified_domain(&mut self) -> &mut Self {
        let owner = Who::User(self.user(0));
        let claim = Command::ClaimDomain { org: self.org(), name: domain("acme.example") };
        let Key::Domain(sid) = self.done(owner, claim) else { panic!("a domain") };
        self.done(Who::Operator, Command::VerifyDomain { domain: sid });
        self
    }
}

/// Three people who have signed up; one of them could create an organization.
pub fn fresh() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).sign_up(1).sign_up(2);
    let (who, account) = (Who::User(seed.user(0)), seed.account(0));
    seed.done(who, Command::SetPhone { account, phone: phone("+14155550100") });
    let code = seed.code(CodeFor::Phone { account, generation: 1 });
    seed.done(who, Command::ConfirmPhone { account, code });
    seed.wait(Span::hours(1));
    seed.state
}

/// Nobody yet.
pub fn nobody() -> State {
    State::empty(START)
}

/// An Owner, an Administrator and somebody outside, each with an account.
pub fn members() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0).sign_up(1).member(1, OrgRole::Administrator).sign_up(2);
    seed.wait(Span::hours(1));
    seed.state
}

/// The same, and the one outside is invited; that is about to run out.
pub fn expiring() -> State {
    let mut seed = Seed { state: members(), codes: code_key() };
    let (access, replace, role) = (Vec::new(), false, OrgRole::Standard);
    let invite = Command::InviteUser { org: seed.org(), email: email(PEOPLE[2]), role, access, replace };
    seed.done(Who::User(seed.user(0)), invite);
    seed.wait(Span::days(6));
    seed.state
}

/// An Owner alone with a verified domain; nobody else has signed up.
pub fn domain_verified() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0).verified_domain();
    seed.wait(Span::hours(1));
    seed.state
}

/// An Owner with a BAA on file, a designated account and its subaccount; a Standard user with an account of their own;
/// somebody outside who administers the Owner's account.
pub fn covered() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0).sign_up(1).member(1, OrgRole::Standard);
    let (org, account, owner) = (seed.org(), seed.account(0), Who::User(seed.user(0)));
    seed.done(Who::Operator, Command::RecordBaa { org });
    seed.done(owner, Command::SetHipaa { account, on: true });
    seed.done(owner, Command::CreateSubaccount { parent: account, name: label("Sub") });
    let roles = AccountRoles::of(&[AccountRole::Administrator]);
    let invite = Command::InviteToAccount { account, email: email(PEOPLE[2]), roles, replace: false };
    let Key::Invitation(invitation) = seed.done(owner, invite) else { panic!("an invitation") };
    let (code, name) = (Some(seed.invitation_code(invitation)), Some(person("Some Body")));
    seed.done(Who::Visitor, Command::AcceptInvitation { invitation, code, name });
    seed.wait(Span::hours(1));
    seed.state
}

/// Everything sent and typed wrong as often as it may be but once: a sign-up, a phone, an invitation.
pub fn worn() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0);
    let (org, account, owner) = (seed.org(), seed.account(0), Who::User(seed.user(0)));
    let second = Command::CreateAccount { name: label("Second"), usage: Usage::Twilio, owner: seed.user(0) };
    let Key::Account(second) = seed.done(owner, second) else { panic!("an account") };
    seed.done(owner, Command::SetPhone { account: second, phone: phone("+14155550199") });
    let (name, main) = (person("Some Body"), label("Main"));
    let begin = Command::SignUp { email: email(PEOPLE[1]), name: name.clone(), account: main };
    let Key::SignUp(sign_up) = seed.done(Who::Visitor, begin) else { panic!("a sign-up") };
    let (access, replace, role) = (Vec::new(), false, OrgRole::Standard);
    let invite = Command::InviteUser { org, email: email(PEOPLE[2]), role, access, replace };
    let Key::Invitation(invitation) = seed.done(owner, invite) else { panic!("an invitation") };
    for _ in 0..3 {
        seed.wait(Span::minutes(5));
        seed.done(Who::Visitor, Command::ResendSignUp { sign_up });
        seed.done(owner, Command::ResendInvitation { invitation });
    }
    let wrong = TypedCode::new("wrong");
    for _ in 0..4 {
        seed.done(Who::Visitor, Command::ConfirmSignUp { sign_up, code: wrong.clone() });
        seed.done(owner, Command::ConfirmPhone { account: second, code: wrong.clone() });
        let (code, name) = (Some(wrong.clone()), Some(name.clone()));
        seed.done(Who::Visitor, Command::AcceptInvitation { invitation, code, name });
    }
    seed.wait(Span::minutes(5));
    assert_ne!(account, second);
    seed.state
}

/// Two organizations beside each other: one person has roles on an account of the other, both claim one domain, and each
/// could want the third person.
pub fn rivals() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0);
    let claim = Command::ClaimDomain { org: seed.org(), name: domain("acme.example") };
    seed.done(Who::User(seed.user(0)), claim);
    seed.sign_up(2).organization(2).sign_up(1);
    let (first, second) = (Who::User(seed.user(0)), Who::User(seed.user(2)));
    let theirs = seed.state.organizations().find(|org| Who::User(org.owner) == second).expect("two").sid;
    seed.done(second, Command::ClaimDomain { org: theirs, name: domain("acme.example") });
    let roles = AccountRoles::of(&[AccountRole::Developer]);
    let (account, email) = (seed.account(0), email(PEOPLE[2]));
    let invite = Command::InviteToAccount { account, email, roles, replace: false };
    let Key::Invitation(invitation) = seed.done(first, invite) else { panic!("an invitation") };
    seed.done(second, Command::AcceptInvitation { invitation, code: None, name: None });
    seed.wait(Span::hours(1));
    seed.state
}

/// A verified domain whose last check failed, which only the check itself can bring about.
pub fn uncertain() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0).verified_domain().sign_up(1).member(1, OrgRole::Standard);
    seed.state = seed.state.with(|record| match record {
        Record::Domain(it) => {
            Record::Domain(Domain { state: DomainState::Uncertain, uncertain: Some(START), ..it })
        }
        other => other,
    });
    seed.wait(Span::hours(1));
    seed.state
}

/// A domain that was lost; its people, all but the Owner, are to be removed.
pub fn lost() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0).verified_domain().sign_up(1).member(1, OrgRole::Standard);
    let at = seed.state.now;
    seed.state = seed.state.with(|record| match record {
        Record::Domain(it) => {
            let lost = Some(Loss { at, people: Removal::Waiting });
            Record::Domain(Domain { state: DomainState::Unverified, verified: None, lost, ..it })
        }
        other => other,
    });
    seed.wait(Span::hours(1));
    seed.state
}

/// A member about whom much has ended: invitations canceled, declined and expired, sign-ups expired and superseded; an OS
/// user of the host acts as them.
pub fn storied() -> State {
    let mut seed = Seed::empty();
    seed.sign_up(0).organization(0);
    let (org, owner) = (seed.org(), Who::User(seed.user(0)));
    let (name, account) = (person("Some Body"), label("Main"));
    let begin = Command::SignUp { email: email(PEOPLE[2]), name: name.clone(), account };
    let invite = |seed: &mut Seed| {
        seed.wait(Span::minutes(5));
        let (email, role, access) = (email(PEOPLE[2]), OrgRole::Standard, Vec::new());
        let invite = Command::InviteUser { org, email, role, access, replace: false };
        let Key::Invitation(sid) = seed.done(owner, invite) else { panic!("an invitation") };
        sid
    };
    seed.done(Who::Visitor, begin.clone());
    let canceled = invite(&mut seed);
    seed.done(owner, Command::CancelInvitation { invitation: canceled });
    let declined = invite(&mut seed);
    let code = Some(seed.invitation_code(declined));
    seed.done(Who::Visitor, Command::DeclineInvitation { invitation: declined, code });
    invite(&mut seed);
    seed.wait(Span::days(8));
    seed.done(Who::System, Command::Expire);
    seed.done(Who::Visitor, begin);
    let accepted = invite(&mut seed);
    let (code, name) = (Some(seed.invitation_code(accepted)), Some(name));
    seed.done(Who::Visitor, Command::AcceptInvitation { invitation: accepted, code, name });
    seed.done(Who::Operator, Command::LinkUid { user: seed.user(2), uid: 1_000 });
    seed.wait(Span::hours(1));
    seed.state
}
