//! What the store answers, over any engine. Reads only; every value that does not decode is named, none is skipped.

use super::archive;
use super::codec::{CodecError, State, decode_identity, decode_record, decode_state};
use super::engine::{Engine, Range};
use super::entry::read_header;
use super::index;
use super::layout::{self, ADDRESSED, BACKED_UP, COMPACTED, ERASED, IDENTITY, LAST_ERASING, STATE, Tree};
use crate::controller::port::{StoreError, StoreInfo};
use crate::model::{
    AccountSid, AuditHeader, DomainName, DomainSid, Email, Key, Kind, Position, Stored, Timestamp, UserSid,
};

/// Most records or headers that one call gives.
pub(super) const MOST_ROWS: usize = 10_000;

/// The schema of stores that this program writes: which trees there are and what their keys mean.
pub const SCHEMA: u32 = 1;

pub(super) fn info<E: Engine>(engine: &E) -> Result<StoreInfo, StoreError> {
    let identity = identity(engine)?;
    let (_, state) = state(engine)?;
    let mut counts = [0; Kind::ALL.len()];
    counts.iter_mut().zip(&state.counts).for_each(|(to, from)| *to = *from);
    Ok(StoreInfo {
        id: data_encoding::HEXLOWER.encode(&identity.id),
        created: identity.created,
        demo: state.demo,
        head: state.head,
        head_hash: state.hash,
        counts,
        erased: time(engine, ERASED)?,
        archived: archive::archived(engine)?,
        last_erasing: Position(number(engine, LAST_ERASING)?.unwrap_or(0)),
        compacted: time(engine, COMPACTED)?,
        backed_up: time(engine, BACKED_UP)?,
    })
}

/// What the store is; refuses a newer schema.
pub(super) fn identity<E: Engine>(engine: &E) -> Result<super::codec::Identity, StoreError> {
    let bytes = engine.value(Tree::Meta, IDENTITY)?.ok_or_else(|| missing(engine, IDENTITY))?;
    let identity =
        decode_identity(bytes.as_ref()).map_err(|error| engine.damaged(Tree::Meta, IDENTITY, &error))?;
    if identity.schema > SCHEMA {
        let path = engine.path().to_path_buf();
        return Err(StoreError::Newer { path, found: identity.schema, known: SCHEMA });
    }
    Ok(identity)
}

/// Where the store stands, and the bytes that say so.
pub(super) fn state<E: Engine>(engine: &E) -> Result<(E::Value, State), StoreError> {
    let bytes = engine.value(Tree::Meta, STATE)?.ok_or_else(|| missing(engine, STATE))?;
    match decode_state(bytes.as_ref()) {
        Ok(state) => Ok((bytes, state)),
        Err(error) => Err(engine.damaged(Tree::Meta, STATE, &error)),
    }
}

/// The last entry of an engine; none where nothing was written yet.
pub(super) fn head<E: Engine>(engine: &E) -> Result<Position, StoreError> {
    match engine.value(Tree::Meta, STATE)? {
        Some(_) => state(engine).map(|(_, state)| state.head),
        None => Ok(Position::NONE),
    }
}

fn missing<E: Engine>(engine: &E, row: &[u8]) -> StoreError {
    StoreError::Damaged {
        path: engine.path().to_path_buf(),
        what: format!("the row {} of the tree meta is missing", String::from_utf8_lossy(row)),
    }
}

pub(super) fn get<E: Engine>(engine: &E, key: Key) -> Result<Option<Stored>, StoreError> {
    let found = engine.value(Tree::of(key.kind()), &key.bytes())?;
    found.map(|bytes| record(engine, key.kind(), &key.bytes(), bytes.as_ref())).transpose()
}

/// Decodes a record and checks that it stands under its own key.
pub(super) fn record<E: Engine>(
    engine: &E,
    kind: Kind,
    key: &[u8],
    bytes: &[u8],
) -> Result<Stored, StoreError> {
    let wrong = |error| engine.damaged(Tree::of(kind), key, &error);
    let stored = decode_record(kind, bytes).map_err(wrong)?;
    if stored.record.key().bytes() != key {
        return Err(wrong(CodecError::Payload(format!("it is the record {}", stored.record.key()))));
    }
    Ok(stored)
}

pub(super) fn user_by_email<E: Engine>(engine: &E, email: &Email) -> Result<Option<UserSid>, StoreError> {
    let key = layout::user_by_email(email);
    let Some(value) = engine.value(Tree::UserByEmail, &key)? else { return Ok(None) };
    match <[u8; 16]>::try_from(value.as_ref()) {
        Ok(bytes) => Ok(Some(UserSid::from_bytes(bytes))),
        Err(_) => Err(engine.damaged(Tree::UserByEmail, &key, &CodecError::Short(value.as_ref().len()))),
    }
}

pub(super) fn accounts_owned_by<E: Engine>(engine: &E, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
    led_to(engine, Tree::AccountByOwner, &layout::accounts_of(user), |rest, _| {
        rest.try_into().ok().map(AccountSid::from_bytes)
    })
}

pub(super) fn open_for<E: Engine>(engine: &E, email: &Email) -> Result<Vec<Key>, StoreError> {
    let rows = led_to(engine, Tree::OpenByEmail, &layout::addressed_to(email), |rest, value| {
        layout::what_is_addressed(rest).map(|key| (key, value.is_empty()))
    })?;
    Ok(rows.into_iter().filter(|(_, open)| *open).map(|(key, _)| key).collect())
}

/// Whether everything that is addressed to somebody has its row; in a store from before them only what is open has.
pub(super) fn is_addressed<E: Engine>(engine: &E) -> Result<bool, StoreError> {
    Ok(engine.value(Tree::Meta, ADDRESSED)?.is_some())
}

pub(super) fn addressed_to<E: Engine>(engine: &E, email: &Email) -> Result<Vec<Key>, StoreError> {
    let prefix = layout::addressed_to(email);
    if is_addressed(engine)? {
        return led_to(engine, Tree::OpenByEmail, &prefix, |rest, _| layout::what_is_addressed(rest));
    }
    let mut found = Vec::new();
    for kind in [Kind::Invitation, Kind::SignUp, Kind::Message] {
        engine.walk(Tree::of(kind), &Range::ALL, usize::MAX, &mut |key, bytes| {
            let stored = record(engine, kind, key, bytes)?.record;
            if index::row(&stored).is_some_and(|row| row.key.starts_with(&prefix)) {
                found.push(stored.key());
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// The time in a row of `meta` that is nothing but a time.
pub(super) fn time<E: Engine>(engine: &E, row: &[u8]) -> Result<Option<Timestamp>, StoreError> {
    Ok(number(engine, row)?.map(Timestamp))
}

/// The number in a row of `meta` that is nothing but a number.
fn number<E: Engine>(engine: &E, row: &[u8]) -> Result<Option<u64>, StoreError> {
    let Some(value) = engine.value(Tree::Meta, row)? else { return Ok(None) };
    match <[u8; 8]>::try_from(value.as_ref()) {
        Ok(bytes) => Ok(Some(u64::from_be_bytes(bytes))),
        Err(_) => Err(engine.damaged(Tree::Meta, row, &CodecError::Short(value.as_ref().len()))),
    }
}

pub(super) fn domains_named<E: Engine>(engine: &E, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
    led_to(engine, Tree::DomainByName, &layout::domains_named(name), |rest, _| {
        rest.try_into().ok().map(DomainSid::from_bytes)
    })
}

/// What the rows of an index under a prefix lead to, from the rest of their keys and their values.
fn led_to<E: Engine, T>(
    engine: &E,
    tree: Tree,
    prefix: &[u8],
    read: impl Fn(&[u8], &[u8]) -> Option<T>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    engine.walk(tree, &Range::prefix(prefix), usize::MAX, &mut |key, value| {
        let rest = key.strip_prefix(prefix).unwrap_or_default();
        found.push(
            read(rest, value).ok_or_else(|| engine.damaged(tree, key, &CodecError::Short(rest.len())))?,
        );
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn scan<E: Engine>(
    engine: &E,
    kind: Kind,
    after: Option<Key>,
    limit: usize,
) -> Result<Vec<Stored>, StoreError> {
    let after = after.map(|key| key.bytes());
    let range = Range::after(after.as_ref().map(<[u8; 16]>::as_slice));
    let mut found = Vec::new();
    engine.walk(Tree::of(kind), &range, limit.min(MOST_ROWS), &mut |key, bytes| {
        found.push(record(engine, kind, key, bytes)?);
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn entries<E: Engine>(
    engine: &E,
    below: Option<Position>,
    limit: usize,
) -> Result<Vec<AuditHeader>, StoreError> {
    let below = below.map(layout::entry);
    let first = layout::entry(Position(archive::archived(engine)?.0.saturating_add(1)));
    if below.is_some_and(|below| below <= first) {
        return Ok(Vec::new());
    }
    let range = Range::below(below.as_ref().map(<[u8; 8]>::as_slice)).starting(&first);
    let mut found = Vec::new();
    engine.walk(Tree::AuditHeaders, &range, limit.min(MOST_ROWS), &mut |key, bytes| {
        found.push(read_header(engine, key, bytes)?);
        Ok(())
    })?;
    Ok(found)
}
