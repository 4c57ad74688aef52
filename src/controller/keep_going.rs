//! Rows that are committed part by part: what can be done is done, and of each row it is known what became of it.
//!
//! Every part is a plan of many through the same pipeline. What all rows together need of the actor, the brake above all,
//! is asked once over the whole, so that no part is small enough to slip through.

use crate::model::{Actor, Position};

use super::command::Command;
use super::commit::{CommitError, Receipt};
use super::flow::{self, Fate, Survey};
use super::hub::Controller;
use super::plan::{Consent, Plan, Stamp};
use super::refusal::{PlanError, Refusal, RefusalCode, RefusedRow};

/// Most rows of one part.
const PART: usize = 500;

/// How often a part is planned again because something changed meanwhile.
const AGAIN: usize = 3;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, with this audit entry.
    Done(Option<Position>),
    /// It was so already.
    Already(Refusal),
    /// It is refused.
    Refused(Refusal),
    /// Nothing was tried: it had ended before.
    NotDone,
}

/// What became of many rows.
#[derive(Debug)]
pub struct Kept {
    /// Of each row, in their order.
    pub rows: Vec<Outcome>,
    /// Why it ended before the last row; what was done until then stands.
    pub ended: Option<CommitError>,
}

impl Controller {
    /// What would become of these rows, one after the other. Nothing is written.
    pub fn survey(&self, actor: &Actor, commands: &[Command]) -> Result<Survey, PlanError> {
        // Nothing of it is committed, so nothing has to be unguessable.
        let stamp = Stamp { now: self.now(), seed: [0; 32] };
        flow::survey(&self.world(), actor, commands, stamp)
    }

    /// Commits the rows that the survey found ready, in parts. Between two of them `goes_on` is told how many rows are
    /// behind, and may end it.
    ///
    /// # Errors
    ///
    /// A consent that lacks what the survey says is refused before anything is done.
    pub fn keep_going(
        &self,
        actor: &Actor,
        commands: &[Command],
        survey: Survey,
        consent: &Consent,
        goes_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Kept, Refusal> {
        let Survey { rows, plan: whole, .. } = survey;
        whole.check_consent(consent)?;
        let mut outcomes: Vec<Outcome> = rows.into_iter().map(Outcome::from).collect();
        let open: Vec<usize> = (0..outcomes.len()).filter(|at| outcomes[*at] == Outcome::NotDone).collect();
        let mut parts: Vec<Vec<usize>> = open.chunks(PART).rev().map(<[usize]>::to_vec).collect();
        let mut behind = outcomes.len() - open.len();
        let mut ended = None;
        while let Some(part) = parts.pop() {
            if !goes_on(behind) {
                break;
            }
            match self.part(actor, commands, &part, &whole, consent) {
                Ok(receipt) => {
                    behind += part.len();
                    part.iter().for_each(|at| outcomes[*at] = Outcome::Done(receipt.position));
                }
                Err(Stop::Refused(refusal)) => {
                    match self.without_the_refused(actor, commands, &part, refusal, &mut outcomes) {
                        Ok(left) => {
                            behind += part.len() - left.iter().map(Vec::len).sum::<usize>();
                            parts.extend(left);
                        }
                        Err(error) => {
                            ended = Some(error);
                            break;
                        }
                    }
                }
                Err(Stop::Ended(error)) => {
                    ended = Some(error);
                    break;
                }
            }
        }
        if ended.is_none() {
            goes_on(behind);
        }
        Ok(Kept { rows: outcomes, ended })
    }

    /// One part: planned and committed, a few times if something changes between the two.
    fn part(
        &self,
        actor: &Actor,
        commands: &[Command],
        part: &[usize],
        whole: &Plan,
        consent: &Consent,
    ) -> Result<Receipt, Stop> {
        let command = Command::Many(part.iter().map(|at| commands[*at].clone()).collect());
        let mut tries = 0;
        loop {
            let plan = match self.plan(actor, &command) {
                Ok(plan) => plan,
                Err(PlanError::Refused(refusal)) => return Err(Stop::Refused(refusal)),
                Err(error) => return Err(Stop::Ended(error.into())),
            };
            let agreed = agreed(&plan, whole, consent);
            plan.check_consent(&agreed).map_err(|refusal| Stop::Ended(refusal.into()))?;
            match self.commit(plan, agreed) {
                Ok(receipt) => return Ok(receipt),
                Err(CommitError::Conflict(_)) if tries < AGAIN => tries += 1,
                Err(CommitError::Refused(refusal)) => return Err(Stop::Refused(refusal)),
                Err(error) => return Err(Stop::Ended(error)),
            }
        }
    }

    /// What is left of a refused part, in parts again: without the rows that are refused now, or in halves if only
    /// its size is wrong. A refusal of the part as a whole ends it all.
    fn without_the_refused(
        &self,
        actor: &Actor,
        commands: &[Command],
        part: &[usize],
        refusal: Refusal,
        outcomes: &mut [Outcome],
    ) -> Result<Vec<Vec<usize>>, CommitError> {
        if refusal.code == RefusalCode::TooManyChanges && part.len() > 1 {
            let (first, second) = part.split_at(part.len() / 2);
            return Ok(vec![second.to_vec(), first.to_vec()]);
        }
        let again: Vec<Command> = part.iter().map(|at| commands[*at].clone()).collect();
        let mut left = Vec::with_capacity(part.len());
        for (at, fate) in part.iter().zip(self.survey(actor, &again)?.rows) {
            match fate {
                Fate::Ready => left.push(*at),
                fate => outcomes[*at] = fate.into(),
            }
        }
        if left.len() < part.len() {
            return Ok(some(left));
        }
        // The rows are well by themselves, and their result is not: those that it names are at fault.
        let named = |row: &RefusedRow| row.row.checked_sub(1).and_then(|row| part.get(row)).copied();
        let mut at_fault: Vec<(usize, Refusal)> =
            refusal.rows.iter().filter_map(|row| Some((named(row)?, row.clone().into()))).collect();
        if at_fault.is_empty() {
            let [only] = part else { return Err(refusal.into()) };
            at_fault.push((*only, refusal));
        }
        for (at, refusal) in at_fault {
            left.retain(|other| *other != at);
            outcomes[at] = Outcome::Refused(refusal);
        }
        Ok(some(left))
    }
}

/// The part, unless nothing is left of it.
fn some(part: Vec<usize>) -> Vec<Vec<usize>> {
    if part.is_empty() { Vec::new() } else { vec![part] }
}

/// Why a part was not committed.
enum Stop {
    /// Rows of it are refused, or the whole of it.
    Refused(Refusal),
    /// Nothing can go on.
    Ended(CommitError),
}

impl From<Fate> for Outcome {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Ready => Self::NotDone,
            Fate::Already(refusal) => Self::Already(refusal),
            Fate::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

/// What was agreed to for the whole, as one part wants it: its own number, if it is no larger than the one typed.
fn agreed(part: &Plan, whole: &Plan, consent: &Consent) -> Consent {
    let within = |count: &usize| whole.brake.as_ref().is_some_and(|brake| *count <= brake.count);
    Consent { count: part.brake.as_ref().map(|brake| brake.count).filter(within), ..consent.clone() }
}
