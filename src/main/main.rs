//! Reads the command line, builds the process, hands over; nothing else.
//!
//! The only place that names the store's engine and a terminal together. Each way of going on stands in a file beside it:
//! `screens` and `verb` here, `client` in the process that holds the store, `service` without a screen, `generation` of
//! demo data, `restoring` of a backup.

mod client;
mod doctor;
mod generation;
mod ground;
mod look;
mod named;
mod opening;
mod restoring;
mod screens;
mod service;
mod services;
mod stop;
mod streams;
mod verb;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Parser;
use orgadm::cli::{self, Arguments, Exit, Verb};
use orgadm::controller::port::StoreError;
use orgadm::outside::{self, Configuration, OsUser, Paths, StorePlace, process};
use orgadm::session::attach::{self, Detached};
use orgadm::session::{self, Screen};

use client::{attached, detached, host};
use doctor::repair;
use generation::{generate, generate_in_child};
use ground::{Ground, may_create, terminal};
use look::{keymap, keys, look};
use named::may_write;
use restoring::restore;
use screens::screens_here;
use service::serve;
use stop::{Failed, Outcome, Stop, usage};
use verb::verb_here;

fn main() -> ExitCode {
    process::restrict_new_files();
    let screen = Screen::default();
    let reports = hooks(&screen);
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return ExitCode::from(not_understood(&error).code()),
    };
    let ended = run(&arguments, &screen);
    screen.leave();
    let mut err = io::stderr();
    for report in reports.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = writeln!(err, "{report}");
    }
    match ended {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(stop) => {
            stop.tell(arguments.flags.json);
            ExitCode::from(stop.exit.code())
        }
    }
}

/// A line that is none: the help or version that was asked for, or what is wrong with it.
fn not_understood(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        let _ = error.print();
        return Exit::Done;
    }
    // The line could not be read, so the flag is looked for as a word.
    let as_json = std::env::args_os().skip(1).take_while(|word| word != "--").any(|word| word == "--json");
    if as_json {
        usage(cli::usage_rule(error)).tell(true);
    } else {
        let _ = error.print();
    }
    Exit::Usage
}

/// A panic on the main thread restores the terminal before its report is printed; one on another thread while the
/// screens are up is kept, and printed when they are gone.
fn hooks(screen: &Screen) -> Arc<Mutex<Vec<String>>> {
    let (panic_hook, eyre_hook) = color_eyre::config::HookBuilder::default().into_hooks();
    let _ = eyre_hook.install();
    let kept = Arc::new(Mutex::new(Vec::new()));
    let (screen, reports) = (screen.clone(), Arc::clone(&kept));
    std::panic::set_hook(Box::new(move |info| {
        let report = panic_hook.panic_report(info);
        if screen.is_up() && std::thread::current().name() != Some("main") {
            reports.lock().unwrap_or_else(PoisonError::into_inner).push(report.to_string());
            return;
        }
        screen.leave();
        let _ = writeln!(io::stderr(), "{report}");
    }));
    kept
}

fn run(arguments: &Arguments, screen: &Screen) -> Outcome<Exit> {
    // These say what the program is; no store, configuration or person matters to them.
    match &arguments.verb {
        Some(Verb::Completions(wanted)) => return print(&cli::completions(wanted.shell)),
        Some(Verb::Man(wanted)) => return manual(wanted.directory.as_deref()),
        _ => {}
    }
    let env: outside::Lookup = &outside::of_process;
    let os_user = OsUser::current();
    let paths = Paths::find(env, os_user.home.as_deref());
    let configuration = Configuration::load(&paths).map_err(usage)?;
    let flag = arguments.flags.store.as_deref();
    let place = StorePlace::resolve(flag, env, &configuration, &paths).map_err(usage)?;
    let ground = Ground { paths, configuration, place, os_user };
    let look = look(arguments, &ground)?;
    session::theme(&look).map_err(usage)?;
    let keys = keys(&ground.configuration);
    keymap(&keys)?;
    // A mistyped address is refused before anything is touched.
    ground.identity(arguments, None)?;
    let screens = matches!(arguments.verb, None | Some(Verb::Attach));
    if screens && !terminal() {
        return Err(usage("The screens need a terminal; give a verb (orgadm --help), or run it in one."));
    }
    let demo = match &arguments.verb {
        Some(Verb::Demo(demo)) if demo.generate => return generate(&ground.place.path, demo),
        Some(Verb::Demo(demo)) => {
            let made = generate_in_child(&ground.place.path, demo)?;
            if made != Exit::Done || demo.no_open || !terminal() {
                return Ok(made);
            }
            true
        }
        Some(verb @ Verb::Doctor(doctor)) if doctor.repair => return repair(arguments, verb, &ground),
        Some(Verb::Serve(serving)) => return serve(arguments, serving, &ground),
        Some(verb @ Verb::Restore(wanted)) => return restore(arguments, (verb, wanted), &ground),
        _ => false,
    };
    arguments.verb.as_ref().map_or(Ok(()), |verb| may_write(verb, &ground.place.path))?;
    // Whoever holds the store may be about to let it go, and whoever opened it first may not listen yet: both are tried
    // again before anybody is told that it is in use.
    let mut tries = 0;
    loop {
        tries += 1;
        if !demo && let Some(stream) = host(arguments, &ground)? {
            match attach::greet(stream) {
                Ok(attachment) => return attached(arguments, &ground, attachment, (look, keys), screen),
                Err(Detached::Lost) if tries < 3 => continue,
                Err(error) => return Err(detached(error)),
            }
        }
        if matches!(arguments.verb, Some(Verb::Attach)) {
            let rule = format!("Nobody holds the store {}.", ground.place.path.display());
            let remedy = "Run orgadm without a verb to open it.";
            return Err(Stop::new("store-not-held", Exit::Unavailable, rule, remedy));
        }
        may_create(arguments, &ground.place)?;
        let ended = match &arguments.verb {
            Some(verb) if !demo => verb_here(arguments, verb, &ground),
            _ => screens_here(arguments, &ground, demo, (&look, &keys), screen),
        };
        match ended {
            Err(Failed::Store(StoreError::Locked { .. })) if tries < 3 && !demo => {}
            Err(Failed::Store(error)) => return Err(error.into()),
            Err(Failed::Stop(stop)) => return Err(stop),
            Ok(exit) => return Ok(exit),
        }
    }
}

/// Text to standard output; a reader that has gone is no failure.
fn print(text: &[u8]) -> Outcome<Exit> {
    let mut out = io::stdout();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Stop::failed(format!("{error}."))),
        _ => Ok(Exit::Done),
    }
}

/// The first manual page, or all of them into a directory.
fn manual(directory: Option<&Path>) -> Outcome<Exit> {
    let pages = cli::pages();
    let Some(directory) = directory else {
        return print(pages.first().map(|page| page.text.as_slice()).unwrap_or_default());
    };
    for page in &pages {
        let path = directory.join(&page.file);
        std::fs::write(&path, &page.text).map_err(|error| {
            let remedy = "Give a directory that is there and may be written.";
            Stop::new("failed", Exit::Failed, format!("{}: {error}.", path.display()), remedy)
        })?;
    }
    print(format!("{} pages were written to {}.\n", pages.len(), directory.display()).as_bytes())
}
