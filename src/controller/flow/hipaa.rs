//! Designate an account for HIPAA (seed, "Enabling HIPAA"; `admin-center-domain` §6).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::AccountSid;

pub(super) fn plan(_draft: &mut Draft<'_>, _account: AccountSid, _on: bool) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
