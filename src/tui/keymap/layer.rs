//! Where keys apply: the layers that the app stacks, and what they are called.

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
