//! Time travel: the organization as it was at an earlier position or instant (`product` row 23).
//!
//! Later changes are taken back, newest first, from a clone of today's directory, which shares every chunk that nothing
//! touches. What comes out is a controller that reads like any other and commits nothing.

mod rewind;
mod then;
mod view;
mod when;

use std::sync::Arc;

use crate::model::OrgSid;

use super::hub::Controller;
use super::refusal::PlanError;

pub use rewind::{Rewind, Travel};
pub use view::Past;
pub use when::When;

impl Controller {
    /// The organization as it was. Costs one read for every later entry of the store; `progress` hears how many were
    /// taken back.
    ///
    /// # Errors
    ///
    /// Refused with [`super::RefusalCode::PastUnknown`] for what lies ahead, or before the organization or the audit
    /// began.
    pub fn as_of(
        &self,
        org: OrgSid,
        when: When,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Arc<Past>, PlanError> {
        let rewind = self.rewind(org, when)?;
        loop {
            match rewind.go_on(self)? {
                Travel::There(past) => return Ok(past),
                Travel::Further { taken_back, .. } => progress(taken_back),
            }
        }
    }
}
