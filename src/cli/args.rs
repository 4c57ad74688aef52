//! The arguments, declared once; help texts come from here.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

/// Lines that show how a verb is used; each is a line that the program takes (`tests/cli/help.rs`).
macro_rules! examples {
    ($($line:literal),+ $(,)?) => { concat!("Examples:" $(, "\n  ", $line)+) };
}

mod access;
mod account;
mod audit;
mod backup;
mod bulk;
mod domain;
mod invitation;
mod org;
mod org_file;
mod outbox;
mod process;
mod role;
mod session;
mod sign_up;
mod support;
mod user;

pub use access::{AccessVerb, AccountRoleWord};
pub use account::{
    AccountStep, AccountVerb, SubaccountVerb, SwitchWord, TwoFactorWord, UsageWord, WhichAccounts,
};
pub use audit::AuditVerb;
pub use backup::{BackupArguments, BackupVerb, RestoreArguments};
pub use bulk::{Rows, given};
pub use domain::DomainVerb;
pub use invitation::InvitationVerb;
pub use org::{InvitableWord, OrgVerb, ReasonWord};
pub use org_file::{ApplyArguments, ExportArguments, ImportArguments};
pub use outbox::OutboxVerb;
pub use process::{
    CompletionsArguments, DemoArguments, DoctorArguments, ManArguments, ServeArguments, ShellWord,
};
pub use role::Role;
pub use session::SessionVerb;
pub use sign_up::{SignUpArguments, SignUpVerb};
pub use support::SupportVerb;
pub use user::{Leaving, SecurityWord, UserVerb, WhichUsers};

/// The Admin Center of an organization, in the terminal. Without a verb, its screens open.
#[derive(Debug, Parser)]
#[command(name = "orgadm", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = examples!(
    "orgadm",
    "orgadm user list role:admin 2fa:off",
    "orgadm audit list 'time:<3d' --json",
))]
pub struct Arguments {
    /// Flags every verb knows.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do; the screens, if nothing.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Flags every verb knows.
#[derive(Debug, Clone, Default, Args)]
pub struct Flags {
    /// The directory of the store [default: ORGADM_STORE, the configuration, the user's data directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// The socket of the process that holds the store [default: ORGADM_SOCKET, the configuration, the store's own]
    #[arg(long, global = true, value_name = "PATH")]
    pub socket: Option<PathBuf>,
    /// Act as this user [default: ORGADM_AS, the configuration, who was signed in last]
    #[arg(long = "as", global = true, value_name = "EMAIL")]
    pub as_user: Option<String>,
    /// The organization, by SID or exact name [default: that of the user]
    #[arg(long, global = true, value_name = "ORG")]
    pub org: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Print what would change, change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Ask no question; safeguards still need --acknowledge, --confirm and --confirm-count
    #[arg(long, short = 'y', global = true)]
    pub yes: bool,
    /// Acknowledge what the preview names, by code
    #[arg(long, global = true, value_name = "CODE", value_delimiter = ',')]
    pub acknowledge: Vec<String>,
    /// The name that a safeguard wants typed
    #[arg(long, global = true, value_name = "NAME")]
    pub confirm: Option<String>,
    /// The number that a safeguard wants typed
    #[arg(long, global = true, value_name = "N")]
    pub confirm_count: Option<usize>,
    /// Why, for the audit
    #[arg(long, global = true, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Show lists and records as they were: at a position of the audit, a time (2026-11-24T03:09:43Z), a day, or so long ago (2h, 3d)
    #[arg(long, global = true, value_name = "TIME|POSITION")]
    pub at: Option<String>,
    /// The colours of the screens: dark, light, high-contrast, mono, or a file
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<String>,
}

/// The nouns.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Fill a fresh store with a believable organization and open it
    #[command(after_help = examples!("orgadm --store /tmp/demo demo --users 5000"))]
    Demo(DemoArguments),
    /// Sign up: a user and the first account
    #[command(after_help = examples!("orgadm signup ada@acme.example --name 'Ada Lovelace'"))]
    Signup(SignUpArguments),
    /// The organization
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm org show --json"))]
    Org(OrgVerb),
    /// Accounts
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm account list status:suspended"))]
    Account(AccountVerb),
    /// Account roles: who may do what on which account
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm access list role:administrator"))]
    Access(AccessVerb),
    /// Users
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm user list role:admin 2fa:off"))]
    User(UserVerb),
    /// Internet domains
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm domain claim acme.example"))]
    Domain(DomainVerb),
    /// Invitations
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm invitation list --mine"))]
    Invitation(InvitationVerb),
    /// Messages: what waits to be handed over, and what could not be
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm outbox list"))]
    Outbox(OutboxVerb),
    /// Who changed what, when, and why
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm audit list actor:grace"))]
    Audit(AuditVerb),
    /// Write the organization as a file that people review
    #[command(after_help = examples!("orgadm export org.toml", "orgadm export - --at 2026-11-24"))]
    Export(ExportArguments),
    /// Show what making the organization what a file says would change
    #[command(after_help = examples!("orgadm plan -f org.toml", "orgadm plan -f org.toml --json"))]
    Plan(ApplyArguments),
    /// Make the organization what a file says: all of it, or nothing
    #[command(after_help = examples!(
        "orgadm apply -f org.toml",
        "orgadm apply -f org.toml --yes --reason 'Merge request 12' --confirm-count 7",
    ))]
    Apply(ApplyArguments),
    /// Fill an empty store from a file that export wrote
    #[command(after_help = examples!("orgadm --store /var/lib/orgadm import org.toml"))]
    Import(ImportArguments),
    /// Do what is due: hand messages over and remind people, end what ran out of time, purge closed accounts, clear what deleted organizations left, look again for the proofs of domains, erase, compact, back up
    #[command(after_help = examples!("orgadm sweep", "orgadm sweep --dry-run"))]
    Sweep,
    /// Copy the store into fresh files and delete the older ones: nothing erased is left in its folder
    #[command(after_help = examples!("orgadm compact"))]
    Compact,
    /// Write everything in the store into one file, or list those in the store's folder; others go on working
    #[command(after_help = examples!(
        "orgadm backup /mnt/safe/org.orgadm-backup",
        "orgadm backup",
        "orgadm backup list",
    ))]
    Backup(BackupArguments),
    /// Make a store from a backup, in an empty or new directory
    #[command(after_help = examples!(
        "orgadm --store /var/lib/orgadm/again restore /mnt/safe/org.orgadm-backup",
        "orgadm --store /var/lib/orgadm/again restore /mnt/safe/org.orgadm-backup --dry-run",
    ))]
    Restore(RestoreArguments),
    /// Look at everything in the store and around it, and say what is wrong and what to do about it
    #[command(after_help = examples!("orgadm doctor", "orgadm doctor --json", "orgadm doctor --repair"))]
    Doctor(DoctorArguments),
    /// Who is connected
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm session list"))]
    Session(SessionVerb),
    /// Hold the store for everybody, without a screen
    #[command(after_help = examples!("orgadm --store /var/lib/orgadm serve --group staff"))]
    Serve(ServeArguments),
    /// Open the screens in the process that holds the store
    #[command(after_help = examples!("orgadm attach --socket /run/orgadm/orgadm.sock"))]
    Attach,
    /// What belongs to whoever operates this host
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm support show-code grace@acme.example"))]
    Support(SupportVerb),
    /// Print the completions of a shell
    #[command(after_help = examples!("orgadm completions bash"))]
    Completions(CompletionsArguments),
    /// Print the manual page, or write a page for each noun and verb
    #[command(after_help = examples!("orgadm man", "orgadm man /usr/local/share/man/man1"))]
    Man(ManArguments),
}

impl Verb {
    /// The file that the line names to be read; `-` is standard input. Only the process that was given the line opens it.
    pub fn file_read(&self) -> Option<&Path> {
        match self {
            Self::Restore(arguments) => Some(&arguments.file),
            Self::Audit(
                AuditVerb::Verify { archive, .. }
                | AuditVerb::List { archive, .. }
                | AuditVerb::Show { archive, .. },
            ) => archive.as_deref(),
            Self::Plan(wanted) | Self::Apply(wanted) => Some(&wanted.file),
            Self::Import(wanted) => Some(&wanted.file),
            _ => self.rows().and_then(Rows::read),
        }
    }

    /// The file that the line names to be written; `-` is standard output. Only the process that was given the line opens it.
    pub fn file_written(&self) -> Option<&Path> {
        match self {
            Self::Backup(arguments) => arguments.file.as_deref(),
            Self::Audit(AuditVerb::Prune { into, .. }) => into.as_deref(),
            Self::Export(wanted) => Some(&wanted.file),
            _ => self.rows().and_then(Rows::written),
        }
    }

    /// The rows of a file, if the verb takes them.
    pub const fn rows(&self) -> Option<&Rows> {
        match self {
            Self::User(verb) => verb.rows(),
            Self::Access(verb) => verb.rows(),
            Self::Account(verb) => verb.rows(),
            _ => None,
        }
    }

    /// Whether it needs the store for itself, or is no verb of a store at all.
    pub const fn opens_its_own_store(&self) -> bool {
        match self {
            Self::Demo(_)
            | Self::Serve(_)
            | Self::Attach
            | Self::Restore(_)
            | Self::Completions(_)
            | Self::Man(_) => true,
            Self::Doctor(doctor) => doctor.repair,
            _ => false,
        }
    }

    /// Whether only the OS user who owns the store may run it.
    pub const fn belongs_to_the_operator(&self) -> bool {
        match self {
            Self::Support(_) | Self::Compact | Self::Backup(_) | Self::Restore(_) => true,
            Self::Import(_) | Self::Doctor(_) => true,
            Self::Outbox(verb) => verb.is_the_operators(),
            Self::User(verb) => matches!(verb, UserVerb::Link { .. } | UserVerb::Unlink { .. }),
            // It reads every organization's part, and nothing is committed meanwhile.
            Self::Audit(verb) => matches!(verb, AuditVerb::Verify { .. } | AuditVerb::Prune { .. }),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declaration_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_outbox_is_the_operators_where_it_shows_codes_or_everybodys_messages() {
        let sid = "OB0123456789abcdef0123456789abcdef";
        for (line, theirs) in [
            ("list".to_owned(), false),
            ("list --all".to_owned(), false),
            (format!("retry {sid}"), false),
            (format!("drop {sid}"), false),
            ("list --operator".to_owned(), true),
            (format!("show {sid}"), true),
            (format!("retry {sid} --operator"), true),
            (format!("drop {sid} --operator"), true),
        ] {
            let words = ["orgadm", "outbox"].into_iter().chain(line.split(' '));
            let verb = Arguments::try_parse_from(words).expect(&line).verb;
            assert_eq!(verb.is_some_and(|verb| verb.belongs_to_the_operator()), theirs, "{line}");
        }
    }

    #[test]
    fn signup_takes_an_address_or_a_step() {
        for line in [
            "orgadm signup ada@acme.example --name Ada",
            "orgadm signup confirm ada@acme.example",
            "orgadm signup resend ada@acme.example --json",
        ] {
            assert!(Arguments::try_parse_from(line.split(' ')).is_ok(), "{line}");
        }
        for line in ["orgadm signup", "orgadm signup ada@acme.example", "orgadm account verify-phone"] {
            assert!(Arguments::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
