//! Many commands in one plan (`product`, "bulk").

use crate::controller::command::Command;
use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};

pub(super) fn plan(_draft: &mut Draft<'_>, _commands: &[Command]) -> Result<(), PlanError> {
    Err(Refusal::new(RefusalCode::Invalid, "TODO", "TODO").into())
}
