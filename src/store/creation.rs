//! The first rows of a new store: what it is, and audit entry 1.

use super::codec::{Identity, State, encode_identity};
use super::engine::{Batch, Engine, Write};
use super::layout::{ADDRESSED, IDENTITY, Tree};
use super::reader::SCHEMA;
use super::writer::{self, Work};
use crate::controller::port::{AuditDraft, StoreError};
use crate::model::{Actor, CommandKind, Evidence, Origin, Timestamp, Who};

/// The rows of a store created at this instant with this identifier.
pub(super) fn batch<E: Engine>(
    engine: &E,
    id: [u8; 16],
    created: Timestamp,
    salt_seed: [u8; 32],
) -> Result<Batch, StoreError> {
    // A store is made on the way to its first use, by whichever door; only the program itself can be named.
    let actor = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::CommandLine };
    let audit = AuditDraft::maintenance(created, actor, CommandKind::CreateStore, salt_seed);
    let mut batch = writer::batch(engine, None, State::default(), &Work::nothing(&audit))?;
    let identity = encode_identity(&Identity { id, created, schema: SCHEMA });
    let value = Some(identity.map_err(|error| writer::internal(engine, &error))?);
    batch.writes.push(Write { tree: Tree::Meta, key: IDENTITY.to_vec(), value });
    batch.writes.push(Write { tree: Tree::Meta, key: ADDRESSED.to_vec(), value: Some(vec![1]) });
    Ok(batch)
}
