//! An account as the filter language sees it, in its own lists and in the coverage report.

use super::filter::{Field, Row};
use super::user_filter::sid_begins;
use super::{AccountRow, Directory};
use crate::model::{AccountKind, AccountState, Timestamp, TwoFactorPolicy, UserSid};
use crate::rules::hipaa::Gap;

/// An account and where the rest about it stands.
pub(super) struct Subject<'a> {
    pub(super) directory: &'a Directory,
    pub(super) row: &'a AccountRow,
}

const STATES: [AccountState; 4] =
    [AccountState::Active, AccountState::Suspended, AccountState::PendingClosure, AccountState::Closed];
const KINDS: [AccountKind; 2] = [AccountKind::Trial, AccountKind::Full];
const GAPS: [Option<Gap>; 3] = [Some(Gap::Subaccount), Some(Gap::Account), None];

impl Subject<'_> {
    fn is_person(&self, user: UserSid, text: &str) -> bool {
        let slot = self.directory.users.index.slot(user);
        slot.is_some_and(|slot| {
            memchr::memmem::find(self.directory.users.text(slot), text.as_bytes()).is_some()
                || sid_begins("us", user.bytes(), text)
        })
    }
}

impl Row for Subject<'_> {
    fn word(&self, word: &str) -> bool {
        self.row.is_called(word)
    }

    fn is(&self, field: Field, value: usize) -> bool {
        match field {
            Field::Status => STATES.get(value) == Some(&self.row.state),
            Field::Type => KINDS.get(value) == Some(&self.row.kind),
            Field::Hipaa => self.row.hipaa.is_some() == (value == 0),
            Field::TwoFactor => TwoFactorPolicy::ALL.get(value) == Some(&self.row.two_factor),
            Field::Gap => GAPS.get(value) == Some(&self.directory.gap_of(self.row)),
            _ => false,
        }
    }

    fn has(&self, field: Field, text: &str) -> bool {
        match field {
            Field::Owner => self.is_person(self.row.owner, text),
            Field::By => self.row.hipaa.is_some_and(|designation| self.is_person(designation.by, text)),
            Field::Account => {
                let parent = self.row.parent.and_then(|parent| self.directory.account(parent));
                self.row.is_called(text) || parent.is_some_and(|parent| parent.is_called(text))
            }
            _ => false,
        }
    }

    fn count(&self, field: Field) -> u64 {
        let count = match field {
            Field::Subaccounts => self.directory.subaccount_counts(self.row.sid).open,
            _ => self.directory.holder_count(self.row.sid),
        };
        count as u64
    }

    fn instant(&self, field: Field) -> Option<Timestamp> {
        match field {
            Field::Since => self.row.hipaa.map(|designation| designation.since),
            _ => Some(self.row.created),
        }
    }
}
