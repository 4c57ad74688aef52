//! Request, withdraw and confirm the deletion of an organization (`product` row 21).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::OrgSid;

pub(super) fn request(_draft: &mut Draft<'_>, _org: OrgSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}

pub(super) fn withdraw(_draft: &mut Draft<'_>, _org: OrgSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}

pub(super) fn confirm(_draft: &mut Draft<'_>, _org: OrgSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
