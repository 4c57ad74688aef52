//! The audit: one entry a committed plan, chained by hash, its personal content in images that can be erased.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::position::Position;
use super::record::{Key, Record};
use super::sid::OrgSid;
use super::text::Reason;
use super::time::Timestamp;

/// What sort of entry it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntryKind {
    /// A committed plan.
    Plan,
    /// Somebody began a session.
    Session,
    /// A command that was refused and left a trace, such as a wrong code.
    Refusal,
    /// The program worked on the store itself.
    Maintenance,
    /// A session ended.
    Ended(Ending),
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Plan => "plan",
            Self::Session => "session",
            Self::Refusal => "refusal",
            Self::Maintenance => "maintenance",
            Self::Ended(ending) => return f.pad(&format!("session ended: {ending}")),
        })
    }
}

/// Why a session ended. Order of variants is part of the stored format: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ending {
    /// Its user quit.
    Quit,
    /// Its terminal or client went away.
    Gone,
    /// Its terminal took nothing for too long.
    Slow,
    /// Nobody touched a key for too long.
    Idle,
    /// An administrator ended it.
    Administrator,
    /// Its user was removed or deactivated, or the OS user is no longer mapped to them.
    Rights,
    /// The process that held the store ended.
    Host,
    /// An error in the program.
    Failed,
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 8] = [
        Self::Quit,
        Self::Gone,
        Self::Slow,
        Self::Idle,
        Self::Administrator,
        Self::Rights,
        Self::Host,
        Self::Failed,
    ];

    /// What the user of the session is told; nothing if they ended it themselves.
    pub const fn sentence(self) -> Option<&'static str> {
        Some(match self {
            Self::Quit | Self::Gone => return None,
            Self::Slow => "The session ended: the terminal took nothing for 20 seconds.",
            Self::Idle => "The session ended: no key was pressed for too long.",
            Self::Administrator => "An administrator ended this session.",
            Self::Rights => {
                "The session ended: your user was removed or deactivated, or this OS user is no longer mapped to it."
            }
            Self::Host => {
                "The session ended: the process that held the store was asked to end. Everything committed is kept."
            }
            Self::Failed => "The session ended through an error in orgadm; everything committed is kept.",
        })
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Quit => "quit",
            Self::Gone => "the terminal went away",
            Self::Slow => "the terminal took nothing",
            Self::Idle => "idle",
            Self::Administrator => "by an administrator",
            Self::Rights => "the right was lost",
            Self::Host => "the host ended",
            Self::Failed => "an error in the program",
        })
    }
}

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

/// The part of an entry that stays for ever: no names, no addresses, no words of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHeader {
    /// Its place.
    pub position: Position,
    /// When it was committed; never earlier than the entry before it.
    pub time: Timestamp,
    /// Who, on what evidence, through which door.
    pub actor: Actor,
    /// What sort of entry.
    pub kind: EntryKind,
    /// What was asked.
    pub command: CommandKind,
    /// The records it was about, the main one first, at most [`AuditHeader::MOST_SUBJECTS`].
    pub subjects: Vec<Key>,
    /// The organizations its changes touch, at most [`AuditHeader::MOST_SUBJECTS`].
    pub organizations: Vec<OrgSid>,
    /// The code of the refusal, for a [`EntryKind::Refusal`].
    pub refusal: Option<String>,
    /// How many records it changed.
    pub changes: u32,
    /// SHA-256 over the commitments of its images, in order.
    pub images: [u8; 32],
    /// The hash of the entry before it.
    pub previous: [u8; 32],
}

impl AuditHeader {
    /// Most subjects and organizations a header lists, so that it stays far below the cap on stored values.
    pub const MOST_SUBJECTS: usize = 64;
}

/// One side of a change in the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageState {
    /// There was no record on this side.
    Absent,
    /// The record as it was on this side.
    Kept(Box<Record>),
    /// The image has been erased; only its commitment is left.
    Erased,
    /// The record belongs to another organization than the one that looks.
    Foreign,
}

impl ImageState {
    /// The record, if it is there.
    pub const fn record(&self) -> Option<&Record> {
        match self {
            Self::Kept(record) => Some(record),
            Self::Absent | Self::Erased | Self::Foreign => None,
        }
    }
}

/// One change as the audit holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditChange {
    /// Which record.
    pub key: Key,
    /// The entry that had last changed it.
    pub previous: Position,
    /// As it was.
    pub before: ImageState,
    /// As it became.
    pub after: ImageState,
}

/// A whole entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The part that stays.
    pub header: AuditHeader,
    /// The changes, in the order of the plan.
    pub changes: Vec<AuditChange>,
    /// Why, in the actor's words.
    pub reason: Option<Reason>,
}
