//! Create a subaccount (`product` row 8).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{AccountSid, Label};

pub(super) fn plan(_draft: &mut Draft<'_>, _parent: AccountSid, _name: &Label) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
