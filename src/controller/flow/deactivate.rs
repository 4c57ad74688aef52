//! Deactivate and activate users (`product` row 14).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{OrgSid, UserSid};

pub(super) fn deactivate(_draft: &mut Draft<'_>, _org: OrgSid, _user: UserSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}

pub(super) fn activate(_draft: &mut Draft<'_>, _org: OrgSid, _user: UserSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
