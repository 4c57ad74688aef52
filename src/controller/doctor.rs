//! What is wrong with a store, part by part: what its files and rows say is the store's to find, what its records mean is
//! looked at here.

use crate::model::{Key, Kind, Position, Record};
use crate::rules::invariants;

use super::hub::Controller;
use super::layered::Layered;
use super::port::{Checked, Examination, Part, Progress, StoreError};

/// Records read at a time.
const PAGE: usize = 1_000;

/// How often a record that others change meanwhile is looked at before what was found counts.
const LOOKS: usize = 3;

impl Controller {
    /// Looks at everything. Changes nothing; commits wait while rows are compared, not while their meaning is.
    pub fn examine(&self, progress: Progress<'_>) -> Result<Vec<Examination>, StoreError> {
        let mut all = self.maintenance()?.examine(self.now(), progress)?;
        let readable = all.iter().any(|found| found.part == Part::Records && found.is_good());
        all.extend(match readable {
            true => self.meaning(progress)?,
            false => [Part::References, Part::Invariants]
                .map(|part| Examination::skipped(part, "not every record can be read")),
        });
        all.sort_by_key(|found| found.part);
        Ok(all)
    }

    fn meaning(&self, progress: Progress<'_>) -> Result<[Examination; 2], StoreError> {
        let (mut references, mut rules) = (Checked::default(), Checked::default());
        let all: u64 = self.store().info()?.counts.iter().sum();
        let mut done = 0;
        for kind in Kind::ALL {
            let mut after = None;
            loop {
                let page = self.store().scan(kind, after, PAGE)?;
                let Some(last) = page.last() else { break };
                after = Some(last.record.key());
                for stored in &page {
                    self.look_at(
                        stored.record.key(),
                        &stored.record,
                        stored.last,
                        &mut references,
                        &mut rules,
                    )?;
                }
                done += page.len() as u64;
                progress("records and what they name", done, all);
            }
        }
        Ok([
            Examination::of(Part::References, "whatever a record needs is there", references),
            Examination::of(Part::Invariants, "every rule that always holds does", rules),
        ])
    }

    /// Looks at one record; again if it, or what it names, may have been changed meanwhile.
    fn look_at(
        &self,
        key: Key,
        record: &Record,
        last: Position,
        references: &mut Checked,
        rules: &mut Checked,
    ) -> Result<(), StoreError> {
        let world = self.world();
        let after = Layered::new(&world);
        for look in 1..=LOOKS {
            let missing = invariants::missing(record, &after)?;
            let broken = invariants::stands_as_it_counts(record, &after)?;
            if missing.is_empty() && broken.is_none() {
                return Ok(());
            }
            // What is as it counts now was found by whoever changed it.
            if self.store().get(key)?.is_none_or(|stored| stored.last != last) {
                return Ok(());
            }
            if look == LOOKS {
                let word = key.kind().word();
                for other in missing {
                    let what = other.kind().word();
                    references
                        .tell(format!("The {word} {key} needs the {what} {other}, which is not there."));
                }
                if let Some(violation) = broken {
                    rules.tell(format!("The {word} {key} breaks the rule {}: {violation}", violation.rule));
                }
            }
        }
        Ok(())
    }
}
