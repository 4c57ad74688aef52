//! Why something is not done: the rule, the record, the remedy, under a stable code. The same text everywhere.

use std::fmt;

use crate::model::{AccountSid, DomainSid, Email, InvitationSid, Key, Position, TextError, UserSid};

use super::port::StoreError;

/// The stable codes. A code is never given another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalCode {
    /// The role does not permit it.
    NotPermitted,
    /// Nobody is signed in.
    SignInNeeded,
    /// Only the operator's command line may.
    OperatorOnly,
    /// The user was deactivated.
    UserInactive,
    /// There is no such record.
    NotFound,
    /// The Owner may not be acted on.
    OwnerProtected,
    /// It is so already.
    NoChange,
    /// The address has a user already.
    EmailTaken,
    /// The user belongs to this organization already.
    AlreadyMember,
    /// The user belongs to another organization.
    MemberElsewhere,
    /// No owned account has a verified phone number.
    PhoneNotVerified,
    /// The role Owner is given by a change of ownership only.
    OwnerNotOffered,
    /// An invitation to this address is open already.
    InvitationOpen,
    /// The invitation is no longer pending.
    InvitationEnded,
    /// The invitation is addressed to somebody else.
    NotAddressee,
    /// The invitation cannot be answered while something lasts.
    InvitationBlocked,
    /// Too soon after the last send.
    TooSoon,
    /// Sent as often as allowed.
    TooOften,
    /// The sign-up is no longer open.
    SignUpEnded,
    /// The code is wrong.
    WrongCode,
    /// A code is needed.
    CodeNeeded,
    /// A name is needed.
    NameNeeded,
    /// The person must be a managed, active user.
    NotManagedActive,
    /// The organization's deletion was requested.
    DeletionRequested,
    /// The organization's deletion was not requested.
    DeletionNotRequested,
    /// The domain is verified by another organization.
    DomainTaken,
    /// The domain is claimed already.
    DomainClaimed,
    /// A public mail domain.
    PublicMailDomain,
    /// The domain is uncertain.
    DomainUncertain,
    /// Only addresses in verified domains may be invited.
    DomainNotVerified,
    /// Somebody who has nothing to do with the organization has to be invited.
    InvitationNeeded,
    /// The account's owner needs no roles on it.
    OwnsAccount,
    /// Administrator excludes the other account roles, or no role was named.
    RolesExclude,
    /// A user holds as many account roles as one may.
    RoleCap,
    /// The user holds roles on the account already.
    HasAccess,
    /// The user holds no role on the account.
    NoAccess,
    /// The account is closed or about to be.
    AccountNotOpen,
    /// The account is not managed by the organization.
    AccountNotManaged,
    /// The account is managed by this organization already.
    AlreadyManaged,
    /// The account is managed by another organization.
    AccountElsewhere,
    /// Only main accounts have this; a subaccount follows its parent.
    MainAccountOnly,
    /// The subaccount's parent is suspended.
    ParentSuspended,
    /// The account has as many subaccounts as it may.
    SubaccountLimit,
    /// The organization has no BAA on file.
    NoBaa,
    /// The sign-up policy of a verified domain refuses the address.
    SignUpPrevented,
    /// A limit is reached.
    LimitReached,
    /// The change cannot be undone.
    NotUndoable,
    /// What would be undone was changed again since.
    ChangedSince,
    /// There is no view of that time.
    PastUnknown,
    /// Something must be acknowledged first.
    AcknowledgementNeeded,
    /// A name must be typed first.
    ConfirmationNeeded,
    /// A number must be typed first.
    CountNeeded,
    /// A reason must be given first.
    ReasonNeeded,
    /// Nobody does this to themselves.
    NotOneself,
    /// An account needs a new owner first.
    SuccessorNeeded,
    /// The person named cannot take the account over.
    SuccessorUnfit,
    /// A request for an invitation is open already.
    RequestOpen,
    /// Nothing has to be asked for: the address may sign up, or was invited.
    RequestNotNeeded,
    /// A command that is not one of many.
    NotInBulk,
    /// One plan would change too many records.
    TooManyChanges,
    /// The store holds something already.
    StoreNotEmpty,
    /// Nobody in this process can ask the network.
    NoNetwork,
    /// A text is not of its form.
    Invalid,
    /// The result would break an invariant.
    Invariant,
}

impl RefusalCode {
    /// The stable word, and the number of the vendor's error where there is one (`admin-center-domain` §7.3).
    const fn row(self) -> (&'static str, Option<u32>) {
        match self {
            Self::NotPermitted => ("not-permitted", Some(25105)),
            Self::SignInNeeded => ("sign-in-needed", Some(25107)),
            Self::OperatorOnly => ("operator-only", Some(20003)),
            Self::UserInactive => ("user-inactive", None),
            Self::NotFound => ("not-found", None),
            Self::OwnerProtected => ("owner-protected", Some(25016)),
            Self::NoChange => ("no-change", None),
            Self::EmailTaken => ("email-taken", Some(25022)),
            Self::AlreadyMember => ("already-member", None),
            Self::MemberElsewhere => ("member-elsewhere", None),
            Self::PhoneNotVerified => ("phone-not-verified", None),
            Self::OwnerNotOffered => ("owner-not-offered", Some(25202)),
            Self::InvitationOpen => ("invitation-open", None),
            Self::InvitationEnded => ("invitation-ended", None),
            Self::NotAddressee => ("not-addressee", Some(20003)),
            Self::InvitationBlocked => ("invitation-blocked", None),
            Self::TooSoon => ("too-soon", Some(25021)),
            Self::TooOften => ("too-often", Some(25021)),
            Self::SignUpEnded => ("sign-up-ended", None),
            Self::WrongCode => ("wrong-code", None),
            Self::CodeNeeded => ("code-needed", None),
            Self::NameNeeded => ("name-needed", Some(25002)),
            Self::NotManagedActive => ("not-managed-active", Some(25103)),
            Self::DeletionRequested => ("deletion-requested", Some(25019)),
            Self::DeletionNotRequested => ("deletion-not-requested", None),
            Self::DomainTaken => ("domain-taken", None),
            Self::DomainClaimed => ("domain-claimed", None),
            Self::PublicMailDomain => ("public-mail-domain", None),
            Self::DomainUncertain => ("domain-uncertain", Some(25017)),
            Self::DomainNotVerified => ("domain-not-verified", Some(25017)),
            Self::InvitationNeeded => ("invitation-needed", Some(25201)),
            Self::OwnsAccount => ("owns-account", None),
            Self::RolesExclude => ("roles-exclude", Some(25202)),
            Self::RoleCap => ("role-cap", None),
            Self::HasAccess => ("has-access", None),
            Self::NoAccess => ("no-access", None),
            Self::AccountNotOpen => ("account-not-open", Some(20005)),
            Self::AccountNotManaged => ("account-not-managed", Some(25200)),
            Self::AlreadyManaged => ("already-managed", None),
            Self::AccountElsewhere => ("account-elsewhere", None),
            Self::MainAccountOnly => ("main-account-only", None),
            Self::ParentSuspended => ("parent-suspended", Some(21476)),
            Self::SubaccountLimit => ("subaccount-limit", Some(21480)),
            Self::NoBaa => ("no-baa", None),
            Self::SignUpPrevented => ("sign-up-prevented", None),
            Self::LimitReached => ("limit-reached", Some(25102)),
            Self::NotUndoable => ("not-undoable", None),
            Self::ChangedSince => ("changed-since", None),
            Self::PastUnknown => ("past-unknown", None),
            Self::AcknowledgementNeeded => ("acknowledgement-needed", None),
            Self::ConfirmationNeeded => ("confirmation-needed", None),
            Self::CountNeeded => ("count-needed", None),
            Self::ReasonNeeded => ("reason-needed", None),
            Self::NotOneself => ("not-oneself", Some(25105)),
            Self::SuccessorNeeded => ("successor-needed", Some(25104)),
            Self::SuccessorUnfit => ("successor-unfit", Some(25103)),
            Self::RequestOpen => ("request-open", None),
            Self::RequestNotNeeded => ("request-not-needed", None),
            Self::NotInBulk => ("not-in-bulk", None),
            Self::TooManyChanges => ("too-many-changes", None),
            Self::StoreNotEmpty => ("store-not-empty", None),
            Self::NoNetwork => ("no-network", None),
            Self::Invalid => ("invalid", Some(25106)),
            Self::Invariant => ("invariant", Some(25019)),
        }
    }

    /// The stable word.
    pub const fn word(self) -> &'static str {
        self.row().0
    }

    /// The vendor's number for the same thing, where one is published.
    pub const fn number(self) -> Option<u32> {
        self.row().1
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Where a screen can take somebody to mend what was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The profile of a user.
    User(UserSid),
    /// The page of an account.
    Account(AccountSid),
    /// An invitation in its list.
    Invitation(InvitationSid),
    /// A domain in its list.
    Domain(DomainSid),
    /// The phone number of an own account.
    VerifyPhone,
    /// The sign-in picker.
    SignIn,
    /// An entry of the audit.
    Entry(Position),
    /// Asking for an invitation with the address that was refused.
    RequestInvitation,
}

/// One refused row of many commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its number, from 1.
    pub row: usize,
    /// The record it is about.
    pub record: Option<Key>,
    /// The stable code.
    pub code: RefusalCode,
    /// The rule, as one sentence naming the record.
    pub sentence: String,
    /// What to do about it, as one sentence.
    pub remedy: String,
}

/// A refusal: nothing was changed, unless it says that a try was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: RefusalCode,
    /// The rule, as one sentence naming the record.
    pub sentence: String,
    /// What to do about it, as one sentence.
    pub remedy: String,
    /// The record it is about.
    pub record: Option<Key>,
    /// Where a screen can go.
    pub leads_to: Option<Remedy>,
    /// Of many commands: every row that is refused, the first being the one the sentence names.
    pub rows: Box<[RefusedRow]>,
}

impl Refusal {
    /// A refusal with its rule and remedy.
    pub fn new(code: RefusalCode, sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (sentence, remedy) = (sentence.into(), remedy.into());
        Self { code, sentence, remedy, record: None, leads_to: None, rows: Box::default() }
    }

    /// The same, naming the record.
    pub fn about(self, key: Key) -> Self {
        Self { record: Some(key), ..self }
    }

    /// The same, with a place to go.
    pub fn leading_to(self, remedy: Remedy) -> Self {
        Self { leads_to: Some(remedy), ..self }
    }

    /// There is no such record.
    pub fn not_found(key: Key) -> Self {
        let sentence = format!("There is no {} {key}.", key.kind().word());
        Self::new(RefusalCode::NotFound, sentence, "Look it up in its list.").about(key)
    }

    /// Only the operator may.
    pub fn operator_only() -> Self {
        let (sentence, remedy) =
            ("This belongs to whoever operates the host.", "Run the line as the OS user who owns the store.");
        Self::new(RefusalCode::OperatorOnly, sentence, remedy)
    }

    /// There is no user with this address.
    pub fn no_user(email: &Email) -> Self {
        let sentence = format!("There is no user with the address {email}.");
        Self::new(RefusalCode::NotFound, sentence, "Check the spelling, or invite the address.")
    }

    /// A text is not of its form.
    pub fn invalid(error: &TextError) -> Self {
        Self::new(RefusalCode::Invalid, format!("{error}."), "Correct it and try again.")
    }
}

impl From<RefusedRow> for Refusal {
    fn from(row: RefusedRow) -> Self {
        let RefusedRow { record, code, sentence, remedy, .. } = row;
        Self { record, ..Self::new(code, sentence, remedy) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sentence, self.remedy)
    }
}

impl std::error::Error for Refusal {}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}
