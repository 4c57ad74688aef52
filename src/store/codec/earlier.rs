//! Shapes that records had in earlier versions, only to be read: each becomes the record of today.
//!
//! Nothing here is ever written, and nothing here is ever changed.

use serde::Deserialize;

use crate::model::{
    CancelReason, Email, Invitation, InvitationKind, InvitationSid, InvitationState, OrgRole, OrgSid, Record,
    Timestamp, UserSid,
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
            sender: old.sender,
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
