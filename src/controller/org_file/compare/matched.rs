//! Which account each entry of a file is, and what becomes of it: what access and people need to know of accounts.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::org_file::entries::AccountRef;
use crate::model::{AccountSid, Email, Label, UserSid};

/// What an account of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A managed account in use, or one that a step creates.
    Ours(AccountSid),
    /// A managed account that is closed already.
    Closed(AccountSid),
    /// An account of others.
    Foreign(AccountSid),
    /// One that is asked to join, or that is gone: nothing is done about its roles.
    Away,
}

/// The accounts of a file.
#[derive(Debug, Default)]
pub(super) struct Matched {
    names: BTreeMap<Label, BTreeSet<Target>>,
    sids: BTreeMap<AccountSid, Target>,
    /// Accounts given to another owner by a step: from whom, to whom.
    pub(super) handed: BTreeMap<AccountSid, (UserSid, UserSid)>,
    /// Accounts of people who go, and who gets them.
    pub(super) heirs: BTreeMap<AccountSid, UserSid>,
    /// Owners of accounts that are asked to join, or will be by a step: they join along, as Standard users.
    pub(super) joining: BTreeSet<Email>,
    /// Accounts that a step closes.
    pub(super) closing: BTreeSet<AccountSid>,
}

/// Why an account that is referred to is not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// None is called so.
    Unknown,
    /// Several are.
    Several,
}

impl Matched {
    pub(super) fn named(&mut self, name: &Label, target: Target) {
        self.names.entry(name.clone()).or_default().insert(target);
    }

    pub(super) fn identified(&mut self, sid: AccountSid, target: Target) {
        self.sids.insert(sid, target);
    }

    /// What a reference leads to.
    pub(super) fn find(&self, reference: &AccountRef) -> Result<Target, Missing> {
        match reference {
            AccountRef::Sid(sid) => self.sids.get(sid).copied().ok_or(Missing::Unknown),
            AccountRef::Name(name) => {
                let mut found = self.names.get(name).into_iter().flatten();
                match (found.next(), found.next()) {
                    (Some(only), None) => Ok(*only),
                    (None, _) => Err(Missing::Unknown),
                    (Some(_), Some(_)) => Err(Missing::Several),
                }
            }
        }
    }
}
