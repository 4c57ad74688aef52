//! Suspend, reactivate and close accounts with their subaccounts (`product` row 7; `admin-center-domain` §2.3).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::AccountSid;

pub(super) fn suspend(_draft: &mut Draft<'_>, _account: AccountSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}

pub(super) fn reactivate(_draft: &mut Draft<'_>, _account: AccountSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}

pub(super) fn close(_draft: &mut Draft<'_>, _account: AccountSid) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
