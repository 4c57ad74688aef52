//! What keys do: one variant an action, and the names for the configuration.

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
