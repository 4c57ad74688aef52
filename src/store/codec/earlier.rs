//! Shapes that records had in earlier versions, only to be read: each becomes the record of today.
//!
//! Nothing here is ever written, and nothing here is ever changed.

use serde::Deserialize;

use crate::model::{
    Account, AccountKind, AccountRoles, AccountSid, AccountState, Baa, CancelReason, Designation, Domain,
    DomainName, DomainSid, DomainState, Email, Grant, Invitation, InvitationKind, InvitationSid,
    InvitationState, Label, Membership, Message, MessageKind, MessageSid, MessageState, OfferedRoles,
    OrgRole, OrgSid, OrgState, Organization, PersonName, PhoneProof, Recipient, Record, Recovery,
    SecurityRequest, SignUpPolicy, Timestamp, TwoFactor, TwoFactorPolicy, Usage, User, UserSid, UserState,
    VerificationMethod,
};

/// An invitation before there were account roles in it.
#[derive(Debug, Deserialize)]
pub(super) struct InvitationV1 {
    sid: InvitationSid,
    org: OrgSid,
    email: Email,
    kind: InvitationKindV1,
    sender: UserSid,
    created: Timestamp,
    last_sent: Timestamp,
    sends: u32,
    generation: u32,
    tries: u8,
    expires: Timestamp,
    state: InvitationState,
    canceled: Option<CancelReason>,
    ended: Option<Timestamp>,
    previous: Option<InvitationSid>,
}

/// What an invitation offered then.
#[derive(Debug, Deserialize)]
enum InvitationKindV1 {
    UserJoin { role: OrgRole },
}

impl From<InvitationV1> for Record {
    fn from(old: InvitationV1) -> Self {
        let InvitationKindV1::UserJoin { role } = old.kind;
        Self::Invitation(Invitation {
            sid: old.sid,
            org: Some(old.org),
            email: old.email,
            kind: InvitationKind::UserJoin { role, access: Vec::new() },
            sender: Some(old.sender),
            created: old.created,
            last_sent: old.last_sent,
            sends: old.sends,
            generation: old.generation,
            tries: old.tries,
            expires: old.expires,
            state: old.state,
            canceled: old.canceled,
            ended: old.ended,
            previous: old.previous,
        })
    }
}

/// An invitation before accounts could be asked to join and people could ask to be invited.
#[derive(Debug, Deserialize)]
pub(super) struct InvitationV2 {
    sid: InvitationSid,
    org: Option<OrgSid>,
    email: Email,
    kind: InvitationKindV2,
    sender: UserSid,
    created: Timestamp,
    last_sent: Timestamp,
    sends: u32,
    generation: u32,
    tries: u8,
    expires: Timestamp,
    state: InvitationState,
    canceled: Option<CancelReason>,
    ended: Option<Timestamp>,
    previous: Option<InvitationSid>,
}

/// What an invitation offered then.
#[derive(Debug, Deserialize)]
enum InvitationKindV2 {
    UserJoin { role: OrgRole, access: Vec<OfferedRoles> },
    AccountAccess { account: AccountSid, roles: AccountRoles },
}

impl From<InvitationV2> for Record {
    fn from(old: InvitationV2) -> Self {
        let kind = match old.kind {
            InvitationKindV2::UserJoin { role, access } => InvitationKind::UserJoin { role, access },
            InvitationKindV2::AccountAccess { account, roles } => {
                InvitationKind::AccountAccess { account, roles }
            }
        };
        Self::Invitation(Invitation {
            sid: old.sid,
            org: old.org,
            email: old.email,
            kind,
            sender: Some(old.sender),
            created: old.created,
            last_sent: old.last_sent,
            sends: old.sends,
            generation: old.generation,
            tries: old.tries,
            expires: old.expires,
            state: old.state,
            canceled: old.canceled,
            ended: old.ended,
            previous: old.previous,
        })
    }
}

/// An account before designations said since when and by whom, and suspension whether the parent caused it.
#[derive(Debug, Deserialize)]
pub(super) struct AccountV1 {
    sid: AccountSid,
    name: Label,
    state: AccountState,
    kind: AccountKind,
    usage: Usage,
    owner: UserSid,
    org: Option<OrgSid>,
    parent: Option<AccountSid>,
    hipaa: bool,
    two_factor: TwoFactorPolicy,
    phone: Option<PhoneProof>,
    created: Timestamp,
    closed: Option<Timestamp>,
}

impl From<AccountV1> for Record {
    fn from(old: AccountV1) -> Self {
        // No version that wrote this shape could designate; the owner and the creation are the best there is.
        let hipaa = old.hipaa.then_some(Designation { since: old.created, by: old.owner });
        Self::Account(Account {
            sid: old.sid,
            name: old.name,
            state: old.state,
            kind: old.kind,
            usage: old.usage,
            owner: old.owner,
            org: old.org,
            parent: old.parent,
            hipaa,
            with_parent: false,
            two_factor: old.two_factor,
            phone: old.phone,
            created: old.created,
            closed: old.closed,
        })
    }
}

/// A user before security requests were kept.
#[derive(Debug, Deserialize)]
pub(super) struct UserV1 {
    sid: UserSid,
    email: Email,
    email_proven: Option<Timestamp>,
    name: PersonName,
    state: UserState,
    membership: Option<Membership>,
    grants: Vec<Grant>,
    two_factor: TwoFactor,
    created: Timestamp,
    last_seen: Option<Timestamp>,
}

impl From<UserV1> for Record {
    fn from(old: UserV1) -> Self {
        Self::User(User {
            sid: old.sid,
            email: old.email,
            email_proven: old.email_proven,
            name: old.name,
            state: old.state,
            membership: old.membership,
            grants: old.grants,
            two_factor: old.two_factor,
            created: old.created,
            last_seen: old.last_seen,
            requests: Vec::new(),
            uids: Vec::new(),
        })
    }
}

/// A user before OS users could be mapped to them.
#[derive(Debug, Deserialize)]
pub(super) struct UserV2 {
    sid: UserSid,
    email: Email,
    email_proven: Option<Timestamp>,
    name: PersonName,
    state: UserState,
    membership: Option<Membership>,
    grants: Vec<Grant>,
    two_factor: TwoFactor,
    created: Timestamp,
    last_seen: Option<Timestamp>,
    requests: Vec<SecurityRequest>,
}

impl From<UserV2> for Record {
    fn from(old: UserV2) -> Self {
        Self::User(User {
            sid: old.sid,
            email: old.email,
            email_proven: old.email_proven,
            name: old.name,
            state: old.state,
            membership: old.membership,
            grants: old.grants,
            two_factor: old.two_factor,
            created: old.created,
            last_seen: old.last_seen,
            requests: old.requests,
            uids: Vec::new(),
        })
    }
}

/// An organization before its deletion could be requested.
#[derive(Debug, Deserialize)]
pub(super) struct OrganizationV1 {
    sid: OrgSid,
    owner: UserSid,
    state: OrgState,
    created: Timestamp,
    policy: SignUpPolicy,
    verified_domains_only: bool,
    reason_required: bool,
    baa: Option<Baa>,
    account_limit: Option<u32>,
    domain_limit: u32,
    recovered: Option<Recovery>,
    demo: bool,
}

impl From<OrganizationV1> for Record {
    fn from(old: OrganizationV1) -> Self {
        Self::Organization(Organization {
            sid: old.sid,
            owner: old.owner,
            state: old.state,
            created: old.created,
            policy: old.policy,
            verified_domains_only: old.verified_domains_only,
            reason_required: old.reason_required,
            baa: old.baa,
            account_limit: old.account_limit,
            domain_limit: old.domain_limit,
            recovered: old.recovered,
            demo: old.demo,
            deletion: None,
        })
    }
}

/// A message before it was known how handing it over went.
#[derive(Debug, Deserialize)]
pub(super) struct MessageV2 {
    sid: MessageSid,
    to: Recipient,
    kind: MessageKind,
    created: Timestamp,
    state: MessageState,
}

impl From<MessageV2> for Record {
    fn from(old: MessageV2) -> Self {
        Self::Message(Message { state: old.state, ..Message::new(old.sid, old.to, old.kind, old.created) })
    }
}

/// A claim before looks for its proof were kept, and that it was lost.
#[derive(Debug, Deserialize)]
pub(super) struct DomainV1 {
    sid: DomainSid,
    org: OrgSid,
    name: DomainName,
    token: [u8; 16],
    method: VerificationMethod,
    state: DomainState,
    created: Timestamp,
    verified: Option<Timestamp>,
    uncertain: Option<Timestamp>,
}

impl From<DomainV1> for Record {
    fn from(old: DomainV1) -> Self {
        Self::Domain(Domain {
            sid: old.sid,
            org: old.org,
            name: old.name,
            token: old.token,
            method: old.method,
            state: old.state,
            created: old.created,
            verified: old.verified,
            uncertain: old.uncertain,
            checked: None,
            lost: None,
        })
    }
}
