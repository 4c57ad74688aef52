//! Taking a backup of a store that goes on: an audit entry, the store as it stands right after it, and if more changes
//! meanwhile than can be kept, once more with the writer held.

use std::io::Write;
use std::path::Path;

use crate::controller::port::{AuditDraft, BackupStamp, StoreError};
use crate::store::engine::{Engine, lock};
use crate::store::snapshot::Snapshot;
use crate::store::writer::{self, Mark, Work};

use super::told;
use super::write::{stamp_of, write};

/// Writes the entry, makes it durable, and writes everything up to it; gives what was written, not yet durable. `fresh`
/// is an empty place, asked for again if the first attempt is thrown away; `to` is the place to name in errors. At most
/// `most` bytes of what changes meanwhile are kept.
pub(in crate::store) fn take<E: Engine, W: Write>(
    engine: &E,
    audit: &AuditDraft,
    to: &Path,
    most: usize,
    fresh: &mut dyn FnMut() -> Result<W, StoreError>,
    progress: &mut dyn FnMut(u64),
) -> Result<(BackupStamp, u64, W), StoreError> {
    // Before anything is written down: without a place there is no backup to tell of.
    let mut out = fresh()?;
    let mut writer = lock(engine.writer());
    writer::write_held(engine, &mut writer, &Work { mark: Mark::BackedUp, ..Work::nothing(audit) })?;
    // A backup must not be ahead of what a power cut leaves of its store.
    writer::sync_held(engine, &mut writer)?;
    let snapshot = Snapshot::begin(engine, writer, most)?;
    let stamp = told(&stamp_of(engine, snapshot.state())?);
    match write(&snapshot, &mut out, to, progress) {
        Ok(bytes) => return Ok((stamp, bytes, out)),
        Err(_) if snapshot.is_outrun() => {}
        Err(error) => return Err(error),
    }
    drop((snapshot, out));
    let mut out = fresh()?;
    let mut writer = lock(engine.writer());
    writer::sync_held(engine, &mut writer)?;
    let snapshot = Snapshot::held(engine, writer)?;
    let stamp = told(&stamp_of(engine, snapshot.state())?);
    let bytes = write(&snapshot, &mut out, to, progress)?;
    Ok((stamp, bytes, out))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io;

    use super::*;
    use crate::controller::port::Store;
    use crate::model::{
        Actor, Change, CommandKind, EntryKind, Evidence, Key, OrgSid, Origin, Position, Record, Timestamp,
        UserSid, Who,
    };
    use crate::model::{Email, PersonName, TwoFactor, User, UserState};
    use crate::store::MemoryStore;
    use crate::store::backup::Reader;
    use crate::store::engine::Range;
    use crate::store::layout::Tree;

    type Rows = BTreeMap<(Tree, Vec<u8>), Vec<u8>>;

    fn audit() -> AuditDraft {
        AuditDraft {
            time: Timestamp(7),
            actor: Actor { who: Who::Operator, evidence: Evidence::System, origin: Origin::CommandLine },
            kind: EntryKind::Maintenance,
            command: CommandKind::Backup,
            subjects: Vec::new(),
            organizations: vec![OrgSid::from_bytes([1; 16])],
            refusal: None,
            reason: None,
            salt_seed: [3; 32],
        }
    }

    fn user(n: u16) -> User {
        let mut sid = [0; 16];
        sid[..2].copy_from_slice(&n.to_be_bytes());
        User {
            sid: UserSid::from_bytes(sid),
            email: Email::parse(&format!("user{n}@acme.example")).expect("valid"),
            email_proven: None,
            name: PersonName::parse("The name", &format!("Ada {n}")).expect("valid"),
            state: UserState::Active,
            membership: None,
            grants: Vec::new(),
            two_factor: TwoFactor::Unknown,
            created: Timestamp(1),
            last_seen: None,
            requests: Vec::new(),
            uids: Vec::new(),
        }
    }

    fn put(store: &MemoryStore, key: Key, after: Option<Record>, erase: bool) {
        let stored = store.get(key).expect("read");
        let (before, previous) = stored.map_or((None, Position::NONE), |s| (Some(s.record), s.last));
        if before.is_none() && after.is_none() {
            return;
        }
        let change = Change { key, before, after, previous };
        let erase = if erase { vec![key] } else { Vec::new() };
        let audit = AuditDraft { command: CommandKind::RenameUser, kind: EntryKind::Plan, ..audit() };
        let transaction = crate::controller::port::Transaction { changes: vec![change], erase, audit };
        store.apply(&transaction).expect("applied");
    }

    fn rows(store: &MemoryStore) -> Rows {
        let mut found = Rows::new();
        for tree in Tree::ALL {
            let mut each = |key: &[u8], value: &[u8]| {
                found.insert((tree, key.to_vec()), value.to_vec());
                Ok(())
            };
            store.walk(tree, &Range::ALL, usize::MAX, &mut each).expect("read");
        }
        found
    }

    fn rows_of(bytes: &[u8]) -> Rows {
        let mut found = Rows::new();
        let reader = Reader::open(bytes, Path::new("it")).expect("begins");
        reader
            .rows(&mut |tree, key, value| {
                found.insert((tree, key.to_vec()), value.to_vec());
                Ok(())
            })
            .expect("whole");
        found
    }

    /// A place whose every piece is written while the store changes.
    struct Busy<'a> {
        store: &'a MemoryStore,
        random: fastrand::Rng,
        bytes: Vec<u8>,
    }

    impl Write for Busy<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            for _ in 0..40 {
                let n = self.random.u16(..7_000);
                let key = Key::User(user(n).sid);
                let name = PersonName::parse("The name", &format!("New {}", self.random.u32(..)));
                let renamed = User { name: name.expect("valid"), ..user(n) };
                let after = (self.random.u8(..4) > 0).then(|| renamed.into());
                put(self.store, key, after, self.random.u8(..8) == 0);
            }
            self.bytes.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn filled() -> MemoryStore {
        let store = MemoryStore::new(Timestamp(5), [1; 32]).expect("new");
        for n in (0..6_000).step_by(2) {
            put(&store, Key::User(user(n).sid), Some(user(n).into()), false);
        }
        store
    }

    #[test]
    fn it_is_the_store_right_after_its_entry_whatever_is_written_meanwhile() {
        let store = filled();
        let head = store.info().expect("read").head;
        // The same entry on a store that stands still.
        let still = filled();
        let mut fresh = || Ok(Vec::new());
        let wanted =
            take(&still, &audit(), Path::new("it"), usize::MAX, &mut fresh, &mut |_| {}).expect("taken");
        let wanted = (wanted.0, wanted.2);
        let mut attempts = 0;
        let mut fresh = || {
            attempts += 1;
            Ok(Busy { store: &store, random: fastrand::Rng::with_seed(attempts), bytes: Vec::new() })
        };
        let (stamp, bytes, out) =
            take(&store, &audit(), Path::new("it"), usize::MAX, &mut fresh, &mut |_| {}).expect("taken");
        let now = store.info().expect("read").head;
        assert!(now.0 > head.0 + 1_000, "it was written to meanwhile: {now}");
        assert_eq!((attempts, stamp.position.0, bytes), (1, head.0 + 1, out.bytes.len() as u64));
        assert!((stamp, out.bytes) == wanted, "byte for byte");
        assert!(rows_of(&wanted.1) == rows(&still));
        assert!(store.writer().lock().expect("free").kept.is_none(), "nothing is kept any more");
    }

    #[test]
    fn what_changes_too_fast_is_taken_once_more_with_the_writer_held() {
        let store = filled();
        let mut attempts = 0;
        let mut fresh = || {
            attempts += 1;
            // Whoever writes to a store whose writer is held waits; so the second place is a quiet one.
            let quiet = attempts > 1;
            let busy = Busy { store: &store, random: fastrand::Rng::with_seed(1), bytes: Vec::new() };
            Ok(Either(if quiet { None } else { Some(busy) }, Vec::new()))
        };
        let taken = take(&store, &audit(), Path::new("it"), 20_000, &mut fresh, &mut |_| {}).expect("taken");
        assert_eq!((attempts, taken.0.position), (2, store.info().expect("read").head));
        assert!(rows_of(&taken.2.1) == rows(&store));
    }

    /// A busy place or a quiet one.
    struct Either<'a>(Option<Busy<'a>>, Vec<u8>);

    impl Write for Either<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match &mut self.0 {
                Some(busy) => busy.write(bytes),
                None => self.1.write(bytes),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
