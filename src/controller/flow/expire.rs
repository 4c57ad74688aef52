//! The sweeper: of the kinds of due work, in this order, the first that has any makes a plan of about
//! [`limits::SWEEP`](crate::rules::limits::SWEEP) records. A plan without changes means that nothing is due; it is not
//! committed. Running it twice, or two of them at once, changes nothing more.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;

use super::{end_open, erase_names, lost_users, purge_account, release_deleted};

/// Does some due work; how many records that changes.
type Work = fn(&mut Draft<'_>) -> Result<usize, PlanError>;

/// The kinds of due work, one file each.
const DUE: &[Work] =
    &[release_deleted::due, erase_names::due, end_open::due, purge_account::due, lost_users::due];

pub(super) fn plan(draft: &mut Draft<'_>) -> Result<(), PlanError> {
    draft.entitle("Nothing is due", "orgadm sweep");
    for work in DUE {
        if work(draft)? > 0 {
            break;
        }
    }
    Ok(())
}
