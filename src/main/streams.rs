//! The streams of a verb that runs in this process.

use std::io::{self, BufReader};

use orgadm::cli::{Io, Verb};
use orgadm::outside::process;
use orgadm::session;

use crate::named::Named;

/// Runs something with the streams of this process and the files that the verb names.
pub fn with_streams<T>(verb: &Verb, run: impl FnOnce(&mut Io<'_>) -> T) -> T {
    let streams = process::Streams::of_process();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut err = io::stderr();
    let mut input = BufReader::new(io::stdin().lock());
    let mut named = Named::of(verb);
    let (file, into) = named.both();
    let interrupts = session::Interrupts::default();
    let stopped = || interrupts.came();
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        file,
        into,
        stopped: &stopped,
        out_is_terminal: streams.stdout,
        interactive: streams.stdin && streams.stderr,
    };
    run(&mut io)
}
