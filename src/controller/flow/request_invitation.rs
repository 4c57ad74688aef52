//! Ask to be invited, and answer that (`product` row 11a).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Email, InvitationSid, OrgRole, PersonName};

pub(super) fn request(_draft: &mut Draft<'_>, _email: &Email, _name: &PersonName) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}

pub(super) fn answer(
    _draft: &mut Draft<'_>,
    _request: InvitationSid,
    _role: Option<OrgRole>,
) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
