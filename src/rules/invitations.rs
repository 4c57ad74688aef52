//! When an invitation may be sent again, and when it is blocked (`product`, "Invitations"; `peers` G3, G7, G11).

use std::fmt;

use crate::model::{Invitation, InvitationKind, InvitationState, OrgState, Organization, Span, Timestamp};

use super::limits;

/// Why an invitation cannot be sent again now (`admin-center-domain` §1.6, `can_resend_reason`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResendBlock {
    /// The last send is too recent.
    TooSoon {
        /// When it becomes possible.
        at: Timestamp,
    },
    /// It was sent as often as allowed.
    TooOften,
    /// It is no longer pending.
    Ended(InvitationState),
}

impl fmt::Display for ResendBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooSoon { at } => write!(f, "possible again at {at}"),
            Self::TooOften => write!(f, "sent {} times, the most", limits::SENDS),
            Self::Ended(state) => write!(f, "{state}"),
        }
    }
}

/// Whether the invitation may be sent again at this instant.
pub fn may_resend(invitation: &Invitation, now: Timestamp) -> Result<(), ResendBlock> {
    resendable(invitation.state_at(now), invitation.sends, invitation.last_sent, now)
}

/// The same of an invitation that is in this state, was sent so often, and last at that instant.
pub fn resendable(
    state: InvitationState,
    sends: u32,
    last_sent: Timestamp,
    now: Timestamp,
) -> Result<(), ResendBlock> {
    if state != InvitationState::Pending {
        return Err(ResendBlock::Ended(state));
    }
    if sends >= limits::SENDS {
        return Err(ResendBlock::TooOften);
    }
    cooled_down(last_sent, now).map_err(|at| ResendBlock::TooSoon { at })
}

/// Whether the cool-down since the last send is over; else when it will be.
pub fn cooled_down(last_sent: Timestamp, now: Timestamp) -> Result<(), Timestamp> {
    let at = last_sent.plus(limits::COOL_DOWN);
    if now >= at { Ok(()) } else { Err(at) }
}

/// Whether an organization may send or accept invitations now: not while its deletion is requested, never after.
pub const fn may_invite(organization: &Organization) -> bool {
    matches!(organization.state, OrgState::Active)
}

/// How long an invitation of this kind can be answered after each send.
pub const fn lifetime(kind: &InvitationKind) -> Span {
    match kind {
        InvitationKind::UserJoin { .. } => limits::USER_INVITATION,
        InvitationKind::AccountAccess { .. } => limits::ACCESS_INVITATION,
        InvitationKind::AccountJoin { .. } => limits::ACCOUNT_INVITATION,
        InvitationKind::JoinRequest { .. } => limits::JOIN_REQUEST,
    }
}

/// Whether a pending invitation ends within 48 hours.
pub fn ends_soon(invitation: &Invitation, now: Timestamp) -> Option<Span> {
    let left = invitation.expires.since(now);
    (invitation.state_at(now) == InvitationState::Pending && left <= limits::ENDING_SOON).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Email, InvitationSid, OrgRole, OrgSid, UserSid};

    fn invitation() -> Invitation {
        Invitation {
            sid: InvitationSid::from_bytes([1; 16]),
            org: Some(OrgSid::from_bytes([2; 16])),
            email: Email::parse("grace@acme.example").expect("valid"),
            kind: InvitationKind::UserJoin { role: OrgRole::Standard, access: Vec::new() },
            sender: Some(UserSid::from_bytes([3; 16])),
            created: Timestamp(0),
            last_sent: Timestamp(0),
            sends: 1,
            generation: 1,
            tries: 0,
            expires: Timestamp(0).plus(limits::USER_INVITATION),
            state: InvitationState::Pending,
            canceled: None,
            ended: None,
            previous: None,
        }
    }

    #[test]
    fn five_minutes_five_sends_and_never_after_the_end() {
        let mut it = invitation();
        let ready = Timestamp(0).plus(limits::COOL_DOWN);
        assert_eq!(may_resend(&it, ready.minus(Span(1))), Err(ResendBlock::TooSoon { at: ready }));
        assert_eq!(may_resend(&it, ready), Ok(()));
        assert_eq!(may_resend(&it, it.expires), Err(ResendBlock::Ended(InvitationState::Expired)));
        it.sends = limits::SENDS;
        assert_eq!(may_resend(&it, ready), Err(ResendBlock::TooOften));
        it.state = InvitationState::Canceled;
        assert_eq!(may_resend(&it, ready), Err(ResendBlock::Ended(InvitationState::Canceled)));
    }

    #[test]
    fn ends_soon_counts_down_from_48_hours() {
        let it = invitation();
        assert_eq!(ends_soon(&it, it.expires.minus(Span::hours(49))), None);
        assert_eq!(ends_soon(&it, it.expires.minus(Span::hours(2))), Some(Span::hours(2)));
        assert_eq!(ends_soon(&it, it.expires), None);
    }
}
