//! From arguments to a verb to an exit.

use super::args::{DoctorArguments, Rows, Verb};
use super::context::Context;
use super::error::report;
use super::exit::{Exit, Failure};
use super::io::Io;
use super::{
    access, account, audit, backup, compact, doctor, domain, invitation, org, org_file, outbox, past,
    session, sign_up, support, sweep, user,
};

/// Runs a verb to its end: results and refusals are printed, the exit is returned. `demo` is not run here.
pub fn run(context: &Context<'_>, verb: &Verb, io: &mut Io<'_>) -> Exit {
    let result = match &context.flags.at {
        Some(text) => {
            past::open(context, verb, text, io).and_then(|past| done(&context.then(&past), verb, io))
        }
        None => done(context, verb, io),
    };
    match result.and_then(|()| io.out.flush().map_err(Failure::from)) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            report(&failure, context.flags.json, io);
            failure.exit()
        }
    }
}

fn done(context: &Context<'_>, verb: &Verb, io: &mut Io<'_>) -> Result<(), Failure> {
    verb.rows().map_or(Ok(()), Rows::fit)?;
    match verb {
        Verb::Demo(_)
        | Verb::Serve(_)
        | Verb::Attach
        | Verb::Restore(_)
        | Verb::Completions(_)
        | Verb::Man(_)
        | Verb::Doctor(DoctorArguments { repair: true }) => {
            Err(Failure::Usage("This runs in a process of its own.".into()))
        }
        Verb::Session(verb) => session::run(context, verb, io),
        Verb::Signup(arguments) => sign_up::run(context, arguments, io),
        Verb::Org(verb) => org::run(context, verb, io),
        Verb::Account(verb) => account::run(context, verb, io),
        Verb::Access(verb) => access::run(context, verb, io),
        Verb::User(verb) => user::run(context, verb, io),
        Verb::Domain(verb) => domain::run(context, verb, io),
        Verb::Invitation(verb) => invitation::run(context, verb, io),
        Verb::Outbox(verb) => outbox::run(context, verb, io),
        Verb::Audit(verb) => audit::run(context, verb, io),
        Verb::Export(wanted) => org_file::export(context, wanted, io),
        Verb::Plan(wanted) => org_file::plan(context, wanted, io),
        Verb::Apply(wanted) => org_file::apply(context, wanted, io),
        Verb::Import(wanted) => org_file::import(context, wanted, io),
        Verb::Sweep => sweep::run(context, io),
        Verb::Compact => compact::run(context, io),
        Verb::Backup(arguments) => backup::run(context, arguments, io),
        Verb::Doctor(DoctorArguments { repair: false }) => doctor::run(context, io),
        Verb::Support(verb) => support::run(context, verb, io),
    }
}
