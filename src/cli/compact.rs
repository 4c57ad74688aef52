//! `orgadm compact`: the store goes on with a copy of what is left, and the older files are deleted.

use serde_json::{Value, json};

use crate::controller::port::Compacted;

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::{print_json, size};
use super::progress::shown;

pub(super) fn run(context: &Context<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    if context.flags.dry_run {
        let info = context.controller.store().info()?;
        let erased = info.erased.map(|at| at.to_string());
        return match context.flags.json {
            true => print_json(io, &json!({ "erased": erased })),
            false => Ok(match erased {
                Some(at) => writeln!(
                    io.out,
                    "Something was erased at {at}; its bytes would leave the store's folder."
                ),
                None => {
                    writeln!(io.out, "Nothing was erased since the last compaction; only space would be won.")
                }
            }?),
        };
    }
    let operator = context.operator();
    let done = shown(io, &mut |progress| context.controller.compact(&operator, progress))?;
    match context.flags.json {
        true => print_json(io, &json!({ "compacted": as_json(&done) })),
        false => Ok(writeln!(io.out, "{}", sentence(&done))?),
    }
}

pub(super) fn sentence(done: &Compacted) -> String {
    let (before, after) = (size(done.before), size(done.after));
    format!(
        "Compacted the store from {before} to {after}; no bytes of anything erased are left in its folder."
    )
}

pub(super) fn as_json(done: &Compacted) -> Value {
    json!({ "position": done.position.0, "bytes_before": done.before, "bytes_after": done.after })
}
