//! Reads the command line, builds the process, hands over; nothing else.
//!
//! The only place that names the store's engine and a terminal together.

use std::ffi::OsString;
use std::io::{self, BufReader, IsTerminal, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Parser;
use clap::error::ErrorKind;
use orgadm::cli::{self, Arguments, DemoArguments, Exit, Io, ServeArguments, Verb};
use orgadm::controller::port::{Clock, Maintenance, StoreError};
use orgadm::controller::{CodeKey, Controller, demo};
use orgadm::model::{Actor, Email, Origin, UserSid, Who};
use orgadm::outside::socket::{self, SOCKET_VARIABLE};
use orgadm::outside::{
    self, Configuration, Identity, IdentityFile, IdentitySource, OsUser, Paths, RandomIds, StorePlace,
    StoreSource, SystemClock, ThemeChoice, notify, process,
};
use orgadm::session::attach::{self, Attaching, Attachment, Detached, Streams};
use orgadm::session::wire::{Claimed, Keys, Look, ScreenWanted, Themed, VerbWanted};
use orgadm::session::{
    self, Ended, Host, Hosting, Limits, Local, Opened, Opener, Over, Screen, capabilities,
};
use orgadm::store::{self, SledStore};
use orgadm::tui::app::Setup;
use orgadm::tui::keymap::{Keymap, OwnKeys};

/// Why it goes no further: a stable code, the rule, what to do about it (nothing where the rule says it) and the exit.
struct Stop {
    code: &'static str,
    rule: String,
    remedy: String,
    exit: Exit,
}

type Outcome<T> = Result<T, Stop>;

impl Stop {
    fn new(code: &'static str, exit: Exit, rule: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, rule: rule.into(), remedy: remedy.into(), exit }
    }

    fn failed(rule: impl std::fmt::Display) -> Self {
        Self::new("failed", Exit::Failed, rule.to_string(), "")
    }

    fn tell(&self, as_json: bool) {
        let Self { code, rule, remedy, exit } = self;
        let _ = match (as_json, remedy.as_str()) {
            (true, remedy) => writeln!(io::stderr(), "{}", cli::error_line(code, rule, remedy, *exit)),
            (false, "") => writeln!(io::stderr(), "orgadm: {rule}"),
            (false, remedy) => writeln!(io::stderr(), "orgadm: {rule} {remedy}"),
        };
    }
}

fn usage(error: impl std::fmt::Display) -> Stop {
    Stop::new("usage", Exit::Usage, error.to_string(), "")
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::new(error.code(), Exit::Unavailable, error.to_string(), error.remedy())
    }
}

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
        let text = error.render().to_string();
        let rule = match error.kind() {
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "A noun needs a verb.",
            _ => text.split("\n\n").next().unwrap_or_default().trim().trim_start_matches("error: "),
        };
        usage(rule.split_whitespace().collect::<Vec<_>>().join(" ")).tell(true);
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

/// Everything known before the store is opened.
struct Ground {
    paths: Paths,
    configuration: Configuration,
    place: StorePlace,
    os_user: OsUser,
}

impl Ground {
    fn identities(&self) -> Option<IdentityFile> {
        self.paths.state.as_deref().map(IdentityFile::new)
    }

    /// Whom the screens or a verb are for, in the store with this identifier.
    fn identity(&self, arguments: &Arguments, store: Option<&str>) -> Outcome<Option<Identity>> {
        let recalled = self.identities().zip(store).and_then(|(file, id)| file.load(id).identity);
        let flag = arguments.flags.as_user.as_deref();
        Identity::resolve(flag, &outside::of_process, &self.configuration, recalled).map_err(usage)
    }
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
        Some(Verb::Serve(serving)) => return serve(arguments, serving, &ground),
        _ => false,
    };
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

/// Why nothing came of it here.
enum Failed {
    Store(StoreError),
    Stop(Stop),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Stop> for Failed {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

fn terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

fn terminal_size() -> (u16, u16) {
    process::terminal_size().map_or((80, 24), |size| (size.columns, size.rows))
}

/// A connection to the process that holds the store, if there is one.
///
/// A socket that was named for this run has to answer; one from the configuration, or that a holder left behind, need not.
fn host(arguments: &Arguments, ground: &Ground) -> Outcome<Option<UnixStream>> {
    let named = arguments.flags.socket.clone();
    let named =
        named.or_else(|| outside::of_process(SOCKET_VARIABLE).filter(|v| !v.is_empty()).map(Into::into));
    if let Some(path) = named {
        return UnixStream::connect(&path).map(Some).map_err(|error| {
            let rule = format!("Nobody lets anybody in at {}: {error}.", path.display());
            Stop::new("socket", Exit::Unavailable, rule, "Start orgadm serve, or leave the socket away.")
        });
    }
    let held = store::socket_of(&ground.place.path).and_then(|path| UnixStream::connect(path).ok());
    let theirs = matches!(ground.place.source, StoreSource::Flag | StoreSource::Environment);
    let configured = ground.configuration.socket.as_ref().filter(|_| !theirs);
    Ok(held.or_else(|| configured.and_then(|socket| UnixStream::connect(&socket.value).ok())))
}

fn detached(error: Detached) -> Stop {
    let exit = match &error {
        Detached::Refused { code, .. } => Exit::of(*code).unwrap_or(Exit::Failed),
        Detached::Terminal(_) | Detached::Output(_) => Exit::Failed,
        Detached::Version(_) | Detached::Foreign | Detached::Lost => Exit::Unavailable,
    };
    Stop::new(error.code(), exit, error.to_string(), error.remedy())
}

/// What was asked for, in the process that holds the store.
fn attached(
    arguments: &Arguments,
    ground: &Ground,
    attachment: Attachment,
    (look, keys): (Look, Vec<Keys>),
    screen: &Screen,
) -> Outcome<Exit> {
    let identity = ground.identity(arguments, Some(&attachment.store))?;
    let said = identity
        .as_ref()
        .filter(|identity| matches!(identity.source, IdentitySource::Flag | IdentitySource::Environment));
    let usual = identity.as_ref().filter(|_| said.is_none());
    let email = |identity: Option<&Identity>| identity.map(|identity| identity.email.to_string());
    let ssh = outside::of_process("SSH_CONNECTION").filter(|ssh| !ssh.is_empty());
    let claimed = Claimed { said: email(said), usual: email(usual), ssh };
    let left = match arguments.verb {
        None | Some(Verb::Attach) => {
            let file = ground.identities();
            let terminal = outside::of_process("TERM").unwrap_or_default();
            attach::screens(
                attachment,
                Attaching {
                    wanted: ScreenWanted { size: terminal_size(), terminal, look, keys, claimed },
                    screen,
                    size: terminal_size,
                    remember: &mut |id, email| remember(file.as_ref(), id, email),
                },
            )
        }
        Some(_) => {
            let words: Result<Vec<String>, OsString> =
                std::env::args_os().skip(1).map(OsString::into_string).collect();
            let words = words.map_err(|word| usage(format!("{} is not UTF-8 text.", word.display())))?;
            let streams = process::Streams::of_process();
            let wanted = VerbWanted {
                words,
                stdin_is_terminal: streams.stdin,
                stdout_is_terminal: streams.stdout,
                stderr_is_terminal: streams.stderr,
                claimed,
            };
            let (mut out, mut err, mut input) = (io::stdout(), io::stderr(), io::stdin());
            attach::verb(attachment, wanted, Streams { out: &mut out, err: &mut err, input: &mut input })
        }
    };
    let left = left.map_err(detached)?;
    let exit = Exit::of(left.code).unwrap_or(Exit::Failed);
    match left.sentence {
        // Told, and left in order.
        Some(sentence) if exit == Exit::Done => {
            let _ = writeln!(io::stderr(), "orgadm: {sentence}");
            Ok(exit)
        }
        Some(sentence) => Err(Stop::new("host-refused", exit, sentence, "")),
        None => Ok(exit),
    }
}

/// An open store and what is needed to let others in.
struct Open {
    store: Arc<SledStore>,
    controller: Arc<Controller>,
    id: String,
    warnings: Vec<String>,
}

fn open(path: &Path) -> Result<Open, StoreError> {
    let store = Arc::new(store::open(path, &SystemClock, &RandomIds)?);
    let warnings = store.warnings().iter().map(ToString::to_string).collect();
    let codes = CodeKey::new(*store.code_key());
    let port: Arc<dyn Maintenance> = Arc::clone(&store) as Arc<dyn Maintenance>;
    let id = port.info()?.id;
    let controller = Arc::new(Controller::open(port, Arc::new(SystemClock), Arc::new(RandomIds), codes)?);
    Ok(Open { store, controller, id, warnings })
}

/// Lets others in at this socket.
fn listen(open: &Open, socket: &Path, access: socket::Access, limits: Limits) -> io::Result<Host> {
    let listener = socket::listen(socket, access)?;
    let hosting = Hosting {
        controller: Arc::clone(&open.controller),
        id: open.id.clone(),
        place: open.store.path().display().to_string(),
        owner: OsUser::current().uid,
        name: |uid| OsUser::of(uid).name,
        limits,
        faulty: outside::of_process("ORGADM_PANIC_AT_TERMINAL").filter(|_| cfg!(debug_assertions)),
    };
    let host = Host::listen(listener, socket, hosting)?;
    open.store.name_socket(socket)?;
    Ok(host)
}

/// The screens, in this process, which holds the store for everybody as long as it lives.
fn screens_here(
    arguments: &Arguments,
    ground: &Ground,
    demo: bool,
    (look, keys): (&Look, &[Keys]),
    screen: &Screen,
) -> Result<Exit, Failed> {
    let file = ground.identities();
    let (path, file_there) = (ground.place.path.clone(), file.clone());
    let (as_user, configuration) = (arguments.flags.as_user.clone(), ground.configuration.clone());
    let hosts = Arc::new(Mutex::new(None));
    let theirs = Arc::clone(&hosts);
    // Run behind the first frame.
    let opener: Opener = Box::new(move || {
        let mut opened = open(&path)?;
        let recalled = file_there.as_ref().and_then(|file| file.load(&opened.id).identity);
        let identity = Identity::resolve(as_user.as_deref(), &outside::of_process, &configuration, recalled);
        // A mistyped address was refused before the store was touched.
        let identity = identity.ok().flatten();
        let controller = &opened.controller;
        let user = match demo {
            true => demo::owner_of(controller.store())?,
            false => identity.as_ref().and_then(|identity| known(controller, &identity.email)),
        };
        let address = identity.map(|identity| identity.email).filter(|_| user.is_none());
        let socket = socket::beside(&outside::of_process, &path, &opened.id);
        match listen(&opened, &socket, socket::Access::Own, Limits::default()) {
            Ok(host) => *theirs.lock().unwrap_or_else(PoisonError::into_inner) = Some(host),
            Err(error) => {
                opened.warnings.push(format!("Nobody else can come in: {}: {error}.", socket.display()))
            }
        }
        Ok(Opened { controller: opened.controller, user, address, warnings: opened.warnings })
    });
    let local = Local {
        opener,
        caller: Actor {
            who: Who::Visitor,
            evidence: ground.os_user.evidence(&outside::of_process),
            origin: Origin::Terminal,
        },
        setup: Setup {
            keymap: keymap(keys)?,
            theme: session::theme(look).map_err(usage)?,
            store: ground.place.path.display().to_string(),
            user: None,
            address: None,
            warnings: Vec::new(),
            holds: true,
            fixed: false,
        },
        size: terminal_size(),
        screen: screen.clone(),
        remember: &mut |id, email| remember(file.as_ref(), id, email),
    };
    let over = session::run(local).map_err(|ended| match ended {
        Ended::Store(error) => Failed::Store(error),
        terminal => Failed::Stop(Stop::failed(terminal)),
    });
    let host = hosts.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let (Ok(Over { waits: true, .. }), Some(host)) = (&over, &host) {
        wait_for_others(host);
    }
    drop(host);
    over.map(|_| Exit::Done)
}

/// The user has quit, and others go on: the process holds the store until the last of them leaves, or until it is told
/// to end.
fn wait_for_others(host: &Host) {
    let told = Arc::new(AtomicBool::new(false));
    let hears = Arc::clone(&told);
    if session::watch_signals(move |_| {
        hears.store(true, Ordering::SeqCst);
        true
    })
    .is_err()
    {
        return;
    }
    let _ = writeln!(
        io::stderr(),
        "orgadm: {} still at work here; waiting until they leave. Ctrl+C ends their sessions.",
        host.connections()
    );
    host.wait_until_alone(&|| told.load(Ordering::SeqCst));
}

/// A verb, in this process.
fn verb_here(arguments: &Arguments, verb: &Verb, ground: &Ground) -> Result<Exit, Failed> {
    let opened = open(&ground.place.path)?;
    let identity = ground.identity(arguments, Some(&opened.id))?;
    let mut err = io::stderr();
    for warning in &opened.warnings {
        let _ = writeln!(err, "orgadm: {warning}");
    }
    let evidence = ground.os_user.evidence(&outside::of_process);
    let caller = Actor { who: Who::Visitor, evidence, origin: Origin::CommandLine };
    let streams = process::Streams::of_process();
    let identity = identity.map(|identity| identity.email.to_string());
    let context = cli::Context {
        controller: &opened.controller,
        rights: &opened.controller,
        caller,
        identity,
        flags: &arguments.flags,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut input = BufReader::new(io::stdin().lock());
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        out_is_terminal: streams.stdout,
        interactive: streams.stdin && streams.stderr,
    };
    Ok(cli::run(&context, verb, &mut io))
}

/// How often a service sweeps.
const SWEEP: Duration = Duration::from_secs(60);

/// Holds the store for everybody, without a screen, until it is told to end.
fn serve(arguments: &Arguments, serving: &ServeArguments, ground: &Ground) -> Outcome<Exit> {
    let env: outside::Lookup = &outside::of_process;
    may_create(arguments, &ground.place)?;
    let (end, ended) = channel();
    session::watch_signals(move |_| end.send(()).is_ok())
        .map_err(|error| Stop::failed(format!("Signals: {error}.")))?;
    let group = serving.group.as_ref().or(ground.configuration.group.as_ref());
    let gid = group
        .map(|name| socket::group(name).ok_or_else(|| usage(format!("There is no OS group {name}."))))
        .transpose()?;
    let named = arguments.flags.socket.clone();
    let named = named.or_else(|| env(SOCKET_VARIABLE).filter(|value| !value.is_empty()).map(Into::into));
    let named = named.or_else(|| ground.configuration.socket.as_ref().map(|socket| socket.value.clone()));
    let path = named.unwrap_or_else(|| socket::of_service(&serving.name));
    // The lock file tells it to clients that work elsewhere.
    let path = std::path::absolute(&path).unwrap_or(path);
    let opened = open(&ground.place.path)?;
    let mut err = io::stderr();
    for warning in &opened.warnings {
        let _ = writeln!(err, "orgadm: {warning}");
    }
    // Nobody waits for the lists when they come.
    opened.controller.directory()?;
    let idle = (serving.idle > 0).then(|| Duration::from_secs(u64::from(serving.idle) * 60));
    let limits = Limits { idle, ..Limits::default() };
    let host = listen(&opened, &path, socket::Access::Group(gid), limits)
        .map_err(|error| Stop::failed(format!("{}: {error}.", path.display())))?;
    let _ = writeln!(err, "orgadm: {} is open at {}.", ground.place.path.display(), path.display());
    let _ = notify::ready(env);
    loop {
        if let Err(error) = session::sweep(&opened.controller) {
            let _ = writeln!(err, "orgadm: sweeping: {error}");
        }
        match ended.recv_timeout(SWEEP) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let _ = notify::stopping(env);
    drop(host);
    Ok(Exit::Done)
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
    Err(Stop::new("store-missing", Exit::Unavailable, format!("There is no store at {path}."), begin))
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
    let ended = outside::generator::run_self(&words, &mut progress).map_err(Stop::failed)?;
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
        demo::fill(&store, codes, wanted, &mut progress).map_err(Stop::failed)?;
        let begin = if err.is_terminal() { "\n" } else { "" };
        let _ = writeln!(err, "{begin}Demo data for {} users is ready.", arguments.users);
    } else if demo::owner_of(store.as_ref())?.is_some() {
        let _ = writeln!(err, "The store is a demo already; it is opened as it is.");
    } else if info.demo {
        let remedy = "Delete its directory and run the line again.";
        return Err(Stop::new(
            "demo-interrupted",
            Exit::Failed,
            "Generating this demo was interrupted.",
            remedy,
        ));
    } else {
        let rule = "The store holds real data, and a demo is generated into a fresh store only.";
        return Err(Stop::new("store-not-fresh", Exit::Refused, rule, "Add --store DIR."));
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

/// The look of the screens on this terminal.
fn look(arguments: &Arguments, ground: &Ground) -> Outcome<Look> {
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
        ThemeChoice::File(path) => Themed::Text { called: path.display().to_string(), text: read(path)? },
        named => {
            let name = ThemeChoice::NAMED
                .iter()
                .find(|(_, choice)| choice == named)
                .map_or("dark", |(name, _)| name);
            Themed::Named(name.to_owned())
        }
    };
    let can = capabilities(&outside::of_process);
    Ok(Look { theme, depth: can.depth.into(), unicode: can.unicode && !ground.configuration.ascii })
}

/// Most bytes of a theme file: it travels in one frame.
const MOST_THEME: u64 = 64 * 1024;

fn read(path: &Path) -> Outcome<String> {
    let wrong = |error: io::Error| usage(format!("{}: {error}.", path.display()));
    if std::fs::metadata(path).map_err(wrong)?.len() > MOST_THEME {
        return Err(usage(format!("{}: a theme file has at most 64 KiB.", path.display())));
    }
    std::fs::read_to_string(path).map_err(wrong)
}

/// The user's own keys.
fn keys(configuration: &Configuration) -> Vec<Keys> {
    let own = configuration.keys.iter().map(|binding| Keys {
        action: binding.action.clone(),
        chords: binding.chords.iter().map(|chord| chord.text.clone()).collect(),
        place: format!("{}, line {}", binding.file.display(), binding.line),
    });
    own.collect()
}

fn keymap(keys: &[Keys]) -> Outcome<Keymap> {
    let own: Vec<OwnKeys> = keys.iter().cloned().map(Into::into).collect();
    Keymap::with(&own).map_err(|error| usage(format!("{error}.")))
}
