//! Reading the whole store into a directory; also the check that every record can be read.

use std::sync::mpsc::sync_channel;

use crate::directory::Directory;
use crate::model::{Kind, OrgSid, Record, Stored};

use super::port::{Store, StoreError};

/// How far a load has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Records read.
    pub done: u64,
    /// Records there are.
    pub all: u64,
}

/// Rows read from the store at a time.
const PAGE: usize = 2_000;
/// Pages that may wait to be taken in.
const AHEAD: usize = 8;

/// Kinds there are few of: without users and accounts.
const FEW: [Kind; 6] =
    [Kind::Organization, Kind::OrganizationName, Kind::Invitation, Kind::Domain, Kind::SignUp, Kind::Message];
/// The kinds that make most of a store; accounts first, so that roles find theirs.
const MANY: [Kind; 2] = [Kind::Account, Kind::User];

/// A directory of the kinds there are few of.
pub(super) fn few(store: &dyn Store) -> Result<Directory, StoreError> {
    let mut directory = Directory::default();
    for kind in FEW {
        pages(store, kind, &mut |page| {
            page.iter().for_each(|stored| directory.put(&stored.record));
            true
        })?;
    }
    Ok(directory)
}

/// A directory of the accounts alone: a hundred thousand are read in a fraction of what their people take.
pub(super) fn accounts(store: &dyn Store) -> Result<Directory, StoreError> {
    let mut directory = Directory::default();
    pages(store, Kind::Account, &mut |page| {
        page.iter().for_each(|stored| directory.put(&stored.record));
        true
    })?;
    Ok(directory)
}

/// A directory of everything, ready to be asked. One thread reads and decodes, this one takes in.
pub(super) fn everything(
    store: &dyn Store,
    progress: &mut dyn FnMut(Progress),
) -> Result<Directory, StoreError> {
    let info = store.info()?;
    let kinds = || FEW.into_iter().chain(MANY);
    let mut at = Progress { done: 0, all: kinds().map(|kind| info.count(kind)).sum() };
    progress(at);
    let mut directory = Directory::default();
    std::thread::scope(|scope| {
        let (pages_out, pages_in) = sync_channel::<Vec<Stored>>(AHEAD);
        let reader = scope.spawn(move || {
            for kind in kinds() {
                pages(store, kind, &mut |page| pages_out.send(page).is_ok())?;
            }
            Ok(())
        });
        for page in pages_in {
            page.iter().for_each(|stored| directory.put(&stored.record));
            at.done += page.len() as u64;
            progress(at);
        }
        // A reader that panicked has left its report with the hook; here it is a store that cannot be read.
        reader.join().unwrap_or(Err(StoreError::Stopped))
    })?;
    directory.warm();
    Ok(directory)
}

/// How many accounts and how many subaccounts of the organization are in use, read from the accounts alone.
pub(super) fn accounts_in_use(store: &dyn Store, org: OrgSid) -> Result<(usize, usize), StoreError> {
    let (mut accounts, mut subaccounts) = (0, 0);
    pages(store, Kind::Account, &mut |page| {
        for stored in &page {
            if let Record::Account(account) = &stored.record
                && account.org == Some(org)
                && account.is_in_use()
            {
                match account.parent {
                    None => accounts += 1,
                    Some(_) => subaccounts += 1,
                }
            }
        }
        true
    })?;
    Ok((accounts, subaccounts))
}

/// Shows every record of a kind, page by page; ends early if `each` says so.
fn pages(store: &dyn Store, kind: Kind, each: &mut dyn FnMut(Vec<Stored>) -> bool) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = store.scan(kind, after, PAGE)?;
        let last = page.last().map(|stored| stored.record.key()).filter(|_| page.len() == PAGE);
        if !page.is_empty() && !each(page) {
            return Ok(());
        }
        match last {
            Some(key) => after = Some(key),
            None => return Ok(()),
        }
    }
}
