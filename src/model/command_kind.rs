//! The kinds of commands, as the audit keeps and calls them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What was asked. Order of variants is part of the stored format: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CommandKind {
    /// Begin a sign-up.
    SignUp,
    /// Prove its address.
    ConfirmSignUp,
    /// Send its code again.
    ResendSignUp,
    /// Give an account a phone number.
    SetPhone,
    /// Prove it.
    ConfirmPhone,
    /// Create an organization.
    CreateOrganization,
    /// Invite a user.
    InviteUser,
    /// Send an invitation again.
    ResendInvitation,
    /// Take an invitation back.
    CancelInvitation,
    /// Accept an invitation.
    AcceptInvitation,
    /// Decline an invitation.
    DeclineInvitation,
    /// Set an organization role.
    SetRole,
    /// Change the organization's owner.
    ChangeOwner,
    /// Claim a domain.
    ClaimDomain,
    /// The operator vouches for a domain.
    VerifyDomain,
    /// The operator records a BAA.
    RecordBaa,
    /// The operator upgrades an account to Full.
    UpgradeAccount,
    /// The operator makes somebody Owner.
    RecoverOwner,
    /// The sweeper ends what is due.
    Expire,
    /// A session began.
    SignIn,
    /// Demo data was generated.
    Demo,
    /// The store was created.
    CreateStore,
    /// Create an account.
    CreateAccount,
    /// Rename an account.
    RenameAccount,
    /// Give or change account roles.
    GrantAccess,
    /// Take account roles away.
    RevokeAccess,
    /// Invite somebody to an account.
    InviteToAccount,
    /// Rename the organization.
    RenameOrganization,
    /// Set what happens when addresses of verified domains sign up.
    SetSignUpPolicy,
    /// Set who may be invited.
    SetVerifiedDomainsOnly,
    /// Set whether every change needs a reason.
    SetReasonRequired,
    /// Give a claim of a domain up.
    DeleteDomain,
    /// The operator sets a limit.
    SetLimit,
    /// Ask an existing account to join.
    AddExistingAccount,
    /// Set how often users of an account must show a second factor.
    SetTwoFactorPolicy,
    /// Give an account to another owner.
    ChangeAccountOwner,
    /// Suspend an account.
    SuspendAccount,
    /// Reactivate an account.
    ReactivateAccount,
    /// Close an account.
    CloseAccount,
    /// Let an account leave with an outside owner.
    ReleaseAccount,
    /// Give one's own roles on an account up.
    RelinquishAccess,
    /// Create a subaccount.
    CreateSubaccount,
    /// Designate an account for HIPAA, or end that.
    SetHipaa,
    /// Change what a user is called.
    RenameUser,
    /// Remove a user from the organization.
    RemoveUser,
    /// Delete a user.
    DeleteUser,
    /// Deactivate a user.
    DeactivateUser,
    /// Activate a user.
    ActivateUser,
    /// Ask for a change of password or second factor.
    RequestSecurity,
    /// Ask to be invited.
    RequestInvitation,
    /// Answer a request for an invitation.
    AnswerRequest,
    /// Many commands in one plan.
    Many,
    /// Ask for the deletion of the organization.
    RequestDeletion,
    /// Withdraw that.
    WithdrawDeletion,
    /// The operator confirms it.
    ConfirmDeletion,
    /// Take an earlier change back.
    Undo,
    /// Images were erased.
    Erase,
    /// The store was compacted.
    Compact,
    /// A session ended.
    EndSession,
    /// An administrator ended somebody's session.
    Disconnect,
    /// Somebody tried to reach the store who may not.
    Connect,
    /// The operator maps an OS user to a user.
    LinkUid,
    /// The operator takes that back.
    UnlinkUid,
    /// The sweeper cleared records that rested on a deleted organization.
    Release,
    /// A message was handed over.
    DeliverMessage,
    /// A message was not taken, and is tried again.
    DelayMessage,
    /// A message is not delivered any more.
    DropMessage,
    /// A message is to be tried again at once.
    RetryMessage,
    /// Somebody is reminded of an invitation that is about to run out.
    RemindInvitation,
    /// A backup of the store was written; this is the last entry in it.
    Backup,
    /// The store was made from a backup; what follows was written to the restored one.
    Restore,
    /// Older entries were moved into an archive.
    PruneAudit,
    /// The organization was made what a file says.
    Apply,
    /// An organization was brought in from a file.
    Import,
    /// A damaged store was made whole again from its newest good backup and its journal.
    Repair,
    /// Look whether a claim is proven.
    CheckDomain,
    /// A look found the proof.
    ProveDomain,
    /// A look no longer found the proof.
    DoubtDomain,
    /// A domain was uncertain for too long.
    LoseDomain,
    /// Approve that the users of a lost domain are removed.
    ApproveRemoval,
    /// Users of a lost domain were removed.
    RemoveLost,
}

impl CommandKind {
    /// Every kind.
    pub const ALL: [Self; 81] = [
        Self::SignUp,
        Self::ConfirmSignUp,
        Self::ResendSignUp,
        Self::SetPhone,
        Self::ConfirmPhone,
        Self::CreateOrganization,
        Self::InviteUser,
        Self::ResendInvitation,
        Self::CancelInvitation,
        Self::AcceptInvitation,
        Self::DeclineInvitation,
        Self::SetRole,
        Self::ChangeOwner,
        Self::ClaimDomain,
        Self::VerifyDomain,
        Self::RecordBaa,
        Self::UpgradeAccount,
        Self::RecoverOwner,
        Self::Expire,
        Self::SignIn,
        Self::Demo,
        Self::CreateStore,
        Self::CreateAccount,
        Self::RenameAccount,
        Self::GrantAccess,
        Self::RevokeAccess,
        Self::InviteToAccount,
        Self::RenameOrganization,
        Self::SetSignUpPolicy,
        Self::SetVerifiedDomainsOnly,
        Self::SetReasonRequired,
        Self::DeleteDomain,
        Self::SetLimit,
        Self::AddExistingAccount,
        Self::SetTwoFactorPolicy,
        Self::ChangeAccountOwner,
        Self::SuspendAccount,
        Self::ReactivateAccount,
        Self::CloseAccount,
        Self::ReleaseAccount,
        Self::RelinquishAccess,
        Self::CreateSubaccount,
        Self::SetHipaa,
        Self::RenameUser,
        Self::RemoveUser,
        Self::DeleteUser,
        Self::DeactivateUser,
        Self::ActivateUser,
        Self::RequestSecurity,
        Self::RequestInvitation,
        Self::AnswerRequest,
        Self::Many,
        Self::RequestDeletion,
        Self::WithdrawDeletion,
        Self::ConfirmDeletion,
        Self::Undo,
        Self::Erase,
        Self::Compact,
        Self::EndSession,
        Self::Disconnect,
        Self::Connect,
        Self::LinkUid,
        Self::UnlinkUid,
        Self::Release,
        Self::DeliverMessage,
        Self::DelayMessage,
        Self::DropMessage,
        Self::RetryMessage,
        Self::RemindInvitation,
        Self::Backup,
        Self::Restore,
        Self::PruneAudit,
        Self::Apply,
        Self::Import,
        Self::Repair,
        Self::CheckDomain,
        Self::ProveDomain,
        Self::DoubtDomain,
        Self::LoseDomain,
        Self::ApproveRemoval,
        Self::RemoveLost,
    ];

    /// The stable word: `thing.event`, as audit logs write it (`admin-center-domain` §1.10).
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up.begun",
            Self::ConfirmSignUp => "sign-up.completed",
            Self::ResendSignUp => "sign-up.code-resent",
            Self::SetPhone => "account.phone-set",
            Self::ConfirmPhone => "account.phone-verified",
            Self::CreateOrganization => "organization.created",
            Self::InviteUser => "user-invitation.created",
            Self::ResendInvitation => "user-invitation.resent",
            Self::CancelInvitation => "user-invitation.canceled",
            Self::AcceptInvitation => "user-invitation.accepted",
            Self::DeclineInvitation => "user-invitation.declined",
            Self::SetRole => "user.role-changed",
            Self::ChangeOwner => "organization.owner-changed",
            Self::ClaimDomain => "domain.created",
            Self::VerifyDomain => "domain.verified",
            Self::RecordBaa => "organization.baa-recorded",
            Self::UpgradeAccount => "account.upgraded",
            Self::RecoverOwner => "organization.owner-recovered",
            Self::Expire => "sweep.expired",
            Self::SignIn => "user-session.created",
            Self::Demo => "store.demo-generated",
            Self::CreateStore => "store.created",
            Self::CreateAccount => "account.created",
            Self::RenameAccount => "account.renamed",
            Self::GrantAccess => "account-access.granted",
            Self::RevokeAccess => "account-access.revoked",
            Self::InviteToAccount => "access-invitation.created",
            Self::RenameOrganization => "organization.renamed",
            Self::SetSignUpPolicy => "organization.sign-up-policy-set",
            Self::SetVerifiedDomainsOnly => "organization.invitable-set",
            Self::SetReasonRequired => "organization.reason-rule-set",
            Self::DeleteDomain => "domain.deleted",
            Self::SetLimit => "organization.limit-set",
            Self::AddExistingAccount => "account-invitation.created",
            Self::SetTwoFactorPolicy => "account.two-factor-policy-set",
            Self::ChangeAccountOwner => "account.owner-changed",
            Self::SuspendAccount => "account.suspended",
            Self::ReactivateAccount => "account.reactivated",
            Self::CloseAccount => "account.closed",
            Self::ReleaseAccount => "account.released",
            Self::RelinquishAccess => "account-access.relinquished",
            Self::CreateSubaccount => "subaccount.created",
            Self::SetHipaa => "account.hipaa-set",
            Self::RenameUser => "user.renamed",
            Self::RemoveUser => "user.removed",
            Self::DeleteUser => "user.deleted",
            Self::DeactivateUser => "user.deactivated",
            Self::ActivateUser => "user.activated",
            Self::RequestSecurity => "user.security-requested",
            Self::RequestInvitation => "invitation-request.created",
            Self::AnswerRequest => "invitation-request.answered",
            Self::Many => "bulk.committed",
            Self::RequestDeletion => "organization.deletion-requested",
            Self::WithdrawDeletion => "organization.deletion-withdrawn",
            Self::ConfirmDeletion => "organization.deleted",
            Self::Undo => "change.undone",
            Self::Erase => "store.erased",
            Self::Compact => "store.compacted",
            Self::EndSession => "user-session.ended",
            Self::Disconnect => "user-session.disconnected",
            Self::Connect => "store.connection-refused",
            Self::LinkUid => "user.uid-linked",
            Self::UnlinkUid => "user.uid-unlinked",
            Self::Release => "organization.released",
            Self::DeliverMessage => "message.delivered",
            Self::DelayMessage => "message.delayed",
            Self::DropMessage => "message.dropped",
            Self::RetryMessage => "message.retried",
            Self::RemindInvitation => "user-invitation.reminded",
            Self::Backup => "store.backed-up",
            Self::Restore => "store.restored",
            Self::PruneAudit => "audit.pruned",
            Self::Apply => "organization.file-applied",
            Self::Import => "store.imported",
            Self::Repair => "store.repaired",
            Self::CheckDomain => "domain.checked",
            Self::ProveDomain => "domain.proven",
            Self::DoubtDomain => "domain.uncertain",
            Self::LoseDomain => "domain.expired",
            Self::ApproveRemoval => "domain.removal-approved",
            Self::RemoveLost => "domain.users-removed",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for CommandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
