//! Security requests (`product` row 15).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{OrgSid, SecurityAction, UserSid};

pub(super) fn plan(
    _draft: &mut Draft<'_>,
    _org: OrgSid,
    _user: UserSid,
    _action: SecurityAction,
) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
