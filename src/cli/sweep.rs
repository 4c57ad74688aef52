//! `orgadm sweep`: ends what has run out of time, in as many plans as it takes. Running it again changes nothing.

use serde_json::json;

use crate::controller::{Command, Consent};
use crate::model::{Actor, Evidence, Origin, Who};

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::{plan_json, plan_text, print_json};

pub(super) fn run(context: &Context<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    let system = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    let names = context.controller.names();
    if context.flags.dry_run {
        let plan = context.controller.plan(&system, &Command::Expire)?;
        return match context.flags.json {
            true => print_json(io, &json!({ "plan": plan_json(&plan, &names) })),
            false => Ok(write!(io.out, "{}", plan_text(&plan, &names))?),
        };
    }
    let mut ended = 0;
    loop {
        let receipt = context.controller.run(&system, &Command::Expire, Consent::default())?;
        ended += receipt.plan.changes.len();
        if receipt.position.is_none() {
            break;
        }
    }
    match context.flags.json {
        true => print_json(io, &json!({ "ended": ended })),
        false => Ok(writeln!(io.out, "Ended {ended} that ran out of time.")?),
    }
}
