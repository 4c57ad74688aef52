//! Who may do what: every action × every organization role (`admin-center-domain` §4, with `product`'s choices).
//!
//! One const table. Independent and pending users have no organization role and so no permission here at all.

use crate::model::{Account, AccountRole, OrgRole, User};

/// What somebody wants to do in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Open the Admin Center; see users, accounts, domains, audit.
    OpenAdminCenter,
    /// Rename the organization, set its sign-up policy and other settings.
    EditSettings,
    /// Hand the organization over.
    ChangeOwner,
    /// Ask for its deletion, or withdraw that.
    RequestDeletion,
    /// Claim, check, delete domains.
    ManageDomains,
    /// Invite users; resend and cancel.
    InviteUsers,
    /// Make somebody Administrator, by invitation or change of role.
    GrantAdministrator,
    /// Make an Administrator a Standard user.
    DemoteAdministrator,
    /// Do anything to the Owner.
    ActOnOwner,
    /// Remove, delete, deactivate, activate users.
    RemoveUsers,
    /// Ask for a reset of password or second factor.
    ResetSecurity,
    /// Create an account.
    CreateAccount,
    /// Ask an existing account to join; take that back.
    AddExistingAccount,
    /// Edit the settings of an account: name, second factor.
    EditAccount,
    /// Suspend and reactivate a managed account.
    SuspendAccount,
    /// Close a managed account.
    CloseAccount,
    /// Give an account to another owner, or let it leave with one.
    ChangeAccountOwner,
    /// Give, change, take account roles.
    GrantAccountRoles,
    /// Designate an account for HIPAA, or end that.
    SetHipaa,
    /// Create, suspend, close subaccounts.
    ManageSubaccounts,
    /// Any lifecycle step on an independent account.
    ActOnIndependentAccount,
    /// Answer an invitation addressed to oneself.
    AnswerOwnInvitation,
}

/// What a role permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permit {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Only to oneself.
    Oneself,
    /// Only on an account one owns.
    AsAccountOwner,
    /// Only on an account one owns or holds the Administrator role on.
    AsAccountManager,
}

/// One row: an action, and what Owner, Administrator and Standard user may.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// What the Owner may.
    pub owner: Permit,
    /// What an Administrator may.
    pub administrator: Permit,
    /// What a Standard user may.
    pub standard: Permit,
}

use Permit::{AsAccountManager, AsAccountOwner, No, Oneself, Yes};

const fn row(action: Action, owner: Permit, administrator: Permit, standard: Permit) -> Row {
    Row { action, owner, administrator, standard }
}

/// The matrix.
pub const MATRIX: &[Row] = &[
    row(Action::OpenAdminCenter, Yes, Yes, No),
    row(Action::EditSettings, Yes, Yes, No),
    row(Action::ChangeOwner, Yes, No, No),
    row(Action::RequestDeletion, Yes, No, No),
    row(Action::ManageDomains, Yes, Yes, No),
    row(Action::InviteUsers, Yes, Yes, No),
    row(Action::GrantAdministrator, Yes, Yes, No),
    row(Action::DemoteAdministrator, Yes, Yes, No),
    row(Action::ActOnOwner, Oneself, No, No),
    row(Action::RemoveUsers, Yes, Yes, No),
    row(Action::ResetSecurity, Yes, Yes, No),
    row(Action::CreateAccount, Yes, Yes, Yes),
    row(Action::AddExistingAccount, Yes, Yes, No),
    row(Action::EditAccount, Yes, Yes, AsAccountManager),
    row(Action::SuspendAccount, Yes, Yes, No),
    row(Action::CloseAccount, Yes, Yes, AsAccountOwner),
    row(Action::ChangeAccountOwner, Yes, Yes, No),
    row(Action::GrantAccountRoles, Yes, Yes, AsAccountManager),
    row(Action::SetHipaa, Yes, Yes, AsAccountManager),
    row(Action::ManageSubaccounts, Yes, Yes, AsAccountManager),
    row(Action::ActOnIndependentAccount, No, No, No),
    row(Action::AnswerOwnInvitation, Yes, Yes, Yes),
];

/// What this role permits for this action.
pub fn permit(action: Action, role: OrgRole) -> Permit {
    MATRIX.iter().find(|row| row.action == action).map_or(No, |row| match role {
        OrgRole::Owner => row.owner,
        OrgRole::Administrator => row.administrator,
        OrgRole::Standard => row.standard,
    })
}

/// Whether this user may do this to this account: by their role in its organization, or as its owner or its
/// Administrator, managed or not (`admin-center-domain` §4, the rows marked `*`). The people of a subaccount are those of
/// its parent.
pub fn permits_on(action: Action, user: &User, account: &Account) -> bool {
    let role = account.org.and_then(|org| user.role_in(org));
    if role.is_some_and(|role| permit(action, role) == Yes) {
        return true;
    }
    let owns = account.owner == user.sid;
    match permit(action, OrgRole::Standard) {
        AsAccountOwner => owns,
        AsAccountManager => {
            let roles = user.roles_on(account.parent.unwrap_or(account.sid));
            owns || roles.contains(AccountRole::Administrator)
        }
        Yes | No | Oneself => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix of `admin-center-domain` §4 as it stands there: Y allowed, - refused, s self only, o own account,
    /// m own account or its Administrator.
    const DOMAIN_4: &str = "\
        OpenAdminCenter Y Y -\n\
        EditSettings Y Y -\n\
        ChangeOwner Y - -\n\
        RequestDeletion Y - -\n\
        ManageDomains Y Y -\n\
        InviteUsers Y Y -\n\
        GrantAdministrator Y Y -\n\
        DemoteAdministrator Y Y -\n\
        ActOnOwner s - -\n\
        RemoveUsers Y Y -\n\
        ResetSecurity Y Y -\n\
        CreateAccount Y Y Y\n\
        AddExistingAccount Y Y -\n\
        EditAccount Y Y m\n\
        SuspendAccount Y Y -\n\
        CloseAccount Y Y o\n\
        ChangeAccountOwner Y Y -\n\
        GrantAccountRoles Y Y m\n\
        SetHipaa Y Y m\n\
        ManageSubaccounts Y Y m\n\
        ActOnIndependentAccount - - -\n\
        AnswerOwnInvitation Y Y Y";

    #[test]
    fn every_action_and_role_is_as_the_domain_reference_has_it() {
        let mark = |permit| match permit {
            Yes => 'Y',
            No => '-',
            Oneself => 's',
            AsAccountOwner => 'o',
            AsAccountManager => 'm',
        };
        let ours: Vec<String> = MATRIX
            .iter()
            .map(|row| {
                let cells: Vec<String> =
                    OrgRole::ALL.iter().map(|role| mark(permit(row.action, *role)).to_string()).collect();
                format!("{:?} {}", row.action, cells.join(" "))
            })
            .collect();
        assert_eq!(ours.join("\n"), DOMAIN_4);
    }
}
