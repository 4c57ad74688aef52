//! What-if: what would happen, without anything happening.

use crate::model::{Actor, Email, OrgSid};

use super::flow::{self, WhatIf};
use super::hub::Controller;
use super::plan::Stamp;
use super::refusal::PlanError;

impl Controller {
    /// What signing up with this address, and inviting it, would do, as whoever administers the organization may know it.
    pub fn what_if(&self, actor: &Actor, org: OrgSid, email: &Email) -> Result<WhatIf, PlanError> {
        // Nothing of these plans is committed, so nothing has to be unguessable.
        let stamp = Stamp { now: self.now(), seed: [0; 32] };
        flow::what_if(&self.world(), actor, org, email, stamp)
    }
}
