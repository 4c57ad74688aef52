//! What can be asked in a state: every command, with the arguments that are of use there, by everybody.
//!
//! Everybody is each user; whoever has no user (a visitor), the host's operator and the sweeper are asked once for each
//! kind of command, for what the command is about makes no difference to them. Where something belongs to the operator or
//! to a visitor it is asked for them in full, and once for each user. What would only make the world larger than it shall
//! be (a fourth user, a second organization) is not asked.

use std::collections::BTreeSet;

use orgadm::controller::{CodeKey, Command, Delivery, Limit, Successors, TypedCode};
use orgadm::model::*;
use orgadm::rules::limits;

use super::state::State;
use crate::support::{domain, email, label, person, phone};

/// The people there can be: two addresses of a domain that can be claimed, one of another.
pub const PEOPLE: [&str; 3] = ["ada@acme.example", "ben@acme.example", "cy@other.example"];
/// Most accounts and subaccounts there are.
pub const ACCOUNTS: usize = 3;

/// One thing to do next.
#[derive(Debug, Clone)]
pub enum Move {
    /// Somebody asks for something.
    Ask(Who, Command),
    /// Time goes by.
    Wait(Span),
}

/// A cool-down, more than any code but an account's lives, and more than anything is kept.
pub const WAITS: [Span; 3] = [Span::minutes(5), Span::days(8), Span::days(31)];

/// Everything there is to do, of the commands that are asked for.
pub fn moves(state: &State, codes: &CodeKey, asks: fn(CommandKind) -> bool) -> Vec<Move> {
    let mut users: Vec<&User> = state.users().collect();
    users.sort_unstable_by_key(|user| user.email.as_str());
    let mut asked = Asked {
        state,
        codes,
        asks,
        users: users.iter().map(|user| user.sid).collect(),
        accounts: state.accounts().map(|account| account.sid).collect(),
        orgs: the_organizations(state),
        strangers: BTreeSet::new(),
        moves: WAITS.map(Move::Wait).to_vec(),
    };
    asked.sign_ups();
    asked.phones();
    asked.invitations();
    asked.people();
    asked.accounts();
    asked.access();
    asked.creation();
    for org in asked.orgs.clone() {
        asked.members(org);
        asked.settings(org);
        asked.last_entries(org);
        asked.many_members(org);
    }
    asked.domains();
    asked.upkeep();
    asked.outbox();
    asked.many();
    asked.moves
}

/// The organizations there are; the deleted one, if there is no other.
fn the_organizations(state: &State) -> Vec<OrgSid> {
    let lives = |org: &&Organization| org.state != OrgState::Deleted;
    let living: Vec<OrgSid> = state.organizations().filter(lives).map(|org| org.sid).collect();
    match living.is_empty() {
        true => state.organizations().take(1).map(|org| org.sid).collect(),
        false => living,
    }
}

struct Asked<'a> {
    state: &'a State,
    codes: &'a CodeKey,
    asks: fn(CommandKind) -> bool,
    users: Vec<UserSid>,
    accounts: Vec<AccountSid>,
    orgs: Vec<OrgSid>,
    /// Kinds that those who are nobody here have been asked for.
    strangers: BTreeSet<CommandKind>,
    moves: Vec<Move>,
}

impl Asked<'_> {
    fn ask(&mut self, who: Who, command: Command) {
        if (self.asks)(command.kind()) {
            self.moves.push(Move::Ask(who, command));
        }
    }

    /// By each user, and once a kind by those who are nobody here.
    fn everybody(&mut self, command: Command) {
        if self.strangers.insert(command.kind()) {
            for who in [Who::Visitor, Who::Operator, Who::System] {
                self.ask(who, command.clone());
            }
        }
        for user in self.users.clone() {
            self.ask(Who::User(user), command.clone());
        }
    }

    /// By this one, and once a kind by everybody else.
    fn mostly(&mut self, who: Who, command: Command) {
        if self.strangers.contains(&command.kind()) {
            return self.ask(who, command);
        }
        self.everybody(command);
    }

    fn code(&self, purpose: CodeFor) -> TypedCode {
        TypedCode::new(&self.codes.code(purpose).reveal())
    }

    /// A wrong code is typed where it is the first or would be the last.
    fn wrong(tries: u8) -> Option<TypedCode> {
        (tries == 0 || tries + 1 == limits::TRIES).then(|| TypedCode::new("wrong"))
    }

    fn sign_ups(&mut self) {
        let state = self.state;
        for address in PEOPLE {
            let (email, name, account) = (email(address), person("New Person"), label("Main"));
            self.mostly(Who::Visitor, Command::SignUp { email, name, account });
        }
        for it in state.sign_ups() {
            let (sign_up, generation) = (it.sid, it.generation);
            let code = self.code(CodeFor::SignUp { sign_up, generation });
            self.mostly(Who::Visitor, Command::ConfirmSignUp { sign_up, code });
            if it.state == SignUpState::Open {
                self.mostly(Who::Visitor, Command::ResendSignUp { sign_up });
                if let Some(code) = Self::wrong(it.tries) {
                    self.ask(Who::Visitor, Command::ConfirmSignUp { sign_up, code });
                }
            }
        }
    }

    fn phones(&mut self) {
        let state = self.state;
        for it in state.accounts() {
            let account = it.sid;
            self.everybody(Command::SetPhone { account, phone: phone("+14155550100") });
            if let Some(proof) = &it.phone {
                let code = self.code(CodeFor::Phone { account, generation: proof.generation });
                self.everybody(Command::ConfirmPhone { account, code });
                if let Some(code) = Self::wrong(proof.tries) {
                    self.ask(Who::User(it.owner), Command::ConfirmPhone { account, code });
                }
            }
        }
    }

    /// Those that wait, and one that has ended.
    fn invitations(&mut self) {
        let state = self.state;
        let mut all: Vec<&Invitation> = state.invitations().collect();
        all.sort_unstable_by_key(|it| (it.state != InvitationState::Pending, it.created, it.sid));
        let waiting = all.iter().filter(|it| it.state == InvitationState::Pending).count();
        for it in all.into_iter().take(waiting + 1) {
            let invitation = it.sid;
            self.everybody(Command::ResendInvitation { invitation });
            self.everybody(Command::CancelInvitation { invitation });
            self.everybody(Command::AcceptInvitation { invitation, code: None, name: None });
            self.everybody(Command::DeclineInvitation { invitation, code: None });
            for role in [None, Some(OrgRole::Standard), Some(OrgRole::Administrator)] {
                self.everybody(Command::AnswerRequest { request: invitation, role });
            }
            let (code, name) = (Some(self.code(it.code_for())), Some(person("New Person")));
            self.ask(Who::Visitor, Command::AcceptInvitation { invitation, code: code.clone(), name });
            self.ask(Who::Visitor, Command::DeclineInvitation { invitation, code });
            if let Some(code) = Self::wrong(it.tries) {
                let (code, name) = (Some(code), Some(person("New Person")));
                self.ask(Who::Visitor, Command::AcceptInvitation { invitation, code, name });
            }
        }
    }

    fn people(&mut self) {
        let name = person("Another Name");
        for user in self.users.clone() {
            self.everybody(Command::RenameUser { user, name: name.clone() });
            self.mostly(Who::Operator, Command::LinkUid { user, uid: 1_000 });
            self.mostly(Who::Operator, Command::UnlinkUid { user, uid: 1_000 });
        }
        for address in PEOPLE {
            let email = email(address);
            self.mostly(Who::Visitor, Command::RequestInvitation { email, name: name.clone() });
        }
    }

    fn members(&mut self, org: OrgSid) {
        let ours = self.state.accounts().find(|account| account.org == Some(org)).map(|account| account.sid);
        for address in PEOPLE {
            let email = email(address);
            let invite = |role, access, replace| Command::InviteUser {
                org,
                email: email.clone(),
                role,
                access,
                replace,
            };
            let roles = AccountRoles::of(&[AccountRole::Developer]);
            let access: Vec<OfferedRoles> =
                ours.map(|account| OfferedRoles { account, roles }).into_iter().collect();
            self.everybody(invite(OrgRole::Administrator, Vec::new(), false));
            self.everybody(invite(OrgRole::Standard, access, true));
        }
        let (access, replace) = (Vec::new(), false);
        self.everybody(Command::InviteUser {
            org,
            email: email(PEOPLE[2]),
            role: OrgRole::Owner,
            access,
            replace,
        });
        for user in self.users.clone() {
            for role in OrgRole::ALL {
                self.everybody(Command::SetRole { org, user, role });
            }
            self.everybody(Command::ChangeOwner { org, user });
            self.mostly(Who::Operator, Command::RecoverOwner { org, user });
            self.everybody(Command::DeactivateUser { org, user });
            self.everybody(Command::ActivateUser { org, user });
            for action in SecurityAction::ALL {
                self.everybody(Command::RequestSecurity { org, user, action });
            }
            self.everybody(Command::RemoveUser { org, user, successors: Successors::default() });
            for successor in self.users.clone() {
                let successors = Successors::one(successor);
                self.everybody(Command::RemoveUser { org, user, successors: successors.clone() });
                self.everybody(Command::DeleteUser { org, user, successors });
            }
        }
    }

    fn accounts(&mut self) {
        let room = self.accounts.len() < ACCOUNTS;
        for owner in self.users.clone().into_iter().filter(|_| room) {
            let (name, usage) = (label("Another"), Usage::Twilio);
            self.everybody(Command::CreateAccount { name, usage, owner });
        }
        for account in self.accounts.clone() {
            self.everybody(Command::RenameAccount { account, name: label("Another Name") });
            self.everybody(Command::SetTwoFactorPolicy { account, policy: TwoFactorPolicy::EveryLogin });
            self.everybody(Command::SuspendAccount { account });
            self.everybody(Command::ReactivateAccount { account });
            self.everybody(Command::CloseAccount { account });
            self.mostly(Who::Operator, Command::UpgradeAccount { account });
            for on in [true, false] {
                self.everybody(Command::SetHipaa { account, on });
            }
            if room {
                self.everybody(Command::CreateSubaccount { parent: account, name: label("Sub") });
            }
            for user in self.users.clone() {
                self.everybody(Command::ChangeAccountOwner { account, user });
                self.everybody(Command::ReleaseAccount { account, user });
            }
            for org in self.orgs.clone() {
                for replace in [false, true] {
                    self.everybody(Command::AddExistingAccount { org, account, replace });
                }
            }
        }
    }

    fn access(&mut self) {
        let administrator = AccountRoles::of(&[AccountRole::Administrator]);
        let both = AccountRoles::of(&[AccountRole::BillingManager, AccountRole::Support]);
        for account in self.accounts.clone() {
            self.everybody(Command::RelinquishAccess { account });
            for user in self.users.clone() {
                for roles in [administrator, both] {
                    self.everybody(Command::GrantAccess { account, user, roles });
                }
                self.everybody(Command::RevokeAccess { account, user });
            }
            for address in PEOPLE {
                let (email, roles) = (email(address), administrator);
                self.everybody(Command::InviteToAccount {
                    account,
                    email: email.clone(),
                    roles,
                    replace: false,
                });
                self.everybody(Command::InviteToAccount { account, email, roles: both, replace: true });
            }
        }
        if let (Some(account), Some(user)) = (self.accounts.first().copied(), self.users.first().copied()) {
            let roles = AccountRoles::of(&[AccountRole::Administrator, AccountRole::Support]);
            self.everybody(Command::GrantAccess { account, user, roles });
        }
    }

    fn creation(&mut self) {
        let mut others = self.state.organizations();
        if others.all(|org| org.state == OrgState::Deleted) && self.state.organizations().count() < 2 {
            self.everybody(Command::CreateOrganization { name: label("Acme") });
        }
    }

    fn settings(&mut self, org: OrgSid) {
        self.everybody(Command::RenameOrganization { org, name: label("Acme Corp") });
        for policy in [SignUpPolicy::Prevent, SignUpPolicy::AddAutomatically, SignUpPolicy::KeepOut] {
            self.everybody(Command::SetSignUpPolicy { org, policy });
        }
        for on in [true, false] {
            self.everybody(Command::SetVerifiedDomainsOnly { org, on });
            self.everybody(Command::SetReasonRequired { org, on });
        }
        self.everybody(Command::ClaimDomain { org, name: domain("acme.example") });
        self.mostly(Who::Operator, Command::RecordBaa { org });
        for most in [None, Some(2)] {
            self.mostly(Who::Operator, Command::SetLimit { org, limit: Limit::Accounts(most) });
        }
        self.everybody(Command::RequestDeletion { org });
        self.everybody(Command::WithdrawDeletion { org });
        self.mostly(Who::Operator, Command::ConfirmDeletion { org });
    }

    fn domains(&mut self) {
        for it in self.state.domains() {
            self.mostly(Who::Operator, Command::VerifyDomain { domain: it.sid });
            self.everybody(Command::DeleteDomain { domain: it.sid });
            let last = it.checked.map(|checked| checked.at);
            for found in [Looked::Proven, Looked::Nothing, Looked::Silent] {
                let method = VerificationMethod::Dns;
                self.mostly(Who::System, Command::CheckDomain { domain: it.sid, method, last, found });
            }
            let other = VerificationMethod::Https;
            let found = Looked::Other;
            self.ask(Who::System, Command::CheckDomain { domain: it.sid, method: other, last, found });
            for successor in std::iter::once(None).chain(self.users.clone().into_iter().map(Some)) {
                self.everybody(Command::ApproveRemoval { domain: it.sid, successor });
            }
        }
    }

    fn upkeep(&mut self) {
        self.everybody(Command::SignIn);
        self.mostly(Who::System, Command::Expire);
    }

    /// Of all the messages two are enough: the oldest to the second person, and the newest.
    fn outbox(&mut self) {
        let mut messages: Vec<&Message> = self.state.messages().collect();
        messages.sort_unstable_by_key(|it| (it.created, it.sid));
        let theirs = messages.iter().find(|it| it.to.to_string() == PEOPLE[1]);
        let two: BTreeSet<MessageSid> = theirs.into_iter().chain(messages.last()).map(|it| it.sid).collect();
        let trouble = || Trouble::new("451 come back later");
        for message in two {
            for delivery in [Delivery::Accepted, Delivery::Refused(trouble()), Delivery::Later(trouble())] {
                self.mostly(Who::System, Command::DeliverMessage { message, delivery });
            }
            self.everybody(Command::DropMessage { message });
            self.everybody(Command::RetryMessage { message });
        }
        let pending = self.state.invitations().filter(|it| it.state == InvitationState::Pending);
        let pending: Vec<InvitationSid> = pending.map(|it| it.sid).collect();
        for invitation in pending {
            self.mostly(Who::System, Command::RemindInvitation { invitation });
        }
    }

    fn last_entries(&mut self, org: OrgSid) {
        let mut entry = self.state.last.as_deref();
        for _ in 0..2 {
            let Some(found) = entry else { return };
            self.everybody(Command::Undo { org, position: found.position });
            entry = found.before();
        }
    }

    /// Bulk over everything of a kind, and over one thing twice.
    fn many(&mut self) {
        let suspend = |account: &AccountSid| Command::SuspendAccount { account: *account };
        let all: Vec<Command> = self.accounts.iter().map(suspend).collect();
        self.everybody(Command::Many(all));
        self.everybody(Command::Many(Vec::new()));
        if let Some(account) = self.accounts.first().copied() {
            let pair = [Command::SuspendAccount { account }, Command::ReactivateAccount { account }];
            self.everybody(Command::Many(pair.to_vec()));
        }
        let waiting = self.state.invitations().filter(|it| it.state == InvitationState::Pending);
        let cancel = waiting.map(|it| Command::CancelInvitation { invitation: it.sid });
        let cancel: Vec<Command> = cancel.collect();
        self.everybody(Command::Many(cancel));
    }

    /// Bulk over everybody, the Owner among them or not.
    fn many_members(&mut self, org: OrgSid) {
        let role = OrgRole::Administrator;
        let set = |user: &UserSid| Command::SetRole { org, user: *user, role };
        let roles: Vec<Command> = self.users.iter().map(set).collect();
        self.everybody(Command::Many(roles));
        let owner = self.state.organizations().find(|it| it.sid == org).map(|it| it.owner);
        let successors = Successors { all: owner, each: Vec::new() };
        let remove =
            |user: &UserSid| Command::RemoveUser { org, user: *user, successors: successors.clone() };
        let remove: Vec<Command> = self.users.iter().map(remove).collect();
        let without_the_owner = remove.iter().filter(|command| match command {
            Command::RemoveUser { user, .. } => Some(*user) != successors.all,
            _ => true,
        });
        let without_the_owner: Vec<Command> = without_the_owner.cloned().collect();
        self.everybody(Command::Many(remove));
        self.everybody(Command::Many(without_the_owner));
    }
}
