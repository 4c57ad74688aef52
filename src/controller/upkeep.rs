//! Work on the store itself: what follows a sweep (compaction after an erasure, a backup a day), and archives. When it is
//! due is decided here; how it is done is the store's.

use std::io::Read;

use crate::model::{Actor, AuditHeader, CommandKind, Head, Span, Timestamp};

use super::hub::Controller;
use super::port::{
    ArchivePlace, AuditDraft, Backup, BackupPlace, Checked, Compacted, Pruned, StoreError, StoreInfo,
};

/// Compaction follows an erasure at most so often.
const BETWEEN_COMPACTIONS: Span = Span::days(1);

/// A backup is made so often, if anything was written since the last one.
const BETWEEN_BACKUPS: Span = Span::days(1);

/// After an attempt that failed, the next one is made no sooner than this.
const BETWEEN_ATTEMPTS: Span = Span::hours(1);

/// What was done to keep the store up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Upkeep {
    /// The compaction, if one was due.
    pub compacted: Option<Compacted>,
    /// The backup, if one was due.
    pub backup: Option<Backup>,
}

impl Controller {
    /// Does what of it is due; nothing if it was done already. Two of them at once share the work.
    ///
    /// # Errors
    ///
    /// The first of them. A compaction that cannot be made, for lack of space say, keeps no backup from being made.
    pub fn keep_up(&self, actor: &Actor, progress: &mut dyn FnMut(u64, u64)) -> Result<Upkeep, StoreError> {
        let _alone = self.upkeep();
        let compacted = self.compact_if_due(actor, progress);
        let backup = self.back_up_if_due(actor, progress);
        Ok(Upkeep { compacted: compacted?, backup: backup? })
    }

    fn compact_if_due(
        &self,
        actor: &Actor,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Compacted>, StoreError> {
        let now = self.now();
        if !self.compaction_is_due(now)? {
            return Ok(None);
        }
        let done = self.compact(actor, progress);
        done.map(Some).inspect_err(|_| *self.uncompacted() = Some(now))
    }

    fn back_up_if_due(
        &self,
        actor: &Actor,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Backup>, StoreError> {
        if !self.backup_is_due(self.now())? {
            return Ok(None);
        }
        self.back_up(actor, BackupPlace::Folder, progress).map(Some)
    }

    /// Whether something was erased since the last compaction, and that is a day ago, and an hour the last that failed.
    pub fn compaction_is_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        let info = self.store().info()?;
        let rested = info.compacted.is_none_or(|at| now >= at.plus(BETWEEN_COMPACTIONS))
            && self.uncompacted().is_none_or(|at| now >= at.plus(BETWEEN_ATTEMPTS));
        Ok(info.erased.is_some() && rested)
    }

    /// Whether the last backup is a day old and something was written since, or an older one may hold what was erased and
    /// compacted away since.
    pub fn backup_is_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        let info = self.store().info()?;
        let rested = info.backed_up.is_none_or(|at| now >= at.plus(BETWEEN_ATTEMPTS));
        if info.is_empty() || !rested {
            return Ok(false);
        }
        let backups = self.backups()?;
        let Some(last) = backups.first() else { return Ok(true) };
        let is_old = now >= last.stamp.time.plus(BETWEEN_BACKUPS) && last.stamp.position < info.head;
        Ok(is_old || (info.erased.is_none() && holds_erased(&backups, &info)))
    }

    /// Compacts the store: no byte of anything erased is left in its folder. Commits wait while it is copied.
    pub fn compact(
        &self,
        actor: &Actor,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Compacted, StoreError> {
        let audit = self.maintained(actor, CommandKind::Compact)?;
        self.maintenance()?.compact(&audit, progress)
    }

    /// Backs the store up, as it stands right after the entry that says so. Everybody works on meanwhile.
    pub fn back_up(
        &self,
        actor: &Actor,
        to: BackupPlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Backup, StoreError> {
        let audit = self.maintained(actor, CommandKind::Backup)?;
        self.maintenance()?.back_up(&audit, to, progress)
    }

    /// The backups in the store's own folder, the newest first.
    pub fn backups(&self) -> Result<Vec<Backup>, StoreError> {
        self.maintenance()?.backups()
    }

    /// Moves the audit entries from before this time into an archive; `None` if there are none.
    pub fn prune_audit(
        &self,
        actor: &Actor,
        before: Timestamp,
        to: ArchivePlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Pruned>, StoreError> {
        let audit = self.maintained(actor, CommandKind::PruneAudit)?;
        self.maintenance()?.prune(&audit, before, to, progress)
    }

    /// The last audit entry that [`Controller::prune_audit`] would move.
    pub fn prunable(&self, before: Timestamp) -> Result<Option<AuditHeader>, StoreError> {
        self.maintenance()?.prunable(before)
    }

    /// Reads the whole audit and compares it; archives that are kept elsewhere come from a stream, the oldest first.
    pub fn verify_audit(
        &self,
        noted: Option<Head>,
        elsewhere: Option<&mut dyn Read>,
    ) -> Result<Checked, StoreError> {
        match elsewhere {
            Some(archives) => self.maintenance()?.verify_with(noted, archives),
            None => self.store().verify(noted),
        }
    }

    /// The entry of work on the store itself.
    fn maintained(&self, actor: &Actor, command: CommandKind) -> Result<AuditDraft, StoreError> {
        Ok(AuditDraft::maintenance(self.now(), actor.clone(), command, self.seed()?))
    }
}

fn holds_erased(backups: &[Backup], info: &StoreInfo) -> bool {
    backups.iter().any(|backup| backup.stamp.position < info.last_erasing)
}
