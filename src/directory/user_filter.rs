//! The filter of users at the speed of memory: the rarest word drives a sweep over the packed text, everything else is
//! asked of the rows it finds. Answers exactly what the plain meaning of the language answers.

use fixedbitset::FixedBitSet;
use memchr::memmem::Finder;

use super::filter::{Field, Row, Term, Test};
use super::sid_index::CHUNK;
use super::users::{Columns, DIVIDER, UserChunk, email};
use super::{Directory, Filter, UserList};
use crate::model::{OrgRole, OrgSid, Timestamp, TwoFactor, UserSid, UserState};

/// A list of one organization, narrowed by a filter.
pub(super) struct UserFilter<'a> {
    directory: &'a Directory,
    list: UserList,
    /// The organization's column value; `None` if it never had a member.
    column: Option<u32>,
    /// Accounts of the organization, by slot.
    ours: FixedBitSet,
    terms: Vec<Compiled<'a>>,
    driver: Option<Finder<'a>>,
    now: Timestamp,
}

enum Compiled<'a> {
    Word {
        finder: Box<Finder<'a>>,
        word: &'a str,
        sid: bool,
        negated: bool,
    },
    /// Accounts whose name holds a text.
    Account {
        slots: FixedBitSet,
        negated: bool,
    },
    Plain(&'a Term),
}

impl<'a> UserFilter<'a> {
    pub(super) fn new(
        directory: &'a Directory,
        org: OrgSid,
        list: UserList,
        filter: &'a Filter,
        now: Timestamp,
    ) -> Self {
        let mut ours = FixedBitSet::with_capacity(directory.accounts.index().len());
        if list == UserList::Independent {
            let here = directory.accounts.rows().filter(|(_, row)| row.org == Some(org));
            here.for_each(|(slot, _)| ours.insert(slot as usize));
        }
        let terms: Vec<Compiled<'a>> = filter.terms().iter().map(|term| compile(term, directory)).collect();
        let words = filter.terms().iter().filter(|term| !term.negated).filter_map(|term| match &term.test {
            Test::Word(word) if !word.is_empty() && !like_a_sid(word) => Some(word),
            _ => None,
        });
        let driver = words.max_by_key(|word| word.len()).map(|word| Finder::new(word.as_bytes()));
        Self { directory, list, column: directory.users.org_column(org), ours, terms, driver, now }
    }

    /// The slots of every row that passes.
    pub(super) fn sweep(&self) -> FixedBitSet {
        let mut hits = FixedBitSet::with_capacity(self.directory.users.index.len());
        for (at, chunk) in self.directory.users.chunks.iter().enumerate() {
            let first = at * CHUNK;
            match &self.driver {
                Some(finder) => self.driven(finder, chunk, first, &mut hits),
                None => {
                    let rows = 0..chunk.bits.len();
                    rows.filter(|n| self.passes(chunk, *n, first)).for_each(|n| hits.insert(first + n));
                }
            }
        }
        hits
    }

    fn driven(&self, finder: &Finder<'_>, chunk: &UserChunk, first: usize, hits: &mut FixedBitSet) {
        let text = chunk.text.all();
        let (mut from, mut row) = (0, 0);
        while let Some(at) = finder.find(text.get(from..).unwrap_or_default()) {
            row = chunk.text.holder(row, from + at);
            if self.passes(chunk, row, first) {
                hits.insert(first + row);
            }
            from = chunk.text.range(row).end;
            row += 1;
        }
    }

    /// Whether one row passes.
    pub(super) fn passes_at(&self, slot: u32) -> bool {
        let slot = slot as usize;
        let chunk = self.directory.users.chunks.get(slot / CHUNK);
        chunk.is_some_and(|chunk| self.passes(chunk, slot % CHUNK, slot - slot % CHUNK))
    }

    fn passes(&self, chunk: &UserChunk, n: usize, first: usize) -> bool {
        let member = chunk.orgs.get(n).is_some_and(|org| *org != 0 && Some(*org) == self.column);
        match self.list {
            UserList::Managed if !member => return false,
            UserList::Independent if member => return false,
            UserList::Independent => {
                let grants = chunk.grants.get(n);
                if !grants.iter().any(|grant| self.ours.contains(grant.account as usize)) {
                    return false;
                }
            }
            UserList::Managed => {}
        }
        if self.terms.is_empty() {
            return chunk.bits.get(n).is_some_and(Option::is_some);
        }
        let Some(columns) = chunk.row(n) else { return false };
        let slot = u32::try_from(first + n).unwrap_or(u32::MAX);
        let row = Subject { directory: self.directory, column: self.column, columns, slot };
        self.terms.iter().all(|term| match term {
            Compiled::Word { finder, word, sid, negated } => {
                let found = finder.find(columns.text).is_some() || (*sid && row.sid_begins(word));
                found != *negated
            }
            Compiled::Account { slots, negated } => {
                let mut granted = columns.grants.iter().map(|grant| grant.account);
                let found = granted.any(|account| slots.contains(account as usize))
                    || self.directory.owners.of(slot).any(|account| slots.contains(account as usize));
                found != *negated
            }
            Compiled::Plain(term) => term.matches(&row, self.now),
        })
    }
}

fn compile<'a>(term: &'a Term, directory: &Directory) -> Compiled<'a> {
    let negated = term.negated;
    match &term.test {
        Test::Word(word) => Compiled::Word {
            finder: Box::new(Finder::new(word.as_bytes())),
            word,
            sid: like_a_sid(word),
            negated,
        },
        Test::Has(Field::Account, text) => {
            let mut slots = FixedBitSet::with_capacity(directory.accounts.index().len());
            let named = directory.accounts.rows().filter(|(_, row)| row.is_called(text));
            named.for_each(|(slot, _)| slots.insert(slot as usize));
            Compiled::Account { slots, negated }
        }
        _ => Compiled::Plain(term),
    }
}

/// Whether a word could be the beginning of a user's SID: `us` and at least two hexadecimal digits.
fn like_a_sid(word: &str) -> bool {
    begins_like_sid("us", word)
}

/// Whether a word is this prefix and two to 32 hexadecimal digits.
pub(super) fn begins_like_sid(prefix: &str, word: &str) -> bool {
    word.strip_prefix(prefix)
        .is_some_and(|hex| (2..=32).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a SID with these bytes begins with the word.
pub(super) fn sid_begins(prefix: &str, bytes: [u8; 16], word: &str) -> bool {
    begins_like_sid(prefix, word)
        && word.bytes().skip(prefix.len()).enumerate().all(|(n, digit)| {
            let byte = bytes.get(n / 2).copied().unwrap_or(0);
            let half = if n % 2 == 0 { byte >> 4 } else { byte & 15 };
            char::from(digit).to_digit(16) == Some(u32::from(half))
        })
}

/// A row of the columns, as the language sees it from one organization.
struct Subject<'a> {
    directory: &'a Directory,
    column: Option<u32>,
    columns: Columns<'a>,
    slot: u32,
}

impl Subject<'_> {
    fn sid_begins(&self, word: &str) -> bool {
        let sid = self.directory.users.index.key(self.slot);
        sid.is_some_and(|sid: UserSid| sid_begins("us", sid.bytes(), word))
    }
}

const STATES: [UserState; 2] = [UserState::Active, UserState::Inactive];
const FACTORS: [TwoFactor; 4] = [TwoFactor::Unknown, TwoFactor::Off, TwoFactor::On, TwoFactor::Required];

impl Row for Subject<'_> {
    fn word(&self, word: &str) -> bool {
        memchr::memmem::find(self.columns.text, word.as_bytes()).is_some() || self.sid_begins(word)
    }

    fn is(&self, field: Field, value: usize) -> bool {
        let bits = &self.columns.bits;
        match field {
            // The role in another organization is nobody's business here.
            Field::Role => {
                let role = bits.role.filter(|_| Some(self.columns.org) == self.column);
                role.is_some() && role == OrgRole::ALL.get(value).copied()
            }
            Field::Status => {
                let void = self.directory.users.is_void(self.columns.org);
                let state = if void { UserState::Active } else { bits.state };
                STATES.get(value) == Some(&state)
            }
            Field::TwoFactor => FACTORS.get(value) == Some(&bits.two_factor),
            _ => false,
        }
    }

    fn has(&self, field: Field, text: &str) -> bool {
        match field {
            Field::Domain => {
                let email = email(self.columns.text);
                let domain = memchr::memrchr(b'@', email)
                    .map_or(&[][..], |at| email.get(at + 1..).unwrap_or_default());
                memchr::memmem::find(domain, text.as_bytes()).is_some()
            }
            Field::Account => {
                let accounts = &self.directory.accounts;
                let called = |slot: u32| accounts.at(slot).is_some_and(|row| row.is_called(text));
                self.columns.grants.iter().any(|grant| called(grant.account))
                    || self.directory.owners.of(self.slot).any(called)
            }
            _ => false,
        }
    }

    fn count(&self, field: Field) -> u64 {
        let accounts = match field {
            Field::Owns => self.directory.owners.of(self.slot).count(),
            _ => self.directory.account_count_at(self.slot),
        };
        accounts as u64
    }

    fn instant(&self, field: Field) -> Option<Timestamp> {
        match field {
            Field::Created => Some(self.columns.created),
            Field::Seen => self.columns.seen,
            _ => None,
        }
    }
}

const _: () = assert!(DIVIDER < b' ', "a word never crosses from name to address");
