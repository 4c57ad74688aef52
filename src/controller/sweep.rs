//! Sweeping to the end. What is due is decided by `flow::expire`; here it is repeated until nothing is, and counted by
//! what became of the records.

use crate::model::{Actor, Change, CommandKind, InvitationState, Record};

use super::command::Command;
use super::commit::CommitError;
use super::hub::Controller;
use super::plan::Consent;
use super::tally::Tally;

/// How often a plan is made again because somebody else was quicker, before it is a conflict after all.
const PATIENCE: usize = 100;

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Invitations that ran out of time.
    pub expired_invitations: usize,
    /// Sign-ups that ran out of time.
    pub expired_sign_ups: usize,
    /// Users released from deleted organizations.
    pub released_users: usize,
    /// Accounts released from deleted organizations.
    pub released_accounts: usize,
    /// Claims of deleted organizations that went.
    pub ended_claims: usize,
    /// Invitations of deleted organizations that were canceled.
    pub canceled_invitations: usize,
    /// Names of deleted organizations that were erased.
    pub erased_names: usize,
    /// Closed accounts that were purged.
    pub purged_accounts: usize,
    /// Messages dropped because what they were about is over.
    pub dropped_messages: usize,
    /// People reminded of invitations that are about to run out.
    pub reminders: usize,
    /// Users of lost domains that were removed.
    pub removed_users: usize,
    /// Other records that were changed along.
    pub others: usize,
}

impl Swept {
    /// Nothing was due.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// How many of what, in a fixed order.
    pub const fn counts(&self) -> [Tally; 12] {
        [
            Tally::of(
                "expired_invitations",
                "invitation that ran out of time",
                "invitations that ran out of time",
                self.expired_invitations,
            ),
            Tally::of(
                "expired_sign_ups",
                "sign-up that ran out of time",
                "sign-ups that ran out of time",
                self.expired_sign_ups,
            ),
            Tally::of(
                "released_users",
                "user released from a deleted organization",
                "users released from deleted organizations",
                self.released_users,
            ),
            Tally::of(
                "released_accounts",
                "account released from a deleted organization",
                "accounts released from deleted organizations",
                self.released_accounts,
            ),
            Tally::of(
                "ended_claims",
                "claim of a deleted organization ended",
                "claims of deleted organizations ended",
                self.ended_claims,
            ),
            Tally::of(
                "canceled_invitations",
                "invitation of a deleted organization canceled",
                "invitations of deleted organizations canceled",
                self.canceled_invitations,
            ),
            Tally::of(
                "erased_names",
                "name of a deleted organization erased",
                "names of deleted organizations erased",
                self.erased_names,
            ),
            Tally::of(
                "purged_accounts",
                "closed account purged",
                "closed accounts purged",
                self.purged_accounts,
            ),
            Tally::of(
                "dropped_messages",
                "outdated message dropped",
                "outdated messages dropped",
                self.dropped_messages,
            ),
            Tally::of(
                "reminders",
                "reminder of an invitation that is about to run out",
                "reminders of invitations that are about to run out",
                self.reminders,
            ),
            Tally::of(
                "removed_users",
                "user of a lost domain removed",
                "users of lost domains removed",
                self.removed_users,
            ),
            Tally::of("others", "other record changed along", "other records changed along", self.others),
        ]
    }

    /// Adds what another sweep did.
    pub fn add(&mut self, other: &Self) {
        self.expired_invitations += other.expired_invitations;
        self.expired_sign_ups += other.expired_sign_ups;
        self.released_users += other.released_users;
        self.released_accounts += other.released_accounts;
        self.ended_claims += other.ended_claims;
        self.canceled_invitations += other.canceled_invitations;
        self.erased_names += other.erased_names;
        self.purged_accounts += other.purged_accounts;
        self.dropped_messages += other.dropped_messages;
        self.reminders += other.reminders;
        self.removed_users += other.removed_users;
        self.others += other.others;
    }

    fn count(&mut self, change: &Change, kind: CommandKind) {
        let slot = match (&change.before, &change.after) {
            (_, Some(Record::Invitation(invitation))) => match invitation.state {
                InvitationState::Expired => &mut self.expired_invitations,
                _ => &mut self.canceled_invitations,
            },
            (_, Some(Record::SignUp(_))) => &mut self.expired_sign_ups,
            (Some(Record::User(before)), Some(Record::User(after)))
                if before.membership.is_some() && after.membership.is_none() =>
            {
                match kind {
                    CommandKind::RemoveLost => &mut self.removed_users,
                    _ => &mut self.released_users,
                }
            }
            (Some(Record::Account(before)), Some(Record::Account(after)))
                if before.org.is_some() && after.org.is_none() =>
            {
                &mut self.released_accounts
            }
            (Some(Record::Account(_)), None) => &mut self.purged_accounts,
            (Some(Record::Domain(_)), None) => &mut self.ended_claims,
            (Some(Record::OrganizationName(_)), None) => &mut self.erased_names,
            _ => &mut self.others,
        };
        *slot += 1;
    }
}

impl Controller {
    /// Does everything that is due, plan by plan. Two of them at once share the work.
    pub fn sweep(&self, actor: &Actor) -> Result<Swept, CommitError> {
        let mut swept = Swept::default();
        let mut outrun = 0;
        loop {
            match self.run(actor, &Command::Expire, Consent::default()) {
                Ok(receipt) if receipt.position.is_none() => break,
                Ok(receipt) => {
                    let plan = &receipt.plan;
                    plan.changes.iter().for_each(|change| swept.count(change, plan.kind));
                    outrun = 0;
                }
                Err(CommitError::Conflict(_)) if outrun < PATIENCE => outrun += 1,
                Err(error) => return Err(error),
            }
        }
        swept.dropped_messages = self.drop_outdated()?;
        swept.reminders = self.remind()?;
        Ok(swept)
    }
}
