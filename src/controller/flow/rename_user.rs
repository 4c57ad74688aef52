//! Change what a user is called.

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{PersonName, UserSid};

pub(super) fn plan(_draft: &mut Draft<'_>, _user: UserSid, _name: &PersonName) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
