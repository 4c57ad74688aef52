//! `orgadm compact`: the store goes on with a copy of what is left, and the older files are deleted.

use serde_json::{Value, json};

use crate::controller::port::Compacted;
use crate::model::Actor;

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::print_json;
use super::progress::bar;

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
    let done = compacted(context, &context.operator(), io)?;
    match context.flags.json {
        true => print_json(io, &json!({ "compacted": as_json(&done) })),
        false => Ok(writeln!(io.out, "{}", sentence(&done))?),
    }
}

/// Compacts, with a bar where somebody looks on.
pub(super) fn compacted(context: &Context<'_>, actor: &Actor, io: &mut Io<'_>) -> Result<Compacted, Failure> {
    let shows = io.interactive;
    let mut shown = false;
    let done = context.controller.compact(actor, &mut |done, all| {
        if shows {
            // A stream for messages that is gone is nobody to tell.
            let _ = write!(io.err, "{}", bar(done, all, "rows")).and_then(|()| io.err.flush());
            shown = true;
        }
    });
    if shown {
        writeln!(io.err)?;
    }
    Ok(done?)
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

/// Bytes in the largest unit that leaves at least one.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KiB", bytes / 1_024),
        1_048_576..1_073_741_824 => format!("{}.{} MiB", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20),
        _ => format!("{}.{} GiB", bytes >> 30, ((bytes & 0x3FFF_FFFF) * 10) >> 30),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, wanted) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (524_288, "512 KiB"),
            (1_572_864, "1.5 MiB"),
            (5_368_709_120, "5.0 GiB"),
        ] {
            assert_eq!(size(bytes), wanted);
        }
    }
}
