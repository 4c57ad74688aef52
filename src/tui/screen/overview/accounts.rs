//! What waits or is not well about accounts, their HIPAA coverage, and the organization's deletion.

use super::waiting::{Counted, Waiting};
use crate::model::OrgState;
use crate::tui::cx::{Cx, ago};
use crate::tui::request::Look;
use crate::tui::theme::Role;

pub(super) fn waiting(counted: &Counted, cx: &Cx<'_>) -> Vec<Waiting> {
    let mut found = Vec::new();
    found.extend(deletion(counted, cx));
    found.extend(coverage(counted, cx));
    let ending = cx.directory.joining_soon(counted.org, cx.now);
    let (one, many) =
        ("account invitation ends within 48 hours.", "account invitations end within 48 hours.");
    found.extend(Waiting::counted(Role::Warn, ending, one, many, Look::Accounts(2, "expires:<2d".into())));
    let suspended = counted.totals.accounts[1];
    let look = Look::Accounts(0, "status:suspended".into());
    found.extend(Waiting::counted(
        Role::Warn,
        suspended,
        "account is suspended.",
        "accounts are suspended.",
        look,
    ));
    let closed = counted.totals.accounts[3];
    let (one, many) = (
        "closed account is purged 30 days after closing.",
        "closed accounts are purged 30 days after closing.",
    );
    let look = Look::Accounts(0, "status:closed".into());
    found.extend(Waiting::counted(Role::Text, closed, one, many, look));
    found
}

/// The deletion that the Owner asked for.
fn deletion(counted: &Counted, cx: &Cx<'_>) -> Option<Waiting> {
    let row = cx.directory.organization(counted.org)?;
    let deletion = row.deletion.filter(|_| row.state == OrgState::DeletionRequested)?;
    let when = ago(deletion.requested, cx.now);
    let sentence = format!("Deletion requested {when}: no invitation can be sent or accepted.");
    Some(Waiting::new(Role::Danger, sentence, Look::Deletion))
}

/// What is missing in the HIPAA coverage; of no concern without a BAA.
fn coverage(counted: &Counted, cx: &Cx<'_>) -> Vec<Waiting> {
    if cx.directory.organization(counted.org).is_none_or(|row| row.baa.is_none()) {
        return Vec::new();
    }
    let totals = cx.directory.coverage_totals(counted.org);
    let (one, many) = (
        "subaccount of a HIPAA account is not designated.",
        "subaccounts of HIPAA accounts are not designated.",
    );
    let subaccounts = Waiting::counted(Role::Danger, totals.subaccount_gaps, one, many, Look::Coverage);
    let (one, many) = ("account is not designated for HIPAA.", "accounts are not designated for HIPAA.");
    let accounts = Waiting::counted(Role::Text, totals.account_gaps, one, many, Look::Coverage);
    subaccounts.into_iter().chain(accounts).collect()
}
