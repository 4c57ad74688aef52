//! What commands are made of besides records' own parts: a code as typed, how a message went, a limit, who follows.

use std::fmt;

use crate::model::{AccountSid, Trouble, UserSid};

/// A code as somebody typed it. `Debug` hides it, so that it reaches no log.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedCode(String);

impl TypedCode {
    /// Wraps what was typed; at most 200 characters are kept, no code is that long.
    pub fn new(text: &str) -> Self {
        Self(text.chars().take(200).collect())
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    pub(in crate::controller) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

/// How it went to hand a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The next hop has it.
    Accepted,
    /// It was refused for good.
    Refused(Trouble),
    /// It was not taken for now.
    Later(Trouble),
}

/// A limit of an organization that its operator sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Most accounts; `None`: no limit.
    Accounts(Option<u32>),
    /// Most domains.
    Domains(u32),
}

/// Who gets the accounts of a user who goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Successors {
    /// For every account that is not named below; `None`: each must be named.
    pub all: Option<UserSid>,
    /// For single accounts.
    pub each: Vec<(AccountSid, UserSid)>,
}

impl Successors {
    /// One successor for every account.
    pub const fn one(user: UserSid) -> Self {
        Self { all: Some(user), each: Vec::new() }
    }

    /// Who gets this account.
    pub fn of(&self, account: AccountSid) -> Option<UserSid> {
        self.each.iter().find(|(of, _)| *of == account).map(|(_, user)| *user).or(self.all)
    }
}
