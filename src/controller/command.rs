//! What is asked: one variant a thing that can be done. Who asks is the [`crate::model::Actor`] beside it.

mod parts;

use crate::model::{
    AccountRoles, AccountSid, CommandKind, DomainName, DomainSid, Email, InvitationSid, Label, Looked,
    MessageSid, OfferedRoles, OrgRole, OrgSid, PersonName, Phone, Position, SecurityAction, SignUpPolicy,
    SignUpSid, Timestamp, TwoFactorPolicy, Usage, UserSid, VerificationMethod,
};

use super::refusal::Refusal;

pub use parts::{Delivery, Limit, Successors, TypedCode};

/// What makes an organization what a file says: the difference, step by step, each with its place in the file. Made by
/// [`super::org_file`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Which organization.
    pub org: OrgSid,
    /// What the file is called, for the line that does the same.
    pub file: String,
    /// The steps, in the order in which they are possible.
    pub steps: Vec<FileStep>,
}

/// One step of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStep {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// The entry: "users, grace@acme.example".
    pub entry: String,
    /// Of an account that the step creates: what later steps call it until it has an identifier.
    pub creates: Option<AccountSid>,
    /// What is to be done.
    pub asked: Asked,
}

/// What an entry of a file comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A command.
    Do(Box<Command>),
    /// Nothing that any command does.
    Refused(Refusal),
}

/// A command. Everything that changes the organization is one of these, whatever door it came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begin a sign-up: an open record and a code to the address. Begun again, it takes the new names.
    SignUp {
        /// The address to prove.
        email: Email,
        /// What the person is called.
        name: PersonName,
        /// The name of the first account.
        account: Label,
    },
    /// Prove the address: the user and the account come to be.
    ConfirmSignUp {
        /// Which sign-up.
        sign_up: SignUpSid,
        /// The code of the message.
        code: TypedCode,
    },
    /// Send the code of a sign-up again.
    ResendSignUp {
        /// Which sign-up.
        sign_up: SignUpSid,
    },
    /// Give an account a phone number and send six digits there; the same number again sends new digits.
    SetPhone {
        /// Which account.
        account: AccountSid,
        /// Which number.
        phone: Phone,
    },
    /// Prove the phone number.
    ConfirmPhone {
        /// Which account.
        account: AccountSid,
        /// The six digits.
        code: TypedCode,
    },
    /// Create an organization; the actor becomes its Owner.
    CreateOrganization {
        /// Its friendly name.
        name: Label,
    },
    /// Invite an address to become a managed user.
    InviteUser {
        /// Into which organization.
        org: OrgSid,
        /// Which address.
        email: Email,
        /// With which role; never Owner.
        role: OrgRole,
        /// Account roles to give along, on accounts of the organization.
        access: Vec<OfferedRoles>,
        /// Whether an open invitation to the same address is to be replaced.
        replace: bool,
    },
    /// Send an invitation again with a new code.
    ResendInvitation {
        /// Which invitation.
        invitation: InvitationSid,
    },
    /// Take an invitation back.
    CancelInvitation {
        /// Which invitation.
        invitation: InvitationSid,
    },
    /// Accept an invitation addressed to the actor, or to whoever knows its code.
    AcceptInvitation {
        /// Which invitation.
        invitation: InvitationSid,
        /// The code; not needed by a signed-in user who proved the address before.
        code: Option<TypedCode>,
        /// What the person is called, if the address has no user yet.
        name: Option<PersonName>,
    },
    /// Decline it.
    DeclineInvitation {
        /// Which invitation.
        invitation: InvitationSid,
        /// The code, as for accepting.
        code: Option<TypedCode>,
    },
    /// Make a managed user Administrator or Standard.
    SetRole {
        /// In which organization.
        org: OrgSid,
        /// Whose role.
        user: UserSid,
        /// Which role; never Owner.
        role: OrgRole,
    },
    /// Hand the organization over.
    ChangeOwner {
        /// Which organization.
        org: OrgSid,
        /// To whom: a managed, active user.
        user: UserSid,
    },
    /// Claim an internet domain.
    ClaimDomain {
        /// For which organization.
        org: OrgSid,
        /// Which domain.
        name: DomainName,
    },
    /// The operator vouches for a claim.
    VerifyDomain {
        /// Which claim.
        domain: DomainSid,
    },
    /// The operator records a Business Associate Addendum.
    RecordBaa {
        /// Of which organization.
        org: OrgSid,
    },
    /// The operator upgrades an account from Trial to Full.
    UpgradeAccount {
        /// Which account.
        account: AccountSid,
    },
    /// The operator makes a managed, active user Owner.
    RecoverOwner {
        /// Of which organization.
        org: OrgSid,
        /// Whom.
        user: UserSid,
    },
    /// Create an account.
    CreateAccount {
        /// Its friendly name.
        name: Label,
        /// What it is for.
        usage: Usage,
        /// Who owns it: the actor, or a managed, active user of the actor's organization.
        owner: UserSid,
    },
    /// Give an account another name.
    RenameAccount {
        /// Which account.
        account: AccountSid,
        /// Its new name.
        name: Label,
    },
    /// Make the roles of a user on an account exactly these.
    GrantAccess {
        /// On which account.
        account: AccountSid,
        /// Whose roles.
        user: UserSid,
        /// Which roles.
        roles: AccountRoles,
    },
    /// Take every role on an account away from a user.
    RevokeAccess {
        /// On which account.
        account: AccountSid,
        /// From whom.
        user: UserSid,
    },
    /// Invite an address to roles on an account; never to membership.
    InviteToAccount {
        /// To which account.
        account: AccountSid,
        /// Which address.
        email: Email,
        /// Which roles.
        roles: AccountRoles,
        /// Whether an open invitation of the same address to this account is to be replaced.
        replace: bool,
    },
    /// Give the organization another name.
    RenameOrganization {
        /// Which organization.
        org: OrgSid,
        /// Its new name.
        name: Label,
    },
    /// Set what happens when an address of a verified domain signs up.
    SetSignUpPolicy {
        /// Of which organization.
        org: OrgSid,
        /// What happens.
        policy: SignUpPolicy,
    },
    /// Set whether only addresses in verified domains may be invited.
    SetVerifiedDomainsOnly {
        /// By which organization.
        org: OrgSid,
        /// Whether.
        on: bool,
    },
    /// Set whether every change needs a reason.
    SetReasonRequired {
        /// In which organization.
        org: OrgSid,
        /// Whether.
        on: bool,
    },
    /// Give the claim of a domain up.
    DeleteDomain {
        /// Which claim.
        domain: DomainSid,
    },
    /// Write down what a look for the proof of a claim found. Planning asks no network: whoever asked it says what it said.
    CheckDomain {
        /// Which claim.
        domain: DomainSid,
        /// Where it was looked for.
        method: VerificationMethod,
        /// When the last look before this one was: if there was another meanwhile, this one is void.
        last: Option<Timestamp>,
        /// What it found.
        found: Looked,
    },
    /// Approve that the users of a lost domain are removed.
    ApproveRemoval {
        /// Which domain.
        domain: DomainSid,
        /// Who gets the accounts they own; the Owner, if nobody is named.
        successor: Option<UserSid>,
    },
    /// The operator sets a limit.
    SetLimit {
        /// Of which organization.
        org: OrgSid,
        /// Which limit.
        limit: Limit,
    },
    /// Ask an existing account, through its owner, to join the organization.
    AddExistingAccount {
        /// Which organization.
        org: OrgSid,
        /// Which account.
        account: AccountSid,
        /// Whether an open invitation of the same account is to be replaced.
        replace: bool,
    },
    /// Set how often the users of an account must show a second factor.
    SetTwoFactorPolicy {
        /// Of which account.
        account: AccountSid,
        /// How often.
        policy: TwoFactorPolicy,
    },
    /// Give an account to another managed, active user; the old owner stays its Administrator.
    ChangeAccountOwner {
        /// Which account.
        account: AccountSid,
        /// To whom.
        user: UserSid,
    },
    /// Suspend an account; its subaccounts follow.
    SuspendAccount {
        /// Which account.
        account: AccountSid,
    },
    /// Reactivate an account, and the subaccounts that were suspended along with it.
    ReactivateAccount {
        /// Which account.
        account: AccountSid,
    },
    /// Close an account for good; its subaccounts follow.
    CloseAccount {
        /// Which account.
        account: AccountSid,
    },
    /// Let an account leave the organization with an outside owner who already holds a role on it.
    ReleaseAccount {
        /// Which account.
        account: AccountSid,
        /// To whom.
        user: UserSid,
    },
    /// Give the actor's own roles on an account up.
    RelinquishAccess {
        /// On which account.
        account: AccountSid,
    },
    /// Create a subaccount.
    CreateSubaccount {
        /// Under which main account.
        parent: AccountSid,
        /// Its friendly name.
        name: Label,
    },
    /// Designate an account or subaccount for HIPAA, or end that.
    SetHipaa {
        /// Which account.
        account: AccountSid,
        /// Whether it is designated.
        on: bool,
    },
    /// Change what a user is called.
    RenameUser {
        /// Whom.
        user: UserSid,
        /// The new name.
        name: PersonName,
    },
    /// Remove a user from the organization; the login survives.
    RemoveUser {
        /// From which organization.
        org: OrgSid,
        /// Whom.
        user: UserSid,
        /// Who gets the accounts they own; the same user takes them along.
        successors: Successors,
    },
    /// Delete a user's record for good.
    DeleteUser {
        /// In which organization.
        org: OrgSid,
        /// Whom.
        user: UserSid,
        /// Who gets the accounts they own.
        successors: Successors,
    },
    /// Deactivate a user: stays listed, cannot sign in.
    DeactivateUser {
        /// In which organization.
        org: OrgSid,
        /// Whom.
        user: UserSid,
    },
    /// Let a deactivated user sign in again.
    ActivateUser {
        /// In which organization.
        org: OrgSid,
        /// Whom.
        user: UserSid,
    },
    /// Ask the systems that follow orgadm for a change of password or second factor.
    RequestSecurity {
        /// In which organization.
        org: OrgSid,
        /// Of whom.
        user: UserSid,
        /// What.
        action: SecurityAction,
    },
    /// Ask the organization that verified the address's domain for an invitation.
    RequestInvitation {
        /// Whose address.
        email: Email,
        /// What the person is called.
        name: PersonName,
    },
    /// Answer such a request.
    AnswerRequest {
        /// Which request.
        request: InvitationSid,
        /// The role to invite the person with; `None` declines.
        role: Option<OrgRole>,
    },
    /// Many commands, validated as one and committed as one.
    Many(Vec<Command>),
    /// Make an organization what a file says.
    Apply(Box<Application>),
    /// Ask for the deletion of the organization.
    RequestDeletion {
        /// Which organization.
        org: OrgSid,
    },
    /// Withdraw that request.
    WithdrawDeletion {
        /// Which organization.
        org: OrgSid,
    },
    /// The operator confirms it.
    ConfirmDeletion {
        /// Which organization.
        org: OrgSid,
    },
    /// Take an earlier change back.
    Undo {
        /// In which organization.
        org: OrgSid,
        /// The position of its audit entry.
        position: Position,
    },
    /// Do what is due, one kind at a time: invitations and sign-ups whose time ran out, what still names a deleted
    /// organization, names kept long enough.
    Expire,
    /// Keep how it went to hand a message over; the program does it by itself.
    DeliverMessage {
        /// Which message.
        message: MessageSid,
        /// How it went.
        delivery: Delivery,
    },
    /// Take a message out of the outbox, undelivered; the program does it with those whose reason is over.
    DropMessage {
        /// Which message.
        message: MessageSid,
    },
    /// Have a message handed over again at once.
    RetryMessage {
        /// Which message.
        message: MessageSid,
    },
    /// Remind of an invitation that is about to run out; the program does it by itself.
    RemindInvitation {
        /// Which invitation.
        invitation: InvitationSid,
    },
    /// Begin a session: the user was last seen now.
    SignIn,
    /// The operator maps an OS user of the host to a user.
    LinkUid {
        /// Whom.
        user: UserSid,
        /// The OS user's number.
        uid: u32,
    },
    /// The operator takes that back.
    UnlinkUid {
        /// From whom.
        user: UserSid,
        /// The OS user's number.
        uid: u32,
    },
}

impl Command {
    /// The word for the audit.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::SignUp { .. } => CommandKind::SignUp,
            Self::ConfirmSignUp { .. } => CommandKind::ConfirmSignUp,
            Self::ResendSignUp { .. } => CommandKind::ResendSignUp,
            Self::SetPhone { .. } => CommandKind::SetPhone,
            Self::ConfirmPhone { .. } => CommandKind::ConfirmPhone,
            Self::CreateOrganization { .. } => CommandKind::CreateOrganization,
            Self::InviteUser { .. } => CommandKind::InviteUser,
            Self::ResendInvitation { .. } => CommandKind::ResendInvitation,
            Self::CancelInvitation { .. } => CommandKind::CancelInvitation,
            Self::AcceptInvitation { .. } => CommandKind::AcceptInvitation,
            Self::DeclineInvitation { .. } => CommandKind::DeclineInvitation,
            Self::SetRole { .. } => CommandKind::SetRole,
            Self::ChangeOwner { .. } => CommandKind::ChangeOwner,
            Self::ClaimDomain { .. } => CommandKind::ClaimDomain,
            Self::VerifyDomain { .. } => CommandKind::VerifyDomain,
            Self::RecordBaa { .. } => CommandKind::RecordBaa,
            Self::UpgradeAccount { .. } => CommandKind::UpgradeAccount,
            Self::RecoverOwner { .. } => CommandKind::RecoverOwner,
            Self::CreateAccount { .. } => CommandKind::CreateAccount,
            Self::RenameAccount { .. } => CommandKind::RenameAccount,
            Self::GrantAccess { .. } => CommandKind::GrantAccess,
            Self::RevokeAccess { .. } => CommandKind::RevokeAccess,
            Self::InviteToAccount { .. } => CommandKind::InviteToAccount,
            Self::RenameOrganization { .. } => CommandKind::RenameOrganization,
            Self::SetSignUpPolicy { .. } => CommandKind::SetSignUpPolicy,
            Self::SetVerifiedDomainsOnly { .. } => CommandKind::SetVerifiedDomainsOnly,
            Self::SetReasonRequired { .. } => CommandKind::SetReasonRequired,
            Self::DeleteDomain { .. } => CommandKind::DeleteDomain,
            Self::CheckDomain { .. } => CommandKind::CheckDomain,
            Self::ApproveRemoval { .. } => CommandKind::ApproveRemoval,
            Self::SetLimit { .. } => CommandKind::SetLimit,
            Self::AddExistingAccount { .. } => CommandKind::AddExistingAccount,
            Self::SetTwoFactorPolicy { .. } => CommandKind::SetTwoFactorPolicy,
            Self::ChangeAccountOwner { .. } => CommandKind::ChangeAccountOwner,
            Self::SuspendAccount { .. } => CommandKind::SuspendAccount,
            Self::ReactivateAccount { .. } => CommandKind::ReactivateAccount,
            Self::CloseAccount { .. } => CommandKind::CloseAccount,
            Self::ReleaseAccount { .. } => CommandKind::ReleaseAccount,
            Self::RelinquishAccess { .. } => CommandKind::RelinquishAccess,
            Self::CreateSubaccount { .. } => CommandKind::CreateSubaccount,
            Self::SetHipaa { .. } => CommandKind::SetHipaa,
            Self::RenameUser { .. } => CommandKind::RenameUser,
            Self::RemoveUser { .. } => CommandKind::RemoveUser,
            Self::DeleteUser { .. } => CommandKind::DeleteUser,
            Self::DeactivateUser { .. } => CommandKind::DeactivateUser,
            Self::ActivateUser { .. } => CommandKind::ActivateUser,
            Self::RequestSecurity { .. } => CommandKind::RequestSecurity,
            Self::RequestInvitation { .. } => CommandKind::RequestInvitation,
            Self::AnswerRequest { .. } => CommandKind::AnswerRequest,
            Self::Many(_) => CommandKind::Many,
            Self::Apply(_) => CommandKind::Apply,
            Self::RequestDeletion { .. } => CommandKind::RequestDeletion,
            Self::WithdrawDeletion { .. } => CommandKind::WithdrawDeletion,
            Self::ConfirmDeletion { .. } => CommandKind::ConfirmDeletion,
            Self::Undo { .. } => CommandKind::Undo,
            Self::Expire => CommandKind::Expire,
            Self::DeliverMessage { delivery, .. } => match delivery {
                Delivery::Accepted => CommandKind::DeliverMessage,
                Delivery::Later(_) => CommandKind::DelayMessage,
                Delivery::Refused(_) => CommandKind::DropMessage,
            },
            Self::DropMessage { .. } => CommandKind::DropMessage,
            Self::RetryMessage { .. } => CommandKind::RetryMessage,
            Self::RemindInvitation { .. } => CommandKind::RemindInvitation,
            Self::SignIn => CommandKind::SignIn,
            Self::LinkUid { .. } => CommandKind::LinkUid,
            Self::UnlinkUid { .. } => CommandKind::UnlinkUid,
        }
    }
}
