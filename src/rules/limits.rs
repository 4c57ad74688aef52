//! Numbers with a source: `product` "Choices", `admin-center-domain` §10, `peers` (c.2).

use crate::model::{AccountKind, Span};

/// How long a user invitation can be answered.
pub const USER_INVITATION: Span = Span::days(7);
/// How long an invitation to an account can be answered.
pub const ACCESS_INVITATION: Span = Span::days(7);
/// How long an existing account's owner can answer whether it joins (`product`, "Invitations").
pub const ACCOUNT_INVITATION: Span = Span::days(15);
/// How long a request for an invitation waits for an answer (`peers` c.2).
pub const JOIN_REQUEST: Span = Span::days(30);
/// Most open requests for an invitation of one organization (`peers` G10).
pub const OPEN_REQUESTS: usize = 100;
/// Most subaccounts of an account on trial (`admin-center-domain` §10).
pub const SUBACCOUNTS_ON_TRIAL: usize = 1;
/// Most subaccounts of a full account.
pub const SUBACCOUNTS: usize = 1_000;

/// Most subaccounts of an account of this billing type.
pub const fn subaccounts(kind: AccountKind) -> usize {
    match kind {
        AccountKind::Trial => SUBACCOUNTS_ON_TRIAL,
        AccountKind::Full => SUBACCOUNTS,
    }
}

/// How long the name of a deleted organization is kept (seed; `product` row 21).
pub const NAME_KEPT: Span = Span::days(30);
/// How long an open sign-up waits for its code.
pub const SIGN_UP: Span = Span::hours(24);
/// Least time between two sends to the same target: invitations, sign-up codes and phone codes alike.
pub const COOL_DOWN: Span = Span::minutes(5);
/// Most sends of one invitation, the first included.
pub const SENDS: u32 = 5;
/// Wrong tries after which a code is dead and a new one is due.
pub const TRIES: u8 = 5;
/// Most account roles one user may hold over all accounts.
pub const ROLES_A_USER: usize = 50;
/// Most domains of an organization, unless the operator sets another number.
pub const DOMAINS: u32 = 100;
/// How long an uncertain domain can be proven again before it counts as lost.
pub const UNCERTAIN: Span = Span::days(30);
/// How often a proven domain is looked up again (`admin-center-domain` §10).
pub const LOOK_AGAIN: Span = Span::days(1);
/// How soon again after nobody answered: the network may be back.
pub const ASK_AGAIN: Span = Span::hours(1);
/// How long nobody may answer before that counts as a failed check: the longest time until a record is seen everywhere
/// (`admin-center-domain` §10, "DNS wait"). An hour without a network says nothing about a domain, and three days of
/// silence about it do.
pub const SILENCE: Span = Span::hours(72);
/// How long a recovery of ownership is shown to administrators.
pub const RECOVERY_SHOWN: Span = Span::days(30);
/// How long before its end an invitation counts as ending soon (`peers` c.7).
pub const ENDING_SOON: Span = Span::hours(48);
/// How long a message waits whose reason has no end of its own: phone codes and security requests.
pub const MESSAGE: Span = Span::days(7);
/// How long it is tried to hand a message over, counted from the first attempt.
pub const TRIED: Span = Span::days(3);
/// The pause after the first attempt to hand a message over; each further one is twice as long.
pub const FIRST_PAUSE: Span = Span::minutes(1);
/// The longest pause between two attempts, before up to a quarter is added or taken away.
pub const LONGEST_PAUSE: Span = Span::hours(6);
/// Most records the sweeper ends in one plan.
pub const SWEEP: usize = 2_000;
