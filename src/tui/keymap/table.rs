//! The key table: one row a binding, data only.

use crate::tui::chord::{Chord, KeyName};

/// Where a binding applies. The app stacks layers, innermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Everywhere, unless something inside captures.
    Global,
    /// The Admin Center and the small place: tabs and going elsewhere.
    Place,
    /// Any table.
    Table,
    /// Lists with a filter, an order and marks.
    Lists,
    /// The lists of users.
    Users,
    /// The list of managed users.
    Managed,
    /// The list of independent users.
    Independent,
    /// The list of pending users.
    Pending,
    /// The profile of a user.
    Profile,
    /// The audit, and one of its entries.
    Audit,
    /// The list of the audit.
    Entries,
    /// Text that scrolls: an audit entry, help, a profile.
    Reading,
    /// The inbox: what is addressed to oneself.
    Inbox,
    /// The inbox of an organization: what others have not answered yet.
    InboxSent,
    /// The inbox of an organization: somebody asks to be invited.
    InboxRequest,
    /// The inbox of an organization, whatever the row is.
    InboxAll,
    /// My accounts.
    Mine,
    /// The lists of accounts.
    Accounts,
    /// The list of managed accounts.
    ManagedAccounts,
    /// The page of an account.
    Account,
    /// Its general settings, where HIPAA is enabled.
    General,
    /// Its subaccounts.
    Subaccounts,
    /// What can be done to an account, wherever it stands.
    Lifecycle,
    /// The list of pending accounts.
    PendingAccounts,
    /// The coverage report.
    Coverage,
    /// Lists of access: the report, an account's, a person's.
    Access,
    /// Domains.
    Domains,
    /// The page of a claimed domain.
    Claim,
    /// Settings.
    Settings,
    /// Overview.
    Overview,
    /// The sign-in picker.
    SignIn,
    /// A sign-up on its way.
    SignUp,
    /// A sign-up that was refused where an invitation can be asked for.
    Refused,
    /// The line a filter is typed into.
    Filter,
    /// Any form: its keys capture text.
    Form,
    /// A form with a code field, where the code is shown.
    CodeForm,
    /// The preview of a plan.
    Preview,
    /// A list to choose from: actions, palette, switcher, sort.
    Menu,
    /// A refusal whose remedy has a place to go to.
    Remedy,
    /// What-if: an address is typed, the answer stands under it.
    WhatIf,
    /// Something to read and close: a refusal, the keys.
    Notice,
}

impl Layer {
    /// The heading of its keys in help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Place => "Tabs and places",
            Self::Table => "Lists",
            Self::Lists => "Filter, order, marks",
            Self::Users => "Users",
            Self::Managed => "Managed users",
            Self::Independent => "Independent users",
            Self::Pending => "Pending users",
            Self::Profile => "Profile",
            Self::Audit => "Audit",
            Self::Entries => "The list of the audit",
            Self::Reading => "Reading",
            Self::Inbox => "Inbox: addressed to you",
            Self::InboxSent => "Inbox: waiting for others",
            Self::InboxRequest => "Inbox: requests for an invitation",
            Self::InboxAll => "Inbox of an organization",
            Self::Mine => "My accounts",
            Self::Accounts => "Accounts",
            Self::ManagedAccounts => "Managed accounts",
            Self::Account => "Account",
            Self::General => "General settings of an account",
            Self::Subaccounts => "Subaccounts",
            Self::Lifecycle => "Lifecycle of an account",
            Self::PendingAccounts => "Pending accounts",
            Self::Coverage => "HIPAA coverage",
            Self::Access => "Access",
            Self::Domains => "Domains",
            Self::Claim => "A claimed domain",
            Self::Settings => "Settings",
            Self::Overview => "Overview",
            Self::SignIn => "Sign in",
            Self::SignUp => "Sign up",
            Self::Refused => "Sign up without an invitation",
            Self::Filter => "Filter line",
            Self::Form => "Forms",
            Self::CodeForm => "Forms that ask for a code",
            Self::Preview => "Preview",
            Self::Menu => "Menus",
            Self::Remedy => "Refusals with a remedy",
            Self::WhatIf => "What-if",
            Self::Notice => "Notices",
        }
    }
}

/// What a key can do. The name in the user's configuration is [`Act::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Leave the program.
    Quit,
    /// Show the keys.
    Help,
    /// Draw everything again.
    Redraw,
    /// Every action and screen by name.
    Palette,
    /// Accounts, organizations, another person.
    Switcher,
    /// The n-th tab, counted from 1.
    Tab(u8),
    /// The next tab.
    NextTab,
    /// The tab before.
    PreviousTab,
    /// The next list of a screen.
    NextList,
    /// The list before.
    PreviousList,
    /// One step up.
    Up,
    /// One step down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// Open what the cursor is on; in forms and previews, go ahead.
    Open,
    /// Back, or close.
    Back,
    /// Narrow the list.
    Filter,
    /// Order the list.
    Sort,
    /// Mark or unmark the row.
    Mark,
    /// Mark all rows shown.
    MarkAll,
    /// The history of the record.
    History,
    /// Everything possible on this row.
    Actions,
    /// Take a change back.
    Undo,
    /// See the organization as it was; from there, back to now.
    AsOf,
    /// What signing up with an address, or inviting it, would do.
    WhatIf,
    /// Copy the identifiers of the marked rows, else of this one.
    Copy,
    /// Invite a user.
    Invite,
    /// The account access of a user.
    Access,
    /// The access report.
    Report,
    /// Who is connected.
    Connected,
    /// Begin something new: an account, a domain.
    New,
    /// Change the record: its name, or what stands under the cursor.
    Edit,
    /// Give somebody account roles, or other ones.
    Grant,
    /// Take somebody's account roles away.
    Revoke,
    /// Delete the record.
    Delete,
    /// Deactivate, remove or delete users, or activate them.
    Remove,
    /// Activate users.
    Activate,
    /// Ask the systems that follow for a second factor or a new password.
    Security,
    /// Put what could follow into the filter line.
    Complete,
    /// Set the organization role.
    Role,
    /// Hand the organization over.
    ChangeOwner,
    /// Ask an existing account to join.
    AddExisting,
    /// Set how often users of an account show a second factor.
    TwoFactor,
    /// Give an account to another owner.
    ChangeAccountOwner,
    /// Suspend an account.
    Suspend,
    /// Reactivate an account.
    Reactivate,
    /// Close an account for good.
    Close,
    /// Let an account leave with an outside owner.
    Release,
    /// Enable or disable HIPAA for an account.
    Hipaa,
    /// Save what was chosen.
    Save,
    /// The subaccounts of an account.
    Subaccounts,
    /// The report of what is designated for HIPAA and what is not.
    Coverage,
    /// Give one's own roles up.
    Relinquish,
    /// Send an invitation again.
    Resend,
    /// Have the message of an invitation handed over again.
    TryAgain,
    /// Take an invitation back.
    CancelInvitation,
    /// Accept an invitation.
    Accept,
    /// Decline an invitation.
    Decline,
    /// Verify a phone number.
    VerifyPhone,
    /// Create an organization.
    CreateOrganization,
    /// Begin a sign-up.
    SignUp,
    /// Put the code that the screen shows into its field.
    UseCode,
    /// Send a new code.
    NewCode,
    /// Go on without this step.
    Skip,
    /// The next field.
    NextField,
    /// The field before.
    PreviousField,
    /// Tick or untick.
    Tick,
    /// Copy the command line of a preview.
    CopyLine,
    /// Sign in as somebody else.
    SignOut,
    /// Look for the proof of a claim.
    Check,
    /// Another way to prove a claim.
    Method,
    /// Copy the host of a record.
    CopyHost,
    /// Copy the type of a record.
    CopyType,
    /// Copy the value of a record.
    CopyValue,
    /// Copy how long a record may be kept.
    CopyTtl,
    /// Remove the users of a lost domain.
    RemoveLost,
}

impl Act {
    /// The name for configuration and palette.
    pub fn name(self) -> String {
        match self {
            Self::Tab(n) => format!("tab-{n}"),
            other => {
                let mut name = String::new();
                for c in format!("{other:?}").chars() {
                    if c.is_uppercase() && !name.is_empty() {
                        name.push('-');
                    }
                    name.extend(c.to_lowercase());
                }
                name
            }
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it applies.
    pub layer: Layer,
    /// Its keys; the first is the one footers show.
    pub keys: &'static [Chord],
    /// What it does.
    pub act: Act,
    /// A word for the footer.
    pub label: &'static str,
    /// A sentence for help.
    pub help: &'static str,
    /// Its place in the footer, 1 first; 0 keeps it out.
    pub rank: u8,
}

const fn on(
    layer: Layer,
    keys: &'static [Chord],
    act: Act,
    label: &'static str,
    rank: u8,
    help: &'static str,
) -> Binding {
    Binding { layer, keys, act, label, help, rank }
}

const fn c(letter: char) -> Chord {
    Chord::char(letter)
}

use Act::*;
use Layer::*;

/// The table. A chord stands at most once in a layer.
pub const TABLE: &[Binding] = &[
    on(
        Global,
        &[Chord::ctrl('c')],
        Quit,
        "quit",
        0,
        "Leave the program; asks only when something typed would be lost.",
    ),
    on(Global, &[Chord::ctrl('r'), Chord::ctrl('l')], Redraw, "redraw", 0, "Draw the screen again."),
    on(Place, &[c('?'), Chord::key(KeyName::F(1))], Help, "help", 9, "Show the keys that work here."),
    on(Place, &[c('q')], Quit, "quit", 0, "Leave the program."),
    on(Place, &[c(':')], Palette, "palette", 8, "Go to any screen or action by name."),
    on(
        Place,
        &[Chord::ctrl('o')],
        Switcher,
        "switch",
        7,
        "Accounts and organizations you can reach; sign in as somebody else.",
    ),
    on(
        Place,
        &[c('@')],
        AsOf,
        "as of",
        0,
        "See the organization as it was at a time or position; there, return to now.",
    ),
    on(
        Place,
        &[c('u')],
        Undo,
        "undo",
        0,
        "Take your last change of this session back; a preview comes first.",
    ),
    on(Place, &[c('H')], History, "history", 0, "Every change of the record, from every list and page."),
    on(Place, &[c('1')], Tab(1), "first tab", 0, "Open the first tab."),
    on(Place, &[c('2')], Tab(2), "second tab", 0, "Open the second tab."),
    on(Place, &[c('3')], Tab(3), "third tab", 0, "Open the third tab."),
    on(Place, &[c('4')], Tab(4), "fourth tab", 0, "Open the fourth tab."),
    on(Place, &[c('5')], Tab(5), "fifth tab", 0, "Open the fifth tab."),
    on(Place, &[c('6')], Tab(6), "sixth tab", 0, "Open the sixth tab."),
    on(Place, &[c('7')], Tab(7), "seventh tab", 0, "Open the seventh tab."),
    on(Place, &[Chord::TAB], NextTab, "next tab", 0, "Open the next tab."),
    on(Place, &[Chord::BACK_TAB], PreviousTab, "previous tab", 0, "Open the tab before."),
    on(Table, &[Chord::UP, c('k')], Up, "up", 0, "One row up."),
    on(Table, &[Chord::DOWN, c('j')], Down, "down", 0, "One row down."),
    on(Table, &[Chord::PAGE_UP], PageUp, "page up", 0, "A page up."),
    on(Table, &[Chord::PAGE_DOWN], PageDown, "page down", 0, "A page down."),
    on(Table, &[Chord::HOME, c('g')], Home, "top", 0, "To the first row."),
    on(Table, &[Chord::END, c('G')], End, "bottom", 0, "To the last row."),
    on(Table, &[Chord::ENTER], Open, "open", 1, "Open the row."),
    on(Table, &[Chord::ESC], Back, "back", 0, "Clear the filter and the marks, or go back."),
    on(Table, &[c('y')], Copy, "copy SID", 6, "Copy the SIDs of the marked rows, else of this row."),
    on(
        Lists,
        &[c('/')],
        Act::Filter,
        "filter",
        4,
        "Narrow the list: words, field:value, - for not; Tab offers what could follow.",
    ),
    on(Lists, &[c('s')], Sort, "sort", 0, "Order the list by a column; again to turn it around."),
    on(Lists, &[Chord::SPACE], Mark, "mark", 0, "Mark or unmark the row."),
    on(Lists, &[c('*')], MarkAll, "mark all", 0, "Mark all rows shown, or none."),
    on(Lists, &[c('[')], PreviousList, "previous list", 0, "The list before: managed, independent, pending."),
    on(Lists, &[c(']')], NextList, "next list", 5, "The next list: managed, independent, pending."),
    on(Users, &[c('i')], Invite, "invite", 2, "Invite a user by e-mail address."),
    on(Users, &[c('x')], Actions, "actions", 3, "Everything possible on this row, and why something is not."),
    on(
        Users,
        &[c('w')],
        Act::WhatIf,
        "what if",
        0,
        "What signing up with an address, or inviting it, would do.",
    ),
    on(Users, &[c('h')], History, "history", 0, "Every change of the user."),
    on(
        Managed,
        &[c('r')],
        Role,
        "role",
        2,
        "Set the organization role of the marked users, else of this one.",
    ),
    on(
        Managed,
        &[c('d')],
        Remove,
        "remove",
        5,
        "Deactivate, activate, remove or delete the marked users, else this one; what each means stands side by side.",
    ),
    on(
        Managed,
        &[c('p')],
        Security,
        "security",
        7,
        "Require or reset a second factor, reset the password: a request for the systems that follow.",
    ),
    on(Managed, &[c('e')], Edit, "rename", 0, "Change what the user is called."),
    on(Users, &[c('t')], Report, "access report", 0, "Who has which role on which account."),
    on(
        Managed,
        &[c('a')],
        Act::Access,
        "access",
        6,
        "The account access of the user: grant, change, revoke.",
    ),
    on(
        Independent,
        &[c('a')],
        Act::Access,
        "access",
        2,
        "The account access of the user: grant, change, revoke.",
    ),
    on(
        Independent,
        &[c('d')],
        Revoke,
        "revoke all",
        3,
        "Take every role on the organization's accounts away from the marked users, else from this one.",
    ),
    on(
        Pending,
        &[c('r')],
        Resend,
        "resend",
        2,
        "Send the marked invitations, else this one, again with a new code.",
    ),
    on(
        Pending,
        &[c('c')],
        CancelInvitation,
        "cancel",
        3,
        "Take the marked invitations, else this one, back.",
    ),
    on(Pending, &[c('h')], History, "history", 7, "Every change of the invitation."),
    on(Profile, &[c('r')], Role, "role", 2, "Set the organization role of the user."),
    on(
        Profile,
        &[c('a')],
        Act::Access,
        "access",
        3,
        "The account access of the user: grant, change, revoke.",
    ),
    on(Accounts, &[c('t')], Report, "access report", 0, "Who has which role on which account."),
    on(
        Accounts,
        &[c('x')],
        Actions,
        "actions",
        3,
        "Everything possible on this row, and why something is not.",
    ),
    on(Accounts, &[c('n')], New, "new", 2, "Create an account; a review comes first."),
    on(
        Accounts,
        &[c('a')],
        AddExisting,
        "add existing",
        6,
        "Ask an existing account to join, by its SID; its owner answers.",
    ),
    on(Accounts, &[c('v')], Act::Coverage, "HIPAA coverage", 7, "What is designated for HIPAA, what is not."),
    on(PendingAccounts, &[c('r')], Resend, "resend", 2, "Send the invitation to its owner again."),
    on(PendingAccounts, &[c('c')], CancelInvitation, "cancel", 3, "Take the invitation back."),
    on(PendingAccounts, &[c('h')], History, "history", 5, "Every change of the invitation."),
    on(ManagedAccounts, &[c('e')], Edit, "rename", 5, "Rename the account."),
    on(ManagedAccounts, &[c('i')], Invite, "invite", 4, "Invite somebody to the account, with roles on it."),
    on(
        Account,
        &[c('[')],
        PreviousList,
        "previous page",
        0,
        "General, users, pending users, subaccounts, history: the page before.",
    ),
    on(
        Account,
        &[c(']')],
        NextList,
        "next page",
        5,
        "General, users, pending users, subaccounts, history: the next page.",
    ),
    on(Account, &[c('e')], Edit, "rename", 3, "Rename the account."),
    on(Account, &[c('i')], Invite, "invite", 4, "Invite somebody to the account, with roles on it."),
    on(Account, &[c('x')], Actions, "actions", 3, "Everything possible here, and why something is not."),
    on(
        General,
        &[Chord::ENTER],
        Save,
        "save",
        1,
        "Save the choice under HIPAA enablement; a preview comes first.",
    ),
    on(
        General,
        &[c('h')],
        Act::Hipaa,
        "HIPAA",
        2,
        "Choose Enable or Disable; nothing is changed before it is saved.",
    ),
    on(Layer::Subaccounts, &[Chord::ESC], Back, "back", 6, "Clear the filter and the marks, or go back."),
    on(
        Layer::Subaccounts,
        &[c('h')],
        Act::Hipaa,
        "HIPAA",
        2,
        "Enable or disable HIPAA for the marked subaccounts, else this one.",
    ),
    on(Layer::Subaccounts, &[c('n')], New, "new", 2, "Create a subaccount."),
    on(
        Lifecycle,
        &[c('h')],
        Act::Hipaa,
        "HIPAA",
        7,
        "Enable or disable HIPAA for the marked accounts, else this one.",
    ),
    on(Lifecycle, &[c('b')], Act::Subaccounts, "subaccounts", 0, "Open the subaccounts of the account."),
    on(
        Lifecycle,
        &[c('o')],
        ChangeAccountOwner,
        "change owner",
        0,
        "Give the account to another managed user.",
    ),
    on(
        Lifecycle,
        &[c('f')],
        Act::TwoFactor,
        "2FA policy",
        0,
        "Set how often its users show a second factor.",
    ),
    on(
        Lifecycle,
        &[c('p')],
        Suspend,
        "suspend",
        0,
        "Suspend the marked accounts, else this one; subaccounts follow.",
    ),
    on(
        Lifecycle,
        &[c('w')],
        Reactivate,
        "reactivate",
        0,
        "Reactivate the marked accounts, else this one, with what was suspended along with it.",
    ),
    on(
        Lifecycle,
        &[c('c')],
        Close,
        "close",
        0,
        "Close the marked accounts, else this one, for good; a preview comes first.",
    ),
    on(Lifecycle, &[c('l')], Release, "release", 0, "Let the account leave with an outside owner."),
    on(Layer::Coverage, &[Chord::ESC], Back, "back", 4, "Clear the filter and the marks, or go back."),
    on(
        Layer::Coverage,
        &[c('h')],
        Act::Hipaa,
        "HIPAA",
        2,
        "Enable or disable HIPAA for the marked rows, else this one.",
    ),
    on(
        Layer::Coverage,
        &[c('x')],
        Actions,
        "actions",
        3,
        "Everything possible on this row, and why something is not.",
    ),
    on(
        Layer::Coverage,
        &[Chord::ctrl('y')],
        CopyLine,
        "copy line",
        5,
        "Copy the command line that writes the report as a file.",
    ),
    on(Layer::Access, &[c('h')], History, "history", 0, "Every change of the person of this line."),
    on(Layer::Access, &[c('n')], Grant, "grant", 2, "Give somebody roles on an account."),
    on(Layer::Access, &[c('r')], Role, "change roles", 3, "Change the roles of this line."),
    on(
        Layer::Access,
        &[c('d')],
        Revoke,
        "revoke",
        4,
        "Take the roles of this line away; a preview comes first.",
    ),
    on(
        Layer::Access,
        &[c('x')],
        Actions,
        "actions",
        5,
        "Everything possible on this row, and why something is not.",
    ),
    on(Domains, &[c('/')], Act::Filter, "filter", 4, "Narrow the list: words, status:value, created:value."),
    on(Domains, &[c('s')], Sort, "sort", 0, "Order the list by a column; again to turn it around."),
    on(Domains, &[c('h')], History, "history", 6, "Every change of the claim."),
    on(Domains, &[c('n')], New, "claim", 2, "Claim a domain."),
    on(Domains, &[c('d')], Delete, "delete", 3, "Give the claim up; a preview comes first."),
    on(
        Domains,
        &[c('x')],
        Actions,
        "actions",
        5,
        "Everything possible on this row, and why something is not.",
    ),
    on(Domains, &[c('c')], Check, "check", 0, "Look for the proof of the claim now."),
    on(Claim, &[c('c'), Chord::ENTER], Check, "check now", 1, "Look for the proof now; Esc stops looking."),
    on(
        Claim,
        &[c('m')],
        Method,
        "another way",
        2,
        "Another way to prove it: a TXT record, a text for whoever keeps the records, a file.",
    ),
    on(
        Claim,
        &[c('h')],
        CopyHost,
        "copy host",
        3,
        "Copy the host of the record, or the address of the file.",
    ),
    on(Claim, &[c('v')], CopyValue, "copy value", 4, "Copy the value of the record, or what the file holds."),
    on(Claim, &[c('t')], CopyType, "copy type", 0, "Copy the type of the record."),
    on(Claim, &[c('l')], CopyTtl, "copy TTL", 0, "Copy how long the record may be kept, in seconds."),
    on(Claim, &[c('y')], Copy, "copy all", 5, "Copy the record as one line, or the whole text."),
    on(
        Claim,
        &[c('r')],
        RemoveLost,
        "remove users",
        0,
        "Remove the users of a lost domain; a preview comes first.",
    ),
    on(Claim, &[c('d')], Delete, "delete", 7, "Give the claim up; a preview comes first."),
    on(Claim, &[c('x')], Actions, "actions", 6, "Everything possible here, and why something is not."),
    on(Claim, &[Chord::ESC], Back, "back", 0, "Stop looking, or back to the list."),
    on(Overview, &[c('i')], Invite, "invite", 2, "Invite a user by e-mail address."),
    on(Overview, &[c('v')], Act::Coverage, "HIPAA coverage", 4, "What is designated for HIPAA, what is not."),
    on(Overview, &[c('w')], Connected, "who is here", 7, "Who is connected, from where, since when."),
    on(Settings, &[Chord::ENTER, c('e')], Edit, "change", 1, "Change the setting; a preview comes first."),
    on(
        Settings,
        &[c('w')],
        Act::WhatIf,
        "what if",
        3,
        "What signing up with an address, or inviting it, would do.",
    ),
    on(Settings, &[c('h')], History, "history", 4, "Every change of the settings."),
    on(
        Profile,
        &[c('o')],
        ChangeOwner,
        "change ownership",
        2,
        "On the Owner's profile: make somebody else the Owner.",
    ),
    on(
        Profile,
        &[c('d')],
        Remove,
        "remove",
        4,
        "Deactivate, activate, remove or delete the user; what each means stands side by side.",
    ),
    on(
        Profile,
        &[c('p')],
        Security,
        "security",
        5,
        "Require or reset a second factor, reset the password: a request for the systems that follow.",
    ),
    on(Profile, &[c('e')], Edit, "rename", 6, "Change what the user is called."),
    on(Profile, &[c('h')], History, "history", 0, "Every change of the user, field by field."),
    on(Profile, &[c('y')], Copy, "copy SID", 6, "Copy the user's SID."),
    on(Profile, &[c('x')], Actions, "actions", 3, "Everything possible here, and why something is not."),
    on(Audit, &[c('u')], Undo, "undo", 2, "Take the changes of the entry back; a preview comes first."),
    on(Audit, &[c('@')], AsOf, "as of then", 3, "See the organization as it was right after the entry."),
    on(Audit, &[c('h')], History, "history", 4, "Every change of the record the entry is about."),
    on(Audit, &[c('x')], Actions, "actions", 6, "Everything possible here, and why something is not."),
    on(
        Entries,
        &[c('/')],
        Act::Filter,
        "filter",
        5,
        "Narrow the list: words, actor:value, kind:value, record:value, time:value.",
    ),
    on(Reading, &[Chord::UP, c('k')], Up, "up", 0, "A line up."),
    on(Reading, &[Chord::DOWN, c('j')], Down, "down", 0, "A line down."),
    on(Reading, &[Chord::PAGE_UP], PageUp, "page up", 0, "A page up."),
    on(Reading, &[Chord::PAGE_DOWN, Chord::SPACE], PageDown, "page down", 0, "A page down."),
    on(Reading, &[Chord::HOME, c('g')], Home, "top", 0, "To the beginning."),
    on(Reading, &[Chord::END, c('G')], End, "bottom", 0, "To the end."),
    on(Reading, &[Chord::ESC], Back, "back", 1, "Back to the list."),
    on(Inbox, &[c('a')], Accept, "accept", 2, "Accept the invitation; a preview comes first."),
    on(Inbox, &[c('d')], Decline, "decline", 3, "Decline the invitation; a preview comes first."),
    on(
        InboxSent,
        &[c('r')],
        Resend,
        "resend",
        2,
        "Send the marked invitations, else this one, again with a new code.",
    ),
    on(
        InboxSent,
        &[c('c')],
        CancelInvitation,
        "cancel",
        3,
        "Take the marked invitations, else this one, back.",
    ),
    on(
        InboxSent,
        &[c('t')],
        TryAgain,
        "try again",
        0,
        "Hand the message of the invitation over again at once, with the code it has.",
    ),
    on(
        InboxRequest,
        &[c('a')],
        Accept,
        "invite",
        2,
        "Invite whoever asked, with a role; a preview comes first.",
    ),
    on(InboxRequest, &[c('d')], Decline, "decline", 3, "Decline the marked requests, else this one."),
    on(
        InboxAll,
        &[c('x')],
        Actions,
        "actions",
        4,
        "Everything possible on this row, and why something is not.",
    ),
    on(InboxAll, &[c('i')], Invite, "invite", 0, "Invite a user by e-mail address."),
    on(InboxAll, &[c('h')], History, "history", 7, "Every change of the invitation."),
    on(
        InboxAll,
        &[c('/')],
        Act::Filter,
        "filter",
        5,
        "Narrow the list: words, type:value, status:value, expires:value.",
    ),
    on(InboxAll, &[c('s')], Sort, "sort", 0, "Order the list by a column; again to turn it around."),
    on(InboxAll, &[Chord::SPACE], Mark, "mark", 6, "Mark or unmark the row."),
    on(InboxAll, &[c('*')], MarkAll, "mark all", 0, "Mark all rows shown, or none."),
    on(Mine, &[c('v')], VerifyPhone, "verify phone", 2, "Verify the phone number of the account."),
    on(Mine, &[c('n')], New, "new account", 2, "Create an account you own."),
    on(Mine, &[c('x')], Actions, "actions", 3, "Everything possible on this row, and why something is not."),
    on(Mine, &[c('e')], Edit, "rename", 5, "Rename the account."),
    on(Mine, &[c('h')], Act::Hipaa, "HIPAA", 0, "Enable or disable HIPAA for the account."),
    on(Mine, &[c('b')], Act::Subaccounts, "subaccounts", 0, "Open the subaccounts of the account."),
    on(Mine, &[c('f')], Act::TwoFactor, "2FA policy", 0, "Set how often its users show a second factor."),
    on(Mine, &[c('c')], Close, "close", 0, "Close the account for good; a preview comes first."),
    on(Mine, &[c('r')], Relinquish, "relinquish", 0, "Give your own roles on the account up."),
    on(Mine, &[c('i')], Invite, "invite", 4, "Invite somebody to the account, with roles on it."),
    on(
        Mine,
        &[c('o')],
        CreateOrganization,
        "create organization",
        3,
        "Create an organization; you become its Owner.",
    ),
    on(SignIn, &[Chord::UP], Up, "up", 0, "One suggestion up."),
    on(SignIn, &[Chord::DOWN], Down, "down", 0, "One suggestion down."),
    on(SignIn, &[Chord::ENTER], Open, "sign in", 1, "Sign in as the person chosen."),
    on(SignIn, &[Chord::ctrl('n')], Act::SignUp, "sign up", 2, "Begin a sign-up."),
    on(SignIn, &[Chord::ESC], Back, "quit", 3, "Clear what was typed, or leave the program."),
    on(Layer::SignUp, &[Chord::ctrl('n')], NewCode, "new code", 3, "Send a new code."),
    on(Layer::SignUp, &[Chord::ctrl('s')], Skip, "later", 4, "Verify the phone number later."),
    on(
        Refused,
        &[Chord::ENTER],
        Open,
        "request an invitation",
        1,
        "Ask the organization that manages the address to invite it.",
    ),
    on(Layer::Filter, &[Chord::ENTER], Open, "keep", 1, "Keep the filter and go to the list."),
    on(Layer::Filter, &[Chord::ESC], Back, "clear", 2, "Clear the filter."),
    on(
        Layer::Filter,
        &[Chord::TAB],
        Complete,
        "complete",
        3,
        "Put what could follow into the line; again for the next.",
    ),
    on(Layer::Filter, &[Chord::UP], Up, "up", 0, "One row up."),
    on(Layer::Filter, &[Chord::DOWN], Down, "down", 0, "One row down."),
    on(Form, &[Chord::ENTER], Open, "go on", 1, "Go on with what was typed."),
    on(Form, &[Chord::ESC], Back, "cancel", 2, "Leave; asks only when something was typed."),
    on(Form, &[Chord::TAB], NextField, "next field", 3, "The next field."),
    on(Form, &[Chord::BACK_TAB], PreviousField, "previous field", 0, "The field before."),
    on(
        CodeForm,
        &[Chord::ctrl('t')],
        UseCode,
        "take the code shown",
        2,
        "Put the code that the screen shows into its field.",
    ),
    on(Preview, &[Chord::ENTER], Open, "commit", 1, "Commit the plan, once everything it needs is given."),
    on(Preview, &[Chord::ESC], Back, "back", 2, "Go back; nothing is changed."),
    on(Preview, &[Chord::TAB], NextField, "next field", 4, "The next box or field."),
    on(Preview, &[Chord::BACK_TAB], PreviousField, "previous field", 0, "The box or field before."),
    on(Preview, &[Chord::ctrl('y')], CopyLine, "copy line", 3, "Copy the command line that does the same."),
    on(Preview, &[Chord::PAGE_UP], PageUp, "page up", 0, "A page up."),
    on(Preview, &[Chord::PAGE_DOWN], PageDown, "page down", 0, "A page down."),
    on(Menu, &[Chord::UP], Up, "up", 0, "One line up."),
    on(Menu, &[Chord::DOWN], Down, "down", 0, "One line down."),
    on(Menu, &[Chord::PAGE_UP], PageUp, "page up", 0, "A page up."),
    on(Menu, &[Chord::PAGE_DOWN], PageDown, "page down", 0, "A page down."),
    on(Menu, &[Chord::ENTER], Open, "choose", 1, "Choose the line."),
    on(Menu, &[Chord::ESC], Back, "close", 2, "Close the menu."),
    on(Layer::WhatIf, &[Chord::UP], Up, "up", 0, "A line up."),
    on(Layer::WhatIf, &[Chord::DOWN], Down, "down", 0, "A line down."),
    on(Layer::WhatIf, &[Chord::PAGE_UP], PageUp, "page up", 0, "A page up."),
    on(Layer::WhatIf, &[Chord::PAGE_DOWN], PageDown, "page down", 0, "A page down."),
    on(Layer::WhatIf, &[Chord::ESC], Back, "close", 1, "Close it."),
    on(Remedy, &[Chord::ENTER], Open, "go there", 1, "Go where the remedy is."),
    on(Notice, &[Chord::ESC, Chord::ENTER, c('q')], Back, "close", 2, "Close it."),
];
