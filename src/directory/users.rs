//! The users, packed in columns: about a hundred bytes each besides their roles, so that a million fit in memory and a
//! word is looked for at the speed of memory.
//!
//! Each row's search text is `name 0x1F address 0x0A` in lower case, row after row in chunks of [`CHUNK`]. Chunks are
//! shared between clones and copied when written.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::packed::Packed;
use super::sid_index::{CHUNK, SidIndex};
use crate::model::{AccountRoles, OrgRole, OrgSid, Timestamp, TwoFactor, User, UserSid, UserState};

/// A user by slot: stands for the same user as long as the process lives. Smaller than a SID and found at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserAt(pub(super) u32);

/// Divides name and address in the search text; neither can contain it.
pub(super) const DIVIDER: u8 = 0x1F;
/// Ends a row of the search text.
const END: u8 = b'\n';
/// No last session.
const NEVER: u64 = u64::MAX;

/// One grant of a user: account slot, granter slot, seconds since 1970, roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GrantCell {
    pub(super) account: u32,
    pub(super) by: u32,
    pub(super) at: u32,
    pub(super) roles: AccountRoles,
}

/// What fits into a few bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bits {
    pub(super) state: UserState,
    pub(super) two_factor: TwoFactor,
    pub(super) role: Option<OrgRole>,
    pub(super) proven: bool,
}

/// Some users.
#[derive(Debug, Clone, Default)]
pub(super) struct UserChunk {
    pub(super) text: Packed<u8>,
    names: Packed<u8>,
    pub(super) bits: Vec<Option<Bits>>,
    /// The slot of the organization, plus one; 0 for none.
    pub(super) orgs: Vec<u32>,
    created: Vec<u64>,
    seen: Vec<u64>,
    pub(super) grants: Packed<GrantCell>,
}

/// A row of the columns, borrowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) text: &'a [u8],
    pub(super) name: &'a str,
    pub(super) bits: Bits,
    pub(super) org: u32,
    pub(super) created: Timestamp,
    pub(super) seen: Option<Timestamp>,
    pub(super) grants: &'a [GrantCell],
}

/// Every user.
#[derive(Debug, Clone, Default)]
pub(super) struct Users {
    pub(super) index: SidIndex<UserSid>,
    pub(super) chunks: Vec<Arc<UserChunk>>,
    pub(super) orgs: SidIndex<OrgSid>,
    pub(super) granters: SidIndex<UserSid>,
    /// Members by slot of their organization.
    members: Vec<usize>,
    /// Column values of deleted organizations.
    void: BTreeSet<u32>,
    present: usize,
    /// Slots by search text, so by name without letter case; made when it is first asked for, then kept.
    by_name: Arc<OnceLock<Vec<u32>>>,
}

impl UserChunk {
    fn shrink(&mut self) {
        self.text.shrink();
        self.names.shrink();
        self.grants.shrink();
        self.bits.shrink_to_fit();
        self.orgs.shrink_to_fit();
        self.created.shrink_to_fit();
        self.seen.shrink_to_fit();
    }

    /// Whether the user never had a session.
    pub(super) fn never_seen(&self, n: usize) -> bool {
        self.seen.get(n).is_none_or(|seen| *seen == NEVER)
    }

    pub(super) fn row(&self, n: usize) -> Option<Columns<'_>> {
        let bits = (*self.bits.get(n)?)?;
        Some(Columns {
            text: self.text.get(n),
            name: std::str::from_utf8(self.names.get(n)).unwrap_or_default(),
            bits,
            org: self.orgs.get(n).copied().unwrap_or(0),
            created: Timestamp(self.created.get(n).copied().unwrap_or(0)),
            seen: self.seen.get(n).copied().filter(|seen| *seen != NEVER).map(Timestamp),
            grants: self.grants.get(n),
        })
    }
}

impl Users {
    pub(super) fn row(&self, slot: u32) -> Option<Columns<'_>> {
        let slot = slot as usize;
        self.chunks.get(slot / CHUNK)?.row(slot % CHUNK)
    }

    /// The search text of a row, by which lists are ordered.
    pub(super) fn text(&self, slot: u32) -> &[u8] {
        let slot = slot as usize;
        self.chunks.get(slot / CHUNK).map_or(&[], |chunk| chunk.text.get(slot % CHUNK))
    }

    pub(super) const fn present(&self) -> usize {
        self.present
    }

    /// How many belong to the organization.
    pub(super) fn members_of(&self, org: OrgSid) -> usize {
        let slot = self.org_column(org).and_then(|column| column.checked_sub(1));
        slot.and_then(|slot| self.members.get(slot as usize)).copied().unwrap_or(0)
    }

    /// The column value of members of this organization; none if it has no members, or is deleted.
    pub(super) fn org_column(&self, org: OrgSid) -> Option<u32> {
        self.orgs.slot(org).map(|slot| slot + 1).filter(|column| !self.is_void(*column))
    }

    /// Whether this column value is that of a deleted organization.
    pub(super) fn is_void(&self, column: u32) -> bool {
        !self.void.is_empty() && self.void.contains(&column)
    }

    /// Takes over whether an organization is deleted.
    pub(super) fn rest_on(&mut self, org: OrgSid, deleted: bool) {
        let column = self.orgs.reserve(org) + 1;
        match deleted {
            true => self.void.insert(column),
            false => self.void.remove(&column),
        };
    }

    /// The users whose records name this deleted organization.
    pub(super) fn resting_on(&self, org: OrgSid) -> impl Iterator<Item = UserSid> + '_ {
        let column = self.orgs.slot(org).map(|slot| slot + 1).filter(|column| self.is_void(*column));
        let chunks = column.into_iter().flat_map(move |column| {
            self.chunks.iter().enumerate().map(move |(at, chunk)| (column, at * CHUNK, chunk))
        });
        let slots = chunks.flat_map(|(column, first, chunk)| {
            let here = chunk.orgs.iter().enumerate().filter(move |(_, of)| **of == column);
            here.map(move |(n, _)| u32::try_from(first + n).unwrap_or(u32::MAX))
        });
        slots.filter_map(|slot| self.index.key(slot))
    }

    pub(super) fn put(&mut self, user: &User, grants: &[GrantCell]) {
        let slot = self.index.reserve(user.sid);
        let org = user.membership.map_or(0, |membership| self.orgs.reserve(membership.org) + 1);
        let text = search_text(user);
        self.moved(slot, &text, Some(org));
        let bits = Bits {
            state: user.state,
            two_factor: user.two_factor,
            role: user.membership.map(|membership| membership.role),
            proven: user.email_proven.is_some(),
        };
        let chunk = self.chunk(slot);
        let n = slot as usize % CHUNK;
        for column in [&mut chunk.created, &mut chunk.seen] {
            column.resize(column.len().max(n + 1), 0);
        }
        chunk.orgs.resize(chunk.orgs.len().max(n + 1), 0);
        chunk.bits.resize(chunk.bits.len().max(n + 1), None);
        set(&mut chunk.bits, n, Some(bits));
        set(&mut chunk.orgs, n, org);
        set(&mut chunk.created, n, user.created.0);
        set(&mut chunk.seen, n, user.last_seen.map_or(NEVER, |seen| seen.0));
        if chunk.text.len() <= n || chunk.text.get(n) != text {
            chunk.text.set(n, &text);
        }
        if chunk.names.len() <= n || chunk.names.get(n) != user.name.as_str().as_bytes() {
            chunk.names.set(n, user.name.as_str().as_bytes());
        }
        if chunk.grants.len() <= n || chunk.grants.get(n) != grants {
            chunk.grants.set(n, grants);
        }
    }

    pub(super) fn remove(&mut self, sid: UserSid) {
        let Some(slot) = self.index.slot(sid) else { return };
        if self.row(slot).is_none() {
            return;
        }
        self.moved(slot, &[], None);
        let chunk = self.chunk(slot);
        let n = slot as usize % CHUNK;
        set(&mut chunk.bits, n, None);
        set(&mut chunk.orgs, n, 0);
        chunk.text.set(n, &[]);
        chunk.names.set(n, &[]);
        chunk.grants.set(n, &[]);
    }

    /// Keeps order and counts while a row changes; `org` is `None` where the row goes.
    fn moved(&mut self, slot: u32, text: &[u8], org: Option<u32>) {
        let old = self.row(slot).map(|row| (row.org, row.text.to_vec()));
        self.present = self.present + usize::from(org.is_some()) - usize::from(old.is_some());
        if let Some((was, _)) = &old {
            self.member(*was, false);
        }
        if let Some(org) = org {
            self.member(org, true);
        }
        if self.by_name.get().is_none() || old.as_ref().is_some_and(|(_, was)| org.is_some() && was == text) {
            return;
        }
        let mut order =
            Arc::unwrap_or_clone(std::mem::take(&mut self.by_name)).into_inner().unwrap_or_default();
        if let Some((_, was)) = old {
            let at = order.partition_point(|other| (self.text(*other), *other) < (was.as_slice(), slot));
            if order.get(at) == Some(&slot) {
                order.remove(at);
            }
        }
        if org.is_some() {
            let at = order.partition_point(|other| (self.text(*other), *other) < (text, slot));
            order.insert(at, slot);
        }
        self.by_name = Arc::new(OnceLock::from(order));
    }

    fn member(&mut self, org: u32, joins: bool) {
        let Some(slot) = org.checked_sub(1) else { return };
        let slot = slot as usize;
        self.members.resize(self.members.len().max(slot + 1), 0);
        if let Some(count) = self.members.get_mut(slot) {
            *count = if joins { *count + 1 } else { count.saturating_sub(1) };
        }
    }

    /// Drops the order by name: it is made anew when it is next asked for, which costs less than keeping it through
    /// thousands of changes.
    pub(super) fn forget_order(&mut self) {
        self.by_name = Arc::default();
    }

    /// Gives back what the columns have room for and do not hold: about a fifth after loading.
    pub(super) fn shrink(&mut self) {
        self.chunks.iter_mut().map(Arc::make_mut).for_each(UserChunk::shrink);
    }

    fn chunk(&mut self, slot: u32) -> &mut UserChunk {
        let at = slot as usize / CHUNK;
        if self.chunks.len() <= at {
            self.chunks.resize_with(at + 1, Arc::default);
        }
        Arc::make_mut(&mut self.chunks[at])
    }

    /// Every row by name. The first call sorts, a fraction of a second for a million.
    pub(super) fn by_name(&self) -> &[u32] {
        self.by_name.get_or_init(|| {
            // Most names differ within their first eight bytes, which are compared without looking the text up.
            let head = |text: &[u8]| {
                let mut bytes = [0; 8];
                let len = text.len().min(8);
                bytes[..len].copy_from_slice(&text[..len]);
                u64::from_be_bytes(bytes)
            };
            let mut order: Vec<(u64, u32)> = self.slots().map(|slot| (head(self.text(slot)), slot)).collect();
            order.sort_unstable_by(|a, b| {
                a.0.cmp(&b.0).then_with(|| self.text(a.1).cmp(self.text(b.1))).then(a.1.cmp(&b.1))
            });
            order.into_iter().map(|(_, slot)| slot).collect()
        })
    }

    /// The slots that have a row.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> + '_ {
        self.chunks.iter().enumerate().flat_map(|(at, chunk)| {
            let first = at * CHUNK;
            let here = chunk.bits.iter().enumerate().filter(|(_, bits)| bits.is_some());
            here.map(move |(n, _)| u32::try_from(first + n).unwrap_or(u32::MAX))
        })
    }
}

/// The address in a search text.
pub(super) fn email(text: &[u8]) -> &[u8] {
    let begin = memchr::memrchr(DIVIDER, text).map_or(0, |at| at + 1);
    text.get(begin..text.len().saturating_sub(1)).unwrap_or_default()
}

fn set<T>(column: &mut [T], n: usize, value: T) {
    if let Some(place) = column.get_mut(n) {
        *place = value;
    }
}

fn search_text(user: &User) -> Vec<u8> {
    let mut text = user.name.as_str().to_lowercase().into_bytes();
    text.push(DIVIDER);
    text.extend_from_slice(user.email.as_str().as_bytes());
    text.push(END);
    text
}
