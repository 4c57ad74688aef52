//! Account roles that are given or offered, by their words.

use clap::ValueEnum;

use crate::model::{AccountRoles, OfferedRoles};

use super::args::AccountRoleWord;
use super::exit::Failure;
use super::resolve::Accounts;

/// The set of the roles named.
pub(super) fn set(roles: &[AccountRoleWord]) -> AccountRoles {
    let roles: Vec<_> = roles.iter().map(|role| (*role).into()).collect();
    AccountRoles::of(&roles)
}

/// `ACCOUNT=role[,role]` of `user invite --access`.
pub(super) fn offered(accounts: &Accounts<'_>, text: &str) -> Result<OfferedRoles, Failure> {
    let form = || {
        Failure::Usage(format!("--access {text} is not of the form ACCOUNT=role[,role]; roles: {}", all()))
    };
    // The last equals sign: a name of an account may have one itself.
    let (account, roles) = text.rsplit_once('=').ok_or_else(form)?;
    let roles: Option<Vec<AccountRoleWord>> =
        roles.split(',').map(|word| AccountRoleWord::from_str(word.trim(), true).ok()).collect();
    let roles = set(&roles.ok_or_else(form)?);
    Ok(OfferedRoles { account: accounts.named(account)?, roles })
}

fn all() -> String {
    let words: Vec<&str> = crate::model::AccountRole::ALL.iter().map(|role| role.word()).collect();
    format!("{}.", words.join(", "))
}
