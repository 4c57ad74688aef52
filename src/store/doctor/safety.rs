//! Whether a damaged store could be made whole again, and up to where: from its backups and its journal.

use std::path::Path;

use crate::controller::port::{Examination, Part, Progress, StoreError};
use crate::model::{Position, Timestamp};
use crate::store::backup;

/// Backups that are to be found whole: the newest, and one to fall back on.
const READ: usize = 2;

/// A backup, and whether it is whole; `None` if it was not read to its end.
type Read = (backup::Generation, Option<Result<(), StoreError>>);

/// What there is besides the data.
#[derive(Debug)]
pub(in crate::store) struct Safety {
    /// The entries in the journal: after the first, up to the second; `None` if there is none.
    pub(in crate::store) journal: Option<(Position, Position)>,
    /// The store's last entry, if it opens.
    pub(in crate::store) head: Option<Position>,
    /// The last entry it is known to have had.
    pub(in crate::store) known: Position,
}

impl Safety {
    pub(in crate::store) fn journal(&self) -> Examination {
        let head = self.head.unwrap_or(self.known);
        let remedy = match self.head {
            Some(_) => "Make a backup: orgadm backup. The journal begins anew when the store is next opened.",
            None => Part::Journal.remedy(),
        };
        match self.journal {
            None => {
                let sentence = "There is no journal that can be read.".to_owned();
                Examination::wrong(Part::Journal, "none", sentence, remedy)
            }
            Some((after, last)) => {
                let summary = match last > after {
                    true => format!("holds the entries {} to {last}", after.0.saturating_add(1)),
                    false => format!("begins after the entry {after}"),
                };
                if last >= head {
                    return Examination::good(Part::Journal, summary);
                }
                let sentence =
                    format!("The journal ends with the entry {last}, and the store goes up to {head}.");
                Examination::wrong(Part::Journal, summary, sentence, remedy)
            }
        }
    }

    /// Which backups there are, whether the newest are whole, and how far one with the journal would reach.
    pub(in crate::store) fn backups(
        &self,
        path: &Path,
        store: Option<&str>,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Examination {
        let found = match generations(path, store, READ, progress) {
            Ok(found) => found,
            Err(error) => {
                let (sentence, remedy) = (error.to_string(), error.remedy());
                return Examination::wrong(Part::Backups, "cannot be read", sentence, remedy);
            }
        };
        let newest = found
            .iter()
            .find(|(_, read)| matches!(read, Some(Ok(()))))
            .map(|(generation, _)| &generation.stamp);
        let (after, last) = self.journal.unwrap_or((Position(u64::MAX), Position::NONE));
        let reach = match newest {
            Some(stamp) if after <= stamp.position => Some(last.max(stamp.position)),
            Some(stamp) => Some(stamp.position),
            None if after == Position::NONE => Some(last),
            None => None,
        };
        let named = match newest {
            Some(stamp) => format!(
                "{} kept, the newest of {} up to the entry {}{}",
                found.len(),
                stamp.time,
                stamp.position,
                age(now, stamp.time)
            ),
            None if found.is_empty() => "none yet".to_owned(),
            None => format!("{} kept, none of them whole", found.len()),
        };
        let summary = match reach {
            Some(reach) => {
                format!("{named}; with the journal every entry up to {reach} could be brought back")
            }
            None => format!("{named}; nothing could be brought back"),
        };
        let mut all = Examination::good(Part::Backups, summary);
        for (generation, read) in &found {
            if let Some(Err(error)) = read {
                let file = generation.path.display();
                let remedy = match error {
                    StoreError::Backup { .. } => {
                        format!("Make another: orgadm backup. Then delete {file}")
                    }
                    other => other.remedy(),
                };
                all = all.with(error.to_string(), remedy);
            }
        }
        let head = self.head.unwrap_or(self.known);
        if reach.is_none_or(|reach| reach < head) {
            let reach = reach.map_or("nothing".to_owned(), |reach| format!("no entry after {reach}"));
            let sentence = format!(
                "If the data were damaged, {reach} could be brought back, and the store goes up to the entry {head}."
            );
            // A store that does not open cannot be backed up.
            let remedy = match self.head {
                Some(_) => "Make a backup: orgadm backup",
                None => "Copy the folder away; then run: orgadm doctor --repair",
            };
            all = all.with(sentence, remedy);
        }
        all
    }
}

/// How old, in words that follow.
fn age(now: Timestamp, then: Timestamp) -> String {
    let hours = now.0.saturating_sub(then.0) / 3_600_000;
    match hours {
        0 => String::new(),
        1..48 => format!(", {hours} hours old"),
        _ => format!(", {} days old", hours / 24),
    }
}

/// The backups of a store and whether each is whole, the newest first; they are read to their end until so many were whole.
fn generations(
    path: &Path,
    store: Option<&str>,
    most: usize,
    progress: Progress<'_>,
) -> Result<Vec<Read>, StoreError> {
    let (mut found, mut good) = (Vec::new(), 0);
    for generation in backup::generations(path)? {
        if store.is_some_and(|store| generation.stamp.store != store) {
            continue;
        }
        let read = (good < most)
            .then(|| generation.verify(&mut |rows| progress("rows of backups", rows, 0)).map(|_| ()));
        good += usize::from(matches!(read, Some(Ok(()))));
        found.push((generation, read));
    }
    Ok(found)
}
