//! Ask an existing account to join (`product` row 6; `admin-center-domain` §2.3).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{AccountSid, OrgSid};

pub(super) fn plan(
    _draft: &mut Draft<'_>,
    _org: OrgSid,
    _account: AccountSid,
    _replace: bool,
) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
