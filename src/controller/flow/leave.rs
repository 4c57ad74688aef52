//! Remove a user from the organization, or delete the user (`product` row 14).

use crate::controller::command::Successors;
use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{OrgSid, UserSid};

pub(super) fn remove(
    _draft: &mut Draft<'_>,
    _org: OrgSid,
    _user: UserSid,
    _successors: &Successors,
) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}

pub(super) fn delete(
    _draft: &mut Draft<'_>,
    _org: OrgSid,
    _user: UserSid,
    _successors: &Successors,
) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
