//! Every state × event of every table: what the tables say is written out once more here, as a picture, and compared.

use super::*;
use crate::model::{AccountState, DomainState, InvitationState, MessageState, OrgState, SignUpState};

/// A line a state, a column an event; `-` where nothing may happen, else the state entered.
fn picture<S, E>(table: &Table<S, E>, states: &[S], events: &[E]) -> String
where
    S: Copy + PartialEq + std::fmt::Debug,
    E: Copy + PartialEq + std::fmt::Debug,
{
    let mut lines = vec![events.iter().map(|e| format!("{e:?}")).collect::<Vec<_>>().join(" ")];
    for from in std::iter::once(None).chain(states.iter().copied().map(Some)) {
        let cells: Vec<String> =
            events.iter().map(|event| next(table, from, event).map_or("-".into(), |to| named(&to))).collect();
        lines.push(format!("{}: {}", named(&from), cells.join(" | ")));
    }
    for (at, edge) in table.iter().enumerate() {
        let twice = table.iter().skip(at + 1).any(|e| e.from == edge.from && e.event == edge.event);
        assert!(!twice, "{:?} stands in the table twice", edge);
    }
    lines.join("\n")
}

#[test]
fn users() {
    let states = [Standing::Outside, Standing::Managed, Standing::Inactive];
    assert_eq!(
        picture(USER, &states, &UserEvent::ALL),
        "SignUp Join Edit Deactivate Activate Remove Delete\n\
         no record: Outside | Managed | - | - | - | - | -\n\
         Outside: - | Managed | Outside | - | - | - | -\n\
         Managed: - | - | Managed | Inactive | - | Outside | no record\n\
         Inactive: - | - | Inactive | - | Managed | Outside | no record"
    );
}

#[test]
fn accounts() {
    use AccountState::*;
    assert_eq!(
        picture(ACCOUNT, &[Active, Suspended, PendingClosure, Closed], &AccountEvent::ALL),
        "Create Edit Follow Suspend Reactivate Close FinishClosing Purge\n\
         no record: Active | - | - | - | - | - | - | -\n\
         Active: - | Active | Active | Suspended | - | Closed | - | -\n\
         Suspended: - | Suspended | Suspended | - | Active | Closed | - | -\n\
         PendingClosure: - | - | PendingClosure | - | - | - | Closed | -\n\
         Closed: - | - | Closed | - | - | - | - | no record"
    );
}

#[test]
fn invitations() {
    use InvitationState::*;
    assert_eq!(
        picture(INVITATION, &[Pending, Accepted, Declined, Canceled, Expired], &InvitationEvent::ALL),
        "Send Resend WrongCode Accept Decline Cancel Expire Erase\n\
         no record: Pending | - | - | - | - | - | - | -\n\
         Pending: - | Pending | Pending | Accepted | Declined | Canceled | Expired | no record\n\
         Accepted: - | - | - | - | - | - | - | no record\n\
         Declined: - | - | - | - | - | - | - | no record\n\
         Canceled: - | - | - | - | - | - | - | no record\n\
         Expired: - | - | - | - | - | - | - | no record"
    );
}

#[test]
fn domains() {
    use DomainState::*;
    assert_eq!(
        picture(DOMAIN, &[Unverified, Verified, Uncertain], &DomainEvent::ALL),
        "Claim Edit Verify FailCheck Lapse Delete\n\
         no record: Unverified | - | - | - | - | -\n\
         Unverified: - | Unverified | Verified | - | - | no record\n\
         Verified: - | - | Verified | Uncertain | - | no record\n\
         Uncertain: - | - | Verified | Uncertain | Unverified | no record"
    );
}

#[test]
fn organizations() {
    use OrgState::*;
    assert_eq!(
        picture(ORGANIZATION, &[Active, DeletionRequested, Deleted], &OrgEvent::ALL),
        "Create Edit RequestDeletion WithdrawDeletion ConfirmDeletion\n\
         no record: Active | - | - | - | -\n\
         Active: - | Active | DeletionRequested | - | -\n\
         DeletionRequested: - | DeletionRequested | - | Active | Deleted\n\
         Deleted: - | - | - | - | -"
    );
}

#[test]
fn sign_ups() {
    use SignUpState::*;
    assert_eq!(
        picture(SIGN_UP, &[Open, Completed, Superseded, Expired], &SignUpEvent::ALL),
        "Begin Resend WrongCode Complete Supersede Expire Erase\n\
         no record: Open | - | - | - | - | - | -\n\
         Open: - | Open | Open | Completed | Superseded | Expired | no record\n\
         Completed: - | - | - | - | - | - | no record\n\
         Superseded: - | - | - | - | - | - | no record\n\
         Expired: - | - | - | - | - | - | no record"
    );
}

#[test]
fn messages() {
    use MessageState::*;
    assert_eq!(
        picture(MESSAGE, &[Waiting, Delivered, Dropped], &MessageEvent::ALL),
        "Queue Deliver Delay Drop Retry Erase\n\
         no record: Waiting | - | - | - | - | -\n\
         Waiting: - | Delivered | Waiting | Dropped | Waiting | no record\n\
         Delivered: - | - | - | - | - | no record\n\
         Dropped: - | - | - | - | Waiting | no record"
    );
}
