//! Give one's own roles on an account up (`admin-center-domain` §2.3).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::AccountSid;

pub(super) fn plan(_draft: &mut Draft<'_>, _account: AccountSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
