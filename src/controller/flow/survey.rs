//! A survey of many rows: what would become of each, planned on what the rows before it would leave, and what all that can
//! be done needs of the actor. Nothing is committed by it, so it may be larger than one plan.

use crate::controller::command::Command;
use crate::controller::draft::Draft;
use crate::controller::plan::Plan;
use crate::controller::refusal::{PlanError, Refusal};

use super::many::{self, Dispatch, Gathered};
use super::{already, braked, many_lines};

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It can be done.
    Ready,
    /// It is so already.
    Already(Refusal),
    /// It is refused.
    Refused(Refusal),
}

/// What would become of many rows.
#[derive(Debug)]
pub struct Survey {
    /// Of each row, in their order.
    pub rows: Vec<Fate>,
    /// What the rows that can be done say and need together: acknowledgements, the brake, a reason. Without its changes.
    pub plan: Plan,
    /// How many records they would change.
    pub records: usize,
}

/// Looks at every row; the refused ones are left out of what the others stand on.
pub(super) fn survey(
    mut draft: Draft<'_>,
    commands: &[Command],
    dispatch: Dispatch,
) -> Result<Survey, PlanError> {
    let mut gathered = Gathered::default();
    let mut rows = Vec::with_capacity(commands.len());
    let mut ready = 0;
    for command in commands {
        draft.begin_row();
        let was = already::was(&draft, command)?;
        let (result, words) = draft.apart(|draft| {
            many::in_bulk(command)?;
            dispatch(draft, command)
        });
        let fate = match result {
            Ok(()) if !was => Fate::Ready,
            Ok(()) => Fate::Already(already::once_more()),
            Err(PlanError::Refused(refusal)) if already::says_so(&refusal, was) => Fate::Already(refusal),
            Err(PlanError::Refused(refusal)) => Fate::Refused(refusal),
            Err(error) => return Err(error),
        };
        match fate {
            Fate::Ready => {
                ready += 1;
                gathered.add(words);
            }
            Fate::Already(_) | Fate::Refused(_) => draft.take_row_back(),
        }
        rows.push(fate);
    }
    gathered.lay_down(&mut draft, many_lines::title(commands), String::new(), ready);
    draft.settle();
    let records = draft.size();
    if let Some(brake) = braked::brake(&draft)? {
        draft.must_count(brake);
    }
    let plan = Plan { changes: Vec::new(), erase: Vec::new(), ..draft.finish() };
    Ok(Survey { rows, plan, records })
}
