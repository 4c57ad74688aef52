//! Take an earlier change back (`architecture`, "Undo").

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{OrgSid, Position};

pub(super) fn plan(_draft: &mut Draft<'_>, _org: OrgSid, _position: Position) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
