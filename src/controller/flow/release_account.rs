//! Let an account leave with an outside owner (`product` row 7).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{AccountSid, UserSid};

pub(super) fn plan(_draft: &mut Draft<'_>, _account: AccountSid, _user: UserSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
