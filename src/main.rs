//! Reads the command line, builds the process, hands over; nothing else.
//!
//! The only place that names the store's engine and a terminal together.

use std::ffi::OsString;
use std::io::{self, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Parser;
use orgadm::cli::{self, Arguments, DemoArguments, Exit, Io, Verb};
use orgadm::controller::port::{Clock, Maintenance, Store, StoreError};
use orgadm::controller::{CodeKey, Controller, demo};
use orgadm::model::{Actor, Email, Origin, UserSid, Who};
use orgadm::outside::{
    self, Configuration, Identity, IdentityFile, OsUser, Paths, RandomIds, StorePlace, StoreSource,
    SystemClock, ThemeChoice, process,
};
use orgadm::session::{self, Ended, Local, Opened, Opener, Screen, capabilities};
use orgadm::store;
use orgadm::tui::app::Setup;
use orgadm::tui::keymap::{Keymap, OwnKeys};
use orgadm::tui::theme::{Glyphs, Theme};

/// A sentence for the user and the code to leave with.
struct Stop(String, Exit);

type Outcome<T> = Result<T, Stop>;

fn usage(error: impl std::fmt::Display) -> Stop {
    Stop(error.to_string(), Exit::Usage)
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self(format!("{error} {}", error.remedy()), Exit::Unavailable)
    }
}

fn main() -> ExitCode {
    process::restrict_new_files();
    let screen = Screen::default();
    let reports = hooks(&screen);
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Exit::Usage.code() } else { Exit::Done.code() });
        }
    };
    let ended = run(&arguments, &screen);
    screen.leave();
    let mut err = io::stderr();
    for report in reports.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = writeln!(err, "{report}");
    }
    match ended {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(Stop(sentence, exit)) => {
            let _ = match arguments.flags.json {
                true => writeln!(
                    err,
                    "{}",
                    serde_json::json!({ "error": { "code": "stopped", "rule": sentence } })
                ),
                false => writeln!(err, "orgadm: {sentence}"),
            };
            ExitCode::from(exit.code())
        }
    }
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

/// Everything known before the store is opened.
struct Ground {
    paths: Paths,
    configuration: Configuration,
    place: StorePlace,
    os_user: OsUser,
}

fn run(arguments: &Arguments, screen: &Screen) -> Outcome<Exit> {
    let env: outside::Lookup = &outside::of_process;
    let os_user = OsUser::current();
    let paths = Paths::find(env, os_user.home.as_deref());
    let configuration = Configuration::load(&paths).map_err(usage)?;
    let flag = arguments.flags.store.as_deref();
    let place = StorePlace::resolve(flag, env, &configuration, &paths).map_err(usage)?;
    let ground = Ground { paths, configuration, place, os_user };
    let theme = theme(arguments, &ground)?;
    let keymap = keymap(&ground.configuration)?;
    if arguments.verb.is_none() && !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(usage("The screens need a terminal; give a verb (orgadm --help), or run it in one."));
    }
    may_create(arguments, &ground.place)?;
    let id_file = ground.paths.state.as_deref().map(IdentityFile::new);
    let is_demo = match &arguments.verb {
        Some(Verb::Demo(demo)) if demo.generate => return generate(&ground.place.path, demo),
        Some(Verb::Demo(demo)) => {
            let made = generate_in_child(&ground.place.path, demo)?;
            let opens = !demo.no_open && io::stdin().is_terminal() && io::stdout().is_terminal();
            if made != Exit::Done || !opens {
                return Ok(made);
            }
            true
        }
        _ => false,
    };
    let path = ground.place.path.clone();
    let as_user = arguments.flags.as_user.clone();
    let configuration = ground.configuration.clone();
    let evidence = ground.os_user.evidence(env);
    let recall = id_file.clone();
    // Everything a session or a verb needs of the store; run behind the first frame, or at once.
    let open = move || -> Result<(Opened, Option<Identity>), StoreError> {
        let opened = Arc::new(store::open(&path, &SystemClock, &RandomIds)?);
        let warnings: Vec<String> = opened.warnings().iter().map(ToString::to_string).collect();
        let codes = CodeKey::new(*opened.code_key());
        let store: Arc<dyn Store> = opened;
        let id = store.info()?.id;
        let controller = Controller::open(store, Arc::new(SystemClock), Arc::new(RandomIds), codes)?;
        let recalled = recall.as_ref().and_then(|file| file.load(&id).identity);
        let identity = Identity::resolve(as_user.as_deref(), &outside::of_process, &configuration, recalled);
        // A mistyped address was refused before the store was touched.
        let identity = identity.ok().flatten();
        let user = match is_demo {
            true => demo::owner_of(controller.store())?,
            false => identity.as_ref().and_then(|identity| known(&controller, &identity.email)),
        };
        let address = identity.as_ref().map(|identity| identity.email.clone()).filter(|_| user.is_none());
        Ok((Opened { controller: Arc::new(controller), user, address, warnings }, identity))
    };
    Identity::resolve(arguments.flags.as_user.as_deref(), env, &ground.configuration, None).map_err(usage)?;
    match &arguments.verb {
        Some(verb) if !is_demo => {
            let (opened, identity) = open()?;
            let mut err = io::stderr();
            for warning in &opened.warnings {
                let _ = writeln!(err, "orgadm: {warning}");
            }
            let caller = Actor { who: Who::Visitor, evidence, origin: Origin::CommandLine };
            let identity = identity.map(|identity| identity.email);
            Ok(run_verb(arguments, verb, &opened.controller, caller, identity))
        }
        _ => {
            let store = ground.place.path.display().to_string();
            let setup = Setup { keymap, theme, store, user: None, address: None, warnings: Vec::new() };
            let caller = Actor { who: Who::Visitor, evidence, origin: Origin::Terminal };
            let mut remember = |id: &str, email: Option<&Email>| remember(id_file.as_ref(), id, email);
            let size = process::terminal_size().map_or((80, 24), |size| (size.columns, size.rows));
            let screen = screen.clone();
            let opener: Opener = Box::new(move || open().map(|(opened, _)| opened));
            let local = Local { opener, caller, setup, size, screen, remember: &mut remember };
            session::run(local).map_err(|ended| match ended {
                Ended::Store(error) => Stop::from(error),
                terminal => Stop(terminal.to_string(), Exit::Failed),
            })?;
            Ok(Exit::Done)
        }
    }
}

/// A store is made where nobody named one, or by the verbs that begin one; a mistyped name makes nothing.
fn may_create(arguments: &Arguments, place: &StorePlace) -> Outcome<()> {
    let begins = match arguments.verb {
        Some(Verb::Demo(_) | Verb::Signup(_)) => true,
        Some(_) => false,
        None => place.source == StoreSource::DataDirectory,
    };
    if begins || store::exists(&place.path) {
        return Ok(());
    }
    let path = place.path.display();
    let begin = match place.source {
        StoreSource::DataDirectory => "Run orgadm without a verb to begin one.".to_owned(),
        _ => format!("{} names it; orgadm signup or orgadm demo begins a store there.", place.source),
    };
    // A path that cannot hold a store at all is said by opening it.
    if place.path.exists() && !place.path.is_dir() {
        return Ok(());
    }
    Err(Stop(format!("There is no store at {path}. {begin}"), Exit::Unavailable))
}

fn run_verb(
    arguments: &Arguments,
    verb: &Verb,
    controller: &Controller,
    caller: Actor,
    identity: Option<Email>,
) -> Exit {
    let streams = process::Streams::of_process();
    let identity = identity.map(|email| email.to_string());
    let context = cli::Context { controller, rights: controller, caller, identity, flags: &arguments.flags };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut err = io::stderr();
    let mut input = BufReader::new(io::stdin().lock());
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        out_is_terminal: streams.stdout,
        interactive: streams.stdin && streams.stderr,
    };
    cli::run(&context, verb, &mut io)
}

/// Has a demo generated by a child process, so that the memory of it never belongs to the session.
fn generate_in_child(path: &Path, arguments: &DemoArguments) -> Outcome<Exit> {
    let shows = io::stderr().is_terminal();
    let words = [
        OsString::from("--store"),
        path.into(),
        "demo".into(),
        "--generate".into(),
        "--users".into(),
        arguments.users.to_string().into(),
        "--seed".into(),
        arguments.seed.to_string().into(),
    ];
    let mut progress = |done: u64, all: u64| {
        if shows {
            let _ = write!(io::stderr(), "{}", cli::bar(done, all, "records"));
        }
    };
    let ended = outside::generator::run_self(&words, &mut progress)
        .map_err(|error| Stop(error.to_string(), Exit::Failed))?;
    if ended.success() {
        return Ok(Exit::Done);
    }
    // The child has said why on the stream both share.
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.and_then(Exit::of).unwrap_or(Exit::Failed))
}

/// Fills a fresh store; leaves a demo's own store as it is. The child's side of it.
fn generate(path: &Path, arguments: &DemoArguments) -> Outcome<Exit> {
    if !store::exists(path) {
        // Created in the past, so that the audit of the demo's story bears the times of its story.
        drop(store::open(path, &demo::Beginning { now: SystemClock.now() }, &RandomIds)?);
    }
    let opened = Arc::new(store::open(path, &SystemClock, &RandomIds)?);
    let codes = CodeKey::new(*opened.code_key());
    let store: Arc<dyn Maintenance> = opened;
    let info = store.info()?;
    let mut err = io::stderr();
    if info.is_empty() {
        let wanted = demo::Demo { users: arguments.users, seed: arguments.seed, now: SystemClock.now() };
        let mut out = io::stdout();
        let mut progress = |done: usize, all: usize| {
            let gone =
                |error: io::Error| StoreError::Io { path: "standard output".into(), what: error.to_string() };
            writeln!(out, "{done} {all}").and_then(|()| out.flush()).map_err(gone)
        };
        demo::fill(&store, codes, wanted, &mut progress)
            .map_err(|error| Stop(error.to_string(), Exit::Failed))?;
        let begin = if err.is_terminal() { "\n" } else { "" };
        let _ = writeln!(err, "{begin}Demo data for {} users is ready.", arguments.users);
    } else if demo::owner_of(store.as_ref())?.is_some() {
        let _ = writeln!(err, "The store is a demo already; it is opened as it is.");
    } else if info.demo {
        let sentence = "Generating this demo was interrupted. Delete its directory and run the line again.";
        return Err(Stop(sentence.into(), Exit::Failed));
    } else {
        let sentence =
            "The store holds real data, and a demo is generated into a fresh store only. Add --store DIR.";
        return Err(Stop(sentence.into(), Exit::Refused));
    }
    Ok(Exit::Done)
}

fn known(controller: &Controller, email: &Email) -> Option<UserSid> {
    controller.store().user_by_email(email).ok().flatten()
}

fn remember(file: Option<&IdentityFile>, store: &str, email: Option<&Email>) {
    let Some(file) = file else { return };
    // Not being remembered costs a moment in the picker; it is no reason to disturb the session.
    let _ = match email {
        Some(email) => file.save(store, email).map(|()| true),
        None => file.forget(store),
    };
    #[cfg(debug_assertions)]
    if outside::of_process("ORGADM_PANIC_AT_SIGN_IN").is_some() {
        #[expect(clippy::panic, reason = "the test of the panic path needs a panic; not in release builds")]
        std::panic::panic_any("asked to panic, for the test that the terminal is restored");
    }
}

fn theme(arguments: &Arguments, ground: &Ground) -> Outcome<Theme> {
    let home = ground.paths.home.as_deref();
    let choice = match &arguments.flags.theme {
        Some(text) => ThemeChoice::parse(text, home)
            .or_else(|| std::path::absolute(text).ok().filter(|path| path.is_file()).map(ThemeChoice::File))
            .ok_or_else(|| {
                usage(format!(
                    "There is no theme “{text}”; dark, light, high-contrast and mono are built in."
                ))
            })?,
        None => ground.configuration.theme.clone(),
    };
    let theme = match &choice {
        ThemeChoice::File(path) => {
            let text = read(path)?;
            Theme::load(&text).map_err(|error| usage(format!("{}: {error}", path.display())))?
        }
        ThemeChoice::Dark => Theme::named("dark").map_err(usage)?,
        ThemeChoice::Light => Theme::named("light").map_err(usage)?,
        ThemeChoice::HighContrast => Theme::named("high-contrast").map_err(usage)?,
        ThemeChoice::Mono => Theme::mono(),
    };
    let can = capabilities(&outside::of_process);
    let ascii = ground.configuration.ascii || !can.unicode;
    let depth = if choice == ThemeChoice::Mono { orgadm::tui::theme::Depth::Mono } else { can.depth };
    Ok(theme.at_depth(depth).with_glyphs(if ascii { Glyphs::ascii() } else { Glyphs::unicode() }))
}

fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| usage(format!("{}: {error}.", path.display())))
}

fn keymap(configuration: &Configuration) -> Outcome<Keymap> {
    let own: Vec<OwnKeys> = configuration
        .keys
        .iter()
        .map(|binding| OwnKeys {
            action: binding.action.clone(),
            chords: binding.chords.iter().map(|chord| chord.text.clone()).collect(),
            place: format!("{}, line {}", binding.file.display(), binding.line),
        })
        .collect();
    Keymap::with(&own).map_err(|error| usage(format!("{error}.")))
}
