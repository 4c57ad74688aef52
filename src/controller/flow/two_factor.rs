//! Set how often users of an account must show a second factor (`admin-center-domain` §2.9).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{AccountSid, TwoFactorPolicy};

pub(super) fn plan(
    _draft: &mut Draft<'_>,
    _account: AccountSid,
    _policy: TwoFactorPolicy,
) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
