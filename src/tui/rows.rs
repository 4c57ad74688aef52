//! Rows a session asks for: questions to the directory that may take longer than a frame at a million users.

use crate::directory::{AccessAt, AccessQuery, AccountQuery, Directory, UserAt, UserQuery};
use crate::model::{AccountSid, Key, Timestamp};

/// A question, with the rows as they stand on the screen, whose order is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// Users.
    Users(UserQuery, Vec<UserAt>),
    /// Accounts.
    Accounts(AccountQuery, Vec<AccountSid>),
    /// The access report.
    Access(AccessQuery, Vec<AccessAt>),
}

/// An answer, with its question.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Users.
    Users(UserQuery, Vec<UserAt>),
    /// Accounts.
    Accounts(AccountQuery, Vec<AccountSid>),
    /// The access report.
    Access(AccessQuery, Vec<AccessAt>),
}

impl Wanted {
    /// Looks them up.
    pub fn look_up(self, directory: &Directory, now: Timestamp) -> Found {
        match self {
            Self::Users(query, kept) => {
                let rows = directory.users(&query, now, &kept);
                Found::Users(query, rows)
            }
            Self::Accounts(query, kept) => {
                let rows = directory.accounts(&query, now, &kept);
                Found::Accounts(query, rows)
            }
            Self::Access(query, kept) => {
                let rows = directory.access(&query, now, &kept);
                Found::Access(query, rows)
            }
        }
    }

    /// Whether a later question makes this one idle: the same list asked for anew.
    pub fn is_outdated_by(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Users(a, _), Self::Users(b, _)) => (a.org, a.list) == (b.org, b.list),
            (Self::Accounts(a, _), Self::Accounts(b, _)) => (a.org, a.list) == (b.org, b.list),
            (Self::Access(a, _), Self::Access(b, _)) => (a.org, a.of) == (b.org, b.of),
            _ => false,
        }
    }
}

/// Rows that are asked for.
pub trait Source: Copy + Ord {
    /// What they are asked for with.
    type Query: Clone + PartialEq + std::fmt::Debug;

    /// The question for the session.
    fn wanted(query: Self::Query, kept: Vec<Self>) -> Wanted;
    /// The rows of an answer, if it answers this question.
    fn found(found: &Found, query: &Self::Query) -> Option<Vec<Self>>;
    /// Whether so many are asked that the answer may take longer than a frame.
    fn many(directory: &Directory) -> bool;
    /// The first rows, if they can be found at once; `now_shown` are those on the screen.
    fn first(query: &Self::Query, directory: &Directory, now: Timestamp, shown: &[Self])
    -> Option<Vec<Self>>;
    /// The row of this record, if it is one of these.
    fn of(_key: Key, _directory: &Directory) -> Option<Self> {
        None
    }
}

/// Up to so many rows are looked up within the frame.
const AT_ONCE: usize = 20_000;
/// Rows that are shown at once while the rest is looked up.
const FIRST: usize = 120;

impl Source for UserAt {
    type Query = UserQuery;

    fn wanted(query: UserQuery, kept: Vec<Self>) -> Wanted {
        Wanted::Users(query, kept)
    }

    fn found(found: &Found, query: &UserQuery) -> Option<Vec<Self>> {
        match found {
            Found::Users(asked, rows) if asked == query => Some(rows.clone()),
            _ => None,
        }
    }

    fn many(directory: &Directory) -> bool {
        directory.user_count() > AT_ONCE
    }

    fn first(query: &UserQuery, directory: &Directory, now: Timestamp, shown: &[Self]) -> Option<Vec<Self>> {
        Some(directory.first_users(query, now, shown, FIRST))
    }

    fn of(key: Key, directory: &Directory) -> Option<Self> {
        match key {
            Key::User(user) => directory.user(user).map(|row| row.at),
            _ => None,
        }
    }
}

impl Source for AccountSid {
    type Query = AccountQuery;

    fn wanted(query: AccountQuery, kept: Vec<Self>) -> Wanted {
        Wanted::Accounts(query, kept)
    }

    fn found(found: &Found, query: &AccountQuery) -> Option<Vec<Self>> {
        match found {
            Found::Accounts(asked, rows) if asked == query => Some(rows.clone()),
            _ => None,
        }
    }

    fn many(directory: &Directory) -> bool {
        directory.user_count() > AT_ONCE
    }

    fn first(_: &AccountQuery, _: &Directory, _: Timestamp, _: &[Self]) -> Option<Vec<Self>> {
        None
    }

    fn of(key: Key, _: &Directory) -> Option<Self> {
        match key {
            Key::Account(account) => Some(account),
            _ => None,
        }
    }
}

impl Source for AccessAt {
    type Query = AccessQuery;

    fn wanted(query: AccessQuery, kept: Vec<Self>) -> Wanted {
        Wanted::Access(query, kept)
    }

    fn found(found: &Found, query: &AccessQuery) -> Option<Vec<Self>> {
        match found {
            Found::Access(asked, rows) if asked == query => Some(rows.clone()),
            _ => None,
        }
    }

    fn many(directory: &Directory) -> bool {
        directory.user_count() > AT_ONCE
    }

    fn first(_: &AccessQuery, _: &Directory, _: Timestamp, _: &[Self]) -> Option<Vec<Self>> {
        None
    }
}
